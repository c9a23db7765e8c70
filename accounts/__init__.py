"""Who is asking: users, profiles, devices, tokens."""

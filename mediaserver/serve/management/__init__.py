"""Commands of the running program."""

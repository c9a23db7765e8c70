"""Health, backup, demo collection: running the server well."""

"""`serve`, `prepare` and what the build needs."""

"""Views about playing."""

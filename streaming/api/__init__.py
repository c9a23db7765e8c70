"""The API's part about playing."""

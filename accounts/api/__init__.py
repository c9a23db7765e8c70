"""The API's part about accounts."""

"""The API of this part."""

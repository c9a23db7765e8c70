"""Views of the API about the server itself."""

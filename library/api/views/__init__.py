"""Views of the API about the catalogue."""

"""Views of the API about accounts."""

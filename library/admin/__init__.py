"""The librarian's desk about the catalogue."""

from library.admin import files, items, libraries, lists, people

__all__ = ["files", "items", "libraries", "lists", "people"]

"""Brings an item to the library."""

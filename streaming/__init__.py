"""Brings an item to a screen."""

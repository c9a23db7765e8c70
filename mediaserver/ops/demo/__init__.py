"""The demo collection: films, series, music and photos that are made on the spot, so that a newcomer sees everything."""

from mediaserver.ops.demo.collection import DemoLibrary, library_folders, make_collection

__all__ = ["DemoLibrary", "library_folders", "make_collection"]

"""Pages of running the server."""

"""Pictures: where they come from, how they are kept and served. See README.md."""

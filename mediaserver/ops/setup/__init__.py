"""The first run: language, owner, folders, network, done. See README.md."""

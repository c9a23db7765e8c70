"""Work on pictures, done inside media processes. See README.md; the callers' side is `making`."""

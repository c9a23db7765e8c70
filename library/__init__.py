"""What the household has: libraries, items, files, artwork, watch state."""

"""What the home page shows."""

from library.home.rows import HomeRow, home_row, home_rows, newest_film, recently_added, row_items

__all__ = ["HomeRow", "home_row", "home_rows", "newest_film", "recently_added", "row_items"]

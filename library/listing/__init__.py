"""Lists of a library: orders, filters, letters, keyset pages."""

from library.listing.browsing import PAGE_SIZE, Browsing
from library.listing.facets import Facet, Facets, facets_of, months_of, rows_of
from library.listing.filters import WATCHED_KINDS, Filters
from library.listing.letters import LETTERS, Letter, letters_of
from library.listing.sorts import Sort, sort_named, sorts_of

__all__ = [
    "LETTERS",
    "PAGE_SIZE",
    "WATCHED_KINDS",
    "Browsing",
    "Facet",
    "Facets",
    "Filters",
    "Letter",
    "Sort",
    "facets_of",
    "letters_of",
    "months_of",
    "rows_of",
    "sort_named",
    "sorts_of",
]

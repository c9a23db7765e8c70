"""Finding by words: one index behind one interface, kept in the transaction that writes the items."""

from library.search.backends import PERSON
from library.search.finding import SEARCHED_KINDS, SearchGroup, search
from library.search.folding import fold
from library.search.indexing import index_items, index_people, rebuild, remove_items

__all__ = [
    "PERSON",
    "SEARCHED_KINDS",
    "SearchGroup",
    "fold",
    "index_items",
    "index_people",
    "rebuild",
    "remove_items",
    "search",
]

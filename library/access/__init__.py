"""Who may see which item: the profile's set of access classes, and the class of each item."""

from library.access.classes import AccessClassBook, class_for, reclass_tree
from library.access.grants import give_all_libraries, grant_libraries, visible_class_ids, visible_libraries

__all__ = [
    "AccessClassBook",
    "class_for",
    "give_all_libraries",
    "grant_libraries",
    "reclass_tree",
    "visible_class_ids",
    "visible_libraries",
]

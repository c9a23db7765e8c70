"""Trailers, featurettes and the like: known by their folder or by the end of the name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

_BY_FOLDER: Mapping[str, str] = {
    "trailers": "trailer", "trailer": "trailer", "featurettes": "featurette", "featurette": "featurette",
    "behind the scenes": "behind_the_scenes", "deleted scenes": "deleted_scene", "interviews": "interview",
    "scenes": "scene", "shorts": "short", "clips": "clip", "extras": "other", "extra": "other", "bonus": "other", "other": "other",
}  # fmt: skip
_BY_SUFFIX: Mapping[str, str] = {
    "trailer": "trailer", "teaser": "trailer", "featurette": "featurette", "behindthescenes": "behind_the_scenes",
    "deleted": "deleted_scene", "deletedscene": "deleted_scene", "interview": "interview", "scene": "scene",
    "short": "short", "clip": "clip", "extra": "other", "other": "other",
}  # fmt: skip
_SUFFIX = re.compile(r"^(.{1,900}?)[-.](" + "|".join(_BY_SUFFIX) + r")\d{0,2}$", re.IGNORECASE)


def extra_by_folder(folders: Sequence[str]) -> tuple[str, Sequence[str]] | None:
    """Return what a file in these folders is an extra of: the word, and the folders above; None where it is none."""
    for index in range(len(folders) - 1, 0, -1):
        what = _BY_FOLDER.get(folders[index].lower())
        if what:
            return what, folders[:index]
    return None


def extra_by_suffix(stem: str) -> tuple[str, str] | None:
    """Return the word and the stem without it, for "Film (1999)-trailer"; None where the name has no such end."""
    if stem.lower() in {"trailer", "teaser"}:
        return "trailer", stem
    match = _SUFFIX.match(stem)
    return (_BY_SUFFIX[match.group(2).lower()], match.group(1)) if match else None

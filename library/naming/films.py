"""Films: a folder for each, or files side by side."""

from __future__ import annotations

import re

from library.naming.claims import ExtraClaim, MovieClaim, Rule
from library.naming.extras import extra_by_folder, extra_by_suffix
from library.naming.suffixes import stem_of
from library.naming.titles import ReadTitle, fold_title, read_title, tidy

_DISC_PART = re.compile(r"(?:^|[-._ (\[])(?:cd|dis[ck]|dvd)[-._ ]?(\d{1,2}|[a-d])[)\]]?$", re.IGNORECASE)
_PART = re.compile(r"(?:^|[-._ (\[])(?:part|pt)[-._ ]?(\d{1,2}|[a-d])[)\]]?$", re.IGNORECASE)
_LABEL = re.compile(r"^\s*[-–]\s+(.{1,80}?)\s*$")
_DISC_FOLDER = re.compile(r"^(?:video_ts|bdmv|stream|(?:cd|dis[ck]|dvd)[-._ ]?\d{1,2})$", re.IGNORECASE)


def read_movie_path(path: str) -> MovieClaim | ExtraClaim:
    """Read a film's relative path.

    A folder with a year names the film, and the file inside tells version and part; where file and folder state
    different years, the file is right (a box of several films). Without years the longer agreement wins.
    """
    folders = [folder for folder in path.split("/")[:-1] if folder]
    stem = stem_of(path.rsplit("/", 1)[-1])
    while folders and _DISC_FOLDER.match(folders[-1]):
        folders.pop()
    extra = extra_by_folder(folders)
    if extra:
        what, above = extra
        owner = read_title(above[-1]) if above else read_title(stem)
        return ExtraClaim(what, tidy(stem), owner.title, owner.year, Rule.EXTRA_FOLDER)
    suffixed = extra_by_suffix(stem)
    if suffixed:
        what, shorter = suffixed
        owner = read_title(folders[-1]) if folders else read_title(shorter)
        return ExtraClaim(what, tidy(shorter), owner.title, owner.year, Rule.EXTRA_SUFFIX)
    stem, part_index = split_part(stem)
    return _choose(read_title(folders[-1]) if folders else None, read_title(stem), part_index)


def split_part(stem: str) -> tuple[str, int]:
    """Take a part mark off the end of a stem: ("Film (1999)", 2) for "Film (1999) - cd2"; 0 where there is none.

    "Part 2" counts only behind a year or a release word, since films are called so.
    """
    match = _DISC_PART.search(stem)
    if not match:
        match = _PART.search(stem)
        if not match or not read_title(stem).rest.strip(" -._([)]"):
            return stem, 0
        if _PART.search(read_title(stem).title):
            return stem, 0
    shorter = stem[: match.start()].rstrip(" -._([")
    if not shorter:
        return stem, 0
    word = match.group(1).lower()
    return shorter, int(word) if word.isdigit() else ord(word) - ord("a") + 1


def _choose(folder: ReadTitle | None, file: ReadTitle, part_index: int) -> MovieClaim:
    named, rule = file, Rule.FILE_AND_YEAR if file.year else Rule.FILE_NAME
    if folder is not None:
        if folder.year and (file.year is None or file.year == folder.year):
            named, rule = folder, Rule.FOLDER_AND_YEAR
        elif not folder.year and not file.year and _agree(folder.title, file.title):
            named, rule = folder, Rule.FOLDER_NAME
    return MovieClaim(
        title=named.title,
        year=named.year,
        rule=rule,
        edition=file.edition or (folder.edition if folder and named is folder else ""),
        label=_label(file),
        part_index=part_index,
        external_names=file.external_names or (folder.external_names if folder and named is folder else ()),
    )


def _agree(folder: str, file: str) -> bool:
    """Whether the file's title begins as the folder's."""
    return fold_title(file).startswith(fold_title(folder))


def _label(file: ReadTitle) -> str:
    """What the name itself calls this version: the words behind " - ", else its resolution."""
    match = _LABEL.match(file.rest)
    if match and not file.edition:
        return tidy(match.group(1))
    return {"2160p": "4K", "4k": "4K"}.get(file.resolution, file.resolution)

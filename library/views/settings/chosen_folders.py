"""Folders as rows: what was found in them, what may be wrong with them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from library.folders import FolderNotListed, FolderView, guess_folder_kind, list_folder
from library.models import LibraryKind
from library.naming import KindGuess
from library.naming.claims import Claim, EpisodeClaim, MovieClaim, PhotoClaim, TrackClaim
from mediaserver.lib.paths import decode_path, display_path, encode_path

KIND_ICONS = {
    LibraryKind.MOVIES: "film",
    LibraryKind.SERIES: "tv",
    LibraryKind.MUSIC: "music",
    LibraryKind.PHOTOS: "image",
}
_USUAL = ("/media", "/mnt", "/srv", "/data", "/home")


@dataclass(frozen=True)
class Crumb:
    """One step of a path."""

    name: str
    path: str


@dataclass(frozen=True)
class FolderRow:
    """A chosen folder as `parts/_folder_row.html` draws it. `key` is the kept text to send back."""

    key: str
    path: str
    kind: str
    kind_icon: str
    summary: str
    examples: Sequence[str]
    warning: str
    error: str
    command: str


def start_folder() -> bytes:
    """Where the picker opens: the first usual place that has something in it."""
    for place in _USUAL:
        try:
            if any(Path(place).iterdir()):
                return os.fsencode(place)
        except OSError:
            continue
    return b"/"


def crumbs(path: str) -> list[Crumb]:
    """The path's steps from the top."""
    raw = decode_path(path)
    found = [Crumb("/", "/")]
    walked = b""
    for part in raw.strip(b"/").split(b"/"):
        if part:
            walked += b"/" + part
            found.append(Crumb(display_path(encode_path(part)), encode_path(walked)))
    return found


def folder_row(path: str, kind: str = "") -> FolderRow:
    """Look at a folder and describe it. A folder that went away meanwhile is described as such."""
    try:
        view = list_folder(path)
    except FolderNotListed as error:
        return FolderRow(path, display_path(path), kind, "folder", "", (), "", error.message, "")
    guess = guess_folder_kind(path) if view.is_readable else KindGuess("", 0.0, ())
    chosen = kind or guess.kind or LibraryKind.MOVIES
    return FolderRow(
        key=view.path,
        path=view.shown_path,
        kind=chosen,
        kind_icon=KIND_ICONS.get(LibraryKind(chosen), "folder"),
        summary=_summary(view),
        examples=[_example(sample, claim) for sample, claim in guess.examples] if chosen == guess.kind else (),
        warning=view.remote_sentence
        or ("" if guess.kind or not view.is_readable else _("No media was found here yet.")),
        error=view.permission_sentence,
        command=view.hint,
    )


def _summary(view: FolderView) -> str:
    if view.free_bytes is None:
        return ""
    return _("%(free)s free") % {"free": filesizeformat(view.free_bytes)}


def _example(sample: str, claim: Claim) -> str:
    """How a file would be named, with what tells it apart."""
    if isinstance(claim, EpisodeClaim):
        number = f" S{claim.season or 0:02d}E{claim.episodes[0]:02d}" if claim.episodes else ""
        return f"{claim.series_title}{number}"
    if isinstance(claim, MovieClaim) and claim.year:
        return f"{claim.title} ({claim.year})"
    if isinstance(claim, TrackClaim) and claim.artist:
        return f"{claim.artist}: {claim.title}"
    return claim.title if not isinstance(claim, PhotoClaim) else claim.album_title or sample.rsplit("/", 1)[-1]

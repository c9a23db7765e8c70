"""Finding and reading the NFO files of films, series and episodes."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field

from library.metadata import NfoFacts, read_nfo
from library.metadata.nfo import MOST_BYTES
from library.models import ItemKind, MediaFile, RootFolder
from library.scanner.resolving.placements import Placement
from mediaserver.lib.errors import HearthError
from mediaserver.lib.paths import open_inside

SERIES_FOLDERS_UP = 2


@dataclass
class NfoFinder:
    """Reads NFO files, each once for one piece of work."""

    roots: dict[int, RootFolder] = field(default_factory=dict)
    _read: dict[tuple[int, bytes], tuple[NfoFacts, ...]] = field(default_factory=dict)

    def of_leaves(self, placement: Placement) -> list[NfoFacts | None]:
        """The facts of each leaf of a placement."""
        file, kind = placement.file, placement.leaves[0].kind
        if kind not in {ItemKind.MOVIE, ItemKind.EPISODE}:
            return [None] * len(placement.leaves)
        path = file.path_bytes
        folder, _slash, name = path.rpartition(b"/")
        own = name.rpartition(b".")[0] + b".nfo"
        if kind == ItemKind.EPISODE:
            found = [facts for facts in self._at(file, folder, own) if facts.kind == "episodedetails"]
            return _by_number(found, placement)
        films = self._at(file, folder, own) or (self._at(file, folder, b"movie.nfo") if folder else ())
        return [next((facts for facts in films if facts.kind == "movie"), None)]

    def of_series(self, placement: Placement) -> NfoFacts | None:
        """The facts of the series above an episode: `tvshow.nfo` in its folder or one or two above."""
        if not placement.containers or placement.containers[0].kind != ItemKind.SERIES:
            return None
        folder = placement.file.path_bytes.rpartition(b"/")[0]
        for _step in range(SERIES_FOLDERS_UP + 1):
            if not folder:
                return None
            for facts in self._at(placement.file, folder, b"tvshow.nfo"):
                if facts.kind == "tvshow":
                    return facts
            folder = folder.rpartition(b"/")[0]
        return None

    def _at(self, file: MediaFile, folder: bytes, name: bytes) -> tuple[NfoFacts, ...]:
        path = folder + b"/" + name if folder else name
        key = (file.root_id, path)
        if key not in self._read:
            self._read[key] = self._open(file, path)
        return self._read[key]

    def _open(self, file: MediaFile, path: bytes) -> tuple[NfoFacts, ...]:
        if file.root_id not in self.roots:
            self.roots[file.root_id] = file.root
        root = self.roots[file.root_id].path_bytes
        if not os.path.lexists(os.path.join(root, path)):
            return ()
        try:
            descriptor = open_inside(root, path)
        except HearthError:
            return ()
        with os.fdopen(descriptor, "rb") as nfo:
            try:
                return read_nfo(nfo.read(MOST_BYTES + 1))
            except OSError:
                return ()


def _by_number(found: Sequence[NfoFacts], placement: Placement) -> list[NfoFacts | None]:
    """Match elements to episodes by number, else by their order."""
    numbers: dict[int | None, NfoFacts] = {facts.episode: facts for facts in found if facts.episode is not None}
    wanted = [leaf.columns.get("number") for leaf in placement.leaves]
    if any(number in numbers for number in wanted):
        return [numbers.get(number) for number in wanted]
    return [found[index] if index < len(found) else None for index in range(len(wanted))]

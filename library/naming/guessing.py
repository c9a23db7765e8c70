"""Which kind of library a folder would make, from a few names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from library.naming.claims import Claim, EpisodeClaim
from library.naming.episodes import read_episode_path
from library.naming.reading import claim_for
from library.naming.suffixes import FileKind, any_kind, file_kind

EXAMPLES = 3


@dataclass(frozen=True)
class KindGuess:
    """The likely kind ("" where nothing was found), how sure (0 to 1), and (path, claim) of some samples."""

    kind: str
    certainty: float
    examples: tuple[tuple[str, Claim], ...]


def guess_kind(paths: Sequence[str]) -> KindGuess:
    """Guess from relative paths of files. Videos with episode numbers are series; most files decide."""
    votes = {"movies": 0, "series": 0, "music": 0, "photos": 0}
    for path in paths:
        kind = any_kind(path.rsplit("/", 1)[-1])
        if kind is FileKind.AUDIO:
            votes["music"] += 1
        elif kind is FileKind.PICTURE:
            votes["photos"] += 1
        elif kind is FileKind.VIDEO:
            votes["series" if _is_episode(path) else "movies"] += 1
    if votes["movies"] or votes["series"]:
        # Posters and stills beside videos outnumber them; photos need to be many more to win.
        videos = votes["movies"] + votes["series"]
        votes["photos"] = 0 if votes["photos"] <= 6 * videos else votes["photos"]
    if votes["music"]:
        votes["photos"] = 0 if votes["photos"] <= votes["music"] else votes["photos"]
    total = sum(votes.values())
    if not total:
        return KindGuess("", 0.0, ())
    best = max(votes, key=lambda name: votes[name])
    return KindGuess(best, votes[best] / total, _examples(paths, best))


def _is_episode(path: str) -> bool:
    claim = read_episode_path(path)
    return isinstance(claim, EpisodeClaim) and (bool(claim.episodes) or claim.aired_on is not None)


def _examples(paths: Sequence[str], kind: str) -> tuple[tuple[str, Claim], ...]:
    """Some samples from different folders."""
    found: list[tuple[str, Claim]] = []
    seen: set[str] = set()
    for path in paths:
        folder = path.rpartition("/")[0]
        if len(found) >= EXAMPLES or (folder and folder in seen) or not file_kind(path.rsplit("/", 1)[-1], kind):
            continue
        claim = claim_for(path, kind)
        if claim is not None:
            seen.add(folder)
            found.append((path, claim))
    return tuple(found)

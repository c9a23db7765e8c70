"""One door: the claim of a path in a library of some kind."""

from __future__ import annotations

from library.naming.claims import Claim
from library.naming.episodes import read_episode_path
from library.naming.films import read_movie_path
from library.naming.music import read_track_path
from library.naming.photos import read_photo_path


def claim_for(path: str, library_kind: str) -> Claim | None:
    """Read a relative path as the library's kind asks ("movies", "series", "music", "photos").

    None where the name says nothing that the kind could use: an episode without any number.
    """
    if library_kind == "movies":
        return read_movie_path(path)
    if library_kind == "series":
        return read_episode_path(path)
    if library_kind == "music":
        return read_track_path(path)
    return read_photo_path(path)

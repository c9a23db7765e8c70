"""Fixtures for tests with the whole server; a conftest takes them in by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.robustness import media
from tests.robustness.grounds import Grounds, add_library, copy_data, database_of_its_own, set_up, wait_idle

MakeGrounds = Callable[..., Grounds]

FILMS = 5
PHOTOS = 4
TRACKS = 3


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Grounds]:
    """Grounds that were prepared once and that others begin with; its static files serve all servers of this run."""
    folder = tmp_path_factory.mktemp("prepared")
    with database_of_its_own() as database:
        grounds = Grounds(folder, database, folder / "static")
        ended = grounds.manage("prepare")
        assert ended.returncode == 0, ended.stderr
        yield grounds


@pytest.fixture(scope="session")
def lived_in(prepared: Grounds, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Grounds]:
    """A stopped server with an owner and a few scanned files. Copy it: `make_grounds(like=lived_in)`."""
    folder = tmp_path_factory.mktemp("lived-in")
    with database_of_its_own(prepared) as database:
        grounds = Grounds(folder, database, prepared.folder / "static")
        copy_data(prepared, grounds.data)
        media.films(folder / "films", FILMS)
        media.photos(folder / "photos", PHOTOS)
        media.tracks(folder / "music", TRACKS)
        owner = grounds.serve()
        set_up(owner)
        for kind, name in (("movies", "films"), ("photos", "photos"), ("music", "music")):
            add_library(owner, kind, folder / name, name.capitalize())
        wait_idle(owner)
        grounds.stop()
        yield grounds


@pytest.fixture
def make_grounds(tmp_path: Path, prepared: Grounds) -> Iterator[MakeGrounds]:
    """`make_grounds(folder, like=…, **environment)`: fresh grounds; whatever runs on them at the end is ended."""
    with ExitStack() as stack:
        made: list[Grounds] = []

        def make(folder: Path | None = None, *, like: Grounds | None = prepared, **environment: str) -> Grounds:
            database = stack.enter_context(database_of_its_own(like))
            folder = folder or tmp_path
            folder.mkdir(exist_ok=True)
            grounds = Grounds(folder, database | environment, prepared.folder / "static")
            if like is not None:
                copy_data(like, grounds.data)
            made.append(grounds)
            return grounds

        yield make
        for grounds in made:
            if grounds.process is not None:
                grounds.process.kill()
                grounds.process.wait(10)


@pytest.fixture
def grounds(make_grounds: MakeGrounds) -> Grounds:
    """Grounds with nothing on them yet but an empty database."""
    return make_grounds()

"""A server for each test here, on grounds of its own."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.robustness.grounds import Grounds, copy_prepared, database_of_its_own

MakeGrounds = Callable[..., Grounds]


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory that was prepared once; its static files serve all servers of this run."""
    folder = tmp_path_factory.mktemp("prepared")
    os.chmod(folder, 0o755)
    with database_of_its_own(f"hearth_{uuid.uuid4().hex[:12]}") as database:
        grounds = Grounds(folder, database, folder / "static")
        ended = grounds.manage("prepare")
        assert ended.returncode == 0, ended.stderr
    return folder


@pytest.fixture
def make_grounds(tmp_path: Path, prepared: Path) -> Iterator[MakeGrounds]:
    """`make_grounds(**environment)`: fresh grounds; whatever runs on them at the end is ended."""
    with ExitStack() as stack:
        made: list[Grounds] = []

        def make(folder: Path | None = None, **environment: str) -> Grounds:
            database = stack.enter_context(database_of_its_own(f"hearth_{uuid.uuid4().hex[:12]}"))
            grounds = Grounds(folder or tmp_path, database | environment, prepared / "static")
            copy_prepared(prepared / "data", grounds.data)
            made.append(grounds)
            return grounds

        yield make
        for grounds in made:
            if grounds.process is not None:
                grounds.process.kill()
                grounds.process.wait(10)


@pytest.fixture
def grounds(make_grounds: MakeGrounds) -> Grounds:
    """Grounds with nothing on them yet."""
    return make_grounds()

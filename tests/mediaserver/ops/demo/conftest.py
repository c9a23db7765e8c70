"""The quick form of the demo collection, made once for all tests of this folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from mediaserver.ops.demo import make_collection


@pytest.fixture(scope="session")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    assert make_collection(folder, quick=True)
    return folder


@pytest.fixture(scope="session")
def film(collection: Path) -> Callable[[str], Path]:
    """Find a film's file by the start of its title."""

    def find(start: str) -> Path:
        videos = {".mp4", ".mkv", ".webm", ".avi"}
        (path,) = (path for path in (collection / "Films").glob(f"{start}*/*") if path.suffix in videos)
        return path

    return find

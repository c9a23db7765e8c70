from __future__ import annotations

from pathlib import Path

import pytest

from mediaserver.lib.errors import Broken
from mediaserver.ops.demo.encoder import as_file, run_ffmpeg


def test_what_ffmpeg_says_is_kept(tmp_path: Path) -> None:
    with pytest.raises(Broken, match=r"(?s)could not make out\.mp4.*nothing\.mkv"):
        run_ffmpeg(["-i", as_file(tmp_path / "nothing.mkv"), as_file(tmp_path / "out.mp4")])


def test_name_that_looks_like_an_address_is_a_file(tmp_path: Path) -> None:
    target = tmp_path / "http: a-%d.wav"
    run_ffmpeg(["-f", "lavfi", "-i", "anoisesrc=d=0.1", "-f", "wav", as_file(target)])
    assert target.stat().st_size > 1000

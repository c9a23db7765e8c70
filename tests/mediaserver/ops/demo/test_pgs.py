from __future__ import annotations

import struct
from pathlib import Path

import av
import numpy as np
import pytest

from mediaserver.ops.demo.pgs import Cue, draw_text, run_length_code, write_pgs


@pytest.mark.parametrize(
    ("row", "coded"),
    [
        pytest.param(bytes([5, 0, 0, 0, 7, 7, 7, 7]), "05 00 03 00 84 07 00 00", id="short runs"),
        pytest.param(bytes([3, 3]), "03 03 00 00", id="two alike stay as they are"),
        pytest.param(bytes(63), "00 3f 00 00", id="longest short run of nothing"),
        pytest.param(bytes(64), "00 40 40 00 00", id="shortest long run of nothing"),
        pytest.param(bytes([9]) * 300, "00 c1 2c 09 00 00", id="long run of a colour"),
        pytest.param(bytes(0x3FFF + 5), "00 7f ff 00 05 00 00", id="longer than a run can be"),
        pytest.param(b"", "00 00", id="empty row"),
    ],
)
def test_row_is_run_length_coded(row: bytes, coded: str) -> None:
    assert run_length_code(row) == bytes.fromhex(coded)


def decoded(path: Path) -> list[tuple[int, av.subtitles.subtitle.BitmapSubtitle]]:
    with av.open(str(path), format="sup") as container:
        stream = container.streams.subtitles[0]
        return [(packet.pts, part) for packet in container.demux(stream) if packet.size for part in packet.decode()]


def test_ffmpeg_reads_back_the_same_pixels(tmp_path: Path) -> None:
    cue = Cue(1500, 4000, "Forty lamps,\nand one more.")
    path = tmp_path / "lamps.sup"
    path.write_bytes(write_pgs([cue], (1280, 720)))
    ((at, picture),) = decoded(path)
    drawn = draw_text(cue.text, 40)
    assert at == 1500 * 90
    assert (picture.width, picture.height) == (drawn.width, drawn.height)
    indexes = np.frombuffer(memoryview(picture.planes[0]), dtype=np.uint8)
    assert (
        indexes.reshape(drawn.height, -1)[:, : drawn.width]
        == np.frombuffer(b"".join(drawn.rows), np.uint8).reshape(drawn.height, drawn.width)
    ).all()


def test_text_stands_centred_above_the_lower_edge(tmp_path: Path) -> None:
    path = tmp_path / "a.sup"
    path.write_bytes(write_pgs([Cue(0, 1000, "Across")], (1920, 1080)))
    _, picture = decoded(path)[-1]
    assert picture.x + picture.width / 2 == pytest.approx(960, abs=1)
    assert 900 < picture.y + picture.height < 1080


def test_picture_of_more_than_one_segment_is_put_together(tmp_path: Path) -> None:
    text = "\n".join(["Wherever the water went that winter, somebody rowed over it"] * 10)
    stream = write_pgs([Cue(0, 1000, text)], (3840, 2160))
    path = tmp_path / "long.sup"
    path.write_bytes(stream)
    assert stream.count(b"\x15\xff\xff") >= 1  # an object segment of full length
    assert decoded(path)[-1][1].width > 2000


def test_every_cue_is_shown_and_cleared() -> None:
    stream = write_pgs([Cue(1000, 2000, "One"), Cue(3000, 4000, "Two")], (640, 360))
    kinds, at = [], 0
    while at < len(stream):
        magic, pts, _dts, kind, size = struct.unpack_from(">2sIIBH", stream, at)
        assert magic == b"PG"
        kinds.append((pts // 90, kind))
        at += 13 + size
    show, clear = [0x16, 0x17, 0x14, 0x15, 0x80], [0x16, 0x17, 0x80]
    wanted = [(0, 0x16), (0, 0x80)]
    for start_ms, kinds_then in ((1000, show), (2000, clear), (3000, show), (4000, clear)):
        wanted += [(start_ms, kind) for kind in kinds_then]
    assert kinds == wanted


def test_text_too_wide_for_the_frame_is_refused() -> None:
    with pytest.raises(ValueError, match="too wide"):
        write_pgs([Cue(0, 1000, "A line that is much longer than this small picture is wide")], (320, 180))

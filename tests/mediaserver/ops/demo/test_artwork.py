from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from mediaserver.ops.demo import artwork
from mediaserver.ops.demo.catalogue import catalogue


def test_backdrop_is_sixteen_by_nine_from_a_tall_drawing(tmp_path: Path) -> None:
    artwork.write_backdrop("ph16", tmp_path / "fanart.jpg", focus_y=0.9)
    assert Image.open(tmp_path / "fanart.jpg").size == (1920, 1080)


def test_logo_keeps_its_transparency(tmp_path: Path) -> None:
    artwork.write_logo("t-tidewatch", tmp_path / "logo.png")
    alpha = Image.open(tmp_path / "logo.png").getchannel("A")
    assert alpha.getextrema() == (0, 255)


def test_cover_without_lettering_in_the_drawing_gets_it(tmp_path: Path) -> None:
    album = next(album for album in catalogue().albums if album.title == "Wires")
    artwork.write_cover(album, tmp_path / "cover.jpg")
    cover = Image.open(tmp_path / "cover.jpg").convert("L")
    letters = cover.crop((330, 60, 620, 160))
    assert max(letters.get_flattened_data()) - min(letters.get_flattened_data()) > 60


@pytest.mark.parametrize("kind", sorted(artwork.PARTICLES))
def test_particles_tile(kind: str) -> None:
    sheet = artwork.particles(kind, (320, 180), "seed")
    assert sheet.size == (320, 360)
    assert sheet.crop((0, 0, 320, 180)).tobytes() == sheet.crop((0, 180, 320, 360)).tobytes()
    assert sheet.getchannel("A").getextrema()[1] > 20


def test_drawing_that_is_not_there_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        artwork.art_path("nothing")

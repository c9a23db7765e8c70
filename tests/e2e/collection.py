"""A small household's media: what browsers play, what they don't, what nobody can read."""

from __future__ import annotations

import io
import os
import shutil
from pathlib import Path

from PIL import Image, ImageDraw

from tests.factories.media_clips import CACHE, clip, ffmpeg

FILM_SECONDS = 150
FILM = "The Lamp (2021)"
REFUSED_FILM = "Kestrel Road (2016)"
BROKEN_FILM = "Nine Doors (2019)"
GRID_FILMS = 66
"""More than one page of a library's grid."""

_FILM_RECIPE = 2
_COLOURS = ("#7a2f1d", "#23506b", "#3f5d2a", "#6b2a4f", "#8a6a1f", "#2b3a67", "#7d4a2c", "#1f5f57")


def make_collection(folder: Path) -> Path:
    """Make Films, Series, Music and Photos inside `folder`."""
    _make_films(folder / "Films")
    _make_series(folder / "Series" / "Tidewatch (2022)")
    _make_music(folder / "Music" / "Ada Vale" / "Small Hours (2021)")
    _make_photos(folder / "Photos" / "2024-07-06 Summer by the sea")
    return folder


def long_film() -> Path:
    """A film that is long enough to seek in: counted seconds on a changing ground, two chapters; kept between runs."""
    target = CACHE / f"e2e-film-{_FILM_RECIPE}-{FILM_SECONDS}.mp4"
    if target.exists():
        return target
    CACHE.mkdir(parents=True, exist_ok=True)
    marks = CACHE / f"{target.stem}.{os.getpid()}.txt"
    marks.write_text(
        ";FFMETADATA1\n"
        f"[CHAPTER]\nTIMEBASE=1/1\nSTART=0\nEND={FILM_SECONDS // 2}\ntitle=Dusk\n"
        f"[CHAPTER]\nTIMEBASE=1/1\nSTART={FILM_SECONDS // 2}\nEND={FILM_SECONDS}\ntitle=Night\n"
    )
    draft = target.with_suffix(f".{os.getpid()}.mp4")
    ffmpeg(
        "-f", "lavfi", "-i", f"testsrc=size=320x180:rate=5:duration={FILM_SECONDS}",
        "-f", "lavfi", "-i", f"sine=frequency=330:duration={FILM_SECONDS}:sample_rate=44100", "-i", marks,
        "-map", "0:v", "-map", "1:a", "-map_chapters", "2",
        "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "5", "-c:a", "aac", "-b:a", "48k",
        "-metadata:s:a:0", "language=eng", "-movflags", "+faststart", draft,
    )  # fmt: skip
    marks.unlink()
    draft.replace(target)
    return target


def refused_film() -> Path:
    """MPEG-4 ASP with AC-3 in Matroska: no browser decodes either."""
    target = CACHE / f"e2e-refused-{_FILM_RECIPE}.mkv"
    if not target.exists():
        draft = target.with_suffix(f".{os.getpid()}.mkv")
        ffmpeg(
            "-f", "lavfi", "-i", "testsrc2=size=320x240:rate=25:duration=3", "-f", "lavfi", "-i", "sine=duration=3",
            "-c:v", "mpeg4", "-c:a", "ac3", "-metadata:s:a:0", "language=ger", draft,
        )  # fmt: skip
        draft.replace(target)
    return target


def poster(title: str, number: int, size: tuple[int, int] = (240, 360)) -> bytes:
    """A plain poster."""
    image = Image.new("RGB", size, _COLOURS[number % len(_COLOURS)])
    draw = ImageDraw.Draw(image)
    draw.ellipse((size[0] // 4, size[1] // 4, size[0] * 3 // 4, size[1] // 4 + size[0] // 2), fill="#f2d3a0")
    draw.text((size[0] // 2, size[1] - 40), title, anchor="mm", fill="white", font_size=20)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()


def add_film(films: Path, title: str, source: Path, number: int = 0) -> Path:
    """Put a film with its poster into a folder of its own."""
    folder = films / title
    folder.mkdir(parents=True)
    shutil.copyfile(source, folder / f"{title}{source.suffix}")
    (folder / "poster.jpg").write_bytes(poster(title.rpartition(" (")[0], number))
    return folder


def _make_films(films: Path) -> None:
    lamp = add_film(films, FILM, long_film(), 4)
    (lamp / "fanart.jpg").write_bytes(poster("", 4, (640, 360)))
    add_film(films, REFUSED_FILM, refused_film(), 1)
    broken = films / BROKEN_FILM
    broken.mkdir()
    (broken / f"{BROKEN_FILM}.mp4").write_bytes(clip("mp4").read_bytes()[:600])
    short = clip("webm")
    for number in range(1, GRID_FILMS - 1):
        add_film(films, f"Film number {number:02d} (20{number % 20:02d})", short, number)


def _make_series(series: Path) -> None:
    season = series / "Season 01"
    season.mkdir(parents=True)
    (series / "poster.jpg").write_bytes(poster("Tidewatch", 5))
    for number, title in enumerate(("Low Water", "The Bell Buoy", "Slack Tide"), start=1):
        shutil.copyfile(clip("mp4"), season / f"Tidewatch - S01E0{number} - {title}.mp4")


def _make_music(album: Path) -> None:
    album.mkdir(parents=True)
    (album / "cover.jpg").write_bytes(poster("Small Hours", 2, (400, 400)))
    for number, title in enumerate(("Kettle Song", "Paper Boats", "Last Bus"), start=1):
        ffmpeg(
            "-f", "lavfi", "-i", f"sine=frequency={330 + 70 * number}:duration=30:sample_rate=44100",
            "-c:a", "libmp3lame", "-b:a", "48k", "-metadata", f"title={title}", "-metadata", "artist=Ada Vale",
            "-metadata", "album_artist=Ada Vale", "-metadata", "album=Small Hours", "-metadata", f"track={number}/3",
            "-metadata", "date=2021", album / f"0{number} {title}.mp3",
        )  # fmt: skip


def _make_photos(folder: Path) -> None:
    folder.mkdir(parents=True)
    for number in range(1, 7):
        exif = Image.Exif()
        exif.update({0x010F: "Lumen", 0x0110: "Lumen L1", 0x0132: f"2024:07:06 1{number}:15:30"})
        exif.get_ifd(0x8769).update({0x9003: f"2024:07:06 1{number}:15:30", 0x829A: (1, 125), 0x8827: 200})
        size = (900, 600) if number % 2 else (600, 900)
        image = Image.open(io.BytesIO(poster(f"Photo {number}", number, size)))
        image.save(folder / f"sea-{number}.jpg", "JPEG", exif=exif, quality=80)

"""Many small files, quickly made: copies of ready clips, each with other bytes at its end."""

from __future__ import annotations

from pathlib import Path

from tests.factories.media_clips import clip


def films(folder: Path, count: int) -> int:
    """Films in folders of their own. Returns how many files were made."""
    return _copies(
        "webm", count, lambda number: folder / f"Film {number:04d} (2020)" / f"Film {number:04d} (2020).webm"
    )


def photos(folder: Path, count: int) -> int:
    """Photos, twenty in an album."""
    return _copies("jpg", count, lambda number: folder / f"2024-05-{number // 20 + 1:02d} Walk" / f"p{number:04d}.jpg")


def tracks(folder: Path, count: int) -> int:
    """Tracks, told apart by their tags; twelve on an album."""
    from mutagen.id3 import ID3, TALB, TIT2, TPE1, TPE2, TRCK

    source = clip("mp3").read_bytes()
    for number in range(count):
        path = folder / "Ada Vale" / f"Album {number // 12:02d}" / f"{number % 12 + 1:02d} Song.mp3"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(source)
        tags = ID3(path)
        tags.delall("TPE1")
        tags.delall("TXXX")
        tags.delall("UFID")
        for frame, text in ((TALB, f"Album {number // 12}"), (TIT2, f"Song {number}"), (TRCK, str(number % 12 + 1)),
                            (TPE1, "Ada Vale"), (TPE2, "Ada Vale")):  # fmt: skip
            tags.setall(frame.__name__, [frame(encoding=3, text=[text])])
        tags.save(path)
    return count


def _copies(kind: str, count: int, place: object) -> int:
    source = clip(kind).read_bytes()
    for number in range(count):
        path = place(number)  # type: ignore[operator]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(source + number.to_bytes(4, "big"))
    return count

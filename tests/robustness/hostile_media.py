"""A collection that wants to do harm: strange names, damaged files, links, special files, closed doors."""

from __future__ import annotations

import os
import random
import socket
from dataclasses import dataclass, field
from pathlib import Path

from tests.factories.media_clips import clip

NAMES = [
    b"The Lamp 'n' \"Kettle\" (2021)",
    b"new\nline (2020)",
    b"-rf (2019)",
    b"--help (2018)",
    b"%d%s%n %(name)s (2017)",
    b"not utf-8 \xff\xfe (2016)",
    b"$(touch pwned) `id` (2015)",
    b"concat:a|b (2014)",
    b"<script>alert(1)</script>".replace(b"/", b"_") + b" (2013)",
    b'"><img src=x onerror=alert(1)> (2013)',
    b"{{ 7*7 }} {% now %} (2013)",
    "\u202ertl \u2066mark \u05e2\u05d1\u05e8\u05d9\u05ea (2012)".encode(),
    "\u241b41 \U0001f3ac \u0000".replace("\0", "").encode() + b" (2012)",
    b"; DROP TABLE library_mediafile; -- (2011)",
    b"tab\there\x07\x1b[31m (2010)",
    b"\xed\xa0\x80 lone surrogate (2009)",
    b"http: (2008)",
    b"x" * 243 + b" (2007)",
]
VIDEOS = ("mp4", "mkv", "webm", "avi", "mpegts")
SOUNDS = ("mp3", "flac", "ogg", "opus", "m4a", "wav", "wma")
PICTURES = ("jpg", "png", "webp", "heic", "gif")


@dataclass
class Hostile:
    """What was made. Paths are relative to the library's folder."""

    folder: Path
    good: dict[bytes, bytes] = field(default_factory=dict)
    damaged: set[bytes] = field(default_factory=set)
    refused: set[bytes] = field(default_factory=set)

    def put(self, name: bytes, content: bytes) -> None:
        """Write a file, whatever its name."""
        path = os.path.join(os.fsencode(self.folder), name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(content)


def hostile_films(folder: Path, *, seeds: range) -> Hostile:
    """Names, links, special files, paths of any length, damaged videos."""
    made = Hostile(folder)
    source = clip("webm").read_bytes()
    for number, name in enumerate(NAMES):
        content = source + bytes([number])
        made.put(name + b".webm", content)
        made.good[name + b".webm"] = content
    _damaged(made, VIDEOS, seeds)
    _special_files(made)
    _links(made)
    _long_paths(made)
    return made


def hostile_music(folder: Path, *, seeds: range) -> Hostile:
    """Strange names and damaged sound."""
    made = Hostile(folder)
    for number, name in enumerate(NAMES[:12]):
        content = clip("ogg").read_bytes()
        made.put(b"Album %d/" % number + name + b".ogg", content)
    _damaged(made, SOUNDS, seeds)
    return made


def hostile_photos(folder: Path, *, seeds: range) -> Hostile:
    """Strange names, damaged pictures and a picture bomb."""
    made = Hostile(folder)
    for name in NAMES[:12]:
        made.put(name + b"/" + name + b".jpg", clip("jpg").read_bytes())
    made.put(b"bomb.png", clip("picture_bomb").read_bytes())
    made.refused.add(b"bomb.png")
    _damaged(made, PICTURES, seeds)
    return made


def damage(content: bytes, seed: int) -> bytes:
    """Cut off, or flip bits, or both."""
    chance = random.Random(seed)
    damaged = bytearray(content[: chance.randrange(1, len(content))] if seed % 2 else content)
    for _ in range(chance.choice([1, 8, 64, 512]) if seed % 3 else 0):
        damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
    return bytes(damaged)


def _damaged(made: Hostile, kinds: tuple[str, ...], seeds: range) -> None:
    for kind in kinds:
        source = clip(kind)
        for seed in seeds:
            name = f"damaged {kind} {seed} (2001){source.suffix}".encode()
            made.put(name, damage(source.read_bytes(), seed))
            made.damaged.add(name)
        empty = f"empty {kind} (2001){source.suffix}".encode()
        made.put(empty, b"")
        made.refused.add(empty)


def _special_files(made: Hostile) -> None:
    folder = os.fsencode(made.folder)
    os.mkfifo(os.path.join(folder, b"pipe (2000).mkv"))
    here = os.getcwd()
    os.chdir(folder)  # a socket's name has room for 107 bytes
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(b"socket (2000).mp4")
    os.chdir(here)
    made.refused |= {b"pipe (2000).mkv", b"socket (2000).mp4"}
    if os.geteuid() == 0:
        try:
            os.mknod(os.path.join(folder, b"zero (2000).avi"), 0o20666, os.makedev(1, 5))
            made.refused.add(b"zero (2000).avi")
        except OSError:
            pass  # a container without the right to make devices


def _links(made: Hostile) -> None:
    outside = made.folder.parent / "outside"
    outside.mkdir(exist_ok=True)
    (outside / "Secret (2000).mp4").write_bytes(clip("mp4").read_bytes())
    links = {
        "loop": made.folder,
        "out": outside,
        "Secret (2000).mp4": outside / "Secret (2000).mp4",
        "Gone (2001).mp4": made.folder / "nothing.mp4",
        "self.mp4": made.folder / "self.mp4",
        "passwd.mkv": Path("/etc/passwd"),
    }
    for name, target in links.items():
        (made.folder / name).symlink_to(target)
    made.refused |= {os.fsencode(name) for name in links}


def _long_paths(made: Hostile) -> None:
    """As deep as one call allows, and deeper."""
    here = os.getcwd()
    try:
        os.chdir(made.folder)
        relative, length = b"", len(os.fsencode(made.folder))
        while length < 3_800:
            os.mkdir("d" * 199)
            os.chdir("d" * 199)
            relative, length = relative + b"d" * 199 + b"/", length + 200
        content = clip("webm").read_bytes() + b"deep"
        Path("Deep (2020).webm").write_bytes(content)
        made.good[relative + b"Deep (2020).webm"] = content
        for _ in range(3):
            os.mkdir("e" * 199)
            os.chdir("e" * 199)
        Path("Deeper (2021).webm").write_bytes(content + b"er")
    finally:
        os.chdir(here)

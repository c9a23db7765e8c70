"""Which FFmpeg is run, how old it is, and what it can do."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator

from mediaserver.lib import ffmpeg_binary
from mediaserver.ops.doctor.verdicts import Verdict, bad, good, note

OLDEST_SAFE = (8, 1, 2)
"""Older ones decode a crafted MagicYUV file into running code (CVE-2026-8461; fixed in 8.1.2, 8.0.3 and 7.1.5)."""
FIXED_BRANCHES = {(8, 0): 3, (7, 1): 5}
ENCODERS = {"libx264": "H.264 video", "aac": "AAC sound", "libopus": "Opus sound", "libwebp": "WebP pictures"}
FILTERS = {"zscale": "HDR to SDR", "subtitles": "drawn-in subtitles", "scale": "scaling"}


def ffmpeg_verdicts() -> Iterator[Verdict]:
    """Examine version and abilities."""
    path = ffmpeg_binary.find()
    first_line = _run(path, "-version").partition("\n")[0]
    version = parse_version(first_line)
    words = f"{first_line.split('Copyright')[0].strip()} at {path}"
    if version and not is_safe(version):
        yield bad("FFmpeg", f"{words}: has a known hole.", "Unset HEARTH_FFMPEG, or install 8.1.2 or newer.")
    else:
        yield good("FFmpeg", words)
    yield from _abilities("encoders", ENCODERS, _run(path, "-hide_banner", "-encoders"))
    yield from _abilities("filters", FILTERS, _run(path, "-hide_banner", "-filters"))


def parse_version(line: str) -> tuple[int, ...] | None:
    """Return (major, minor, patch) of `ffmpeg version 8.1.2 …`; None for builds named by a commit."""
    match = re.search(r"version n?(\d+)\.(\d+)(?:\.(\d+))?", line)
    return tuple(int(part or 0) for part in match.groups()) if match else None


def is_safe(version: tuple[int, ...]) -> bool:
    """Whether the version has the fixes that decoding hostile files needs."""
    fixed_patch = FIXED_BRANCHES.get((version[0], version[1]))
    return version[2] >= fixed_patch if fixed_patch is not None else version >= OLDEST_SAFE


def _abilities(what: str, wanted: dict[str, str], listing: str) -> Iterator[Verdict]:
    present = set(re.findall(r"^\s*\S+\s+(\w+)", listing, re.MULTILINE))
    missing = [f"{name} ({use})" for name, use in wanted.items() if name not in present]
    if missing:
        yield note(f"FFmpeg {what}", f"missing: {', '.join(missing)}", "Unset HEARTH_FFMPEG to use the one from pip.")
    else:
        yield good(f"FFmpeg {what}", ", ".join(wanted))


def _run(path: str, *arguments: str) -> str:
    answer = subprocess.run([path, *arguments], capture_output=True, text=True, timeout=20, check=False)
    return answer.stdout

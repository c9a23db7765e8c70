"""Small real media files, made once by FFmpeg, Pillow and mutagen and kept by the hash of their recipe.

`clip("mp4")` returns the path of a file that must not be changed; copy it where a test wants to.
"""

from __future__ import annotations

import hashlib
import inspect
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

CACHE = Path(__file__).resolve().parents[2] / ".cache" / "clips"
Recipe = Callable[[Path], None]
RECIPES: dict[str, tuple[str, Recipe]] = {}

TEST_PICTURE = "testsrc2=size=320x180:rate=25:duration=4"
HDR_PICTURE = (
    "testsrc2=size=320x180:rate=24:duration=1,format=yuv420p10le,"
    "setparams=color_primaries=bt2020:color_trc={}:colorspace=bt2020nc"
)
TONE = "sine=frequency=440:duration=4:sample_rate=48000"
X264 = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "25", "-keyint_min", "25"]
SUBTITLES = "1\n00:00:00,500 --> 00:00:01,500\nGood evening\n\n2\n00:00:02,000 --> 00:00:03,000\nThe fire is lit\n"
CHAPTERS = (
    ";FFMETADATA1\ntitle=The Lamp\n"
    "[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=2000\ntitle=Dusk\n"
    "[CHAPTER]\nTIMEBASE=1/1000\nSTART=2000\nEND=4000\ntitle=Night\n"
)
TAGS = {
    "title": "Kettle Song",
    "artist": "Ada Vale",
    "album_artist": "Ada Vale",
    "album": "Small Hours",
    "track": "3/9",
    "disc": "1/2",
    "date": "2021-04-02",
    "genre": "Folk",
}


def clip(kind: str) -> Path:
    """Return the path of the ready clip named `kind`; see RECIPES for the names."""
    suffix, recipe = RECIPES[kind]
    digest = hashlib.sha256(f"{kind}{_recipe_text(recipe)}".encode()).hexdigest()[:16]
    target = CACHE / f"{kind}-{digest}.{suffix}"
    if not target.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=CACHE) as folder:
            draft = Path(folder) / f"draft.{suffix}"
            recipe(draft)
            draft.replace(target)  # complete or not there, also with several test processes
    return target


def ffmpeg(*arguments: str | Path) -> None:
    """Run the real FFmpeg quietly and fail with its own words."""
    import imageio_ffmpeg

    command: Sequence[str] = [
        imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-v", "error", "-y", "-bitexact", *map(str, arguments),
    ]  # fmt: skip
    run = subprocess.run(command, capture_output=True, check=False)
    if run.returncode:
        raise RuntimeError(run.stderr.decode("utf-8", "replace"))


def _recipe_text(recipe: Recipe) -> str:
    return (
        inspect.getsource(recipe) + HDR_PICTURE + TEST_PICTURE + TONE + repr(X264) + SUBTITLES + CHAPTERS + repr(TAGS)
    )


def _made(kind: str, suffix: str) -> Callable[[Recipe], Recipe]:
    def register(recipe: Recipe) -> Recipe:
        RECIPES[kind] = (suffix, recipe)
        return recipe

    return register


def _tags() -> list[str]:
    return [part for name, value in TAGS.items() for part in ("-metadata", f"{name}={value}")]


def _beside(target: Path, name: str, text: str) -> Path:
    path = target.parent / name
    path.write_text(text, encoding="utf-8")
    return path


def picture(size: tuple[int, int] = (320, 240), colour: tuple[int, int, int] = (196, 92, 40)) -> bytes:
    """A small JPEG: a coloured ground with a light square."""
    import io

    from PIL import Image, ImageDraw

    image = Image.new("RGB", size, colour)
    ImageDraw.Draw(image).rectangle((size[0] // 4, size[1] // 4, size[0] // 2, size[1] // 2), fill=(250, 240, 220))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=85)
    return out.getvalue()


@_made("mp4", "mp4")
def _mp4(target: Path) -> None:
    """H.264 and AAC with the index in front: what every browser plays."""
    ffmpeg("-f", "lavfi", "-i", TEST_PICTURE, "-f", "lavfi", "-i", TONE, *X264, "-c:a", "aac", "-shortest",
           "-metadata", "title=The Lamp", "-metadata:s:a:0", "language=eng",
           "-movflags", "+faststart", target)  # fmt: skip


@_made("mp4_index_at_end", "mp4")
def _mp4_index_at_end(target: Path) -> None:
    ffmpeg("-f", "lavfi", "-i", TEST_PICTURE, "-f", "lavfi", "-i", TONE, *X264, "-c:a", "aac", "-shortest", target)


@_made("mp4_rotated", "mp4")
def _mp4_rotated(target: Path) -> None:
    """A telephone held upright: a quarter turn in the track header."""
    ffmpeg("-display_rotation:v:0", "90", "-i", clip("mp4"), "-c", "copy", target)


@_made("mp4_anamorphic", "mp4")
def _mp4_anamorphic(target: Path) -> None:
    ffmpeg("-f", "lavfi", "-i", "testsrc2=size=360x288:rate=25:duration=2,setsar=64/45", *X264, target)


@_made("webm", "webm")
def _webm(target: Path) -> None:
    ffmpeg("-f", "lavfi", "-i", "testsrc2=size=160x90:rate=25:duration=2", "-f", "lavfi", "-i", "sine=duration=2",
           "-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-c:a", "libopus", "-shortest",
           target)  # fmt: skip


@_made("mkv", "mkv")
def _mkv(target: Path) -> None:
    """Two audio languages, text subtitles, chapters, default and forced flags."""
    words, marks = _beside(target, "words.srt", SUBTITLES), _beside(target, "chapters.txt", CHAPTERS)
    ffmpeg("-f", "lavfi", "-i", TEST_PICTURE, "-f", "lavfi", "-i", TONE, "-f", "lavfi", "-i",
           "sine=frequency=660:duration=4:sample_rate=48000", "-i", words, "-i", words, "-i", marks,
           "-map", "0:v", "-map", "1:a", "-map", "2:a", "-map", "3:s", "-map", "4:s",
           "-map_metadata", "5", "-map_chapters", "5", *X264, "-c:a:0", "aac", "-c:a:1", "ac3", "-ac:a:1", "6",
           "-c:s", "srt", "-t", "4",
           "-metadata:s:a:0", "language=eng", "-metadata:s:a:1", "language=ger", "-metadata:s:a:1", "title=Deutsch 5.1",
           "-metadata:s:s:0", "language=eng", "-metadata:s:s:1", "language=ger",
           "-disposition:a:0", "default", "-disposition:a:1", "0",
           "-disposition:s:0", "hearing_impaired", "-disposition:s:1", "forced", target)  # fmt: skip


@_made("mkv_no_cues", "mkv")
def _mkv_no_cues(target: Path) -> None:
    """Written to a pipe, so that no index could be put in."""
    import imageio_ffmpeg

    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-v", "error", "-i", str(clip("mp4")),
               "-c", "copy", "-f", "matroska", "pipe:1"]  # fmt: skip
    target.write_bytes(subprocess.run(command, check=True, capture_output=True).stdout)


@_made("hevc10", "mkv")
def _hevc10(target: Path) -> None:
    """HEVC 10 bit, tagged as HDR10."""
    ffmpeg("-f", "lavfi", "-i", HDR_PICTURE.format("smpte2084"), "-c:v", "libx265", "-preset", "ultrafast",
           "-pix_fmt", "yuv420p10le", "-x265-params", "log-level=none:pools=1", target)  # fmt: skip


@_made("hevc10_hlg", "mp4")
def _hevc10_hlg(target: Path) -> None:
    ffmpeg("-f", "lavfi", "-i", HDR_PICTURE.format("arib-std-b67"), "-c:v", "libx265", "-preset", "ultrafast",
           "-pix_fmt", "yuv420p10le", "-x265-params", "log-level=none:pools=1", "-tag:v", "hvc1", target)  # fmt: skip


@_made("avi", "avi")
def _avi(target: Path) -> None:
    """MPEG-4 ASP and MP3, as films were kept twenty years ago."""
    ffmpeg("-f", "lavfi", "-i", "testsrc2=size=320x240:rate=25:duration=3", "-f", "lavfi", "-i", "sine=duration=3",
           "-c:v", "mpeg4", "-vtag", "XVID", "-g", "25", "-c:a", "libmp3lame", "-b:a", "96k", target)  # fmt: skip


@_made("mpegts", "ts")
def _mpegts(target: Path) -> None:
    """Interlaced MPEG-2 with MP2 sound, as broadcast."""
    ffmpeg("-f", "lavfi", "-i", "testsrc2=size=352x288:rate=25:duration=2", "-f", "lavfi", "-i", "sine=duration=2",
           "-c:v", "mpeg2video", "-flags", "+ilme+ildct", "-vf", "setfield=tff", "-g", "12",
           "-c:a", "mp2", target)  # fmt: skip


@_made("mp4_black_start", "mp4")
def _mp4_black_start(target: Path) -> None:
    """Four black seconds, then a picture: a frame must be chosen with care."""
    ffmpeg("-f", "lavfi", "-i", "color=black:size=320x180:rate=25:duration=4", "-f", "lavfi", "-i",
           "testsrc2=size=320x180:rate=25:duration=6", "-filter_complex", "[0:v][1:v]concat=n=2:v=1[v]",
           "-map", "[v]", *X264, target)  # fmt: skip


@_made("mp3", "mp3")
def _mp3(target: Path) -> None:
    """Tags and an embedded cover."""
    from mutagen.id3 import APIC, ID3, TPE1, TXXX, UFID

    ffmpeg("-f", "lavfi", "-i", TONE, *_tags(), "-c:a", "libmp3lame", "-b:a", "128k", "-id3v2_version", "4", target)
    tags = ID3(target)
    tags.add(TPE1(encoding=3, text=["Ada Vale", "Tom Reed"]))
    tags.add(TXXX(encoding=3, desc="MusicBrainz Album Id", text=["0f0c8b1e-2f0a-4b7e-9a63-52f9d7f2a001"]))
    tags.add(TXXX(encoding=3, desc="replaygain_track_gain", text=["-6.50 dB"]))
    tags.add(UFID(owner="http://musicbrainz.org", data=b"6a1d3c52-7a4e-4a90-8f7d-1f5d2a9be002"))
    tags.add(APIC(encoding=3, mime="image/jpeg", type=3, desc="Cover", data=picture((300, 300))))
    tags.save(target)


@_made("flac", "flac")
def _flac(target: Path) -> None:
    from mutagen.flac import FLAC, Picture

    ffmpeg("-f", "lavfi", "-i", TONE, *_tags(), "-c:a", "flac", "-sample_fmt", "s16", target)
    audio = FLAC(target)
    audio["artist"] = ["Ada Vale", "Tom Reed"]
    audio["compilation"] = "1"
    audio["musicbrainz_trackid"] = "6a1d3c52-7a4e-4a90-8f7d-1f5d2a9be002"
    audio["replaygain_album_gain"] = "-7.25 dB"
    cover = Picture()
    cover.type, cover.mime, cover.data = 3, "image/jpeg", picture((300, 300))
    audio.add_picture(cover)
    audio.save()


@_made("ogg", "ogg")
def _ogg(target: Path) -> None:
    ffmpeg("-f", "lavfi", "-i", TONE, *_tags(), "-c:a", "libvorbis", target)


@_made("opus", "opus")
def _opus(target: Path) -> None:
    ffmpeg("-f", "lavfi", "-i", TONE, *_tags(), "-c:a", "libopus", target)


@_made("m4a", "m4a")
def _m4a(target: Path) -> None:
    from mutagen.mp4 import MP4, MP4Cover

    ffmpeg("-f", "lavfi", "-i", TONE, *_tags(), "-c:a", "aac", target)
    audio = MP4(target)
    audio["covr"] = [MP4Cover(picture((300, 300)), imageformat=MP4Cover.FORMAT_JPEG)]
    audio["cpil"] = True
    audio.save()


@_made("wav", "wav")
def _wav(target: Path) -> None:
    ffmpeg("-f", "lavfi", "-i", "sine=duration=1", *_tags(), target)


@_made("aiff", "aiff")
def _aiff(target: Path) -> None:
    ffmpeg("-f", "lavfi", "-i", "sine=duration=1", *_tags(), "-write_id3v2", "1", target)


@_made("wma", "wma")
def _wma(target: Path) -> None:
    ffmpeg("-f", "lavfi", "-i", "sine=duration=2", *_tags(), "-c:a", "wmav2", target)


@_made("jpg", "jpg")
def _jpg(target: Path) -> None:
    """A photo turned by EXIF (stored 320 × 240, shown 240 × 320), with camera, time zone and place."""
    import io

    from PIL import Image

    image = Image.open(io.BytesIO(picture((320, 240))))
    exif = Image.Exif()
    exif.update({0x0112: 6, 0x010F: "Lumen", 0x0110: "Lumen L1", 0x0132: "2023:07:14 20:15:30"})
    exif.get_ifd(0x8769).update({
        0x9003: "2023:07:14 20:15:30", 0x9011: "+02:00", 0x829A: (1, 125), 0x829D: (28, 10), 0x8827: 400,
        0x920A: (35, 1), 0xA434: "Lumen 35mm F2",
    })  # fmt: skip
    exif.get_ifd(0x8825).update({1: "N", 2: (47.0, 30.0, 0.0), 3: "W", 4: (8.0, 15.0, 36.0)})
    image.save(target, "JPEG", exif=exif)


@_made("png", "png")
def _png(target: Path) -> None:
    """With transparency."""
    from PIL import Image, ImageDraw

    image = Image.new("RGBA", (256, 256), (0, 0, 0, 0))
    ImageDraw.Draw(image).ellipse((32, 32, 224, 224), fill=(30, 110, 160, 255))
    image.save(target)


@_made("webp", "webp")
def _webp(target: Path) -> None:
    import io

    from PIL import Image

    Image.open(io.BytesIO(picture())).save(target, "WEBP")


@_made("heic", "heic")
def _heic(target: Path) -> None:
    import io

    import pillow_heif
    from PIL import Image

    pillow_heif.register_heif_opener()
    Image.open(io.BytesIO(picture())).save(target, "HEIF")


@_made("gif", "gif")
def _gif(target: Path) -> None:
    import io

    from PIL import Image

    Image.open(io.BytesIO(picture())).save(target, "GIF")


@_made("picture_bomb", "png")
def _picture_bomb(target: Path) -> None:
    """A few kilobytes that say they are 60,000 × 60,000 points."""
    import struct
    import zlib

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", 60000, 60000, 8, 2, 0, 0, 0)
    rows = zlib.compress(bytes(4_000_000), 9)
    target.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b""))


def copy_clip(kind: str, folder: Path, name: str | None = None) -> Path:
    """Copy the clip into `folder` (under `name`), for tests that change, move or rename files."""
    source = clip(kind)
    target = folder / (name or f"{kind}{source.suffix}")
    shutil.copyfile(source, target)
    return target

"""The technical forms the demo's videos come in, as FFmpeg arguments."""

from __future__ import annotations

from dataclasses import dataclass, replace

H264 = ("-c:v", "libx264", "-preset", "superfast", "-crf", "22", "-profile:v", "high", "-pix_fmt", "yuv420p")
BT709 = ("-color_primaries", "bt709", "-color_trc", "bt709", "-colorspace", "bt709", "-color_range", "tv")
AAC = ("-c:a", "aac", "-b:a", "160k")
STEREO = ""
# The stereo mix spread over six channels; the rear ones get what differs between left and right.
SURROUND = "pan=5.1(side)|FL=0.9*FL|FR=0.9*FR|FC=0.5*FL+0.5*FR|LFE=0.25*FL+0.25*FR|SL=0.5*FL-0.3*FR|SR=0.5*FR-0.3*FL"
# SDR drawings in the HDR10 signal space: reference white at 203 cd/m², as ITU-R BT.2408 recommends.
TO_HDR10 = "zscale=tin=bt709:pin=bt709:min=bt709:rin=tv:t=smpte2084:p=bt2020:m=bt2020nc:r=tv:npl=203,format=yuv420p10le"
X265_HDR10 = (
    "log-level=error:colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc:range=limited:hdr10=1:repeat-headers=1:"
    "master-display=G(13250,34500)B(7500,3000)R(34000,16000)WP(15635,16450)L(10000000,50):max-cll=1000,400"
)


@dataclass(frozen=True)
class Form:
    """A container with its codecs; `last_filter` stands at the end of the picture's filters, `mix` of the sound's."""

    suffix: str
    muxer: tuple[str, ...]
    size: tuple[int, int]
    video: tuple[str, ...]
    audio: tuple[str, ...]
    fps: int = 24
    last_filter: str = "format=yuv420p"
    mix: str = STEREO
    rate_hz: int = 48_000


FORMS = {
    "mp4-720": Form(".mp4", ("-f", "mp4", "-movflags", "+faststart"), (1280, 720), (*H264, *BT709), AAC),
    "mp4-1080": Form(".mp4", ("-f", "mp4", "-movflags", "+faststart"), (1920, 1080), (*H264, *BT709), AAC),
    "mkv-720": Form(".mkv", ("-f", "matroska"), (1280, 720), (*H264, *BT709), AAC),
    "hdr": Form(
        ".mkv",
        ("-f", "matroska"),
        (1280, 720),
        (
            *("-c:v", "libx265", "-preset", "ultrafast", "-crf", "22", "-pix_fmt", "yuv420p10le"),
            *("-x265-params", X265_HDR10, "-color_primaries", "bt2020", "-color_trc", "smpte2084"),
            *("-colorspace", "bt2020nc", "-color_range", "tv"),
        ),
        ("-c:a", "ac3", "-b:a", "384k"),
        last_filter=TO_HDR10,
        mix=SURROUND,
    ),
    "webm": Form(
        ".webm",
        ("-f", "webm"),
        (1280, 720),
        ("-c:v", "libsvtav1", "-preset", "10", "-crf", "28", "-g", "96", "-pix_fmt", "yuv420p", *BT709),
        ("-c:a", "libopus", "-b:a", "112k"),
    ),
    "avi": Form(
        ".avi",
        ("-f", "avi"),
        (640, 480),
        ("-c:v", "mpeg4", "-vtag", "XVID", "-q:v", "4", "-g", "120", "-bf", "0"),
        ("-c:a", "libmp3lame", "-b:a", "160k"),
        fps=25,
    ),
}


def form_named(name: str, *, quick: bool) -> Form:
    """Return a form; quick ones are a third as wide."""
    form = FORMS[name]
    if not quick:
        return form
    width, height = form.size
    return replace(form, size=(width // 6 * 2, height // 6 * 2))

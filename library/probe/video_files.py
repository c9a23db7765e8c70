"""Open a video for libav inside a media process: no protocol but the open descriptor, no decoder outside the list."""

from __future__ import annotations

import importlib
import os
import pkgutil
from typing import Any

import av
import av.error

from mediaserver.lib.sandbox.wire import Rejected

MP4, MATROSKA, AVI_AND_OTHERS = "mov", "matroska", "other"
HEAD_BYTES = 4096
MP4_BOXES = {b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"pnot"}
NO_DECODERS = "none"  # a name no decoder has
FORMATS = (
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,mpegvideo,asf,flv,ogg,dv,gxf,mxf,nut,rm,wtv,"
    "h264,hevc,m4v,vc1,ivf,swf,amv,nsv,roq,aac,mp3,flac,wav,aiff,w64,ac3,eac3,dts,truehd"
)
# What household films are made of. Rare decoders (MagicYUV was the way into other media servers in 2026) stay off.
DECODERS = (
    "h264,hevc,libdav1d,av1,vp8,vp9,vp6,vp6f,vp6a,vp7,mpeg1video,mpeg2video,mpeg4,msmpeg4,msmpeg4v1,msmpeg4v2,"
    "msmpeg4v3,wmv1,wmv2,wmv3,vc1,mjpeg,h263,h263i,flv,theora,dvvideo,prores,dnxhd,rv30,rv40,svq3,cinepak,huffyuv,"
    "ffvhuff,ffv1,png,bmp,gif,webp,rawvideo,aac,aac_latm,ac3,eac3,dca,truehd,mlp,mp1,mp2,mp3,mp1float,mp2float,"
    "mp3float,flac,alac,opus,libopus,vorbis,wmav1,wmav2,wmapro,wmalossless,cook,amrnb,amrwb,ape,wavpack,tta,"
    "pcm_s16le,pcm_s16be,pcm_s24le,pcm_s24be,pcm_s32le,pcm_u8,pcm_s8,pcm_f32le,pcm_f64le,pcm_alaw,pcm_mulaw,"
    "pcm_bluray,pcm_dvd,adpcm_ms,adpcm_ima_wav,adpcm_ima_qt,subrip,srt,ass,ssa,webvtt,mov_text,text,dvdsub,"
    "dvd_subtitle,dvbsub,pgssub,xsub"
)

for _module in pkgutil.walk_packages(av.__path__, "av."):
    if _module.name not in ("av.__main__", "av.datasets"):
        importlib.import_module(
            _module.name
        )  # PyAV imports its parts at first use, when nothing can be opened any more


def sniff(descriptor: int) -> tuple[str, bytes]:
    """Return the family of the container by its first bytes, and those bytes."""
    head = os.pread(descriptor, HEAD_BYTES, 0)
    if head[4:8] in MP4_BOXES:
        return MP4, head
    if head[:4] == b"\x1a\x45\xdf\xa3":
        return MATROSKA, head
    return AVI_AND_OTHERS, head


def open_video(descriptor: int, family: str, *, decoders: str | None = None) -> Any:
    """Open the file for reading; `decoders` None means the whole list. Raises Rejected("not_video")."""
    os.lseek(descriptor, 0, os.SEEK_SET)
    options = {
        "fd": str(descriptor),
        "protocol_whitelist": "fd",
        "format_whitelist": FORMATS,
        "codec_whitelist": decoders or DECODERS,
    }
    if decoders == NO_DECODERS:
        options["probesize"] = "65536"  # the headers are read whole; packets would add nothing
    try:
        return av.open(
            "fd:", format=None if family == AVI_AND_OTHERS else family, options=options, metadata_errors="replace"
        )
    except av.error.MemoryError:
        raise MemoryError from None
    except (av.error.FFmpegError, ValueError) as error:
        raise Rejected("not_video", cause=str(error)[:200]) from None

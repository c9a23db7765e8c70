"""The versions of an item and what is inside their files, for the page of a film or an episode."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from library.models import Chapter, MediaFile, MediaItem, MediaStream, SubtitleFile, Version
from library.views.streams import (
    height_name,
    sound_line,
    sound_name,
    stream_details,
    subtitle_name,
    video_line,
)
from library.views.wording import hdr_name
from mediaserver.lib.paths import display_path
from mediaserver.lib.wording import bitrate, clock, size

MAIN = MediaFile.Role.MAIN
NO_SUBTITLES = "off"


@dataclass(frozen=True)
class StreamRow:
    """One stream as a line: what it is, and its details."""

    kind: str
    label: str
    details: str


@dataclass(frozen=True)
class ChapterRow:
    """A chapter with where it begins, and the player begun there."""

    title: str
    start: str
    start_ms: int


@dataclass(frozen=True)
class FileRow:
    """One file of a version. `path` is whole for librarians, the bare name for others."""

    path: str
    size: str
    container: str
    streams: tuple[StreamRow, ...]
    chapters: tuple[ChapterRow, ...]


@dataclass(frozen=True)
class VersionRow:
    """One version as the table of versions shows it."""

    pid: str
    name: str
    picture: str
    sound: str
    rate: str
    size: str
    is_chosen: bool
    files: tuple[FileRow, ...]


@dataclass
class Choice:
    """What would play: version, sound and subtitles as the address of the page says, else the usual ones."""

    versions: list[Version]
    version: Version | None
    audio: MediaStream | None
    subtitle: MediaStream | SubtitleFile | None
    asked: dict[str, str] = field(default_factory=dict)

    @property
    def files(self) -> list[MediaFile]:
        """The chosen version's files in order."""
        return files_of(self.version) if self.version else []

    @property
    def query(self) -> str:
        """What the player must be told; empty where nothing was chosen by hand."""
        return urlencode(self.asked)


def read_choice(item: MediaItem, query: QueryDict) -> Choice:
    """Read the versions of an item, and which of them, with which sound and subtitles, was asked for."""
    rows = item.versions.select_related("edition").prefetch_related(
        "item_files__file__streams",
        "item_files__file__subtitle_files",
        "item_files__file__chapters",
        "item_files__file__root",
    )
    versions = list(rows)
    asked = {key: query.get(key, "") for key in ("version", "audio", "subtitle") if query.get(key)}
    version = next((row for row in versions if row.pid == asked.get("version")), versions[0] if versions else None)
    streams = streams_of(version)
    sounds = [stream for stream in streams if stream.kind == MediaStream.Kind.AUDIO]
    usual = next((stream for stream in sounds if stream.is_default), sounds[0] if sounds else None)
    audio = next((stream for stream in sounds if str(stream.index) == asked.get("audio")), usual)
    subtitle = next((row for row in subtitles_of(version) if subtitle_key(row) == asked.get("subtitle")), None)
    return Choice(versions, version, audio, subtitle, asked)


def files_of(version: Version) -> list[MediaFile]:
    """The version's files in order."""
    return [part.file for part in version.item_files.all() if part.file.role == MAIN]


def streams_of(version: Version | None) -> list[MediaStream]:
    """Streams of the version's first file."""
    files = files_of(version) if version else []
    return list(files[0].streams.all()) if files else []


def subtitles_of(version: Version | None) -> list[MediaStream | SubtitleFile]:
    """Subtitles inside the first file and beside it."""
    files = files_of(version) if version else []
    if not files:
        return []
    inside = [stream for stream in streams_of(version) if stream.kind == MediaStream.Kind.SUBTITLE]
    return [*inside, *(row for row in files[0].subtitle_files.all() if row.missing_since is None)]


def subtitle_key(track: MediaStream | SubtitleFile) -> str:
    """What the address calls subtitles: the stream's index, or the file's public id."""
    return track.pid if isinstance(track, SubtitleFile) else str(track.index)


def version_rows(choice: Choice, *, shows_paths: bool) -> list[VersionRow]:
    """The versions as rows of a table."""
    return [_version_row(version, choice, shows_paths=shows_paths) for version in choice.versions]


def version_name(version: Version) -> str:
    """What the version is called: its edition or label, else what its picture is."""
    named = version.label or (version.edition.name if version.edition else "")
    return named or _form(version) or _("Version")


def strip_facts(choice: Choice, page_url: str) -> list[dict[str, object]]:
    """Facts for `parts/_fact_strip.html`: what would play, each with a menu where there is a choice."""
    if choice.version is None:
        return []
    sounds = [stream for stream in streams_of(choice.version) if stream.kind == MediaStream.Kind.AUDIO]
    subtitles = subtitles_of(choice.version)
    total = sum(file.size_bytes for file in choice.files)
    versions = ngettext("%(count)d version", "%(count)d versions", len(choice.versions))
    tracks = ngettext("%(count)d track", "%(count)d tracks", len(sounds)) % {"count": len(sounds)}
    return [
        {
            "label": _("Version"),
            "value": version_name(choice.version),
            "detail": f"{size(total)}, {versions % {'count': len(choice.versions)}}",
            "menu": _menu(choice, page_url, "version", [(row.pid, version_name(row)) for row in choice.versions]),
        },
        {
            "label": _("Sound"),
            "value": sound_name(choice.audio) if choice.audio else pgettext("sound", "None"),
            "detail": tracks if sounds else "",
            "menu": _menu(choice, page_url, "audio", [(str(row.index), sound_name(row)) for row in sounds]),
        },
        {
            "label": _("Subtitles"),
            "value": subtitle_name(choice.subtitle) if choice.subtitle else _("Off"),
            "detail": _subtitle_count(len(subtitles)),
            "menu": _menu(
                choice,
                page_url,
                "subtitle",
                [(NO_SUBTITLES, _("Off")), *((subtitle_key(row), subtitle_name(row)) for row in subtitles)],
            ),
        },
        {
            "label": _("On this device"),
            "value": _("How it will play"),
            "detail": _("See why"),
            "url": "#playing",
            "id": "plays-short",
        },
    ]


def _subtitle_count(count: int) -> str:
    if not count:
        return _("There are none")
    return ngettext("%(count)d to choose from", "%(count)d to choose from", count) % {"count": count}


def _menu(
    choice: Choice, page_url: str, key: str, options: Sequence[tuple[str, str]]
) -> list[dict[str, object]] | None:
    """Links to the same page with something else chosen; None where there is nothing to choose."""
    if len(options) < 2:
        return None
    present = {
        "version": choice.version.pid if choice.version else "",
        "audio": str(choice.audio.index) if choice.audio else "",
        "subtitle": subtitle_key(choice.subtitle) if choice.subtitle else NO_SUBTITLES,
    }
    kept = {} if key == "version" else choice.asked  # another file has other streams
    return [
        {"label": label, "url": f"{page_url}?{urlencode(kept | {key: value})}", "is_on": value == present[key]}
        for value, label in options
    ]


def _video_of(version: Version) -> MediaStream | None:
    streams = streams_of(version)
    return next((row for row in streams if row.kind == MediaStream.Kind.VIDEO and not row.is_cover), None)


def _form(version: Version) -> str:
    """The version's picture in short: "2160p HDR10"."""
    video = _video_of(version)
    return f"{height_name(video)} {hdr_name(video.hdr) if video.hdr else ''}".strip() if video else ""


def _version_row(version: Version, choice: Choice, *, shows_paths: bool) -> VersionRow:
    files = files_of(version)
    sounds = [stream for stream in streams_of(version) if stream.kind == MediaStream.Kind.AUDIO]
    video = _video_of(version)
    return VersionRow(
        pid=version.pid,
        name=version_name(version),
        picture=video_line(video) if video else "",
        sound=", ".join(dict.fromkeys(sound_line(stream) for stream in sounds)),
        rate=bitrate(files[0].bitrate_bps) if files else "",
        size=size(sum(file.size_bytes for file in files)),
        is_chosen=choice.version is not None and version.pk == choice.version.pk,
        files=tuple(_file_row(file, shows_paths=shows_paths) for file in files),
    )


def _file_row(file: MediaFile, *, shows_paths: bool) -> FileRow:
    whole = f"{display_path(file.root.path)}/{display_path(file.path)}"
    return FileRow(
        path=whole if shows_paths else file.file_name,
        size=size(file.size_bytes),
        container=file.container,
        streams=tuple(_stream_row(stream) for stream in file.streams.all()),
        chapters=tuple(_chapter_row(chapter) for chapter in file.chapters.all()),
    )


def _stream_row(stream: MediaStream) -> StreamRow:
    labels = {
        MediaStream.Kind.VIDEO: video_line,
        MediaStream.Kind.AUDIO: sound_name,
        MediaStream.Kind.SUBTITLE: subtitle_name,
    }
    describe = labels.get(MediaStream.Kind(stream.kind))
    label = describe(stream) if describe else stream.title or stream.codec
    return StreamRow(kind=stream.get_kind_display(), label=label, details=stream_details(stream))


def _chapter_row(chapter: Chapter) -> ChapterRow:
    title = chapter.title or _("Chapter %(number)d") % {"number": chapter.position + 1}
    return ChapterRow(title=title, start=clock(chapter.start_ms), start_ms=chapter.start_ms)

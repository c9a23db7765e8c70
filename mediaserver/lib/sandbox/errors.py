"""What can go wrong with one file, in words for people. A media process sends a word, never a sentence."""

from __future__ import annotations

from collections.abc import Mapping

from mediaserver.lib.errors import Detail, HearthError, RetryLater


def gettext_noop(text: str) -> str:
    """Mark a sentence for translation; Django's own would pull Django into the media process."""
    return text


SENTENCES: Mapping[str, str] = {
    "missing": gettext_noop("The file is no longer there."),
    "not_allowed": gettext_noop("Hearth may not read this file. Check its owner and permissions."),
    "disk_error": gettext_noop("The drive gave an error while this file was read."),
    "not_regular": gettext_noop("This is not an ordinary file, so it was not opened."),
    "empty": gettext_noop("The file is empty. It may still be arriving, or a copy broke off."),
    "not_video": gettext_noop("This doesn't look like a video that Hearth can read. The file may be damaged."),
    "not_audio": gettext_noop("This doesn't look like music that Hearth can read. The file may be damaged."),
    "not_picture": gettext_noop("This doesn't look like a picture that Hearth can read. The file may be damaged."),
    "no_streams": gettext_noop("There is neither picture nor sound in this file."),
    "rare_codec": gettext_noop("The file uses a rare codec that Hearth does not decode, for safety."),
    "too_large_picture": gettext_noop("The picture has more points than Hearth is willing to unpack."),
    "no_frame": gettext_noop("No picture could be decoded from this video."),
    "no_cover": gettext_noop("There is no cover in this file."),
    "too_large_answer": gettext_noop("The file carries more than Hearth is willing to take in."),
    "unreadable": gettext_noop("The file can't be read. It is probably damaged."),
    "crashed": gettext_noop(
        "Reading this file made the reader crash. The file is probably damaged; everything else goes on."
    ),
    "timeout": gettext_noop("Reading this file took too long and was given up."),
    "memory": gettext_noop("Reading this file needed more memory than is allowed and was given up."),
    "unavailable": gettext_noop("The program that reads media files could not be started. Run `manage.py doctor`."),
}


def sentence(reason: str) -> str:
    """Return the sentence for a reason in the language of the asker."""
    from django.utils.translation import gettext  # the media process imports this module, and must stay without Django

    return gettext(SENTENCES.get(reason, SENTENCES["unreadable"]))


class MediaFileError(HearthError):
    """This one file could not be read; others are not concerned. `reason` is a word of SENTENCES."""

    code = "media_file"
    http_status = 422

    def __init__(self, reason: str, **details: Detail) -> None:
        self.reason = reason if reason in SENTENCES else "unreadable"
        super().__init__(sentence(self.reason), reason=self.reason, **details)


class MediaFileRejected(MediaFileError):
    """The reader looked at the file and says that it can't be used."""

    code = "media_file_rejected"


class MediaProcessCrashed(MediaFileError):
    """The media process died over this file."""

    code = "media_process_crashed"

    def __init__(self, **details: Detail) -> None:
        super().__init__("crashed", **details)


class MediaProcessTimeout(MediaFileError):
    """The file took longer than its limit."""

    code = "media_process_timeout"

    def __init__(self, **details: Detail) -> None:
        super().__init__("timeout", **details)


class MediaProcessMemory(MediaFileError):
    """The file needed more memory than its limit."""

    code = "media_process_memory"

    def __init__(self, **details: Detail) -> None:
        super().__init__("memory", **details)


class MediaProcessUnavailable(RetryLater):
    """No media process can be started at all: not the fault of any file."""

    code = "media_process_unavailable"

    def __init__(self, cause: str) -> None:
        super().__init__(sentence("unavailable"), cause=cause)


def plain_details(details: object) -> dict[str, Detail]:
    """Keep what is small and plain of the details a media process sent."""
    if not isinstance(details, Mapping):
        return {}
    kept: dict[str, Detail] = {}
    for name, value in details.items():
        if isinstance(name, str) and name.isidentifier() and name not in {"reason", "message"}:
            if isinstance(value, str):
                kept[name] = value.replace("\0", "")[:500]
            elif value is None or isinstance(value, bool | int | float):
                kept[name] = value
    return kept

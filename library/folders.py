"""The folder picker: what the server itself can see, for people who may add libraries."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass

from django.utils.translation import gettext as _

from library.models import RootFolder
from library.naming import KindGuess, guess_kind, is_ignored_file, is_ignored_folder
from library.naming.suffixes import any_kind
from library.scanner.folder_reading import may_read, permission_hint
from library.scanner.mounts import free_bytes, mount_of
from mediaserver.lib.errors import HearthError
from mediaserver.lib.paths import contains, decode_path, display_path, encode_path

MOST_FOLDERS = 1_000
SAMPLES = 50
MOST_LOOKED_AT = 4_000
"""So many entries are looked at for samples, whatever lies below."""
_SYSTEM = (b"/proc", b"/sys", b"/dev", b"/run", b"/boot", b"/etc", b"/usr", b"/bin", b"/sbin", b"/lib", b"/lib64")


class FolderNotListed(HearthError):
    """The folder can't be shown; the message says why."""

    code = "folder_not_listed"
    http_status = 400


@dataclass(frozen=True)
class FolderEntry:
    """A folder to choose or go into. `path` is the kept text to send back, `name` is to be shown."""

    name: str
    path: str
    is_readable: bool
    hint: str
    library: str


@dataclass(frozen=True)
class FolderView:
    """One folder as the picker shows it.

    `hint` is a command that would give the right to read it. `free_bytes` None means unknown. `library` names the
    library that it belongs to already.
    """

    path: str
    shown_path: str
    parent: str | None
    is_readable: bool
    permission_sentence: str
    hint: str
    free_bytes: int | None
    filesystem: str
    is_remote: bool
    remote_sentence: str
    library: str
    entries: tuple[FolderEntry, ...]
    is_cut: bool


def list_folder(path: str = "/") -> FolderView:
    """Show a folder of the server. Raises FolderNotListed where there is none."""
    raw = decode_path(path)
    if not raw.startswith(b"/") or b"\0" in raw:
        raise FolderNotListed(_("Give the folder's full path, beginning with a slash."))
    try:
        real = os.path.realpath(raw, strict=True)
        if not stat.S_ISDIR(os.stat(real).st_mode):  # noqa: PTH116
            raise FolderNotListed(_("This is a file, not a folder."))
    except PermissionError:
        return _closed(raw)
    except OSError as error:
        raise FolderNotListed(_("There is no such folder on this server.")) from error
    libraries = {root.path_bytes: root.library.name for root in RootFolder.objects.select_related("library")}
    try:
        names, is_cut = _subfolders(real)
    except PermissionError:
        return _closed(real)
    except OSError as error:
        raise FolderNotListed(_("The drive gave an error while this folder was read.")) from error
    entries = tuple(_entry(real, name, libraries) for name in names)
    return _view(real, entries, is_cut=is_cut, library=_library_of(real, libraries))


def _subfolders(real: bytes) -> tuple[list[bytes], bool]:
    found: list[bytes] = []
    with os.scandir(real) as entries:
        for entry in entries:
            if is_ignored_folder(entry.name) or (real == b"/" and b"/" + entry.name in _SYSTEM):
                continue
            try:
                if entry.is_dir():
                    found.append(entry.name)
            except OSError:
                continue
    found.sort(key=lambda name: encode_path(name).casefold())
    return found[:MOST_FOLDERS], len(found) > MOST_FOLDERS


def _entry(parent: bytes, name: bytes, libraries: dict[bytes, str]) -> FolderEntry:
    path = os.path.join(parent, name)
    readable = may_read(path)
    return FolderEntry(
        name=display_path(encode_path(name)),
        path=encode_path(path),
        is_readable=readable,
        hint="" if readable else permission_hint(path),
        library=_library_of(path, libraries),
    )


def _library_of(path: bytes, libraries: dict[bytes, str]) -> str:
    return next((name for root, name in libraries.items() if contains(root, path)), "")


def _closed(path: bytes) -> FolderView:
    return _view(path, (), is_readable=False)


def _view(
    path: bytes, entries: tuple[FolderEntry, ...], *, is_readable: bool = True, is_cut: bool = False, library: str = ""
) -> FolderView:
    mount = mount_of(path)
    parent = None if path == b"/" else encode_path(os.path.dirname(path))
    refused = _("Hearth runs as user %(user)s and may not read this folder.") % {"user": os.geteuid()}
    remote = _("This is a network or FUSE drive: it does not tell about changes, so Hearth looks every few minutes.")
    return FolderView(
        path=encode_path(path),
        shown_path=display_path(encode_path(path)),
        parent=parent,
        is_readable=is_readable,
        permission_sentence="" if is_readable else refused,
        hint="" if is_readable else permission_hint(path),
        free_bytes=free_bytes(path) if is_readable else None,
        filesystem=mount.type,
        is_remote=mount.is_remote,
        remote_sentence=remote if mount.is_remote else "",
        library=library,
        entries=entries,
        is_cut=is_cut,
    )


def guess_folder_kind(path: str) -> KindGuess:
    """Guess what a folder holds from fifty samples below it, with three examples of how they would be named."""
    return guess_kind(sample_files(decode_path(path)))


def sample_files(root: bytes) -> list[str]:
    """Relative paths of up to fifty media files, folder after folder, not all from the first one."""
    samples: list[str] = []
    looked_at = 0
    waiting: list[bytes] = [b""]
    while waiting and len(samples) < SAMPLES and looked_at < MOST_LOOKED_AT:
        folder = waiting.pop(0)
        from_here = 0
        try:
            with os.scandir(os.path.join(root, folder) if folder else root) as entries:
                for entry in entries:
                    looked_at += 1
                    if looked_at >= MOST_LOOKED_AT:
                        break
                    path = folder + b"/" + entry.name if folder else entry.name
                    if entry.is_dir(follow_symlinks=False):
                        if not is_ignored_folder(entry.name):
                            waiting.append(path)
                    elif (
                        from_here < (10 if folder else SAMPLES)
                        and not is_ignored_file(entry.name)
                        and any_kind(entry.name.decode("utf-8", "replace"))
                    ):
                        samples.append(display_path(encode_path(path)))
                        from_here += 1
        except OSError:
            continue
    return samples[:SAMPLES]

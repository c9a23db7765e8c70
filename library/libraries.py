"""The life of a library: adding, changing, moving its folders, removing it."""

from __future__ import annotations

import os
import stat
import time
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from library.access import class_for
from library.events import library_removed
from library.models import (
    AccessClass,
    Folder,
    ItemFile,
    Library,
    LibraryKind,
    MediaFile,
    MediaItem,
    RootFolder,
    ScanRun,
)
from library.scanner import active_scan, start_scan
from library.scanner.folder_reading import may_read, permission_hint
from library.scanner.missing import settle_availability
from library.scanner.roots import mark_back
from mediaserver.lib.errors import Conflict, HearthError, NotFound
from mediaserver.lib.paths import contains, decode_path, display_path, encode_path, path_hash
from mediaserver.system import events
from mediaserver.system.health import clear_issue
from mediaserver.system.jobs import JobRun, cancel_job, start_job
from mediaserver.system.models import Job

REMOVE_LIBRARY = "remove_library"
CHANGEABLE = frozenset({"name", "language", "position", "watching", "poll_interval_s"})
ITEMS_AT_ONCE = 200


class FolderRefused(HearthError):
    """A folder can't become a root; the message says why, `hint` in the details what helps."""

    code = "folder_refused"
    http_status = 400


class RootsOverlap(FolderRefused):
    """One root would contain another; both are named."""

    code = "roots_overlap"
    http_status = 409


class NameTaken(HearthError):
    """Another library has this name."""

    code = "name_taken"
    http_status = 409


def add_library(
    name: str, kind: str, paths: Sequence[str | bytes], *, created_by: uuid.UUID | None = None, **settings: Any
) -> Library:
    """Make a library with its folders and start its first scan.

    `settings` are columns of CHANGEABLE. Raises NameTaken, FolderRefused, RootsOverlap; then nothing was made.
    """
    if kind not in LibraryKind.values:
        raise HearthError(_("There is no such kind of library."), kind=kind)
    if not paths:
        raise FolderRefused(_("A library needs at least one folder."))
    with transaction.atomic():
        _require_free_name(name, None)
        last = Library.objects.aggregate(last=Max("position"))["last"]
        library = Library(name=name.strip(), kind=kind, position=0 if last is None else last + 1)
        _set(library, settings)
        library.save()
        class_for(library)
        for path in paths:
            _new_root(library, path)
        start_scan(library, mode=ScanRun.Mode.FULL, created_by=created_by)
        _tell(library)
    return library


def change_library(library: Library, **changes: Any) -> Library:
    """Change name, language, position or how changes on disk are noticed. Raises NameTaken."""
    if "name" in changes:
        _require_free_name(changes["name"], library)
        changes["name"] = changes["name"].strip()
    _set(library, changes)
    library.save(update_fields=list(changes))
    _tell(library)
    return library


def add_root(library: Library, path: str | bytes, *, created_by: uuid.UUID | None = None) -> RootFolder:
    """Add a folder to a library and read it soon. Raises FolderRefused, RootsOverlap."""
    with transaction.atomic():
        root = _new_root(library, path)
        _scan_soon(library, created_by)
        _tell(library)
    return root


def relocate_root(root: RootFolder, path: str | bytes, *, created_by: uuid.UUID | None = None) -> RootFolder:
    """Tell where a root's files are now. Items, watch states and corrections stay; the next scan looks at every file.

    Raises FolderRefused, RootsOverlap.
    """
    raw = require_folder(path, but=root)
    with transaction.atomic():
        root.path, root.path_hash = encode_path(raw), path_hash(raw)
        root.save(update_fields=["path", "path_hash"])
        mark_back(root)
        Folder.objects.filter(root=root).update(mtime_ns=0)
        settle_availability(root.library)
        _scan_soon(root.library, created_by)
        _tell(root.library)
    return root


def remove_root(root: RootFolder) -> None:
    """Take a folder out of a library: its files' records go; items without other files stay as missing.

    Nothing on disk is touched. Raises Conflict for a library's last folder and while it is scanned.
    """
    library = root.library
    if library.roots.count() == 1:
        raise Conflict(_("This is the library's only folder. Add another one first, or remove the library."))
    if active_scan(library):
        raise Conflict(_("The library is being scanned. Wait for the end or cancel the scan first."))
    with transaction.atomic():
        clear_issue(f"library-root:{root.pid}")
        root.delete()
        settle_availability(library)
        _tell(library)


def removal_facts(library: Library) -> dict[str, int]:
    """What removing a library takes away, to be shown before: items, files, watched items. Files on disk stay."""
    from library.models import WatchState

    return {
        "item_count": MediaItem.objects.filter(library=library).count(),
        "file_count": MediaFile.objects.filter(library=library).count(),
        "watched_count": WatchState.objects.filter(item__library=library).count(),
    }


def remove_library(library: Library, *, created_by: uuid.UUID | None = None) -> Job:
    """Start removing a library and all that is known of its items. Files on disk are not touched."""
    with transaction.atomic():
        running = active_scan(library)
        if running:
            cancel_job(running)
        return start_job(
            REMOVE_LIBRARY,
            key=f"remove-library:{library.pid}",
            subject=library.name,
            subject_id=library.public_id,
            arguments={"library": library.pk},
            created_by=created_by,
        )


def work_removal(run: JobRun) -> bool:
    """Do one piece of a removal: some items, and at the end the library itself."""
    library = Library.objects.filter(pk=run.arguments["library"]).first()
    if library is None:
        return True
    if active_scan(library):  # cancelled, and about to notice it
        time.sleep(0.2)
        return False
    items = MediaItem.objects.filter(library=library)
    if "total" not in run.cursor:
        run.cursor["total"], run.cursor["done"] = items.count(), 0
    # Leaves before what stands above them: otherwise one series would take all its episodes in one piece.
    ids = list(items.filter(children__isnull=True).order_by("id").values_list("id", flat=True)[:ITEMS_AT_ONCE])
    with transaction.atomic():
        if ids:
            from library.search import remove_items

            remove_items(ids)
            ItemFile.objects.filter(version__item_id__in=ids).delete()
            MediaItem.objects.filter(pk__in=ids).delete()
            run.cursor["done"] += len(ids)
            run.report(done=run.cursor["done"], total=run.cursor["total"], current="")
            run.save()
            return False
        return _remove_rest(library)


def _remove_rest(library: Library) -> bool:
    files = list(MediaFile.objects.filter(library=library).values_list("id", flat=True)[: ITEMS_AT_ONCE * 5])
    if files:
        MediaFile.objects.filter(pk__in=files).delete()
        return False
    for root in library.roots.all():
        clear_issue(f"library-root:{root.pid}")
    public_id = library.public_id
    AccessClass.objects.filter(library=library).delete()
    library.delete()
    events.publish(events.LIBRARY, "library.removed", library=public_id.hex)
    transaction.on_commit(lambda: library_removed.send(sender=Library, public_id=public_id))
    return True


def require_folder(path: str | bytes, *, but: RootFolder | None = None) -> bytes:
    """Return the real absolute path of a folder that can become a root (`but`: the root that it replaces).

    Raises FolderRefused where it is no readable folder, RootsOverlap where a root contains it or it contains one.
    """
    raw = decode_path(path) if isinstance(path, str) else path
    shown = display_path(encode_path(raw))
    if not raw.startswith(b"/") or b"\0" in raw:
        raise FolderRefused(_("Give the folder's full path, beginning with a slash."), path=shown)
    try:
        real = os.path.realpath(raw, strict=True)
        is_folder = stat.S_ISDIR(os.stat(real).st_mode)  # noqa: PTH116
    except PermissionError as error:
        raise _unreadable(raw, shown) from error
    except OSError as error:
        raise FolderRefused(_("There is no folder %(path)s on this server.") % {"path": shown}, path=shown) from error
    if not is_folder:
        raise FolderRefused(_("%(path)s is a file, not a folder.") % {"path": shown}, path=shown)
    if real == b"/":
        raise FolderRefused(_("The whole system can't be a library. Choose a folder with media."), path=shown)
    if not may_read(real):
        raise _unreadable(real, shown)
    _require_apart(real, but)
    return real


def _unreadable(raw: bytes, shown: str) -> FolderRefused:
    text = _("Hearth runs as user %(user)s and may not read %(path)s.") % {"user": os.geteuid(), "path": shown}
    return FolderRefused(text, path=shown, hint=permission_hint(raw))


def _require_apart(real: bytes, but: RootFolder | None) -> None:
    for other in RootFolder.objects.select_related("library").exclude(pk=but.pk if but else 0):
        theirs = other.path_bytes
        if contains(theirs, real) or contains(real, theirs):
            text = _(
                "%(path)s and %(other)s would contain each other. %(other)s belongs to the library “%(library)s” already."
            )
            facts = {"path": display_path(encode_path(real)), "other": display_path(other.path)}
            raise RootsOverlap(text % {**facts, "library": other.library.name}, **facts, library=other.library.name)


def _new_root(library: Library, path: str | bytes) -> RootFolder:
    raw = require_folder(path)
    return RootFolder.objects.create(library=library, path=encode_path(raw), path_hash=path_hash(raw))


def _require_free_name(name: str, library: Library | None) -> None:
    if not name.strip():
        raise HearthError(_("Give the library a name."))
    if Library.objects.filter(name__iexact=name.strip()).exclude(pk=library.pk if library else 0).exists():
        raise NameTaken(_("Another library is called “%(name)s” already.") % {"name": name.strip()}, name=name)


def _set(library: Library, changes: Mapping[str, Any]) -> None:
    for column, value in changes.items():
        if column not in CHANGEABLE:
            raise NotFound(_("A library has no setting of this name."), setting=column)
        setattr(library, column, value)


def _scan_soon(library: Library, created_by: uuid.UUID | None) -> None:
    """Start a full scan, or leave it to the one that runs and the nightly one."""
    running = active_scan(library)
    if running is None:
        start_scan(library, mode=ScanRun.Mode.FULL, created_by=created_by)
    else:
        from library.scanner.starting import want_another

        want_another(running)


def _tell(library: Library) -> None:
    events.publish(events.LIBRARY, "library.changed", library=library.pid)

"""The file watcher: notices, polling, and why."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connections

from library.libraries import add_library, change_library
from library.models import Library
from library.scanner import active_scan
from library.scanner.change_notices import ChangeNotices
from library.scanner.mounts import mount_of
from library.scanner.watch_modes import (
    BY_CHOICE,
    LIMIT,
    NOTICED,
    REMOTE,
    SWITCHED_OFF,
    mode_after_failure,
    planned_mode,
)
from library.scanner.watching import Watcher, changed_folders
from tests.factories.libraries import carry_out, put

pytestmark = pytest.mark.django_db(transaction=True)


def wait_until(condition: Callable[[], object], what: str, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(0.05)


def library_of(folder: Path, **settings: object) -> Library:
    library = add_library("Films", "movies", [str(folder)], **settings)
    carry_out(active_scan(library))
    return library


@contextmanager
def running_watcher() -> Iterator[Watcher]:
    """A watcher in a thread of this process; it ends with its lifeline."""
    read_end, write_end = os.pipe()
    watcher = Watcher(read_end)

    def work() -> None:
        try:
            watcher.run()
        finally:
            connections.close_all()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield watcher
    finally:
        os.close(write_end)
        thread.join(20)
        assert not thread.is_alive(), "the watcher must end with its lifeline"


def test_new_file_is_noticed_and_its_folder_scanned(tmp_path: Path) -> None:
    library = library_of(tmp_path)
    with running_watcher():
        wait_until(lambda: Library.objects.get().watching_now == "notices", "the library to be watched")
        assert Library.objects.get().watching_reason == NOTICED
        wait_until(lambda: active_scan(library), "a look at what changed while nobody watched")
        carry_out(active_scan(library))
        put("webm", tmp_path / "new" / "Rain (2020).webm")
        wait_until(lambda: active_scan(library), "a scan")
        job = active_scan(library)
        assert job is not None and job.arguments["mode"] == "folder"
        carry_out(job)
        assert library.items.filter(title="Rain").exists()


def test_changed_setting_holds_without_a_restart(tmp_path: Path) -> None:
    library = library_of(tmp_path)
    with running_watcher() as watcher:
        wait_until(lambda: Library.objects.get().watching_now == "notices", "the library to be watched")
        change_library(library, watching="polling")
        watcher.wake()
        wait_until(lambda: Library.objects.get().watching_now == "polling", "polling")
        assert Library.objects.get().watching_reason == BY_CHOICE
        change_library(library, watching="off")
        watcher.wake()
        wait_until(lambda: Library.objects.get().watching_reason == SWITCHED_OFF, "the end of it")


def test_polled_library_is_scanned_again_and_again(tmp_path: Path) -> None:
    library = library_of(tmp_path, watching="polling", poll_interval_s=1)
    with running_watcher():
        for _ in range(2):
            wait_until(lambda: active_scan(library), "a scan")
            carry_out(active_scan(library))


@pytest.mark.parametrize(
    ("table", "path", "kind", "is_remote"),
    [
        (b"/dev/sda / ext4 rw 0 0\nnas:/x /mnt/nas nfs4 rw 0 0\n", b"/mnt/nas/films", "nfs4", True),
        (b"/dev/sda / ext4 rw 0 0\nnas:/x /mnt/nas nfs4 rw 0 0\n", b"/mnt/nasty", "ext4", False),
        (b"/dev/sda / ext4 rw 0 0\nx /mnt/my\\040disk fuse.sshfs rw 0 0\n", b"/mnt/my disk/a", "fuse.sshfs", True),
        (
            b"a / overlay rw 0 0\n//srv/x /media cifs rw 0 0\n/dev/sdb /media/b xfs rw 0 0\n",
            b"/media/b/c",
            "xfs",
            False,
        ),
        (b"a / ext4 rw 0 0\nb / btrfs rw 0 0\n", b"/x", "btrfs", False),
        (b"", b"/x", "", False),
    ],
)
def test_the_drive_of_a_folder(table: bytes, path: bytes, kind: str, is_remote: bool) -> None:
    mount = mount_of(path, table)
    assert (mount.type, mount.is_remote) == (kind, is_remote)


def test_the_reason_is_given_for_every_way() -> None:
    library = Library(watching="automatic")
    assert planned_mode(library, [b"/tmp"]).how == "notices"
    assert mode_after_failure(OSError("OS file watch limit reached.")).reason == LIMIT
    assert mode_after_failure(RuntimeError("something else")).how == "polling"
    assert REMOTE != LIMIT


def test_changes_are_brought_to_the_folders_they_happened_in() -> None:
    roots = {1: b"/films", 2: b"/films-x"}
    paths = ["/films/a/b.mkv", "/films-x/c.mkv", "/films", "/films/@eaDir/x/y.jpg", "/films/a/.hidden.mkv", "/else/x.mkv",
             "/films/a/.nomedia", "/films/a/x.mkv.part"]  # fmt: skip
    assert changed_folders(roots, paths) == {(1, b"a"), (2, b""), (1, b"")}
    assert changed_folders(roots, ["/films/\ufffd.mkv"]) is None


def test_a_name_that_is_no_text_can_not_be_watched(tmp_path: Path) -> None:
    odd = bytes(tmp_path) + b"/\xff"
    os.mkdir(odd)
    with pytest.raises(UnicodeError):
        ChangeNotices([odd], lambda _paths: None)

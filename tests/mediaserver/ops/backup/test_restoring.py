"""Archives that must not be restored are refused with a sentence, and nothing is changed by the attempt."""

from __future__ import annotations

import hashlib
import io
import json
import random
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.robustness.fixtures import MakeGrounds
from tests.robustness.full_disks import fill, small_disk
from tests.robustness.grounds import ON_POSTGRESQL, OWNER, Grounds

PROGRAM = Path(__file__).with_name("try_restoring.py")

Files = dict[str, bytes]
Change = Callable[[dict[str, Any], Files], None]


@pytest.fixture(scope="module")
def archive(lived_in: Grounds, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("archive") / "good.tar.gz"
    ended = lived_in.manage("backup", "--to", str(target))
    assert ended.returncode == 0, ended.stderr
    return target


def state_of(grounds: Grounds) -> dict[str, Any]:
    """Everything that a restore could touch."""
    passing = {"run", "static", "cache", "server.lock"}
    files = {
        str(file.relative_to(grounds.data)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in grounds.data.rglob("*")
        if file.is_file() and file.relative_to(grounds.data).parts[0] not in passing and "sqlite3" not in file.name
    }
    return {"files": files, "tables": grounds.tables()}


def refusals(grounds: Grounds, archives: list[Path]) -> list[str]:
    """Try to restore each; returns the sentences, after seeing that nothing is different."""
    before = state_of(grounds)
    ended = subprocess.run(
        [sys.executable, str(PROGRAM), *map(str, archives)], env=grounds.environment, capture_output=True, text=True,
        timeout=300, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    assert state_of(grounds) == before
    outcomes = json.loads(ended.stdout)
    assert all(outcome["code"] == 1 and "Restored" not in outcome["out"] for outcome in outcomes), outcomes
    assert all(outcome["err"].count("\n") == 1 for outcome in outcomes), outcomes
    assert not any("already runs" in outcome["err"] for outcome in outcomes)
    return [outcome["err"] for outcome in outcomes]


def changed_copy(archive: Path, target: Path, change: Change) -> Path:
    """Write the archive again with another manifest or other files."""
    with tarfile.open(archive) as source:
        files = {member.name: source.extractfile(member).read() for member in source}  # type: ignore[union-attr]
    manifest = json.loads(files.pop("manifest.json"))
    change(manifest, files)
    files["manifest.json"] = json.dumps(manifest).encode()
    with tarfile.open(target, "w:gz", compresslevel=1) as copy:
        for name, content in files.items():
            header = tarfile.TarInfo(name)
            header.size = len(content)
            copy.addfile(header, io.BytesIO(content))
    return target


def listed(name: str, content: bytes) -> dict[str, Any]:
    return {"name": name, "size_bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def smuggle(name: str) -> Change:
    def change(manifest: dict[str, Any], files: Files) -> None:
        files[name] = b"evil"
        manifest["files"].append(listed(name, b"evil"))

    return change


def of_other_database(manifest: dict[str, Any], _files: Files) -> None:
    manifest["database"] = "sqlite" if ON_POSTGRESQL else "postgresql"


def of_newer_program(manifest: dict[str, Any], _files: Files) -> None:
    manifest["migrations"].append(["library", "9999_from_the_future"])


def of_later_format(manifest: dict[str, Any], _files: Files) -> None:
    manifest["format"] = 2


def without_a_file(manifest: dict[str, Any], files: Files) -> None:
    del files["secret_key"]


def with_changed_bytes(_manifest: dict[str, Any], files: Files) -> None:
    files["secret_key"] = b"x" * len(files["secret_key"])


def with_broken_database(manifest: dict[str, Any], files: Files) -> None:
    """The checksums are right, and yet it is no database."""
    name = "tables/library_mediaitem.copy" if ON_POSTGRESQL else "database.sqlite3"
    whole = files[name]
    files[name] = whole[: len(whole) // 2] + bytes(100) + whole[len(whole) // 2 :]
    manifest["files"] = [row for row in manifest["files"] if row["name"] != name] + [listed(name, files[name])]


def without_database(manifest: dict[str, Any], files: Files) -> None:
    for name in [name for name in files if name != "secret_key"]:
        del files[name]
    manifest["files"] = [row for row in manifest["files"] if row["name"] in files]


def with_nonsense_manifest(manifest: dict[str, Any], _files: Files) -> None:
    manifest["files"] = [{"name": 7}, "x"]


REFUSALS: list[tuple[Change, str]] = [
    (of_other_database, "Set or unset DATABASE_URL"),
    (of_newer_program, "newer Hearth"),
    (of_later_format, "format 2"),
    (without_a_file, "secret_key is missing"),
    (with_changed_bytes, "secret_key in this backup is damaged"),
    (with_broken_database, "this backup"),
    (without_database, "no database"),
    (with_nonsense_manifest, "no backup of Hearth"),
    (smuggle("../evil"), "that no backup has: ../evil"),
    (smuggle("/etc/cron.d/evil"), "that no backup has"),
    (smuggle("artwork/originals/aa/../../../../evil.jpg"), "that no backup has"),
    (smuggle("queue.sqlite3"), "that no backup has"),
    (smuggle("tables/x.copy\n"), "that no backup has"),
]


def test_unfit_archives_are_refused_with_the_reason_and_nothing_is_changed(
    lived_in: Grounds, archive: Path, tmp_path: Path
) -> None:
    bad = [changed_copy(archive, tmp_path / f"{n}.tar.gz", change) for n, (change, _words) in enumerate(REFUSALS)]
    sentences = refusals(lived_in, bad)
    for sentence, (_change, words) in zip(sentences, REFUSALS, strict=True):
        assert words in sentence
    assert not list(lived_in.folder.rglob("*evil*"))


def test_changed_copy_of_a_good_archive_is_good(archive: Path, make_grounds: MakeGrounds, tmp_path: Path) -> None:
    """So that the refusals above are because of their changes."""
    same = changed_copy(archive, tmp_path / "same.tar.gz", lambda _manifest, _files: None)
    ended = make_grounds(tmp_path / "fresh", like=None).manage("restore", str(same), "--yes")
    assert ended.returncode == 0, ended.stderr


def test_damaged_archives_are_refused(lived_in: Grounds, archive: Path, tmp_path: Path) -> None:
    """Cut off, empty, of text, with flipped bits: each is one sentence that names the file or what is wrong in it."""
    whole = archive.read_bytes()
    contents = [whole[: len(whole) // 2], b"", b"no archive at all", *(flipped(whole, seed) for seed in range(12))]
    bad = []
    for number, content in enumerate(contents):
        bad.append(tmp_path / f"bad{number}.tar.gz")
        bad[-1].write_bytes(content)
    sentences = refusals(lived_in, [*bad, tmp_path / "nothing.tar.gz"])
    assert "No such file" in sentences[-1]


def flipped(whole: bytes, seed: int) -> bytes:
    chance = random.Random(seed)
    content = bytearray(whole)
    for _ in range(20):
        content[chance.randrange(len(content) // 10, len(content) * 9 // 10)] ^= 1 << chance.randrange(8)
    return bytes(content)


def test_running_server_is_not_restored_over(make_grounds: MakeGrounds, lived_in: Grounds, archive: Path) -> None:
    grounds = make_grounds(like=lived_in)
    owner = grounds.serve()
    ended = grounds.manage("restore", str(archive), "--yes")
    assert ended.returncode == 1
    (sentence,) = ended.stderr.splitlines()
    assert sentence.startswith(f"Hearth already runs on {grounds.data} (process ")
    owner.sign_in(OWNER)
    assert owner.api("libraries/")["results"]
    grounds.stop()


def test_full_disk_while_restoring_changes_nothing(
    make_grounds: MakeGrounds, lived_in: Grounds, archive: Path, tmp_path: Path
) -> None:
    with small_disk(tmp_path / "disk", size_kb=24_000) as disk:
        grounds = make_grounds(disk, like=lived_in)
        assert grounds.manage("doctor").stdout
        before = state_of(grounds)
        ballast = fill(disk, but_kb=200)
        ended = grounds.manage("restore", str(archive), "--yes")
        assert ended.returncode == 1
        (sentence,) = ended.stderr.splitlines()
        assert "disk is full" in sentence
        ballast.unlink()
        assert state_of(grounds) == before
        assert grounds.manage("restore", str(archive), "--yes").returncode == 0


def test_what_was_there_is_kept_beside(make_grounds: MakeGrounds, lived_in: Grounds, archive: Path) -> None:
    grounds = make_grounds()
    assert grounds.manage("restore", str(archive), "--yes").returncode == 0
    (kept,) = grounds.data.glob("before-restore-*")
    assert kept.stat().st_mode & 0o777 == 0o700
    assert (kept / ("migrations.json" if ON_POSTGRESQL else "database.sqlite3")).exists()
    assert grounds.tables() == lived_in.tables()


@pytest.mark.skipif(ON_POSTGRESQL, reason="the file of SQLite is meant")
def test_damaged_database_can_be_replaced_by_a_backup(
    make_grounds: MakeGrounds, lived_in: Grounds, archive: Path
) -> None:
    """What doctor advises for a damaged file works on a damaged file."""
    grounds = make_grounds(like=lived_in)
    (grounds.data / "hearth.sqlite3").write_bytes(b"SQLite format 3\0" + bytes(8_000))
    ended = grounds.manage("restore", str(archive), "--yes")
    assert ended.returncode == 0, ended.stderr
    assert grounds.tables() == lived_in.tables()
    (kept,) = grounds.data.glob("before-restore-*")
    assert (kept / "hearth.sqlite3").stat().st_size == 8_016

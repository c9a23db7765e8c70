"""A backup made while the server works, and what comes back of it."""

from __future__ import annotations

import json
import stat
import tarfile
from pathlib import Path

from tests.e2e.running import until
from tests.robustness import media
from tests.robustness.fixtures import FILMS, MakeGrounds
from tests.robustness.full_disks import fill, small_disk
from tests.robustness.grounds import OWNER, Grounds, add_library, set_up, wait_idle


def only_archive(folder: Path) -> Path:
    (archive,) = folder.glob("*.tar.gz")
    return archive


def test_restore_gives_back_every_row_secrets_and_pictures(
    make_grounds: MakeGrounds, lived_in: Grounds, tmp_path: Path
) -> None:
    ended = lived_in.manage("backup", "--to", str(tmp_path))
    assert ended.returncode == 0, ended.stderr
    archive = only_archive(tmp_path)
    assert ended.stdout.splitlines()[0] == str(archive)
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600

    fresh = make_grounds(tmp_path / "elsewhere", like=None)
    shown = fresh.manage("restore", str(archive))
    assert shown.returncode == 0
    assert "Nothing was changed" in shown.stdout
    restored = fresh.manage("restore", str(archive), "--yes")
    assert restored.returncode == 0, restored.stderr

    assert fresh.tables() == lived_in.tables()
    assert (fresh.data / "secret_key").read_bytes() == (lived_in.data / "secret_key").read_bytes()
    assert stat.S_IMODE((fresh.data / "secret_key").stat().st_mode) == 0o600
    originals = Path("artwork") / "originals"
    kept = {file.relative_to(lived_in.data) for file in (lived_in.data / originals).rglob("*") if file.is_file()}
    assert kept
    assert all((fresh.data / name).read_bytes() == (lived_in.data / name).read_bytes() for name in kept)

    owner = fresh.serve()
    owner.sign_in(OWNER)
    assert len(owner.api("items/?kind=movie")["results"]) == FILMS
    fresh.stop()


def test_backup_in_mid_scan_is_whole_and_its_scan_goes_on_where_it_is_restored(
    make_grounds: MakeGrounds, tmp_path: Path
) -> None:
    count = media.films(tmp_path / "films", 60)
    busy = make_grounds(tmp_path / "busy")
    owner = busy.serve()
    set_up(owner)
    add_library(owner, "movies", tmp_path / "films")
    until(lambda: busy.one("SELECT count(*) FROM library_itemfile") > 0, "the scan has begun", within_s=60)
    ended = busy.manage("backup", "--to", str(tmp_path))
    assert ended.returncode == 0, ended.stderr
    wait_idle(owner)
    assert busy.one("SELECT count(*) FROM library_itemfile") == count
    assert busy.stop() <= 5

    elsewhere = make_grounds(tmp_path / "elsewhere", like=None)
    assert elsewhere.manage("restore", str(only_archive(tmp_path)), "--yes").returncode == 0
    # The scan may have ended just before or just after the copy; either way it is whole where it is put back.
    assert elsewhere.one("SELECT state FROM system_job") in {"running", "queued", "succeeded"}
    owner = elsewhere.serve()
    owner.sign_in(OWNER)
    wait_idle(owner)
    assert elsewhere.one("SELECT count(*) FROM library_mediaitem WHERE kind = 'movie'") == count
    assert elsewhere.one("SELECT count(*) FROM library_itemfile") == count
    elsewhere.stop()


def test_manifest_names_version_database_and_every_file(lived_in: Grounds, tmp_path: Path) -> None:
    lived_in.manage("backup", "--to", str(tmp_path / "named.tar.gz"))
    with tarfile.open(tmp_path / "named.tar.gz") as archive:
        manifest = json.load(archive.extractfile("manifest.json"))  # type: ignore[arg-type]
        names = set(archive.getnames()) - {"manifest.json"}
        modes = {member.mode for member in archive}
    assert (manifest["program"], manifest["format"]) == ("hearth", 1)
    assert {file["name"] for file in manifest["files"]} == names
    assert modes == {0o600}
    assert ["library", "0001_catalogue"] in manifest["migrations"]


def test_full_disk_at_the_target_is_one_sentence_and_leaves_nothing(lived_in: Grounds, tmp_path: Path) -> None:
    with small_disk(tmp_path / "usb", size_kb=16) as disk:
        ended = lived_in.manage("backup", "--to", str(disk))
        assert ended.returncode == 1
        (sentence,) = ended.stderr.splitlines()
        assert "the disk is full" in sentence
        assert list(disk.iterdir()) == []
    assert not list(lived_in.data.glob(".backup-*"))


def test_full_data_disk_is_one_sentence(make_grounds: MakeGrounds, lived_in: Grounds, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", size_kb=16_000) as disk:
        grounds = make_grounds(disk, like=lived_in)
        fill(disk)
        ended = grounds.manage("backup", "--to", str(tmp_path))
        assert ended.returncode == 1
        (sentence,) = ended.stderr.splitlines()
        assert "the disk is full" in sentence
        assert not list(grounds.data.glob(".backup-*"))
    assert not list(tmp_path.glob("*.tar.gz"))


def test_place_that_may_not_be_written_to_is_one_sentence(lived_in: Grounds, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    ended = lived_in.manage("backup", "--to", str(tmp_path / "file" / "below"))
    assert ended.returncode == 1
    (sentence,) = ended.stderr.splitlines()
    assert str(tmp_path / "file" / "below") in sentence

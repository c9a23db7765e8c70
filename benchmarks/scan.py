"""What a scan costs, against the least that any program would have to do.

    python benchmarks/scan.py [--quick] [--json FILE] [--seed N] [--fixture DIR]

`quick_rescan_ratio_to_walk`: CPU of a scan by folder times over CPU of scandir+stat of everything; nothing changed,
    100,000 files in 1,000 folders, all of them known, named and with pictures. Goal: 0.5 or less.
`full_rescan_ratio_to_walk`: the same, every file's size and time compared. Goal: 3 or less.
`probe_ratio_to_pyav`: files per CPU second of a first scan (walk, files, resolve, missing; media processes counted)
    over those of a loop that does nothing but open the same videos with PyAV and look at their streams. Goal: 0.7 or more.
    Gathering pictures is left out on both sides: `enrich_cpu_ms_per_file` tells what it costs.

`--fixture DIR` takes the videos below DIR instead of clips made here. Everything is measured in CPU time; the walk and
the rescans are done in turn, the median of each counts.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

FOLDERS, FILES_PER_FOLDER = 1_000, 100
CLIPS = 1_200
LONG_AGO = 1_600_000_000


def main() -> None:
    """Measure, print a table, write the figures."""
    arguments = _arguments()
    rounds = 3 if arguments.quick else 7
    with tempfile.TemporaryDirectory(prefix="hearth-scan-") as folder:
        _start_program(Path(folder) / "data")
        figures = measure_probing(Path(folder) / "videos", arguments.fixture, random.Random(arguments.seed), rounds)
        figures |= measure_rescans(Path(folder) / "films", rounds)
    _print_table(figures)
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=2) + "\n")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--quick", action="store_true", help="three rounds instead of seven")
    parser.add_argument("--json", type=Path, help="write the figures to this file, one flat object")
    parser.add_argument("--seed", type=int, default=1, help="seed of the made clips")
    parser.add_argument("--fixture", type=Path, help="folder of videos instead of made clips")
    return parser.parse_args()


def _start_program(data_dir: Path) -> None:
    os.environ["HEARTH_DATA"] = str(data_dir)
    os.environ["DJANGO_SETTINGS_MODULE"] = "mediaserver.settings.production"
    os.environ.pop("DATABASE_URL", None)
    os.environ.setdefault("HEARTH_LOG_LEVEL", "WARNING")
    data_dir.mkdir(parents=True, exist_ok=True)
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("migrate", database="queue", verbosity=0)


def cpu_s(*, with_ended_children: bool = False) -> float:
    """CPU seconds of this process so far, and of its children that have ended."""
    own = resource.getrusage(resource.RUSAGE_SELF)
    used = own.ru_utime + own.ru_stime
    if with_ended_children:
        children = resource.getrusage(resource.RUSAGE_CHILDREN)
        used += children.ru_utime + children.ru_stime
    return used


@contextmanager
def timed(into: list[float], *, with_ended_children: bool = False) -> Iterator[None]:
    """Append the CPU seconds of the block."""
    start = cpu_s(with_ended_children=with_ended_children)
    yield
    into.append(cpu_s(with_ended_children=with_ended_children) - start)


def carry_out(job: Any) -> Any:
    """Work on a job as the worker does, to its end."""
    from mediaserver.system.jobs import carry_on
    from mediaserver.system.models import Job

    while carry_on(job.pk):
        pass
    job.refresh_from_db()
    if job.state != Job.State.SUCCEEDED:
        raise SystemExit(f"The job ended as {job.state}: {job.error}")
    return job


def carry_to_phase(job: Any, phase: str) -> None:
    """Do a scan's work up to the beginning of a phase."""
    from library.scanner.scan_state import open_scan
    from library.scanner.working import work_phase
    from mediaserver.system.jobs import JobRun
    from mediaserver.system.models import Job

    job.take_lease("benchmark")
    job.refresh_from_db()
    run = JobRun(job=job, owner="benchmark", cursor=dict(job.cursor), result=dict(job.result))
    while run.cursor.get("phase") != phase:
        work_phase(open_scan(run))
        run.save()
    Job.objects.filter(pk=job.pk).update(lease_until=None, lease_owner="")


def measure_rescans(top: Path, rounds: int) -> dict[str, float]:
    """Rescan an unchanged library of 100,000 files, and walk it plainly, in turn."""
    from library.libraries import add_library
    from library.models import Library
    from library.scanner import active_scan, start_scan

    _make_files(top)
    library = add_library("Films", "movies", [str(top)])
    job = active_scan(library)
    carry_to_phase(job, "files")
    _settle(library)
    carry_out(job)
    assert Library.objects.get().files.count() == FOLDERS * FILES_PER_FOLDER
    costs: dict[str, list[float]] = {"walk": [], "quick": [], "full": []}
    for _ in range(rounds):
        with timed(costs["walk"]):
            plain_walk(top)
        for mode in ("quick", "full"):
            with timed(costs[mode]):
                ended = carry_out(start_scan(library, mode=mode))
            assert not any(ended.result[name] for name in ("added", "changed", "missing")), ended.result
    walk, quick, full = (statistics.median(costs[name]) for name in ("walk", "quick", "full"))
    return {
        "walk_cpu_s": walk,
        "quick_rescan_cpu_s": quick,
        "full_rescan_cpu_s": full,
        "quick_rescan_ratio_to_walk": quick / walk,
        "full_rescan_ratio_to_walk": full / walk,
    }


def plain_walk(top: Path) -> int:
    """scandir and stat of everything, and nothing else."""
    count, waiting = 0, [os.fsencode(top)]
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
                else:
                    entry.stat(follow_symlinks=False)
                    count += 1
    return count


def _make_files(top: Path) -> None:
    for number in range(FOLDERS):
        folder = top / f"Collection {number:04d}"
        folder.mkdir(parents=True)
        for index in range(FILES_PER_FOLDER):
            path = folder / f"Film {number:04d} {index:02d} (2001).mkv"
            path.write_bytes(b"x")
            os.utime(path, (LONG_AGO, LONG_AGO))
        os.utime(folder, (LONG_AGO, LONG_AGO))
    os.utime(top, (LONG_AGO, LONG_AGO))


def _settle(library: Any) -> None:
    """Give every file an item with a version and a picture, as if all had been probed; by SQL, since it is not measured."""
    from django.db import connection
    from django.utils import timezone

    from library.access import class_for
    from library.models import MediaFile

    long_ago = timezone.datetime.fromtimestamp(LONG_AGO, tz=timezone.get_current_timezone())
    MediaFile.objects.update(probed_at=long_ago, resolved_at=long_ago, probe_version=1)
    statements = [
        "INSERT INTO library_mediaitem (id, public_id, library_id, kind, identity_key, access_class_id, availability, title,"
        " sort_title, original_title, tagline, overview, added_at, updated_at, leaf_count, content_rating, resolution_class,"
        " hdr_class, facts) SELECT id, lower(hex(randomblob(16))), library_id, 'movie', hex(path_hash), %s, 'available',"
        " path, path, '', '', '', added_at, added_at, 1, '', '', '', '{}' FROM library_mediafile",
        "INSERT INTO library_version (id, public_id, item_id, label, quality) SELECT id, lower(hex(randomblob(16))), id, '', 0"
        " FROM library_mediafile",
        "INSERT INTO library_itemfile (version_id, file_id, part_index) SELECT id, id, 0 FROM library_mediafile",
        "INSERT INTO library_artwork (public_id, item_id, kind, source, origin, content_hash, content_type, width, height,"
        " ratio, tint, rank, is_chosen, created_at) SELECT lower(hex(randomblob(16))), id, 'poster', 'frame', '', 'x',"
        " 'image/webp', 1, 1, 1.0, '', 0, 0, added_at FROM library_mediafile",
    ]
    with connection.cursor() as cursor:
        cursor.execute(statements[0], [class_for(library).pk])
        for statement in statements[1:]:
            cursor.execute(statement)
        cursor.execute("ANALYZE")


def measure_probing(top: Path, fixture: Path | None, chance: random.Random, rounds: int) -> dict[str, float]:
    """First scans of a library of videos against a bare PyAV loop on the same files, in turn."""
    from library.libraries import add_library, remove_library
    from library.scanner import active_scan
    from mediaserver.lib.sandbox import media_processes

    if fixture is None:
        _make_clips(top, chance)
    else:
        shutil.copytree(fixture, top)
    count = sum(1 for path in top.rglob("*") if path.is_file())
    scans: list[float] = []
    loops: list[float] = []
    pictures: list[float] = []
    for _ in range(min(rounds, 3)):
        with timed(loops):
            bare_loop(top)
        with timed(scans, with_ended_children=True):
            library = add_library("Films", "movies", [str(top)])
            job = active_scan(library)
            carry_to_phase(job, "enrich")
            media_processes().close()
        with timed(pictures, with_ended_children=True):
            carry_out(job)
            media_processes().close()
        carry_out(remove_library(library))
    loop, scan = statistics.median(loops), statistics.median(scans)
    return {
        "probe_files_per_cpu_s": count / scan,
        "pyav_files_per_cpu_s": count / loop,
        "probe_ratio_to_pyav": loop / scan,
        "enrich_cpu_ms_per_file": statistics.median(pictures) * 1000 / count,
    }


def _make_clips(top: Path, chance: random.Random) -> None:
    """As many MP4 as MKV clips of a few seconds, each a little different from the others."""
    import imageio_ffmpeg

    top.mkdir(parents=True)
    for suffix in ("mp4", "mkv"):
        clip = top / f"clip.{suffix}"
        command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-f", "lavfi", "-i", "testsrc2=size=640x360:rate=24"]
        command += ["-f", "lavfi", "-i", "sine=frequency=330", "-t", "10", "-c:v", "libx264", "-preset", "ultrafast"]
        command += ["-pix_fmt", "yuv420p", "-g", "48", "-c:a", "aac", str(clip)]
        subprocess.run(command, check=True)
        content = clip.read_bytes()
        clip.unlink()
        for number in range(CLIPS // 2):
            path = top / f"Film {suffix} {number:03d} ({1950 + number % 70})" / f"Film {suffix} {number:03d}.{suffix}"
            path.parent.mkdir()
            path.write_bytes(content + chance.randbytes(16))
            os.utime(path, (LONG_AGO, LONG_AGO))
            os.utime(path.parent, (LONG_AGO, LONG_AGO))
    os.utime(top, (LONG_AGO, LONG_AGO))


def bare_loop(top: Path) -> None:
    """Open every video with PyAV and look at its streams."""
    import av

    for path in sorted(top.rglob("*")):
        if path.is_file():
            with av.open(str(path)) as container:
                for stream in container.streams:
                    _facts = (stream.type, stream.codec_context and stream.codec_context.name, stream.duration)


def _print_table(figures: dict[str, float]) -> None:
    goals = {
        "quick_rescan_ratio_to_walk": "<= 0.5",
        "full_rescan_ratio_to_walk": "<= 3",
        "probe_ratio_to_pyav": ">= 0.7",
    }
    for name, value in figures.items():
        print(f"{name:32} {value:12.3f}   {goals.get(name, '')}")
    sys.stdout.flush()


if __name__ == "__main__":
    start = time.monotonic()
    main()
    print(f"{'took':32} {time.monotonic() - start:12.1f} s")

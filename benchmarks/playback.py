"""How much it costs to send media, beside nginx on the same files in the same run.

    python benchmarks/playback.py [--quick] [--json FILE] [--seed N] [--fixture DIR]

`bytes_ratio_to_nginx_1` and `_50`: MB per CPU second of the embedded web process alone, with signed links, for one
reader and for fifty who read ranges of 4 MB, divided by those of nginx with one worker. Goal: 0.3 or more.
`slow_clients_memory_mb`: growth of the process with fifty readers at 1 MB/s of a file of 10 GB. Goal: 30 or less.

`--fixture DIR` reads the files of a folder (those of 64 MB and more) instead of one that is made.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.media_bytes import Load, Server, hearth, nginx, read_ranges, read_slowly  # noqa: E402

FILE_BYTES = 512 * 1024 * 1024
LONG_FILE_BYTES = 10 * 1000**3
LEAST_BYTES = 64 * 1024 * 1024
SLOW_BYTES_PER_S = 1_000_000
SLOW_FOR_S = 20.0
LOADS = {1: 400, 50: 16}  # readers: ranges each


def main() -> None:
    """Measure, print a table, write the figures."""
    arguments = _arguments()
    repetitions = 3 if arguments.quick else 9
    figures: dict[str, float] = {}
    with _films(arguments.fixture, arguments.seed) as (root, films):
        size_bytes = min(path.stat().st_size for path in films)
        _warm_up(films)
        with hearth(films) as ours, nginx(root, films) as theirs:
            for readers, ranges_each in LOADS.items():
                load = Load(readers, ranges_each, size_bytes, arguments.seed)
                figures |= _compare(ours, theirs, load, repetitions)
    figures["slow_clients_memory_mb"] = round(max(_slow_clients() for _ in range(1 if arguments.quick else 3)), 1)
    _print_table(figures)
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=2) + "\n")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--quick", action="store_true", help="fewer repetitions, under two minutes")
    parser.add_argument("--json", type=Path, help="write the figures to this file, one flat object")
    parser.add_argument("--seed", type=int, default=1, help="seed of file content and positions")
    parser.add_argument("--fixture", type=Path, help="folder with media files to read instead of a made one")
    return parser.parse_args()


@contextmanager
def _films(fixture: Path | None, seed: int) -> Iterator[tuple[Path, list[Path]]]:
    """Yield a folder and the files in it to read."""
    if fixture is not None:
        found = sorted(path for path in fixture.resolve().rglob("*") if path.is_file())
        films = [path for path in found if path.stat().st_size >= LEAST_BYTES]
        if not films:
            raise SystemExit(f"{fixture} holds no file of {LEAST_BYTES} bytes or more.")
        yield fixture.resolve(), films
        return
    with tempfile.TemporaryDirectory(prefix="hearth-bench-") as folder:
        path = Path(folder) / "film.mp4"
        block = random.Random(seed).randbytes(1024 * 1024)
        with path.open("wb") as file:
            for _number in range(FILE_BYTES // len(block)):
                file.write(block)
        yield Path(folder), [path]


def _warm_up(films: list[Path]) -> None:
    """Read everything once, so that neither server pays for the disk."""
    for path in films:
        with path.open("rb", buffering=0) as file:
            while file.read(4 * 1024 * 1024):
                pass


def _compare(ours: Server, theirs: Server, load: Load, repetitions: int) -> dict[str, float]:
    """Measure both in turns; the ratio is the median of the ratios of neighbouring runs."""
    rates: dict[str, list[float]] = {ours.name: [], theirs.name: []}
    for server in (ours, theirs):
        read_ranges(server, load, repetition=repetitions)  # what is imported and cached at first use is not counted
    for number in range(repetitions):
        for server in (ours, theirs):
            rates[server.name].append(read_ranges(server, load, repetition=number))
    ratios = [own / other for own, other in zip(rates[ours.name], rates[theirs.name], strict=True)]
    return {
        f"bytes_ratio_to_nginx_{load.readers}": round(statistics.median(ratios), 3),
        f"bytes_mb_per_cpu_s_{load.readers}": round(statistics.median(rates[ours.name])),
        f"nginx_mb_per_cpu_s_{load.readers}": round(statistics.median(rates[theirs.name])),
    }


def _slow_clients() -> float:
    """Return how far a fresh web process grows under fifty slow readers of a file of 10 GB."""
    with tempfile.TemporaryDirectory(prefix="hearth-bench-") as folder:
        path = Path(folder) / "long.mp4"
        with path.open("wb") as file:
            file.truncate(LONG_FILE_BYTES)
        with hearth([path]) as server:
            read_ranges(server, Load(readers=1, ranges_each=2, size_bytes=LONG_FILE_BYTES, seed=1), repetition=0)
            return read_slowly(server, readers=50, bytes_per_s=SLOW_BYTES_PER_S, for_s=SLOW_FOR_S)


def _print_table(figures: dict[str, float]) -> None:
    goals = {"bytes_ratio_to_nginx_1": "≥ 0.3", "bytes_ratio_to_nginx_50": "≥ 0.3", "slow_clients_memory_mb": "≤ 30"}
    width = max(map(len, figures))
    for name, value in figures.items():
        print(f"{name:<{width}}  {value:>10}  {goals.get(name, '')}".rstrip())


if __name__ == "__main__":
    main()

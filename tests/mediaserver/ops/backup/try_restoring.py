"""Run as a program: try to restore each archive that is named and print, as JSON, how each attempt ended."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[4]))


def attempt(archive: str) -> dict[str, str | int]:
    """Restore as `manage.py restore ARCHIVE --yes` does."""
    from django.core.management import call_command

    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("restore", archive, "--yes", stdout=out, stderr=err, no_color=True)
        code: int = 0
    except SystemExit as ending:
        code = int(ending.code or 0)
    return {"code": code, "out": out.getvalue(), "err": err.getvalue()}


def main() -> None:
    """Try them all."""
    import django

    django.setup()
    print(json.dumps([attempt(archive) for archive in sys.argv[1:]]))


if __name__ == "__main__":
    main()

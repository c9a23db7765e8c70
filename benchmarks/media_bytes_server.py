"""The web process of the real program over given files: database, session, signed links. Started by `media_bytes.py`.

Usage: media_bytes_server.py FOLDER FILE… FOLDER becomes the data directory. Prints {"port", "paths"} as one line, and
lives until its standard input is closed or SIGTERM.
"""

from __future__ import annotations

import json
import os
import socket
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))


def main() -> None:
    """Make the database, open a session for each file, serve."""
    data, *files = sys.argv[1:]
    os.environ |= {"HEARTH_DATA": data, "DJANGO_SETTINGS_MODULE": "mediaserver.settings.production"}
    (Path(data) / "static").mkdir(parents=True, exist_ok=True)
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    paths = open_sessions([Path(file) for file in files])
    from django.db import connections

    connections.close_all()
    listening = socket.create_server(("127.0.0.1", 0), backlog=1024)
    print(json.dumps({"port": listening.getsockname()[1], "paths": paths}), flush=True)
    from mediaserver.serve.web import run

    run(listening, sys.stdin.fileno())
    os._exit(0)


def open_sessions(files: list[Path]) -> list[str]:
    """Put the files into the catalogue, play each, and return the signed addresses."""
    from django.contrib.sessions.backends.db import SessionStore

    from library.models import Folder, ItemFile, MediaFile, RootFolder, Version
    from mediaserver.lib.paths import encode_path, path_hash
    from streaming.models import PlaybackSession, PlayMethod
    from streaming.sessions.starting import media_url
    from tests.factories.catalogue import START, make_library, make_movie, make_profile

    library = make_library()
    profile = make_profile()
    sign_in = SessionStore()
    sign_in.create()
    addresses = []
    for path in files:
        raw = os.fsencode(path.parent)
        root, _new = RootFolder.objects.get_or_create(
            library=library, path=encode_path(raw), defaults={"path_hash": path_hash(raw)}
        )
        folder, _new = Folder.objects.get_or_create(root=root, path="", defaults={"path_hash": path_hash(b"")})
        name = os.fsencode(path.name)
        file = MediaFile.objects.create(
            library=library,
            root=root,
            folder=folder,
            path=encode_path(name),
            path_hash=path_hash(name),
            kind=MediaFile.Kind.VIDEO,
            size_bytes=path.stat().st_size,
            mtime_ns=path.stat().st_mtime_ns,
            added_at=START,
            container="mp4",
        )
        item = make_movie(library)
        version = Version.objects.create(item=item)
        ItemFile.objects.create(version=version, file=file)
        session = PlaybackSession.objects.create(
            profile=profile,
            item=item,
            version=version,
            file=file,
            session_key=sign_in.session_key,
            method=PlayMethod.DIRECT_PLAY,
        )
        addresses.append(media_url(session, file))
    return addresses


if __name__ == "__main__":
    main()

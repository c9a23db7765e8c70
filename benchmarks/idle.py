"""What the server costs when nobody does anything.

    python benchmarks/idle.py [--quick] [--json FILE] [--seed N] [--fixture DIR]

Starts `manage.py serve` on a fresh data directory, makes an owner and libraries, waits for the scans, browses some
pages, plays a film, waits, and then measures for 60 s:

`idle_pss_mb`: proportional set size of all processes together, a minute after the last of all that. Goal: 120 or less.
`idle_cpu_percent`: CPU time of all processes in those 60 s, in per cent of one core. Goal: 0.3 or less.

`--fixture DIR` serves a folder with `Films`, `Series`, `Music` and `Photos` (as `manage.py make_demo --into DIR` makes
them) instead of a small collection made here. Linux only.
"""

from __future__ import annotations

import argparse
import contextlib
import http.cookiejar
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import psutil  # noqa: E402

WINDOW_S = 60.0
SETTLE_S = 30.0
"""Before the window opens: web and worker give back what they have grown 20 s after the last of it."""
LIBRARIES = {"Films": "movies", "Series": "series", "Music": "music", "Photos": "photos"}
OWNER, PASSWORD = "owner", "a-hearth-of-one's-own"
BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0", "Accept-Language": "en"}


def main() -> None:
    """Measure, print a table, write the figures."""
    arguments = _arguments()
    with _media(arguments.fixture, arguments.seed) as media, _server() as server:
        browse_and_play(server, media, random.Random(arguments.seed))
        time.sleep(SETTLE_S)
        windows = [measure(server) for _ in range(1 if arguments.quick else 3)]
    figures = {name: statistics.median(window[name] for window in windows) for name in windows[0]}
    _print_table(figures)
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=2) + "\n")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--quick", action="store_true", help="one window instead of three, about two minutes")
    parser.add_argument("--json", type=Path, help="write the figures to this file, one flat object")
    parser.add_argument("--seed", type=int, default=1, help="seed of the made collection and of what is browsed")
    parser.add_argument("--fixture", type=Path, help="folder with Films, Series, Music, Photos instead of a made one")
    return parser.parse_args()


class Server:
    """A running server on a data directory of its own."""

    def __init__(self, data_dir: Path, port: int) -> None:
        self.data_dir = data_dir
        self.address = f"http://127.0.0.1:{port}"
        ours = ("HEARTH_", "DATABASE_URL", "REDIS_URL", "DJANGO_", "PYTHON")
        outside = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        self.environment = outside | {"HEARTH_DATA": str(data_dir), "HEARTH_PORT": str(port)}
        self.manage("prepare")  # in a process of its own, so that the server measured finds everything compiled
        self.log = (data_dir / "server.log").open("wb")
        command = [sys.executable, "manage.py", "serve", "--prepare"]
        self.process = subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=self.log, stderr=self.log)

    def manage(self, *arguments: str) -> None:
        """Run a management command on the server's data."""
        command = [sys.executable, "manage.py", *arguments]
        subprocess.run(command, cwd=ROOT, env=self.environment, check=True, stdout=subprocess.DEVNULL)

    def processes(self) -> list[psutil.Process]:
        """The supervisor and everything below it."""
        supervisor = psutil.Process(self.process.pid)
        return [supervisor, *supervisor.children(recursive=True)]


@contextlib.contextmanager
def _server() -> Iterator[Server]:
    """Give a server that answers; its log is shown where something went wrong."""
    with tempfile.TemporaryDirectory(prefix="hearth-idle-") as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        server = Server(Path(folder), port)
        try:
            until(lambda: bool(Browser(server.address).get("/health")), "the server to answer")
            yield server
        except BaseException:
            sys.stderr.write((server.data_dir / "server.log").read_text(errors="replace")[-4000:])
            raise
        finally:
            server.process.terminate()
            server.process.wait(10)


@contextlib.contextmanager
def _media(fixture: Path | None, seed: int) -> Iterator[Path]:
    if fixture is not None:
        yield fixture.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="hearth-media-") as folder:
        make_collection(Path(folder), random.Random(seed))
        yield Path(folder)


def make_collection(folder: Path, chance: random.Random) -> None:
    """Make eight films, a season, two albums and twelve photos: one clip of each kind, under many names."""
    import imageio_ffmpeg
    from PIL import Image

    ffmpeg = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-f", "lavfi", "-i", "testsrc2=size=640x360:rate=24"]
    ffmpeg += ["-f", "lavfi", "-i", "sine=frequency=330"]
    film, song = folder / "film.mp4", folder / "song.mp3"
    video = ["-t", "12", "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac"]
    subprocess.run([*ffmpeg, *video, "-movflags", "+faststart", str(film)], check=True)
    subprocess.run([*ffmpeg, "-map", "1:a", "-t", "12", str(song)], check=True)
    places = [f"Films/Film {number} ({2000 + number})/Film {number} ({2000 + number}).mp4" for number in range(8)]
    places += [f"Series/Series (2020)/Season 01/Series - S01E0{number}.mp4" for number in range(1, 7)]
    for place in places:
        _copy(film, folder / place, chance)
    for number in range(1, 21):
        _copy(song, folder / f"Music/Artist/Album {number % 2}/{number:02} - Song {number}.mp3", chance)
    for number in range(12):
        target = folder / f"Photos/2024-07 Summer/photo-{number:02}.jpg"
        target.parent.mkdir(parents=True, exist_ok=True)
        colour = (chance.randrange(256), chance.randrange(256), chance.randrange(256))
        Image.new("RGB", (1600, 1200), colour).save(target)
    film.unlink()
    song.unlink()


def _copy(source: Path, target: Path, chance: random.Random) -> None:
    """Copy a clip, with an end of its own: two files alike would be one that has moved."""
    target.parent.mkdir(parents=True, exist_ok=True)
    payload = chance.randbytes(64)
    end = (len(payload) + 8).to_bytes(4, "big") + b"free" + payload if source.suffix == ".mp4" else payload
    target.write_bytes(source.read_bytes() + end)


class Browser:
    """A session with cookies, as a person's browser has it."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._cookies = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self._cookies))

    def get(self, path: str, **headers: str) -> bytes:
        """Return the body of a page, a picture or a piece of a film."""
        return self._open(path, None, headers)

    def post_form(self, path: str, **fields: str) -> bytes:
        """Send a form of a page that was opened before."""
        fields["csrfmiddlewaretoken"] = self._csrf_token()
        return self._open(path, urllib.parse.urlencode(fields).encode(), {})

    def ask(self, method: str, path: str, **body: Any) -> Any:
        """Ask the API; returns its answer."""
        headers = {"X-CSRFToken": self._csrf_token(), "Content-Type": "application/json"}
        answer = self._open(path, json.dumps(body).encode() if body else None, headers, method)
        return json.loads(answer) if answer else None

    def _csrf_token(self) -> str:
        return next(str(cookie.value) for cookie in self._cookies if cookie.name == "hearth_csrf")

    def _open(self, path: str, data: bytes | None, headers: dict[str, str], method: str | None = None) -> bytes:
        url = urllib.parse.urljoin(self._address, path)
        request = urllib.request.Request(url, data, BROWSER | {"Referer": url} | headers, method=method)
        try:
            with self._opener.open(request, timeout=30) as answer:
                return bytes(answer.read())
        except urllib.error.HTTPError as error:
            raise SystemExit(f"{request.get_method()} {path} answered {error.code}: {error.read()[:500]!r}") from error


def browse_and_play(server: Server, media: Path, chance: random.Random) -> None:
    """Become the owner, add the libraries, wait for their scans, look at pages and pictures, play a film."""
    browser = Browser(server.address)
    browser.get("/app/setup/")
    browser.post_form("/app/setup/language/", language="en")
    browser.post_form("/app/setup/owner/", username=OWNER, password=PASSWORD)
    for name, kind in LIBRARIES.items():
        if (media / name).is_dir():
            browser.ask("POST", "/api/v1/libraries/", name=name, kind=kind, roots=[str(media / name)])
    until(lambda: not active_jobs(browser), "the scans to end", within_s=300)
    for path in pages(browser, chance):
        browser.get(path)
    play(browser)


def active_jobs(browser: Browser) -> list[Any]:
    """Return the jobs that wait or run."""
    return [job for job in browser.ask("GET", "/api/v1/jobs/")["results"] if job["state"] in {"queued", "running"}]


def pages(browser: Browser, chance: random.Random) -> list[str]:
    """Return what a person looks at: home, every library, some items with their pictures, search."""
    found = ["/app/", "/app/search/?q=film"]
    found += [f"/app/libraries/{library['id']}/" for library in browser.ask("GET", "/api/v1/libraries/")["results"]]
    items = browser.ask("GET", "/api/v1/items/?limit=50")["results"]
    for item in chance.sample(items, min(15, len(items))):
        found.append(f"/app/items/{item['id']}/")
        found += [image["url"] for image in browser.ask("GET", f"/api/v1/items/{item['id']}/images/")["results"]]
    return found


def play(browser: Browser) -> None:
    """Play a film: start, bytes, progress, stop."""
    film = browser.ask("GET", "/api/v1/items/?kind=movie&limit=1")["results"][0]
    playback = browser.ask("POST", "/api/v1/playback/", item=film["id"])
    for part in playback["parts"]:
        browser.get(part["url"], Range="bytes=0-4194303")
    browser.ask("POST", f"/api/v1/playback/{playback['id']}/progress/", position_ms=5000)
    browser.ask("POST", f"/api/v1/playback/{playback['id']}/stop/", position_ms=6000)


def measure(server: Server) -> dict[str, float]:
    """Watch every process for a while; returns the figures, those of single processes among them."""
    before = cpu_seconds(server)
    started = time.monotonic()
    time.sleep(WINDOW_S)
    used_s, window_s = cpu_seconds(server) - before, time.monotonic() - started
    figures: dict[str, float] = {"idle_pss_mb": 0.0, "idle_cpu_percent": round(100 * used_s / window_s, 3)}
    for process in server.processes():
        pss_mb = process.memory_full_info().pss / 1e6
        name = "supervisor" if process.pid == server.process.pid else process.name().removeprefix("hearth-")
        figures[f"pss_{name}_mb"] = round(figures.get(f"pss_{name}_mb", 0.0) + pss_mb, 1)
        figures["idle_pss_mb"] += pss_mb
    figures["idle_pss_mb"] = round(figures["idle_pss_mb"], 1)
    figures["process_count"] = len(server.processes())
    return figures


def cpu_seconds(server: Server) -> float:
    """Return the CPU time of all processes so far, also of those that have ended."""
    ended = psutil.Process(server.process.pid).cpu_times()
    return sum(thread_seconds(process.pid) for process in server.processes()) + (
        ended.children_user + ended.children_system
    )


def thread_seconds(pid: int) -> float:
    """Return the CPU time of a process in nanosecond steps (its clock ticks are 10 ms)."""
    used_ns = 0
    for thread in Path(f"/proc/{pid}/task").iterdir():
        with contextlib.suppress(OSError):
            used_ns += int((thread / "schedstat").read_text().split()[0])
    return used_ns / 1e9


def until(happened: Callable[[], bool], what: str, within_s: float = 60) -> None:
    """Wait until something has happened. Raises TimeoutError."""
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            if happened():
                return
        time.sleep(0.2)
    raise TimeoutError(f"Waited {within_s:.0f} s for {what}.")


def _print_table(figures: dict[str, float]) -> None:
    goals = {"idle_pss_mb": "≤ 120, aim 100", "idle_cpu_percent": "≤ 0.3"}
    width = max(map(len, figures))
    for name, value in figures.items():
        print(f"{name:<{width}}  {value:>8}  {goals.get(name, '')}".rstrip())


if __name__ == "__main__":
    main()

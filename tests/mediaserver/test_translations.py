"""German is complete: nothing in the catalogues is left open, and no page shows English where there is German."""

from __future__ import annotations

import functools
import re
import uuid
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import ApiToken, Device, Profile
from library.models import Library, MediaFile, MediaItem, SkippedFile
from library.scanner.watch_modes import LIMIT
from mediaserver.lib.message_catalogue import Entry, compile_catalogue, read_catalogue
from mediaserver.lib.wording import ago
from mediaserver.system.health import Finding, raise_issue
from mediaserver.system.models import Job
from streaming.decision.outcome import ReasonCode
from streaming.decision.sentences import stored_sentence
from tests.factories import catalogue as make
from tests.factories.people import Cast, signed_in

DOMAINS = ("django", "djangojs")
PLACE = re.compile(r"%(?:\([a-z_]+\))?[sdr]|%\([a-z_]+\)\d*d|%%|\{[a-z_]*\}")
TAG = re.compile(r"<[^>]+>")
# "Sie" in the middle of a sentence is the formal "you"; at its beginning it is the thing just named.
FORMAL = re.compile(r"(?<![.:?] )(?<!^)\b(?:Sie|Ihr|Ihre|Ihrem|Ihren|Ihnen)\b")
ENGLISH = re.compile(r"\b(?:the|your|of|with|there|this|that|nothing|has|are|no|not|yet|from|and|is)\b", re.IGNORECASE)


def _file(domain: str, suffix: str) -> Path:
    return Path(settings.LOCALE_PATHS[0]) / "de" / "LC_MESSAGES" / f"{domain}.{suffix}"


def _entries(domain: str) -> list[Entry]:
    return [entry for entry in read_catalogue(_file(domain, "po").read_text(encoding="utf-8")) if entry.message]


@pytest.mark.parametrize("domain", DOMAINS)
def test_every_message_has_a_german_text(domain: str) -> None:
    assert [entry.message for entry in _entries(domain) if not entry.is_translated] == []


@pytest.mark.parametrize("domain", DOMAINS)
def test_plurals_have_both_german_forms(domain: str) -> None:
    assert [e.message for e in _entries(domain) if e.plural is not None and sorted(e.translations) != [0, 1]] == []


@pytest.mark.parametrize("domain", DOMAINS)
def test_places_and_tags_are_those_of_the_original(domain: str) -> None:
    wrong = []
    for entry in _entries(domain):
        originals = {0: entry.message, 1: entry.message if entry.plural is None else entry.plural}
        for form, text in entry.translations.items():
            if _fixed_parts(text) != _fixed_parts(originals[form]):
                wrong.append((entry.message, text))
    assert wrong == []


def _fixed_parts(text: str) -> tuple[list[str], list[str], tuple[str, str]]:
    ends = (text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :])
    unnamed_in_order = [place for place in PLACE.findall(text) if "(" not in place and "{" not in place]
    return sorted(PLACE.findall(text)), TAG.findall(text) + unnamed_in_order, ends


@pytest.mark.parametrize("domain", DOMAINS)
def test_german_texts_say_du_without_exclamation_and_in_german_quotes(domain: str) -> None:
    texts = [text for entry in _entries(domain) for text in entry.translations.values()]
    assert [text for text in texts if "!" in text or FORMAL.search(text)] == []
    assert [text for text in texts if "”" in text or text.count("„") != text.count("“")] == []


@pytest.mark.parametrize("domain", DOMAINS)
def test_compiled_catalogue_is_current(domain: str) -> None:
    compiled = compile_catalogue(_file(domain, "po").read_text(encoding="utf-8"))
    assert _file(domain, "mo").read_bytes() == compiled, "run `manage.py compile_catalogues`"


def test_no_message_changes_what_django_says_itself() -> None:
    with translation.override("de"):
        assert translation.gettext("May") == "Mai"
        assert translation.gettext("Go") != translation.pgettext("to a folder", "Go")


def test_stored_sentences_of_health_and_playing_are_german() -> None:
    facts = {
        "codec": "h264", "container": "mp4", "hdr": "hdr10", "channels": 2, "limit": 2, "bitrate_bps": 8_500_000,
        "limit_bps": 8_000_000, "height": 1080, "width": 1920, "level": "5.1", "bit_depth": 10,
        "pixel_format": "yuv444p",
    }  # fmt: skip
    with translation.override("en"):
        english = {code: stored_sentence(code.value, facts) for code in ReasonCode}
    with translation.override("de"):
        german = {code: stored_sentence(code.value, facts) for code in ReasonCode}
    assert [code for code in ReasonCode if english[code] == german[code]] == []
    assert "8,5" in german[ReasonCode.BITRATE_OVER_LIMIT]


def test_times_gone_by_stand_in_the_right_case() -> None:
    with translation.override("de"):
        assert ago(timezone.now() - timedelta(days=3)) == "vor 3\u00a0Tagen"


class _Visible(HTMLParser):
    """What a person reads or hears of a page."""

    SPOKEN = frozenset({"aria-label", "title", "placeholder", "alt", "aria-description", "data-confirm"})

    def __init__(self) -> None:
        super().__init__()
        self.texts: set[str] = set()
        self.unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the attributes that are shown or spoken."""
        self.unseen += tag in {"script", "style"}
        for name, value in attrs:
            if name in self.SPOKEN and value:
                self._keep(value)

    def handle_endtag(self, tag: str) -> None:
        """Leave what is not shown."""
        self.unseen -= tag in {"script", "style"}

    def handle_data(self, data: str) -> None:
        """Keep a text."""
        if not self.unseen:
            self._keep(data)

    def _keep(self, text: str) -> None:
        if re.search(r"[A-Za-z]{2}", text) and not text.lstrip().startswith("/"):
            self.texts.update(" ".join(text.split()).removesuffix(" · Hearth").split(" · "))


@functools.cache
def _english_patterns() -> list[re.Pattern[str]]:
    """Every message whose German differs, its places standing for anything."""
    found = []
    for entry in _entries("django"):
        forms = (entry.message, entry.plural or entry.message)
        for form, original in enumerate(forms):
            if entry.translations.get(form, entry.translations[0]) == original or not PLACE.sub("", original).strip():
                continue
            parts = [re.escape(re.sub(r"\s+", " ", part)) for part in PLACE.split(original)]
            found.append(re.compile(".+".join(parts).strip()))
    return found


def _english_in(html: str) -> list[str]:
    page = _Visible()
    page.feed(html)
    assert page.texts, "the page is empty"
    patterns = _english_patterns()
    german = _german_texts()
    return sorted(
        text
        for text in page.texts
        if text not in german and (ENGLISH.search(text) or any(pattern.fullmatch(text) for pattern in patterns))
    )


@functools.cache
def _german_texts() -> set[str]:
    return {text for entry in _entries("django") for text in entry.translations.values()}


@pytest.fixture
def german_owner(cast: Cast) -> Client:
    """The owner, who reads German."""
    return _reads_german(cast.owner)


def _reads_german(profile: Profile) -> Client:
    Profile.objects.filter(pk=profile.pk).update(language="de")
    return signed_in(profile)


@pytest.fixture
def pages(cast: Cast) -> list[str]:
    """Addresses of every page, in a house with something of every kind, a job, a trouble and a skipped file."""
    films, shows = make.make_library("movies", "Filmregal"), make.make_library("series", "Serienregal")
    music, photos = make.make_library("music", "Plattenregal"), make.make_library("photos", "Fotokiste")
    film = make.make_movie(films, "Hafen", year=2024)
    make.make_version(film, "Hafen/Hafen.mkv")
    series = make.make_series(shows, "Gezeiten", {0: 1, 1: 3})
    episode = make.episode_of(series, 1, 1)
    album = make.make_album(music, "Ebbe", tracks=2)
    photo_album = make.make_photo_album(photos, "Sommer", photos=2)
    photo = MediaItem.objects.filter(kind="photo").earliest("pk")
    _troubles(films, cast)
    empty = make.make_library("movies", "Leer")
    items = [
        ("movie", film), ("series", series), ("season", episode.parent), ("episode", episode), ("album", album),
        ("artist", album.parent), ("photo-album", photo_album), ("photo", photo),
    ]  # fmt: skip
    return [
        *(reverse(f"library:{kind}-detail", args=[item.pid]) for kind, item in items if item is not None),
        *(reverse("library:library-detail", args=[row.pid]) for row in (films, shows, music, photos, empty)),
        *(reverse(f"library:{name}") for name in SETTINGS_PAGES),
        reverse("library:library-edit", args=[films.pid]),
        reverse("library:person-edit", args=[cast.member.user.pid]),
        reverse("library:search") + "?q=Hafen",
        reverse("library:search") + "?q=xyzzy",
        reverse("streaming:player", args=[film.pid]),
        reverse("streaming:activity"),
        reverse("streaming:playing-parts"),
        reverse("accounts:profile-edit"),
        reverse("ops:job-list"),
        reverse("ops:health-list"),
        reverse("installable:offline"),
    ]


SETTINGS_PAGES = ("home", "search", "library-list", "people-list", "skipped-list", "folder-picker")


def _troubles(films: Library, cast: Cast) -> None:
    Library.objects.filter(pk=films.pk).update(watching_reason=LIMIT)
    Job.objects.create(kind="scan", key="scan:1", subject=films.name, state=Job.State.RUNNING, phase="walk",
                       total_count=2000, done_count=1200, started_at=timezone.now())  # fmt: skip
    Job.objects.create(kind="scan", key="", subject=films.name, state=Job.State.SUCCEEDED,
                       started_at=timezone.now() - timedelta(seconds=2.5),
                       finished_at=timezone.now(), result={"added": 2, "missing": 1})  # fmt: skip
    raise_issue(Finding(
        key="library-root:1", what="The folder %(path)s of library %(library)s is not there.",
        why="Its items are shown as away and can't be played. Nothing was removed; they come back with the folder.",
        facts={"path": "/filme", "library": films.name},
    ))  # fmt: skip
    file = MediaFile.objects.filter(library=films).earliest("pk")
    SkippedFile.objects.create(
        library=films, root=file.root, path="Kaputt.mkv", path_hash=b"k" * 16, reason=SkippedFile.Reason.BROKEN,
        detail="There is no cover in this file.", size_bytes=12,
    )  # fmt: skip
    Device.objects.create(user=cast.owner.user, client_key="browser", name="Firefox", session_key="x" * 32)
    ApiToken.issue(profile=cast.owner, name="Skript", scopes=list(ApiToken.ALL_SCOPES))


def test_no_page_shows_english_to_a_german_profile(german_owner: Client, pages: list[str]) -> None:
    found = {}
    for address in pages:
        answer = german_owner.get(address)
        assert answer.status_code == 200, address
        if english := _english_in(answer.text):
            found[address] = english
    assert found == {}


def test_answers_to_forms_are_german(german_owner: Client, tmp_path: Path) -> None:
    new_library = german_owner.post(reverse("library:library-add"), {"path": str(tmp_path)})
    nameless = german_owner.post(reverse("library:people-list"), {"username": "", "password": "1234"})
    unlike = german_owner.post(reverse("library:library-add"), {"path": "/nirgends"}, follow=True)
    assert [_english_in(answer.text) for answer in (new_library, nameless, unlike)] == [[], [], []]


def test_numbers_of_a_page_have_a_comma(german_owner: Client, pages: list[str]) -> None:
    assert "2,5 s" in german_owner.get(reverse("ops:job-list")).text


def test_walk_notices_english(cast: Cast) -> None:
    answer = signed_in(cast.owner).get(reverse("accounts:profile-edit"))
    assert {"Save", "Sign out"} <= set(_english_in(answer.text))


def test_strangers_see_german_pages_where_the_browser_asks_for_it(cast: Cast) -> None:
    browser = Client(headers={"accept-language": "de-DE,de;q=0.9"})
    for address in (reverse("accounts:sign-in"), "/app/nowhere/"):
        assert _english_in(browser.get(address, follow=True).text) == [], address


@pytest.mark.django_db
def test_first_run_is_german_where_the_browser_asks_for_it() -> None:
    browser = Client(headers={"accept-language": "de"})
    for name in ("language", "owner"):
        assert _english_in(browser.get(reverse(f"ops:setup-{name}"), follow=True).text) == [], name


def test_error_pages_are_german(cast: Cast) -> None:
    member = _reads_german(cast.member)
    nothing = member.get(reverse("library:movie-detail", args=[uuid.uuid4().hex]))
    forbidden = member.get(reverse("library:library-list"))
    forged = Client(enforce_csrf_checks=True, headers={"accept-language": "de"}).post(reverse("accounts:sign-in"))
    assert [answer.status_code for answer in (nothing, forbidden, forged)] == [404, 403, 403]
    for answer in (nothing, forbidden, forged):
        assert _english_in(answer.text) == []

"""Jobs, troubles, status, libraries and addresses that lead nowhere, through the API."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from accounts.models import Profile
from library.models import Library, RootFolder, SkippedFile
from mediaserver.lib.paths import path_hash
from mediaserver.system.health import Finding, raise_issue
from mediaserver.system.models import HealthIssue, Job
from tests.factories import catalogue as make
from tests.factories.people import Cast, signed_in, with_token
from tests.library.api.conftest import Api


def api(profile: Profile) -> Api:
    """A caller for a profile."""
    return Api(signed_in(profile))


def test_jobs_are_listed_by_state(cast: Cast) -> None:
    waiting = Job.objects.create(kind="scan", key="a", subject="Films")
    done = Job.objects.create(kind="scan", key="b", state=Job.State.SUCCEEDED)
    caller = api(cast.librarian)

    def ids(**query: str) -> list[str]:
        return [row["id"] for row in caller.get("jobs/", **query)["results"]]

    assert ids() == [done.pid, waiting.pid]
    assert ids(state="active") == [waiting.pid]
    assert ids(state="ended") == ids(state="succeeded") == [done.pid]
    assert ids(kind="enrich") == []
    assert caller.get(f"jobs/{waiting.pid}/")["subject"] == "Films"


def test_job_is_cancelled_once(cast: Cast) -> None:
    job = Job.objects.create(kind="scan", key="a")
    caller = api(cast.librarian)

    assert caller.post(f"jobs/{job.pid}/cancel/")["state"] == "cancelled"
    assert caller.post(f"jobs/{job.pid}/cancel/", expect=409)["code"] == "conflict"


def test_only_an_ended_job_is_done_again(cast: Cast) -> None:
    job = Job.objects.create(kind="scan", key="a", arguments={"library": 7})
    caller = api(cast.librarian)
    caller.post(f"jobs/{job.pid}/retry/", expect=409)
    job.request_cancel()

    again = caller.post(f"jobs/{job.pid}/retry/", expect=201)

    assert again["id"] != job.pid
    assert Job.objects.get(state=Job.State.QUEUED).arguments == {"library": 7}


def test_unknown_job_is_not_there(cast: Cast) -> None:
    api(cast.librarian).get(f"jobs/{'0' * 32}/", 404)


def test_worst_trouble_comes_first_with_its_facts_filled_in(cast: Cast) -> None:
    raise_issue(Finding(key="a:1", what="Notice", severity=HealthIssue.Severity.NOTICE))
    raise_issue(
        Finding(key="a:2", what="%(name)s is away", facts={"name": "Films"}, severity=HealthIssue.Severity.ERROR)
    )

    rows = api(cast.librarian).get("health-issues/")["results"]

    assert [row["what"] for row in rows] == ["Films is away", "Notice"]


def test_status_is_for_everybody_signed_in(cast: Cast) -> None:
    for profile in cast.everybody().values():
        assert api(profile).get("status/")["name"] == "Hearth"
    assert Client().get("/api/v1/status/").status_code == 401


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two folders in it."""
    (tmp_path / "films" / "The Lamp (2001)").mkdir(parents=True)
    (tmp_path / "more").mkdir()
    return tmp_path


def test_library_is_made_of_folders_and_scanned(cast: Cast, folder: Path) -> None:
    body = {"name": "Films", "kind": "movies", "roots": [str(folder / "films")], "language": "de"}

    made = api(cast.librarian).post("libraries/", body, 201)

    assert [root["path"] for root in made["roots"]] == [str(folder / "films")]
    assert Job.objects.get().subject == "Films"
    assert [row["roots"] for row in api(cast.member).get("libraries/")["results"]] == [[]], "where it lies is not told"
    assert api(cast.guest).get("libraries/")["results"] == []
    api(cast.guest).get(f"libraries/{made['id']}/", 404)


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"roots": []}, 400), ({"roots": ["relative"]}, 400), ({"roots": ["/nowhere/at/all"]}, 400), ({"roots": ["/"]}, 400),
        ({"kind": "weather"}, 400), ({"name": ""}, 400), ({"name": "x" * 101}, 400), ({"poll_interval_s": 1}, 400),
        ({"language": "not a language"}, 400), ({"facts_version": 5}, 400), ({"roots": ["/tmp\x00"]}, 400),
    ],
    ids=str,
)  # fmt: skip
def test_nonsense_makes_no_library(cast: Cast, folder: Path, change: dict[str, Any], status: int) -> None:
    body = {"name": "Films", "kind": "movies", "roots": [str(folder / "films")]} | change

    api(cast.librarian).post("libraries/", body, status)

    assert not Library.objects.exists()
    assert not Job.objects.exists()


def test_library_is_changed_and_its_folders_too(cast: Cast, folder: Path) -> None:
    caller = api(cast.librarian)
    made = caller.post("libraries/", {"name": "Films", "kind": "movies", "roots": [str(folder / "films")]}, 201)
    path = f"libraries/{made['id']}/"
    Job.objects.get().request_cancel()

    assert caller.patch(path, {"name": "Cinema", "watching": "polling"})["watching"] == "polling"
    root = caller.post(f"{path}roots/", {"path": str(folder / "more")}, 201)
    caller.post(f"{path}roots/", {"path": str(folder)}, 409)
    moved = caller.post(f"roots/{root['id']}/relocate/", {"path": str(folder / "more")})
    assert moved["id"] == root["id"]
    Job.objects.active().first().request_cancel()
    caller.delete(f"roots/{root['id']}/")
    caller.delete(f"roots/{made['roots'][0]['id']}/", 409)
    assert RootFolder.objects.count() == 1
    assert caller.get(f"{path}removal/") == {"item_count": 0, "file_count": 0, "watched_count": 0}


def test_library_is_scanned_once_at_a_time(cast: Cast, folder: Path) -> None:
    caller = api(cast.librarian)
    made = caller.post("libraries/", {"name": "Films", "kind": "movies", "roots": [str(folder / "films")]}, 201)
    path = f"libraries/{made['id']}/scan/"

    answer = caller.post(path, {"mode": "full"}, 409)
    assert answer["details"]["job"] == Job.objects.get().pid
    Job.objects.get().request_cancel()
    assert caller.post(path, {"mode": "full"}, 202)["kind"] == "scan"
    caller.post(path, {"mode": "sideways"}, 400)
    caller.post(path, {"folder": "/etc"}, 404)
    caller.post(path, {"folder": f"{folder}/films/../more"}, 404)


def test_removing_a_library_is_a_job(cast: Cast) -> None:
    library = make.make_library()

    job = api(cast.librarian).delete(f"libraries/{library.pid}/", 202)

    assert (job["kind"], job["subject_id"]) == ("remove_library", library.pid)


def test_folder_picker_shows_folders(cast: Cast, folder: Path) -> None:
    answer = api(cast.librarian).get("folders/", path=str(folder))

    assert [entry["name"] for entry in answer["entries"]] == ["films", "more"]
    assert api(cast.librarian).get("folders/", 400, path="relative")["code"] == "folder_not_listed"


def test_skipped_files_say_why(cast: Cast, folder: Path) -> None:
    library = make.make_library()
    root = RootFolder.objects.create(library=library, path=str(folder), path_hash=path_hash(str(folder).encode()))
    SkippedFile.objects.create(library=library, root=root, path="a.mkv", path_hash=b"a" * 16, reason="empty")
    caller = api(cast.librarian)

    row = caller.get("skipped-files/", library=library.pid)["results"][0]

    assert (row["path"], row["reason"], row["reason_text"]) == (f"{folder}/a.mkv", "empty", "Is empty")
    assert caller.get("skipped-files/", reason="broken")["results"] == []


@pytest.mark.parametrize(
    "path", ["items", "nothing/", "items/zzz/", "jobs/1/", "", "items/..%2f..%2fetc/", "ITEMS/", "../admin/"]
)
@pytest.mark.parametrize("method", ["get", "post", "put", "delete", "patch"])
def test_address_that_leads_nowhere_answers_in_the_one_shape(cast: Cast, path: str, method: str) -> None:
    answer = getattr(signed_in(cast.owner), method)(f"/api/v1/{path}")

    if path == "../admin/":
        assert answer.status_code in {404, 405}
        return
    assert answer.status_code == 404
    assert set(answer.json()) == {"code", "message", "details"}


def test_wrong_method_type_and_broken_json_answer_in_the_one_shape(cast: Cast) -> None:
    client = signed_in(cast.owner)
    answers = {
        405: client.delete("/api/v1/items/"),
        415: client.post("/api/v1/playlists/", "name=a", content_type="application/x-www-form-urlencoded"),
        400: client.post("/api/v1/playlists/", "{broken", content_type="application/json"),
        406: client.get("/api/v1/items/", headers={"accept": "text/csv"}),
    }

    for status, answer in answers.items():
        assert answer.status_code == status
        assert set(answer.json()) == {"code", "message", "details"}


def test_token_in_the_query_is_no_sign_in(cast: Cast) -> None:
    header = with_token(cast.owner).defaults["HTTP_AUTHORIZATION"]
    secret = header.removeprefix("Bearer ")

    for name in ("token", "api_key", "access_token", "authorization", "key"):
        assert Client().get("/api/v1/items/", query_params={name: secret}).status_code == 401


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer ", "Bearer hearth_wrong", "Basic b2xpdmU6eA==", "Token x", "Bearer \x00"]
)
def test_wrong_token_is_refused(cast: Cast, header: str) -> None:
    assert Client().get("/api/v1/items/", headers={"authorization": header}).status_code == 401


def test_wrong_token_beside_a_session_is_refused(cast: Cast) -> None:
    client = signed_in(cast.owner)

    assert client.get("/api/v1/items/", headers={"authorization": "Bearer hearth_wrong"}).status_code == 401


def test_session_needs_the_csrf_token_to_change_something(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies = signed_in(cast.member).cookies

    answer = client.post("/api/v1/playlists/", {"name": "a"}, content_type="application/json")

    assert answer.status_code == 403
    assert set(answer.json()) == {"code", "message", "details"}


def test_account_that_may_not_sign_in_any_more_is_out_at_once(cast: Cast) -> None:
    session, token = signed_in(cast.member), with_token(cast.member)
    assert session.get("/api/v1/me/").status_code == token.get("/api/v1/me/").status_code == 200

    cast.member.user.is_active = False
    cast.member.user.save()

    assert session.get("/api/v1/me/").status_code == token.get("/api/v1/me/").status_code == 401

import gzip
import re

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory
from rest_framework.test import APIClient

from evalplatform.projects.models import Project, Role
from external_api import answers
from tests.external_api.people import person, token_client

TRACES = "/api/external/traces"
LONG = {"input": "where is my parcel? " * 100}


def add(api: APIClient, body: object = LONG) -> str:
    return f"{TRACES}/{api.post(TRACES, body, format='json').json()['results'][0]['id']}"


def test_one_object_has_a_tag_and_is_not_sent_twice(api: APIClient) -> None:
    path = add(api)
    first = api.get(path)
    assert re.fullmatch(r'W/"[0-9a-f]{32}"', first["ETag"])
    assert first["Cache-Control"] == "private, no-cache"
    for sent in (first["ETag"], first["ETag"].removeprefix("W/"), f'"other", {first["ETag"]}', "*"):
        again = api.get(path, headers={"If-None-Match": sent})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"]), sent
        assert again["X-Request-Id"]
    assert api.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_no_cache_between_us_keeps_an_answer(api: APIClient) -> None:
    """A shared cache does not know that X-API-Key says whose an answer is."""
    path = add(api)
    answers = [api.get(TRACES), api.get(path), api.get(f"{TRACES}/nope"), api.get("/api/external/usage"), APIClient().get(TRACES)]
    assert [(one.status_code, one["Cache-Control"]) for one in answers] == [
        (status, "private, no-cache") for status in (200, 200, 404, 200, 401)
    ]


def test_a_change_gives_another_tag(api: APIClient) -> None:
    path = add(api)
    before = api.get(path)["ETag"]
    api.post(f"{path}/scores", {"name": "correct", "value": 1}, format="json")
    after = api.get(path, headers={"If-None-Match": before})
    assert after.status_code == 200
    assert after["ETag"] != before


@pytest.mark.parametrize("path", ["/api/exports", "/api/exports/destinations", "/api/exports/schedules", "/api/jobs"])
def test_all_single_objects_have_one(path: str, api: APIClient) -> None:
    bodies = {
        "/api/exports": {"resource": "traces"},
        "/api/exports/destinations": {"name": "a", "kind": "local"},
        "/api/exports/schedules": {"name": "a", "cron": "0 0 * * *", "request": {"resource": "traces"}},
        "/api/jobs": {"kind": "analysis"},
    }
    made = api.post(path, bodies[path], format="json").json()
    single = api.get(f"{path}/{made['id']}")
    assert api.get(f"{path}/{made['id']}", headers={"If-None-Match": single["ETag"]}).status_code == 304


def test_a_key_too(project: Project) -> None:
    client = token_client(person("ada", (project, Role.ADMIN)), project)
    made = client.post("/api/external/api-keys", {"name": "a", "scopes": ["traces:read"]}, format="json")
    assert "ETag" not in made
    assert client.get(made["Location"])["ETag"]


def test_lists_failures_and_changes_have_none(api: APIClient, stranger: APIClient) -> None:
    path = add(api)
    assert "ETag" not in api.get(TRACES)
    assert "ETag" not in stranger.get(path)
    assert "ETag" not in api.delete(path)


def test_large_json_is_packed_where_the_client_takes_it(api: APIClient) -> None:
    path = add(api)
    plain, packed = api.get(path), api.get(path, headers={"Accept-Encoding": "br, gzip"})
    assert ("Content-Encoding" in plain, packed["Content-Encoding"]) == (False, "gzip")
    assert gzip.decompress(packed.content) == plain.content
    assert len(packed.content) < len(plain.content) / 5
    assert (plain["ETag"], "Accept-Encoding" in plain["Vary"]) == (packed["ETag"], "Accept-Encoding" in packed["Vary"])


def answer_to(accepted: str, response: HttpResponse | StreamingHttpResponse, path: str = "/api/x") -> HttpResponse:
    return answers.pack(lambda _: response)(RequestFactory().get(path, headers={"Accept-Encoding": accepted}))  # type: ignore[return-value]


def json_of(size: int, **headers: str) -> HttpResponse:
    return HttpResponse(b'"' + b"a" * (size - 2) + b'"', content_type="application/json", headers=headers or None)


@pytest.mark.parametrize(
    ("accepted", "is_packed"),
    [
        *[(one, True) for one in ("gzip", "GZIP", "gzip;q=0.1", "br;q=1, gzip;q=0.5", "*", "deflate, *;q=0.5", " gzip ")],
        *[(one, False) for one in ("", "identity", "br", "gzip;q=0", "gzip; q=0.000", "*;q=0", "gzip;q=0, *", "xgzip", "gzip2")],
    ],
)
def test_what_accept_encoding_says(accepted: str, is_packed: bool) -> None:
    answer = answer_to(accepted, json_of(1024))
    assert (answer.get("Content-Encoding") == "gzip", answer["Vary"]) == (is_packed, "Accept-Encoding")


@pytest.mark.parametrize(("size", "is_packed"), [(1023, False), (1024, True)])
def test_small_answers_stay_as_they_are(size: int, is_packed: bool) -> None:
    assert answer_to("gzip", json_of(size)).has_header("Content-Encoding") is is_packed


def test_the_length_is_that_of_what_is_sent() -> None:
    answer = answer_to("gzip", json_of(5000, **{"Content-Length": "5000"}))
    assert int(answer["Content-Length"]) == len(answer.content) < 100


@pytest.mark.parametrize("media_type", ["application/problem+json", "application/json; charset=utf-8", "application/vnd.oai.openapi+json"])
def test_every_sort_of_json_is_packed(media_type: str) -> None:
    assert answer_to("gzip", HttpResponse(b"1" * 2000, content_type=media_type))["Content-Encoding"] == "gzip"


@pytest.mark.parametrize(
    "response",
    [
        StreamingHttpResponse([b"1" * 5000], content_type="application/json"),
        HttpResponse(b"1" * 5000, content_type="application/x-ndjson"),
        HttpResponse(b"1" * 5000, content_type="text/event-stream"),
        json_of(5000, **{"Content-Encoding": "zstd"}),
        json_of(5000, **{"Cache-Control": "no-store"}),
    ],
    ids=["stream", "lines", "events", "packed already", "secret"],
)
def test_streams_files_and_secrets_are_left_alone(response: HttpResponse) -> None:
    before = response.get("Content-Encoding")
    assert answer_to("gzip", response).get("Content-Encoding") == before


def test_pages_beside_the_api_are_left_alone() -> None:
    assert not answer_to("gzip", json_of(5000), "/admin/x").has_header("Content-Encoding")

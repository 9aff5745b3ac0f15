import gzip
from collections.abc import Iterable
from typing import Any, cast

import pytest
from rest_framework.test import APIClient

from evalplatform.projects.models import Project
from tests.conftest import client_of
from tests.exports.conftest import add_traces

pytestmark = pytest.mark.django_db(transaction=True)
URL = "/api/exports/stream"


def read(answer: Any) -> bytes:
    assert answer.status_code == 200, answer.content
    try:
        return b"".join(cast(Iterable[bytes], answer.streaming_content))
    finally:
        answer.close()


def test_the_rows_and_their_name(api: APIClient, project: Project) -> None:
    add_traces(project, 2)
    answer = api.get(URL, {"resource": "traces", "format": "csv", "fields": "external_id,model", "rename": '{"model":"who"}'})
    assert answer["Content-Disposition"].startswith('attachment; filename="traces-20')
    assert answer["Content-Disposition"].endswith('.csv"')
    assert (answer["Content-Type"], "Content-Length" in answer) == ("text/csv", False)
    assert read(answer) == b"external_id,who\nt-0,m\nt-1,m\n"


def test_gzip(api: APIClient, project: Project) -> None:
    add_traces(project, 1)
    answer = api.get(URL, {"resource": "traces", "fields": "external_id", "compression": "gzip"})
    assert answer["Content-Type"] == "application/gzip"
    assert gzip.decompress(read(answer)) == b'{"external_id":"t-0"}\n'


def test_head_has_the_name_and_asks_nothing(api: APIClient, project: Project) -> None:
    answer = api.head(URL, {"resource": "traces", "compression": "zstd"})
    assert answer["Content-Disposition"].endswith('.jsonl.zst"')
    assert read(answer) == b""


def test_every_wrong_parameter_is_pointed_at(api: APIClient) -> None:
    answer = api.get(URL, {"resource": "traces", "format": "xls", "fields": "id,nope", "colour": "red"})
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert {one["pointer"] for one in answer.json()["errors"]} == {"/format", "/fields/1", "/colour"}


def test_full_is_503_with_the_time_to_wait(api: APIClient, project: Project, settings: Any) -> None:
    settings.EXPORT_MAX_STREAMS = 1
    first = api.get(URL, {"resource": "traces"})
    second = api.get(URL, {"resource": "traces"})
    assert (second.status_code, second.json()["code"], second["Retry-After"]) == (503, "too_many_streams", "5")
    first.close()
    assert read(api.get(URL, {"resource": "traces"})) == b""


def test_http_1_0_could_not_tell_a_part_from_the_whole(api: APIClient) -> None:
    answer = api.get(URL, {"resource": "traces"}, SERVER_PROTOCOL="HTTP/1.0")
    assert (answer.status_code, answer.json()["code"]) == (505, "needs_http_1_1")


def test_a_stranger_gets_no_rows_of_ours(stranger: APIClient, project: Project) -> None:
    add_traces(project, 1)
    assert read(stranger.get(URL, {"resource": "traces"})) == b""


@pytest.mark.parametrize("scopes", [["exports:read"], ["exports:write"], ["traces:read"]])
def test_asking_and_reading_are_both_needed(project: Project, scopes: list[str]) -> None:
    assert client_of(project, scopes=scopes).get(URL, {"resource": "traces"}).status_code == 403

import gzip
from typing import Any

import pytest
from pytest_django import Settings
from rest_framework.test import APIClient

from evalplatform.projects.models import Project
from evalplatform.tracing.models import Trace
from external_api.limits import standing_limits
from external_api.models import ApiKey
from tests.external_api.callers import limited
from tests.external_api.people import person

TRACES, OTLP = "/api/external/traces", "/api/external/otlp/v1/traces"


def send(client: APIClient, body: bytes, url: str = TRACES, **headers: str) -> Any:
    return client.post(url, body, content_type="application/json", headers=headers)


def test_a_body_has_the_limit_of_the_tier_in_unpacked_bytes(project: Project) -> None:
    client = limited(project, body_bytes=100)
    fits = b'{"input": "%s"}' % (b"a" * 87)
    assert (len(fits), send(client, fits).status_code) == (100, 200)
    for body, headers in ((fits + b" ", {}), (gzip.compress(fits + b" " * 10**6), {"Content-Encoding": "gzip"})):
        answer = send(client, body, **headers)
        assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")
        assert answer.json()["detail"] == "The body is larger than 100 bytes, the limit of the tier small. Send it in parts."
    assert Trace.objects.count() == 1


def test_spans_have_the_limit_of_the_tier(project: Project) -> None:
    answer = send(limited(project, body_bytes=10), b'{"resourceSpans": []}', OTLP)
    assert answer.json()["detail"] == "The body is larger than 10 bytes, the limit of the tier small. Send fewer spans at once."
    assert answer.status_code == 413
    assert send(limited(project, body_bytes=21), b'{"resourceSpans": []}', OTLP).status_code == 200


@pytest.mark.parametrize("own", [100, 101, 10**12])
def test_a_tier_cannot_allow_more_than_the_server_does(project: Project, settings: Settings, own: int) -> None:
    settings.INGEST_MAX_BYTES = 100
    answer = send(limited(project, body_bytes=own), b" " * 101)
    assert answer.json()["detail"] == "The body is larger than 100 bytes. Send it in parts."


def test_lists_have_the_limit_of_the_tier(project: Project) -> None:
    client = limited(project, items_per_batch=2)
    assert client.post(TRACES, [{"input": 1}] * 2, format="json").status_code == 200
    answer = client.post(TRACES, [{"input": 1}] * 3, format="json")
    assert (answer.status_code, answer.json()["code"]) == (400, "too_many_items")
    assert answer.json()["detail"] == "The list has 3 items; at most 2 are taken at once, by the limit of the tier small."
    scores = client.post(f"{TRACES}/{Trace.objects.all()[0].id}/scores", [{"name": "a", "value": 1}] * 3, format="json")
    assert (scores.status_code, scores.json()["code"], Trace.objects.count()) == (400, "too_many_items", 2)


def test_a_tier_cannot_allow_more_items_than_the_server_does(project: Project) -> None:
    answer = limited(project, items_per_batch=5000).post(TRACES, [{"input": 1}] * 1001, format="json")
    assert answer.json()["detail"] == "The list has 1001 items; at most 1000 are taken at once."


def test_what_stays_behind_has_the_limits_of_its_maker(project: Project, settings: Settings) -> None:
    settings.PEOPLE_TIER = "free"
    limited(project, rows_per_export=7)
    ApiKey.objects.update(revoked=True)
    made = [standing_limits(ApiKey.objects.get().prefix, None), standing_limits("", person("ann").id), standing_limits("gone1234", None)]
    assert [(one.tier, one.rows_per_export) for one in made if one] == [("small", 7), ("free", 100_000), ("free", 100_000)]
    assert standing_limits("", None) is None

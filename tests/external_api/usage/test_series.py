from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.http import QueryDict

from evalplatform.errors import InvalidInput
from evalplatform.projects.models import Project
from external_api.models import UsageHour
from external_api.usage import series
from external_api.usage.question import parse
from external_api.usage.series import Point, Used

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
LIST, SEND = "GET /api/external/traces", "POST /api/external/traces"


def add(project: Project, hours: int = 0, *, caller: str = "one", endpoint: str = LIST, requests: int = 1, **amounts: Any) -> None:
    UsageHour.objects.create(
        project=project, hour=NOON + timedelta(hours=hours), caller=caller, endpoint=endpoint, requests=requests, **amounts
    )


def points(project: Project, query: str = "") -> list[Point]:
    return series.points(project.id, parse(QueryDict(query), now=NOON + timedelta(minutes=30)))


def counts(found: list[Point]) -> list[tuple[int, str | None, int]]:
    """Hours from noon, group, requests."""
    return [(round((one.at - NOON) / timedelta(hours=1)), one.group, one.used.requests) for one in found]


def test_all_amounts(project: Project) -> None:
    amounts: dict[str, Any] = {"ok": 2, "client_errors": 3, "server_errors": 4, "items": 5, "bytes_in": 6, "bytes_out": 7}
    add(project, requests=9, **amounts, seconds=1.5, slowest_seconds=1.0)
    add(project, caller="two", **amounts, seconds=0.25, slowest_seconds=0.25)
    add(project, 1)
    (point,) = points(project)
    assert point == Point(NOON, None, Used(10, 4, 6, 8, 10, 12, 14, 1.75, 1.0))


def test_by_hour_the_last_day(project: Project) -> None:
    for hours in (-24, -23, -1, 0, 1):
        add(project, hours, requests=100 + hours)
    assert counts(points(project)) == [(-23, None, 77), (-1, None, 99), (0, None, 100)]


def test_by_day(project: Project) -> None:
    for hours in (-13, -12, 0, 11, 12):
        add(project, hours, requests=100 + hours)
    assert counts(points(project, "by=day")) == [(-36, None, 87), (-12, None, 299)]
    assert counts(points(project, "by=day&to=2026-03-06")) == [(-36, None, 87), (-12, None, 299), (12, None, 112)]


@pytest.mark.parametrize("by", ["endpoint", "caller"])
def test_groups(project: Project, by: str) -> None:
    add(project, endpoint=SEND, requests=2)
    add(project, -1, endpoint=SEND, caller="two", requests=4)
    add(project, caller="two", requests=8)
    expected = {"endpoint": [(-1, SEND, 4), (0, LIST, 8), (0, SEND, 2)], "caller": [(-1, "two", 4), (0, "one", 2), (0, "two", 8)]}
    assert counts(points(project, f"group_by={by}")) == expected[by]


def test_only_one_endpoint_or_caller(project: Project) -> None:
    add(project, endpoint=SEND, requests=2)
    add(project, endpoint=SEND, caller="two", requests=4)
    add(project, requests=8)
    assert counts(points(project, f"endpoint={SEND}")) == [(0, None, 6)]
    assert counts(points(project, f"endpoint={SEND}&caller=two")) == [(0, None, 4)]
    assert points(project, "caller=nobody") == []


def test_a_stranger_sees_nothing(project: Project, stranger_project: Project) -> None:
    add(project)
    assert points(stranger_project) == []


def test_too_many_points(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(series, "MOST", 2)
    add(project)
    add(project, -1)
    assert len(points(project)) == 2
    add(project, -2)
    with pytest.raises(InvalidInput, match="more than 2 points"):
        points(project)


def test_sums_beyond_32_bits(project: Project) -> None:
    for caller in ("one", "two"):
        add(project, caller=caller, requests=2**40, bytes_out=2**61)
    (point,) = points(project)
    assert (point.used.requests, point.used.bytes_out) == (2**41, 2**62)


def test_the_total() -> None:
    found = [Point(NOON, None, Used(1, 2, 3, 4, 5, 6, 7, 1.5, 1.0)), Point(NOON, None, Used(0, 1, 2, 3, 4, 5, 6, 0.5, 0.5))]
    assert series.total(found) == Used(1, 3, 5, 7, 9, 11, 13, 2.0, 1.0)
    assert series.total([]) == Used()

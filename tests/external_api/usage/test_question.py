from datetime import UTC, datetime

import pytest
from django.http import QueryDict

from evalplatform.errors import InvalidInput
from external_api.usage.question import Question, parse

NOW = datetime(2026, 3, 4, 5, 6, 7, 8, tzinfo=UTC)


def asked(query: str = "") -> Question:
    return parse(QueryDict(query), now=NOW)


def day(number: int, hour: int = 0, month: int = 3) -> datetime:
    return datetime(2026, month, number, hour, tzinfo=UTC)


def test_the_usual_question() -> None:
    assert asked() == Question("hour", day(3, 6), day(4, 6), "none", None, None)
    assert asked("by=day") == Question("day", day(3, month=2), day(5), "none", None, None)


@pytest.mark.parametrize(
    ("query", "start", "end"),
    [
        ("from=2026-03-04", day(4), day(4, 6)),
        ("to=2026-03-04", day(3), day(4)),
        ("from=2026-03-01T10:30:00Z&to=2026-03-01T11:00:00.000001Z", day(1, 10), day(1, 12)),
        ("from=2026-03-01T00:30:00%2B02:00&to=2026-03-01", day(28, 22, 2), day(1)),
        ("by=day&from=2026-02-02T10:00:00&to=2026-02-02T10:00:01", day(2, month=2), day(3, month=2)),
        ("from=2026-03-01&to=2026-04-01", day(1), day(1, month=4)),
    ],
)
def test_from_and_to(query: str, start: datetime, end: datetime) -> None:
    found = asked(query)
    assert (found.start, found.end) == (start, end)


def test_what_is_asked_of() -> None:
    found = asked("group_by=caller&endpoint=GET+/api/jobs&caller=user:1")
    assert (found.group_by, found.endpoint, found.caller) == ("caller", "GET /api/jobs", "user:1")


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("by=week", "/by"),
        ("by=", "/by"),
        ("group_by=key", "/group_by"),
        ("from=", "/from"),
        ("from=yesterday", "/from"),
        ("from=2026-03-01T00:30:00+02:00", "/from"),
        ("from=0001-01-01T00:00:00%2B14:00", "/from"),
        ("to=9999-12-31T23:59:59-14:00", "/to"),
        ("to=1999-12-31", "/to"),
        ("from=2026-03-04T06:00:00Z", "/from"),
        ("from=2026-03-02&to=2026-03-02", "/from"),
        ("from=2026-01-31&to=2026-03-04", "/from"),
        ("by=day&from=2025-01-01&to=2026-03-04", "/from"),
        ("endpoint=", "/endpoint"),
        ("endpoint=%00", "/endpoint"),
        ("caller=" + "k" * 121, "/caller"),
        ("hours=3", "/hours"),
        ("a~/b=3", "/a~0~1b"),
    ],
)
def test_what_is_refused(query: str, pointer: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        asked(query)
    assert (refused.value.code, [one.pointer for one in refused.value.problems]) == ("invalid_parameter", [pointer])

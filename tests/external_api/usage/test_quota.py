from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from evalplatform.projects.caller import Caller, Limits
from evalplatform.projects.models import Project
from external_api import throttling
from external_api.throttling import counting
from external_api.usage.quota import Left, Pace, pace, quota
from tests.external_api.callers import freeze

NOW = datetime.fromtimestamp(1_800_000_000, UTC)


def left(used: int, remaining: int, *, seconds: float) -> dict[str, Left]:
    return {"requests": Left(used + remaining, used, remaining, NOW + timedelta(seconds=seconds))}


def test_the_quota(monkeypatch: pytest.MonkeyPatch) -> None:
    freeze(monkeypatch, NOW.timestamp())
    caller = Caller(Project(id=uuid4()), frozenset(), key_prefix="quota", limits=Limits("small", requests=100, streams=2))
    for _ in range(3):
        counting.count(caller, "requests", 100)
    found = quota(caller)
    end = found["requests"].resets_at
    assert end
    assert NOW < end <= NOW + timedelta(hours=1)
    assert found["requests"] == Left(100, 3, 97, end)
    assert (found["exports"], found["batches"], found["streams"].remaining) == (Left(None), Left(None), 2)


def test_a_quota_that_cannot_be_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttling, "used", lambda _: {})
    caller = Caller(Project(id=uuid4()), frozenset(), key_prefix="quota", limits=Limits("small", requests=100))
    assert quota(caller)["requests"] == Left(100)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"used": 50, "remaining": 50, "seconds": 3000}, Pace(300.0, NOW + timedelta(seconds=600))),
        ({"used": 50, "remaining": 250, "seconds": 3000}, Pace(300.0, None)),  # just as the hour ends
        ({"used": 50, "remaining": 249, "seconds": 3000}, Pace(300.0, NOW + timedelta(seconds=2988))),
        ({"used": 100, "remaining": 0, "seconds": 1800}, Pace(200.0, NOW)),
        ({"used": 50, "remaining": 0, "seconds": 3541}, Pace()),  # too soon to tell
        ({"used": 9, "remaining": 1, "seconds": 10}, Pace()),  # too few to tell
    ],
    ids=str,
)
def test_the_pace(given: Any, expected: Pace) -> None:
    assert pace(left(**given), now=NOW) == expected


@pytest.mark.parametrize("unknown", [Left(None), Left(100)], ids=["no limit", "not known"])
def test_no_pace(unknown: Left) -> None:
    assert pace({"requests": unknown}, now=NOW) == Pace()

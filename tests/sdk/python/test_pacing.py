from typing import Any

import pytest
from evalplatform_sdk.pacing import Pace, groups_of

from tests.vectors import vectors

RETRIES = vectors("retries")


@pytest.mark.parametrize("case", RETRIES["rate_limits"], ids=lambda case: str(case["name"]))
def test_what_the_headers_say(case: dict[str, Any]) -> None:
    assert {name: one._asdict() for name, one in groups_of(case["policy"], case["state"]).items()} == case["groups"]


@pytest.mark.parametrize("state", RETRIES["strange_rate_limits"])
def test_what_says_nothing_slows_nothing(state: str) -> None:
    pace = Pace()
    pace.hear({"ratelimit": state})
    assert pace.seconds() == 0


def test_a_group_of_heavy_calls_does_not_stop_the_others() -> None:
    pace = Pace()
    pace.hear({"ratelimit": '"hour";r=60;t=60, "exports";r=0;t=60'})
    assert pace.seconds() == 0

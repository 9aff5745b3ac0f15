"""How a client slows itself down: what `RateLimit` says is left of the hour, and the wait where nothing is."""

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

LONGEST_PACE_SECONDS = 120.0  # where the hour lasts longer the call is made, and the server's 429 is the caller's to hear
ALL_CALLS = "hour"
_ITEM = re.compile(r'"([^"]*)"((?:;[a-z]+=[0-9]{1,12})*)')
_PARAMETER = re.compile(r";([a-z]+)=([0-9]+)")


class Group(NamedTuple):
    """`limit` is None where no policy names the group; `seconds` until the next hour begins."""

    limit: int | None
    remaining: int
    seconds: int


def groups_of(policy: str, state: str) -> dict[str, Group]:
    """What `RateLimit-Policy` and `RateLimit` say; a part that says nothing is left out."""
    limits = {name: said["q"] for name, said in _items(policy) if "q" in said}
    return {name: Group(limits.get(name), said["r"], said["t"]) for name, said in _items(state) if {"r", "t"} <= said.keys()}


def _items(text: str) -> list[tuple[str, dict[str, int]]]:
    found = (_ITEM.fullmatch(part.strip()) for part in text.split(","))
    return [(one[1], {key: int(value) for key, value in _PARAMETER.findall(one[2])}) for one in found if one]


@dataclass
class Pace:
    """When the next call may be made; shared by all calls of a client, in whatever thread."""

    free_at: float = 0.0

    def hear(self, headers: Mapping[str, str]) -> None:
        group = groups_of(headers.get("ratelimit-policy", ""), headers.get("ratelimit", "")).get(ALL_CALLS)
        if group:
            self.free_at = time.monotonic() + group.seconds if group.remaining == 0 else 0.0

    def seconds(self) -> float:
        """To wait before the next call; 0 too where it would be too long."""
        left = self.free_at - time.monotonic()
        return left if 0 < left <= LONGEST_PACE_SECONDS else 0.0

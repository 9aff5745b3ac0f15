"""The score and the reason in what a judge answered."""

import json
import math
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from evalplatform import exact_json
from evalplatform.evaluations.scorers.json_output import unfenced

MAX_CHARACTERS = 50_000
_MAX_STARTS = 200  # places where an object may begin that are tried
_MARKUP = r"[ \t*_`]{0,9}"
_LINE = re.compile(
    rf"^[ \t*_#>`-]{{0,9}}(?:final )?score{_MARKUP}[:=]{_MARKUP}(-?\d{{1,9}}(?:\.\d{{1,9}})?)(?: ?/ ?\d{{1,9}})?[ \t*_`.\r]{{0,9}}$",
    re.I | re.M,
)


class Verdict(NamedTuple):
    score: float
    reason: str


class Unclear(ValueError):
    """The text holds no score, or more than one."""


def read(text: str) -> Verdict:
    """The one score in the text: as JSON, as JSON among other text, or on a line `Score: 4`. Raises Unclear.

    Where scores differ none is taken: the judge may have quoted one that the answer asks for.
    """
    if len(text) > MAX_CHARACTERS:
        raise Unclear(f"the answer has more than {MAX_CHARACTERS:,} characters")
    for reader in (_whole, _objects, _lines):
        found = list(reader(text))
        if len({one.score for one in found}) > 1:
            raise Unclear("the answer holds scores that differ")
        if found:
            return found[-1]
    raise Unclear("the answer holds no score")


def _whole(text: str) -> Iterator[Verdict]:
    try:
        value = exact_json.loads(unfenced(text.strip()))
    except exact_json.NotJSON:
        return
    if (found := _verdict(value)) is not None:
        yield found


def _objects(text: str) -> Iterator[Verdict]:
    decoder = json.JSONDecoder()
    place = -1
    for _ in range(_MAX_STARTS):
        place = text.find("{", place + 1)
        if place < 0:
            return
        try:
            value, end = decoder.raw_decode(text, place)
        except (ValueError, RecursionError):
            continue
        if (found := _verdict(value)) is not None:
            yield found
        place = end - 1


def _lines(text: str) -> Iterator[Verdict]:
    for found in _LINE.finditer(text):
        yield Verdict(float(found[1]), text.strip())


def _verdict(value: Any) -> Verdict | None:
    score = value.get("score") if isinstance(value, dict) else None
    if isinstance(score, str) and re.fullmatch(r"-?\d{1,9}(\.\d{1,9})?", score.strip(), re.ASCII):
        score = float(score)
    if not isinstance(score, int | float) or isinstance(score, bool) or abs(score) > 1e12 or not math.isfinite(score):
        return None
    reason = value.get("reason")
    return Verdict(float(score), reason if isinstance(reason, str) else "")

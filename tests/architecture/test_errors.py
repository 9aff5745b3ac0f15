"""docs/errors.md has every stable code, and the status that it comes with."""

import re

import pytest

from tests.architecture import codes
from tests.architecture.test_size import ROOT

TEXT = (ROOT / "docs" / "errors.md").read_text()
ROW = re.compile(r"^\| ((?:`[a-z0-9_]+` ?)+)\| (?:(\d{3}) \|)?", re.MULTILINE)
OTHERS = {"bad_request": {400}, "not_authenticated": {401}, "method_not_allowed": {405}, "unsupported_media_type": {415}}  # Django's, DRF's
LOGS_ONLY = {"lost", "client_gone"}


@pytest.fixture(scope="module")
def found() -> dict[str, set[int]]:
    return {**codes.codes(codes.read()), **OTHERS}


def documented() -> dict[str, set[int]]:
    """Each code with the statuses that it is listed with."""
    listed: dict[str, set[int]] = {}
    for names, status in ROW.findall(TEXT):
        for name in re.findall(r"`(\w+)`", names):
            listed.setdefault(name, set()).update([int(status)] if status else [])
    return listed


def test_every_code_is_documented_and_no_other(found: dict[str, set[int]]) -> None:
    assert set(documented()) | LOGS_ONLY == set(found)


def test_every_code_has_the_status_that_is_documented(found: dict[str, set[int]]) -> None:
    assert {name: (listed, found[name]) for name, listed in documented().items() if listed and found[name] and listed != found[name]} == {}


def test_every_failure_with_a_status_of_its_own_is_an_answer(found: dict[str, set[int]]) -> None:
    answers = TEXT.split("## Places")[0]
    assert [name for name, statuses in sorted(found.items()) if statuses - {400, 503} and f"`{name}`" not in answers] == []


def test_codes_are_found_in_all_the_ways_they_are_written(found: dict[str, set[int]]) -> None:
    default, keyword, subclass, choice, made, attribute = "not_found", "invalid_cursor", "secret_lost", "disk_full", "unknown_format", "nul"
    assert {default, keyword, subclass, choice, made, attribute} <= set(found)
    assert (found[subclass], found["expired"], found["already_ended"]) == ({500}, {410}, {409})

import logging
from collections.abc import Iterator
from importlib.metadata import EntryPoint, EntryPoints

import pytest

from evalplatform.errors import InvalidInput
from evalplatform.evaluations import scorers
from evalplatform.evaluations.scorers import own
from evalplatform.evaluations.scorers.scorer import OF_OUTPUT, Answer, Direction, Scale, Scored, Scorer
from evalplatform.evaluations.scorers.texts import text_of
from tests.evalplatform.evaluations.scorers.scoring import value

LENGTH = Scorer(
    name="length",
    version="3",
    description="Characters of the output.",
    direction=Direction.LOWER,
    scale=Scale("number", unit="characters", high=None),
    needs=OF_OUTPUT,
    score=lambda answer, params: Scored(len(text_of(answer.output))),
)
NO_SCORER = 7


@pytest.fixture(autouse=True)
def _installed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    here = "tests.evalplatform.evaluations.scorers.test_own"
    entries = [
        EntryPoint(name, target, own.GROUP)
        for name, target in [
            ("length", f"{here}:LENGTH"),
            ("elsewhere", "no_such_package.scoring:SCORER"),
            ("no_scorer", f"{here}:NO_SCORER"),
            ("other_name", f"{here}:LENGTH"),
            ("contains", f"{here}:LENGTH"),
        ]
    ]
    monkeypatch.setattr(own, "entry_points", lambda *, group: EntryPoints(entries).select(group=group))
    own.installed.cache_clear()
    yield
    own.installed.cache_clear()


def test_an_own_scorer_works_beside_broken_ones() -> None:
    assert value("length", "Zürich") == 6.0
    assert scorers.get("length").score(Answer(output="a"), {}) == Scored(1)


def test_broken_ones_are_told() -> None:
    broken = {one["name"]: one["reason"] for one in scorers.describe()["broken"]}
    assert broken == {
        "elsewhere": "no_such_package.scoring:SCORER cannot be loaded: ModuleNotFoundError: No module named 'no_such_package'",
        "no_scorer": f"{__name__}:NO_SCORER is int, and no evalplatform.evaluations.scorers.scorer.Scorer.",
        "other_name": "it calls itself length, but its entry point is other_name; make them the same.",
        f"{__name__}:LENGTH": "the name contains is taken by another scorer; choose another one.",
    }


def test_broken_ones_are_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        scorers.describe()
        scorers.describe()
    assert [record.getMessage() for record in caplog.records if "elsewhere" in record.getMessage()] == [
        "Scorer elsewhere cannot be loaded",
        "Scorer elsewhere (no_such_package.scoring:SCORER) is left out: no_such_package.scoring:SCORER cannot be loaded: "
        "ModuleNotFoundError: No module named 'no_such_package'",
    ]


def test_asking_for_a_broken_one_says_why() -> None:
    with pytest.raises(InvalidInput, match="The scorer elsewhere cannot be used: no_such_package"):
        value("elsewhere", "text")


def test_ours_come_first() -> None:
    assert scorers.get("contains").description.startswith("1 where the reference stands in the output")
    assert [one["name"] for one in scorers.describe()["scorers"]] == [*scorers.SCORERS, "length"]

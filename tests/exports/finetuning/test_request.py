from typing import Any

import pytest

from evalplatform.errors import InvalidInput
from exports.finetuning import request
from exports.finetuning.asked import Balance, Curate, Dedupe, Label, Pairs, PairsFrom, Redact, RedactMode, Tokens, TooLong


def problems(body: Any) -> list[tuple[str, str]]:
    with pytest.raises(InvalidInput) as caught:
        request.curate(body)
    return [(one.pointer, one.code) for one in caught.value.problems]


def test_nothing_is_asked_by_default() -> None:
    assert request.curate({}) == Curate()
    assert Curate().dedupe == "none"
    assert (Curate().split, Curate().sample, Curate().redact, Curate().repairs) == ((("train", 1.0),), None, None, frozenset())


def test_everything_at_once() -> None:
    body = {
        "min_score": {"correct": 1},
        "best_by": "helpful",
        "dedupe": "near",
        "similarity": 0.9,
        "balance": {"field": "model", "at_most": 100},
        "sample": 10,
        "split": {"train": 0.9, "validation": 0.1},
        "group_by": "user_id",
        "seed": 7,
        "redact": {"mode": "pseudonym", "kinds": ["email"], "patterns": {"order": "A-[0-9]+"}},
        "keep_out": ["0199f3a4-0000-7000-8000-000000000001"],
        "keep_out_traces": {"field": "environment", "op": "eq", "value": "test"},
        "repairs": ["merge_turns"],
        "pairs": {"score": "correct", "group_by": "session_id", "min_gap": 0.5, "per_prompt": 2},
        "label": {"score": "thumb", "good": ["up"], "bad": ["down"]},
        "tokens": {"vocabulary": "cl100k_base", "at_most": 4096, "too_long": "cut"},
    }
    found = request.curate(body)
    assert (found.dedupe, found.similarity, found.sample, found.seed) == (Dedupe.NEAR, 0.9, 10, 7)
    assert found.balance == Balance("model", 100)
    assert found.split == (("train", 0.9), ("validation", 0.1))
    assert found.redact == Redact(RedactMode.PSEUDONYM, ("email",), (("order", "A-[0-9]+"),))
    assert found.pairs == Pairs(PairsFrom.SCORES, "correct", "session_id", 0.5, 2)
    assert found.label == Label("thumb", None, ("up",), ("down",))
    assert found.tokens == Tokens("cl100k_base", 4096, TooLong.CUT)


def test_each_trace_its_own_group() -> None:
    assert request.curate({"group_by": None}).group_by == ""


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ([], ("", "wrong_type")),
        ({"min_scores": {}}, ("/min_scores", "unknown_field")),
        ({"a/b~c": 1}, ("/a~1b~0c", "unknown_field")),
        ({"min_score": {"correct": "1"}}, ("/min_score/correct", "invalid")),
        ({"min_score": {"correct": 10**400}}, ("/min_score/correct", "invalid")),
        ({"best_by": "a\ud800b"}, ("/best_by", "wrong_type")),
        ({"min_score": {"correct": float("nan")}}, ("/min_score/correct", "invalid")),
        ({"dedupe": "fuzzy"}, ("/dedupe", "unknown_dedupe")),
        ({"similarity": 0.2}, ("/similarity", "invalid")),
        ({"balance": "model"}, ("/balance", "wrong_type")),
        ({"balance": {}}, ("/balance/field", "missing")),
        ({"sample": 0}, ("/sample", "invalid")),
        ({"sample": True}, ("/sample", "invalid")),
        ({"split": {"train": 0.5}}, ("/split", "invalid")),
        ({"split": {"../x": 1.0}}, ("/split", "wrong_type")),
        ({"split": {"train": 1.5}}, ("/split/train", "invalid")),
        ({"seed": -1}, ("/seed", "invalid")),
        ({"redact": {}}, ("/redact/kinds", "invalid")),
        ({"redact": {"mode": "erase", "kinds": ["email"]}}, ("/redact/mode", "unknown_mode")),
        ({"redact": {"patterns": ["x"]}}, ("/redact/patterns", "wrong_type")),
        ({"keep_out": ["x"]}, ("/keep_out", "wrong_type")),
        ({"repairs": "merge_turns"}, ("/repairs", "wrong_type")),
        ({"pairs": {}}, ("/pairs/score", "missing")),
        ({"pairs": {"score": "s", "min_gap": 0}}, ("/pairs/min_gap", "invalid")),
        ({"label": {"at_least": 1}}, ("/label/score", "missing")),
        ({"label": {"score": "s", "at_least": 1, "good": ["up"]}}, ("/label/at_least", "invalid")),
        ({"tokens": {"price": "cheap"}}, ("/tokens/price", "invalid")),
        ({"tokens": {"price": [1]}}, ("/tokens/price", "invalid")),
        ({"split": {"all": 1.0}}, ("/split", "wrong_type")),
        ({"tokens": {"price": "1e-3000000"}}, ("/tokens/price", "invalid")),
        ({"tokens": {"price": -1}}, ("/tokens/price", "invalid")),
        ({"tokens": {"too_long": "drop"}}, ("/tokens/too_long", "unknown_too_long")),
    ],
)
def test_refuses_with_pointer(body: Any, problem: tuple[str, str]) -> None:
    assert problem in problems(body)

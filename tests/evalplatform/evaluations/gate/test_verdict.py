import json
import subprocess
import sys
from datetime import timedelta

from evalplatform.evaluations.gate.rules import Question, Rule, Waiver
from evalplatform.evaluations.gate.verdict import as_json
from tests.evalplatform.evaluations.gate.conftest import NOON, judged, measured


def test_body_of_a_comparison() -> None:
    waiver = Waiver("ada", "known", NOON + timedelta(days=1))
    body = as_json(judged(Rule("a"), [0.0] * 10 + [1.0] * 30, [1.0] * 38 + [0.0] * 2, waivers=[waiver]))
    (metric,) = body["metrics"]
    assert (body["verdict"], body["counts_as"], [one["code"] for one in body["reasons"]]) == ("pass", "pass", ["worse", "waived"])
    assert {key: metric[key] for key in ("name", "n", "baseline", "candidate", "test", "better", "worse", "verdict")} == {
        "name": "a", "n": 40, "baseline": 0.95, "candidate": 0.75, "test": "mcnemar_exact", "better": 2, "worse": 10, "verdict": "fail",
    }  # fmt: skip
    assert metric["waiver"] == {"who": "ada", "why": "known", "until": "2026-05-02T12:00:00+00:00"}
    assert metric["interval"][0] < metric["difference"] < metric["interval"][1]


def test_web_process_gets_by_without_scipy() -> None:
    """Rules, verdicts and lists of changes are for pages too."""
    modules = "gate.rules, evalplatform.evaluations.gate.verdict, evalplatform.evaluations.comparing"
    code = f"import sys, evalplatform.evaluations.{modules}; sys.exit('scipy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_body_is_plain_json() -> None:
    rules = (Rule("a"), Rule("b", question=Question.NON_INFERIORITY, allowed_loss=0.1), Rule("c", allowed_loss=None, floor=1.0))
    sides = (measured(a=[0.5, 0.1] * 20, b=[1.0] * 40, c=[0.2] * 40), measured(a=[0.2, 0.6] * 20, b=[1.0] * 40))
    body = as_json(judged(rules, *sides))
    assert json.loads(json.dumps(body, allow_nan=False)) == body
    assert [(one["name"], one["verdict"]) for one in body["metrics"]] == [("a", "pass"), ("b", "pass"), ("c", "fail")]

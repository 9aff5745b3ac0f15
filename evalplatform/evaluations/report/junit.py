"""The report as JUnit XML, which every CI system shows: a suite for the evaluation, a case for each rule of its gate, or each metric."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, Literal, NamedTuple
from xml.etree import ElementTree as XML

Outcome = Literal["", "failure", "error", "skipped"]
MOST = 2_000  # characters of a text
_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, section 2.2
_NUMBERS = (
    "baseline",
    "candidate",
    "difference",
    "interval",
    "p_value",
    "p_adjusted",
    "n",
    "better",
    "worse",
    "newly_errored",
    "detectable",
)


class Case(NamedTuple):
    """`outcome` is the element that tells what became of it, none where it passed; `told` is for whoever opens it."""

    name: str
    outcome: Outcome
    message: str
    told: str


def junit(report: dict[str, Any]) -> str:
    """A metric without a verdict is an error where it counts as failed, else skipped; so is a failing one that is waived."""
    cases = list(_cases(report))
    name = report.get("suite") or report["name"] or report["evaluation"]
    counts = Counter(case.outcome for case in cases)
    sums = {"tests": len(cases), "failures": counts["failure"], "errors": counts["error"], "skipped": counts["skipped"]}
    numbers = {key: str(value) for key, value in sums.items()} | {"time": "0"}
    root = XML.Element("testsuites", {"name": clean(name), **numbers})
    suite = XML.SubElement(root, "testsuite", {"name": clean(name), **numbers, **_timestamp(report)})
    _add_properties(suite, report)
    for case in cases:
        _add(suite, clean(name), case)
    if said := _general(report):
        XML.SubElement(suite, "system-out").text = clean(said)
    return _DECLARATION + XML.tostring(root, encoding="unicode")


def clean(text: str) -> str:
    """Without the characters that XML 1.0 forbids, and no longer than a page can show."""
    shown = text if len(text) <= MOST else text[: MOST - 1] + "…"
    return _FORBIDDEN.sub("\ufffd", shown)


def _cases(report: dict[str, Any]) -> Iterator[Case]:
    gate = report["gate"]
    if gate is None:
        yield from (_measured(one) for one in report["summary"]["metrics"])
        return
    unjudged: Outcome = "error" if gate.get("no_verdict_counts_as", "fail") == "fail" else "skipped"
    yield from (_judged(one, unjudged) for one in gate["metrics"])
    if not gate["metrics"]:
        message = " ".join(one["text"] for one in gate["reasons"])
        yield Case("gate", {"pass": "", "fail": "failure"}.get(gate["verdict"], unjudged), message, "")  # type: ignore[arg-type]


def _judged(metric: dict[str, Any], unjudged: Outcome) -> Case:
    failing: Outcome = "skipped" if metric["waiver"] else "failure"
    outcomes: dict[str, Outcome] = {"pass": "", "fail": failing, "no_verdict": unjudged}
    message = " ".join(one["text"] for one in metric["reasons"])
    numbers = "\n".join(f"{key}: {_shown(metric[key])}" for key in _NUMBERS)
    return Case(metric["name"], outcomes[metric["verdict"]], message, f"{message}\n{numbers}")


def _measured(metric: dict[str, Any]) -> Case:
    told = f"mean: {_shown(metric['mean'])}\ninterval: {_shown(metric['interval'])}\nn: {metric['n']}\nerrored: {metric['errored']}"
    return Case(metric["name"], "" if metric["n"] else "skipped", "" if metric["n"] else "No example has a value of it.", told)


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return " to ".join(_shown(one) for one in value)
    return "none" if value is None else f"{value:.6g}"


def _general(report: dict[str, Any]) -> str:
    """What is said of the whole, and of no metric."""
    gate = report["gate"]
    return "\n".join(one["text"] for one in gate["reasons"] if one["metric"] is None) if gate and gate["metrics"] else ""


def _timestamp(report: dict[str, Any]) -> dict[str, str]:
    """In UTC and to the second, as the format wants it: without a zone."""
    finished = report.get("finished_at")
    return {"timestamp": finished[:19]} if finished else {}


def _add_properties(suite: XML.Element, report: dict[str, Any]) -> None:
    commit = report.get("commit") or {}
    facts = {
        "evaluation": report["evaluation"],
        "compared_with": report.get("compared_with"),
        "verdict": (report["gate"] or {}).get("verdict"),
    }
    facts |= {name: commit.get(name) for name in ("repository", "sha", "branch", "pull_request")}
    found = XML.SubElement(suite, "properties")
    for name, value in facts.items():
        if value:
            XML.SubElement(found, "property", {"name": name, "value": clean(str(value))})


def _add(suite: XML.Element, class_name: str, case: Case) -> None:
    one = XML.SubElement(suite, "testcase", {"classname": class_name, "name": clean(case.name), "time": "0"})
    if case.outcome == "skipped":
        XML.SubElement(one, "skipped", {"message": clean(case.message)})
    elif case.outcome:
        XML.SubElement(one, case.outcome, {"message": clean(case.message), "type": case.outcome}).text = clean(case.told or case.message)
    if case.told and case.outcome not in ("failure", "error"):
        XML.SubElement(one, "system-out").text = clean(case.told)

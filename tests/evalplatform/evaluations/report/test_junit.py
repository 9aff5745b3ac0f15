"""JUnit XML as CI systems read it: each verdict the right element, the sums right, and any text well-formed."""

from typing import Any
from xml.etree import ElementTree as XML

import pytest

from evalplatform.evaluations.report.junit import MOST, clean, junit
from tests.evalplatform.evaluations.report.reports import gate, hostile, measured, metric, report

WAIVER = {"who": "ada", "why": "known", "until": "2026-05-02T12:00:00+00:00"}


def read(found: dict[str, Any]) -> XML.Element:
    """The one suite; parsed from bytes, by the encoding that the text declares."""
    (suite,) = XML.fromstring(junit(found).encode())
    return suite


def outcomes(suite: XML.Element) -> dict[str, list[str]]:
    return {case.attrib["name"]: [one.tag for one in case if one.tag != "system-out"] for case in suite.iter("testcase")}


def test_each_verdict_has_its_element() -> None:
    metrics = [metric("good"), metric("bad", "fail"), metric("open", "no_verdict"), metric("allowed", "fail", waiver=WAIVER)]
    suite = read(report(gate=gate(*metrics)))
    assert outcomes(suite) == {"good": [], "bad": ["failure"], "open": ["error"], "allowed": ["skipped"]}
    assert [suite.attrib[name] for name in ("tests", "failures", "errors", "skipped")] == ["4", "1", "1", "1"]
    assert suite.attrib["timestamp"] == "2026-05-01T12:00:00"


def test_the_suite_says_what_no_verdict_counts_as() -> None:
    judged = gate(metric("open", "no_verdict"), verdict="no_verdict", counts_as="pass", no_verdict_counts_as="pass")
    assert outcomes(read(report(gate=judged))) == {"open": ["skipped"]}


@pytest.mark.parametrize(("counts_as", "element"), [("fail", "error"), ("pass", "skipped")])
def test_a_gate_without_metrics_is_one_case(counts_as: str, element: str) -> None:
    reason = {"code": "invalid_gate", "metric": None, "text": "It cannot be read."}
    suite = read(report(gate=gate(verdict="no_verdict", no_verdict_counts_as=counts_as, reasons=[reason])))
    assert outcomes(suite) == {"gate": [element]}
    assert suite[1][0].attrib["message"] == "It cannot be read."


def test_without_a_gate_nothing_fails() -> None:
    empty = measured("empty", n=0, mean=None, interval=None, quartiles=None)
    suite = read(report(summary={"total": 5, "metrics": [measured("a"), empty]}))
    assert outcomes(suite) == {"a": [], "empty": ["skipped"]}
    assert "mean: 0.5\ninterval: 0.25 to 0.75" in suite[1][0].text  # type: ignore[operator]


def test_what_is_said_of_the_whole_stands_with_the_suite() -> None:
    said = {"code": "first_of_branch", "metric": None, "text": "Nothing of main has passed yet."}
    suite = read(report(gate=gate(metric("a"), verdict="pass") | {"reasons": [said]}))
    assert suite[-1].tag == "system-out"
    assert suite[-1].text == "Nothing of main has passed yet."


def test_no_text_breaks_the_document() -> None:
    suite = read(hostile())
    assert suite.attrib["name"] == "</script><img src=x onerror=alert(1)>&\"'\ufffd\ufffd\ufffd\ufffd ${x} 🙂"
    assert [case.attrib["name"] for case in suite.iter("testcase")][1:] == ["waived"]


@pytest.mark.parametrize("code", [0x0, 0x8, 0xB, 0xC, 0xE, 0x1F, 0xD800, 0xDFFF, 0xFFFE, 0xFFFF], ids=hex)
def test_what_xml_forbids_is_replaced(code: int) -> None:
    assert clean(f"a{chr(code)}b") == "a\ufffdb"


@pytest.mark.parametrize("code", [0x9, 0xA, 0xD, 0x20, 0x7F, 0xD7FF, 0xE000, 0xFFFD, 0x10000, 0x10FFFF], ids=hex)
def test_what_xml_allows_stays(code: int) -> None:
    assert clean(f"a{chr(code)}b") == f"a{chr(code)}b"


def test_a_long_text_is_cut() -> None:
    assert clean("x" * (MOST + 1)) == "x" * (MOST - 1) + "…"

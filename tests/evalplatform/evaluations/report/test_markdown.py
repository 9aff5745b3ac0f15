"""Markdown stays what it is, whatever text comes in."""

from evalplatform.evaluations.report.markdown import CUT, MOST, escaped, markdown


def test_hostile_text_stays_text() -> None:
    assert escaped("a|b\n`c` <img> @you") == "a\\|b \\`c\\` &lt;img&gt; @\u200byou"


def test_an_evaluation_without_a_gate_has_its_table() -> None:
    metric = {"name": "a|b", "mean": 0.5, "interval": [0.25, 0.75], "n": 4, "errored": 1}
    text = markdown({"evaluation": "id", "name": "x", "gate": None, "summary": {"metrics": [metric]}})
    assert text.startswith("## Evaluated: x\n\n| metric | mean |")
    assert text.endswith("| a\\|b | 0.5 | 0.25 to 0.75 | 4 | 1 |\n")


def test_a_long_report_is_cut_with_a_note() -> None:
    metric = {"name": "m" * 90, "mean": None, "interval": None, "n": 0, "errored": 0}
    text = markdown({"evaluation": "id", "name": "x", "gate": None, "summary": {"metrics": [metric] * 900}})
    assert len(text) <= MOST
    assert text.endswith(" |" + CUT)

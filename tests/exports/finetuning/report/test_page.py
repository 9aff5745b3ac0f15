import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exports.finetuning.report.document import document
from exports.finetuning.report.outcome import Outcome, Price, Rows
from exports.finetuning.report.page import page
from exports.finetuning.report.tally import Tally
from tests.exports.finetuning.report.conftest import Changed, PlainTarget

HOSTILE = "</style></title></svg><script>alert(1)</script><img src=x onerror=alert(2)>\"'&{}{0}"


class Tags(HTMLParser):
    """All tags and attributes of a page, and its text outside of the style."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


def shown(found: dict[str, Any]) -> str:
    return page(found).decode()


def texts_of(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The place of every text in a document."""
    if isinstance(value, str):
        yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in items:
        yield from texts_of(one, (*path, key))


def with_text(found: Any, path: tuple[Any, ...], text: str) -> Any:
    if not path:
        return text
    key, *rest = path
    if isinstance(found, list):
        return [with_text(one, tuple(rest), text) if place == key else one for place, one in enumerate(found)]
    return {name: with_text(one, tuple(rest), text) if name == key else one for name, one in found.items()}


def with_keys(found: dict[str, Any], text: str) -> dict[str, Any]:
    """Names that stand as keys: rules, steps, roles, kinds, repairs, labels."""
    rows = {**found["rows"], "rejected_by_rule": {text: 2}, "removed_by_step": {text: 2}}
    lines = {**found["lines"], "roles": {text: 1}, "labels": {text: 1}}
    return {**found, "rows": rows, "lines": lines, "redactions": {text: 1}, "repairs": {text: 1}, "question": {text: [text]}}


@pytest.fixture
def found(tally: Tally, changed: Changed) -> dict[str, Any]:
    return document(tally, changed(price=Price(Decimal(25))), target=PlainTarget())


def test_a_reader_sees_the_numbers(found: dict[str, Any]) -> None:
    text = Tags(shown(found)).text
    for expected in (
        "Training files: Plain lines",
        "no_answer",
        "removed: duplicate",
        "train-00000-of-00002.jsonl",
        "o200k_base",
        "0.00 USD",
    ):
        assert expected in text
    assert "Mean 36.67, half of them up to 30, 95 % up to 100, the most 100." in text


def test_the_page_is_of_one_piece(found: dict[str, Any]) -> None:
    tags = Tags(shown(found))
    assert not {"script", "link", "img", "iframe", "object", "a", "form"} & set(tags.tags)
    assert not {"src", "href", "onload", "onerror", "action"} & {name for name, _ in tags.attributes}
    assert "url(" not in shown(found)
    assert "@import" not in shown(found)


def test_every_free_text_is_escaped(found: dict[str, Any]) -> None:
    harmless = sorted(set(Tags(shown(found)).tags))
    for path in texts_of(found):
        if path[-1] not in ("level",):
            text = shown(with_text(found, path, HOSTILE))
            assert sorted(set(Tags(text).tags)) == harmless, path
            assert "<script" not in text
            assert "<img" not in text


def test_every_name_is_escaped(found: dict[str, Any]) -> None:
    tags = Tags(shown(with_keys(found, HOSTILE)))
    assert not {"script", "img"} & set(tags.tags)
    assert tags.text.count(HOSTILE) >= 6


def test_warnings_are_shown_with_their_level(found: dict[str, Any]) -> None:
    warned = {**found, "warnings": [{"level": "error", "code": "x", "message": "Too <few>."}]}
    assert '<li class="error"><b>Error:</b> <bdi>Too &lt;few&gt;.</bdi></li>' in shown(warned)
    assert "Warnings" not in Tags(shown(found)).text


def test_plots_are_well_formed_named_and_have_a_table(found: dict[str, Any]) -> None:
    drawn = re.findall(r"<svg.*?</svg>", shown(with_keys(found, HOSTILE)), re.DOTALL)
    trees = [ElementTree.fromstring(one) for one in drawn]
    assert [tree.attrib["aria-labelledby"] for tree in trees][:2] == ["rows-title rows-text", "rejected-title rejected-text"]
    assert len(trees) == 10
    assert shown(with_keys(found, "x")).count("<caption>") == 11, "one more than plots: of the files"


def test_ids_are_unique(found: dict[str, Any]) -> None:
    ids = [value for name, value in Tags(shown(with_keys(found, "x"))).attributes if name == "id"]
    assert len(ids) == len(set(ids)) > 10


def test_no_bar_leaves_its_plot(found: dict[str, Any]) -> None:
    huge = {**found, "rows": {**found["rows"], "selected": 10**12, "rejected_by_rule": {f"rule {n}": 10**11 + n for n in range(500)}}}
    for drawn in re.findall(r"<svg.*?</svg>", shown(huge), re.DOTALL):
        tree = ElementTree.fromstring(drawn)
        _, _, width, height = map(float, tree.attrib["viewBox"].split())
        for bar in tree.iter("rect"):
            assert float(bar.attrib["x"]) + float(bar.attrib["width"]) <= width
            assert float(bar.attrib["y"]) + float(bar.attrib["height"]) <= height


def test_an_export_of_nothing_has_a_page(outcome: Outcome) -> None:
    splits = tuple(replace(split, lines=0, tokens=None) for split in outcome.splits)
    empty = replace(outcome, rows=Rows(0, 0, 0, {}), splits=splits, files=())
    assert "No row was kept." in Tags(shown(document(Tally(), empty, target=PlainTarget()))).text


@settings(deadline=None)
@given(text=st.text(st.characters(exclude_categories=()), max_size=40))
def test_no_text_breaks_the_page(text: str) -> None:
    lines = {"of": "kept", "count": 0, "roles": {text: 1}, "labels": {}, "tool_calls": 0, "with_tools": 0, "with_images": 0}
    rows = {"selected": 1, "kept": 1, "rejected": 0, "paired": False, "rejected_by_rule": {}, "removed_by_step": {}}
    target = {"name": text, "title": text, "rules_version": text, "status": text, "deprecated_after": None, "source": text}
    empty: dict[str, Any] = {"splits": [], "files": [], "tokens": None, "cost": None, "redactions": {}, "repairs": {}, "warnings": []}
    tags = Tags(shown({"target": target, "rows": rows, "lines": lines, "question": {text: text}, **empty}))
    assert set(tags.tags) <= {
        *("html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "p", "bdi", "dl", "div", "dt", "dd", "section", "figure"),
        *("svg", "desc", "text", "rect", "details", "summary", "table", "caption", "thead", "tbody", "tr", "th", "td", "pre"),
    }

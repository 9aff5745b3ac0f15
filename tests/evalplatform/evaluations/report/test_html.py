"""The page of a report: whole, escaped, without script or outside address."""

import re
from html.parser import HTMLParser
from typing import Any

import pytest

from evalplatform.evaluations.report.html import html
from tests.evalplatform.evaluations.report.reports import NO_ANSWERS, gate, hostile, measured, metric, report

VOID = {"meta", "br", "img", "link", "input", "hr"}


class Page(HTMLParser):
    """The tags, the attributes and the text of a page; `open` is what was not closed in its turn."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags, self.attributes, self.open, self.text = set[str](), list[tuple[str, str | None]](), list[str](), ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


REPORTS: dict[str, dict[str, Any]] = {
    "plain": report(),
    "empty": report(summary={"total": 0, "metrics": [measured("a", n=0, mean=None, interval=None, quartiles=None)], "answers": NO_ANSWERS}),
    "gated": report(gate=gate(metric("a", "fail"), metric("b", "no_verdict", difference=None, interval=None))),
    "hostile": hostile(),
    "equal": report(summary={"total": 5, "metrics": [measured("a", quartiles=[1.0] * 5, mean=1.0)], "answers": NO_ANSWERS}),
    "huge": report(summary={"total": 5, "metrics": [measured("a", quartiles=[-1e308, 0, 0, 0, 1e308], mean=0.0)], "answers": NO_ANSWERS}),
}


@pytest.mark.parametrize("name", sorted(REPORTS))
def test_every_page_is_whole_and_loads_nothing(name: str) -> None:
    page = Page(html(REPORTS[name]))
    assert page.open == []
    assert page.tags.isdisjoint({"script", "img", "link", "iframe", "form", "object", "a", "base"})
    assert not {key for key, _ in page.attributes if key.startswith("on") or key in ("src", "href", "style", "xlink:href")}
    assert not re.search(r"https?:|url\(|@import", html(REPORTS[name]))


@pytest.mark.parametrize("name", sorted(REPORTS))
def test_no_plot_has_a_place_that_is_none(name: str) -> None:
    places = [value for key, value in Page(html(REPORTS[name])).attributes if key in ("x", "y", "x1", "x2", "cx", "width", "height")]
    assert all(0 <= float(value or "") <= 720 for value in places)


def test_the_verdict_heads_the_page() -> None:
    assert "Failed: nightly" in Page(html(REPORTS["gated"])).text
    assert "Evaluated: nightly" in Page(html(report())).text


@pytest.mark.parametrize(("direction", "left"), [("higher", True), ("lower", False)])
def test_the_allowed_loss_stands_on_the_side_that_is_worse(direction: str, left: bool) -> None:
    page = html(report(gate=gate(metric("a", difference=0.0, interval=[-0.1, 0.1])), directions={"a": direction}))
    (allowed,) = re.findall(r'class="allowed" x1="([\d.]+)"', page)
    (zero,) = re.findall(r'class="zero" x1="([\d.]+)"', page)
    assert (float(allowed) < float(zero)) is left


def test_percentiles_of_latency_are_drawn() -> None:
    spent = {"n": 3, "sum": 60.0, "percentiles": {"50": 10.0, "95": 30.0, "99": 40.0}}
    page = html(report(summary={"total": 3, "metrics": [], "answers": NO_ANSWERS | {"latency_ms": spent}}))
    assert re.findall(r'class="half" x="60" y="\d+" width="([\d.]+)"', page) == ["52.5", "157.5", "210.0"]
    assert "Latency: 3 answers, 60 ms in all." in page


def test_what_others_wrote_is_shown_as_they_wrote_it() -> None:
    assert "</script><img src=x onerror=alert(1)>" in Page(html(hostile())).text

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from evalplatform.evaluations.admin import comparison
from evalplatform.evaluations.models import Evaluation, Result
from evalplatform.projects.models import Project
from tests.evalplatform.backoffice.conftest import page, status
from tests.evalplatform.evaluations.test_verdicts import evaluated

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "evaluations_evaluation_compare"


@pytest.fixture
def sides(project: Project) -> tuple[Evaluation, Evaluation]:
    """Of 50 examples 30 got worse and one better."""
    before = evaluated(project, [1.0] * 49 + [0.0], name="before")
    after = evaluated(project, [0.0] * 30 + [1.0] * 20, name="after")
    return after, before


def test_verdict_plot_and_table(viewer: Client, sides: tuple[Evaluation, Evaluation]) -> None:
    shown = page(viewer, PAGE, sides[0].id, baseline=str(sides[1].id))
    assert "50 examples were compared: 1 got better, 30 got worse." in shown
    assert 'aria-label="last_number, example by example"' in shown
    assert shown.count('<circle class="lower"') == 1
    assert "0.9 to 1" in shown


def test_without_a_baseline_one_is_asked_for(viewer: Client, sides: tuple[Evaluation, Evaluation]) -> None:
    shown = page(viewer, PAGE, sides[0].id)
    assert "Name another one to compare with." in shown
    assert str(sides[1].id) in shown


@pytest.mark.parametrize("asked", ["main", "01000000-0000-7000-8000-000000000000", "<b>"], ids=["branch", "id", "markup"])
def test_a_baseline_that_is_not_there(viewer: Client, sides: tuple[Evaluation, Evaluation], asked: str) -> None:
    answer = viewer.get(reverse(f"admin:{PAGE}", args=[sides[0].id]), {"baseline": asked})
    assert answer.status_code == 404
    assert "There is no such completed evaluation in this project" in answer.content.decode()
    assert 'value="<b>' not in answer.content.decode()


def test_a_baseline_of_others_is_not_there(viewer: Client, sides: tuple[Evaluation, Evaluation], stranger_project: Project) -> None:
    theirs = evaluated(stranger_project, [1.0] * 50)
    answer = viewer.get(reverse(f"admin:{PAGE}", args=[sides[0].id]), {"baseline": str(theirs.id)})
    assert answer.status_code == 404


def test_what_got_worse_page_by_page(viewer: Client, sides: tuple[Evaluation, Evaluation]) -> None:
    first = page(viewer, PAGE, sides[0].id, baseline=str(sides[1].id))
    (further,) = re.findall(r'href="(\?[^"]*size=[^"]*)"', first)
    second = viewer.get(reverse(f"admin:{PAGE}", args=[sides[0].id]) + unescape(further)).content.decode()
    keys = [re.findall(r">(q-\d+)<", one) for one in (first, second)]
    assert [len(one) for one in keys] == [20, 10]
    assert sorted(keys[0] + keys[1]) == sorted(f"q-{number}" for number in range(30))


def test_what_got_better(viewer: Client, sides: tuple[Evaluation, Evaluation]) -> None:
    shown = page(viewer, PAGE, sides[0].id, baseline=str(sides[1].id), change="better")
    assert re.findall(r">(q-\d+)<", shown) == ["q-49"]
    assert "0 → 1" in shown


def test_answers_with_what_differs_marked(viewer: Client, sides: tuple[Evaluation, Evaluation]) -> None:
    for one, said in zip(sides, ("it is <b> five", "it is four"), strict=True):
        Result.objects.filter(evaluation=one, pair_key="q-49").update(output=f'"{said}"')
    shown = page(viewer, PAGE, sides[0].id, baseline=str(sides[1].id), change="better")
    assert "it is <del>four</del>" in shown
    assert "it is <ins>&lt;b&gt; five</ins>" in shown


@pytest.mark.parametrize("size", ["nan", "inf", "x", ""], ids=["nan", "inf", "text", "empty"])
def test_a_link_that_cannot_be_read_is_the_first_page(viewer: Client, sides: tuple[Evaluation, Evaluation], size: str) -> None:
    shown = page(viewer, PAGE, sides[0].id, baseline=str(sides[1].id), size=size, key="q-1", metric="none")
    assert len(re.findall(r">(q-\d+)<", shown)) == 20


def test_what_has_not_completed_is_not_compared(viewer: Client, sides: tuple[Evaluation, Evaluation]) -> None:
    Evaluation.objects.filter(id=sides[0].id).update(state="running")
    answer = viewer.get(reverse(f"admin:{PAGE}", args=[sides[0].id]))
    assert (answer.status_code, "has not completed" in answer.content.decode()) == (409, True)


def test_a_stranger_compares_nothing(outsider: Client, sides: tuple[Evaluation, Evaluation]) -> None:
    assert status(outsider, PAGE, sides[0].id) == 404


def test_no_words_are_marked_as_none() -> None:
    assert comparison._marked("", "") == ("-", "-")
    assert comparison._marked("a b", "") == ("<del>a b</del>", "-")

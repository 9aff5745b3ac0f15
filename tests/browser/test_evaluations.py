"""The pages of evaluations and their main actions, in a browser."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from evalplatform.evaluations.models import Evaluation, Suite, Waiver
from evalplatform.projects.models import Project, Role
from tests.browser.conftest import SignIn, staff
from tests.evalplatform.evaluations.conftest import add_dataset
from tests.evalplatform.evaluations.test_verdicts import RULES, SCORERS, evaluated

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def suite(project: Project) -> Suite:
    return Suite.objects.create(project=project, name="math", scorers=SCORERS, target={"outputs": []}, gate=RULES)


@pytest.fixture
def after(project: Project, suite: Suite) -> Evaluation:
    """It lost half of what the one before had."""
    common = {"suite": suite, "branch": "main", "gate": RULES}
    before = evaluated(project, [1.0] * 40, name="before", sha="b" * 40, **common)
    found: Evaluation = evaluated(project, [1.0] * 20 + [0.0] * 20, name="after", sha="c" * 40, baseline=str(before.id), **common)
    return found


def test_the_verdict_and_its_slices(sign_in: SignIn, project: Project, after: Evaluation) -> None:
    tab = sign_in(staff(project, Role.VIEWER))
    tab.visit(reverse("admin:evaluations_evaluation_changelist"))
    assert "40 examples were compared" in tab.visit(reverse("admin:evaluations_evaluation_change", args=[after.id]))

    def slice_by_topic(page: Page) -> None:
        page.get_by_label("By a field of metadata").fill("metadata.topic")
        page.get_by_role("button", name="Slice").click()

    tab.do(slice_by_topic)
    assert "(none)" in tab.look()


def test_compare_two(sign_in: SignIn, project: Project, after: Evaluation) -> None:
    tab = sign_in(staff(project, Role.VIEWER))
    assert "What got worse in last_number" in tab.visit(reverse("admin:evaluations_evaluation_compare", args=[after.id]))
    tab.do(lambda page: page.get_by_role("link", name="what got better").click())
    assert "No example." in tab.look()


def test_the_trend_of_a_suite_and_a_waiver(sign_in: SignIn, project: Project, suite: Suite, after: Evaluation) -> None:
    tab = sign_in(staff(project, Role.EDITOR))
    tab.visit(reverse("admin:evaluations_suite_changelist"))
    assert "Trend of last_number" in tab.visit(reverse("admin:evaluations_suite_change", args=[suite.id]))
    tab.do(lambda page: page.get_by_role("link", name="Give a waiver").click())
    tab.look()

    def give(page: Page) -> None:
        page.get_by_label("Why (needed)").fill("known, mended next week")
        page.get_by_role("button", name="Give a waiver").click()

    tab.do(give)
    assert "The waiver holds until" in tab.look()
    assert Waiver.objects.get().reason == "known, mended next week"


def test_a_dataset(sign_in: SignIn, project: Project) -> None:
    one = add_dataset(project, [{"input": f"what is {n} and {n}?", "reference": str(2 * n)} for n in range(30)])
    tab = sign_in(staff(project, Role.VIEWER))
    tab.visit(reverse("admin:evaluations_dataset_changelist"))
    tab.visit(reverse("admin:evaluations_dataset_change", args=[one.id]))
    tab.do(lambda page: page.get_by_role("link", name="The next 25").click())
    assert "what is 29 and 29?" in tab.look()

"""What a page asks of an evaluation: which comparisons there are, and which there are not."""

from uuid import uuid4

import pytest

from evalplatform.errors import Conflict, InvalidInput, NotFound
from evalplatform.evaluations import reporting
from evalplatform.evaluations.models import Evaluation
from evalplatform.projects.models import Project
from tests.evalplatform.evaluations.test_verdicts import a_suite, evaluated

pytestmark = pytest.mark.django_db


def test_compare_tells_what_got_worse(project: Project) -> None:
    baseline, candidate = evaluated(project, [1.0] * 20), evaluated(project, [1.0] * 19 + [0.0])
    found = reporting.compare(candidate, str(baseline.id))
    assert (found["verdict"], found["metrics"][0]["worse"], found["metrics"][0]["p_value"]) == ("pass", 1, 1.0)
    (worse,) = found["examples"]["last_number"]["worse"]
    assert (worse["example"], worse["baseline"], worse["candidate"], worse["difference"]) == ("q-19", 1.0, 0.0, -1.0)


def test_a_branch_is_its_last_that_passed(project: Project) -> None:
    common = {"suite": a_suite(project), "branch": "main", "gate": {"rules": [{"metric": "last_number"}], "first_passes": True}}
    first = evaluated(project, [1.0] * 20, baseline="main", **common)
    later = evaluated(project, [1.0] * 20, suite=common["suite"], branch="feature")
    assert (first.verdict, reporting.compare(later, "main")["baseline"]) == ("pass", str(first.id))


def test_a_strangers_baseline_is_not_found(project: Project) -> None:
    stranger = evaluated(Project.objects.create(slug="other", name="Other"), [1.0] * 20)
    candidate = evaluated(project, [1.0] * 20)
    for asked in (str(stranger.id), str(uuid4()), "main"):
        with pytest.raises(NotFound):
            reporting.compare(candidate, asked)


def test_a_baseline_that_is_gone_is_asked_for(project: Project) -> None:
    with pytest.raises(InvalidInput) as raised:
        reporting.compare(evaluated(project, [1.0] * 20))
    assert raised.value.problems[0].pointer == "/baseline"


@pytest.mark.parametrize("state", ["queued", "running", "failed", "cancelled"])
def test_what_has_not_completed_tells_nothing(project: Project, state: str) -> None:
    found = evaluated(project, [1.0] * 20)
    Evaluation.objects.filter(id=found.id).update(state=state)
    found.refresh_from_db()
    for ask in (reporting.report, reporting.compare):
        with pytest.raises(Conflict):
            ask(found)


def test_a_field_that_is_named_twice_is_sliced_once(project: Project) -> None:
    found = reporting.report(evaluated(project, [1.0, 0.0]), slice_by=["metadata.a.b", "metadata.a.b"])["slices"]
    assert [(one["by"], one["values"][0]["value"], one["values"][0]["n"]) for one in found] == [("metadata.a.b", None, 2)]

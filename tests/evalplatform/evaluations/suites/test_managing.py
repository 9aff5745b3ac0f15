from typing import Any

import pytest
from django.utils import timezone

from evalplatform import sealed
from evalplatform.errors import Conflict, InvalidInput, NotFound
from evalplatform.evaluations import datasets, requests, sealing, suites
from evalplatform.evaluations.models import Dataset, Evaluation, Suite
from evalplatform.projects.models import Project
from integrations.models import Connection
from tests.evalplatform.evaluations.conftest import Ask
from tests.evalplatform.evaluations.suites.conftest import BODY, ENDPOINT, JUDGED, Make

pytestmark = pytest.mark.django_db(transaction=True)
KEPT = {**ENDPOINT, "key": "s3cret"}


def places(caught: Any) -> list[tuple[str, str]]:
    return sorted((one.pointer, one.code) for one in caught.value.problems)


def key_of(suite: Suite) -> str:
    return sealed.unseal(suite.sealed_key, purpose=sealing.ENDPOINT)


def test_what_is_asked_for_is_kept(make: Make, dataset: Dataset) -> None:
    made = make(description="sums", repeats=3, cluster_by="page", paths=["prompts/**"], gate={"rules": [{"metric": "exact_match"}]})
    found = Suite.objects.get(id=made.id)
    assert (found.name, found.description, found.dataset, found.dataset_version) == ("maths", "sums", dataset, None)
    assert (found.repeats, found.cluster_by, found.pair_by, found.paths) == (3, "page", "", ["prompts/**"])
    assert (found.scorers, found.target, found.judge) == ([{"name": "exact_match"}], {"outputs": []}, {})
    assert found.gate == {"rules": [{"metric": "exact_match"}]}


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"name": None}, ("/name", "required")),
        ({"name": "x" * 201}, ("/name", "wrong_type")),
        ({"scorers": None}, ("/scorers", "required")),
        ({"scorers": [{"name": "nope"}]}, ("/scorers/0/name", "unknown_scorer")),
        ({"dataset": None}, ("/dataset", "required")),
        ({"dataset": "other"}, ("/dataset", "unknown_dataset")),
        ({"dataset_version": 2}, ("/dataset_version", "unknown_version")),
        ({"target": {"outputs": [{"example": "e-0", "output": "0"}]}}, ("/target/outputs", "unfit_key")),
        ({"target": {"traces": {}}}, ("/dataset", "unfit_key")),
        ({"target": {"endpoint": {"url": "ftp://h", "model": "m"}}}, ("/target/endpoint/url", "invalid_url")),
        ({"target": {"endpoint": {**ENDPOINT, "budget": {"cost_usd": 1}}}}, ("/target/endpoint/budget/cost_usd", "required")),
        ({"target": 7}, ("/target", "wrong_type")),
        ({"scorers": JUDGED}, ("/judge", "required")),
        ({"pair_by": "session_id"}, ("/pair_by", "unfit_key")),
        ({"gate": {"rules": [{"metric": "nope"}]}}, ("/gate/rules/0/metric", "unknown_metric")),
        ({"paths": ["../x"]}, ("/paths/0", "invalid_glob")),
        ({"scorer": []}, ("/scorer", "unknown_field")),
        ({"description": "\0"}, ("/description", "nul")),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, tuple) else "",
)
def test_all_that_is_wrong_has_its_place(make: Make, change: dict[str, Any], problem: tuple[str, str]) -> None:
    with pytest.raises(InvalidInput) as caught:
        suites.create_suite(Project.objects.get().id, {key: one for key, one in {**BODY, **change}.items() if one is not None})
    assert places(caught) == [problem]
    assert not Suite.objects.exists()


@pytest.mark.parametrize("body", [None, [], "x", 7], ids=ascii)
def test_a_suite_is_an_object(project: Project, body: Any) -> None:
    with pytest.raises(InvalidInput, match="A suite is a JSON object"):
        suites.create_suite(project.id, body)


def test_what_a_change_does_not_name_stays(make: Make) -> None:
    made = make(target={"endpoint": KEPT}, judge={"url": "https://j.example/v1", "key": "t0p"}, description="d", repeats=2)
    changed = suites.change_suite(made, {"name": "sums", "repeats": None, "scorers": JUDGED})
    assert (changed.name, changed.description, changed.repeats, changed.scorers) == ("sums", "d", 1, JUDGED)
    assert (changed.target, changed.judge) == ({"endpoint": ENDPOINT}, {"url": "https://j.example/v1"})
    assert key_of(changed) == "s3cret"
    assert sealed.unseal(changed.sealed_judge_key, purpose=sealing.JUDGE) == "t0p"


def test_keys_are_in_no_document(make: Make) -> None:
    made = make(target={"endpoint": KEPT}, judge={"url": "https://j.example/v1", "key": "t0p"})
    row = str(Suite.objects.filter(id=made.id).values().get())
    assert ("s3cret" in row, "t0p" in row) == (False, False)


@pytest.mark.parametrize(
    ("target", "key"),
    [
        ({"endpoint": {**ENDPOINT, "model": "other"}}, "s3cret"),
        ({"endpoint": {**ENDPOINT, "url": "https://h.example/v1/chat/completions"}}, "s3cret"),
        ({"endpoint": {**ENDPOINT, "url": "https://other.example/v1", "key": "new"}}, "new"),
        ({"endpoint": {**ENDPOINT, "key": None}}, None),
        ({"endpoint": {**ENDPOINT, "url": "https://other.example/v1", "key": None}}, None),
        ({"outputs": []}, None),
        (None, None),
    ],
    ids=["model", "same", "both", "no-key", "elsewhere", "outputs", "nothing"],
)
def test_a_key_stays_with_its_address(make: Make, target: Any, key: str | None) -> None:
    changed = suites.change_suite(make(target={"endpoint": KEPT}), {"target": target})
    assert (key_of(changed) if changed.sealed_key else None) == key


@pytest.mark.parametrize("part", ["target", "judge"])
def test_a_stored_key_is_sent_nowhere_else(make: Make, part: str) -> None:
    made = make(target={"endpoint": KEPT}, judge={"url": "https://j.example/v1", "key": "t0p"})
    elsewhere = {"url": "https://evil.example/v1", **({"model": "m"} if part == "target" else {})}
    with pytest.raises(InvalidInput) as caught:
        suites.change_suite(made, {part: {"endpoint": elsewhere} if part == "target" else elsewhere})
    assert places(caught) == [("/target/endpoint/key" if part == "target" else "/judge/key", "secrets_needed")]
    assert Suite.objects.get().target == {"endpoint": ENDPOINT}


def test_a_change_of_scorers_must_leave_the_gate_whole(make: Make) -> None:
    made = make(gate={"rules": [{"metric": "exact_match"}]})
    with pytest.raises(InvalidInput) as caught:
        suites.change_suite(made, {"scorers": [{"name": "last_number"}]})
    assert places(caught) == [("/gate/rules/0/metric", "unknown_metric")]


def test_names_are_taken_once(make: Make) -> None:
    make()
    other = make(name="other")
    with pytest.raises(Conflict, match="has a suite 'maths' already"):
        make()
    with pytest.raises(Conflict, match="has a suite 'maths' already"):
        suites.change_suite(other, {"name": "maths"})
    assert Suite.objects.get(id=other.id).name == "other"


def test_nothing_of_another_project_is_named(make: Make, dataset: Dataset, stranger_project: Project) -> None:
    made = make()
    with pytest.raises(InvalidInput, match="no such dataset"):
        suites.create_suite(stranger_project.id, {**BODY, "dataset": str(dataset.id)})
    for named in ("maths", str(made.id)):
        with pytest.raises(NotFound):
            suites.find(stranger_project.id, named)


def test_a_deleted_suite_leaves_its_evaluations(make: Make, ask: Ask) -> None:
    made = make()
    evaluation = ask(suite="maths", scorers=None, source=None, dataset=None)
    with pytest.raises(Conflict, match="have not ended"):
        suites.delete_suite(made)
    requests.cancel(evaluation)
    suites.delete_suite(made)
    assert Evaluation.objects.get().suite is None
    with pytest.raises(NotFound):
        suites.delete_suite(made)
    with pytest.raises(NotFound):
        suites.change_suite(made, {})


def test_a_connection_keeps_its_suite(make: Make) -> None:
    made = make()
    connection = Connection.objects.create(project=made.project, name="c", kind="github")
    connection.suites.add(made)
    with pytest.raises(Conflict, match="Connections to repositories name this suite"):
        suites.delete_suite(made)
    Connection.objects.update(deleted_at=timezone.now())
    suites.delete_suite(made)
    assert not Suite.objects.exists()


def test_a_dataset_of_a_suite_stays(make: Make, dataset: Dataset) -> None:
    make()
    with pytest.raises(Conflict, match="Suites name this dataset: maths"):
        datasets.delete_dataset(dataset)

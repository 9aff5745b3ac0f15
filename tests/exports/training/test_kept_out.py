import uuid
from typing import Any

import pytest

from evalplatform.errors import InvalidInput
from evalplatform.evaluations import datasets
from evalplatform.evaluations.datasets.listing import change_by_list
from evalplatform.evaluations.models import Dataset
from evalplatform.projects.models import Project
from exports import jobs, preview, schedule_requests
from exports.models import State
from exports.training.kept_out import prompts
from tests.exports.training.flow import Drain, made, trace

pytestmark = pytest.mark.django_db(transaction=True)
LONG = "Which three cities would you visit first if you had a week in the north of Italy and no car at all"


def dataset_of(project: Project, *inputs: Any, name: str = "held out") -> Dataset:
    found = datasets.create_dataset(project.id, {"name": name})
    change_by_list(found, {"examples": [{"input": one} for one in inputs]}, most=1000)
    return found


def body(*kept_out: Any) -> dict[str, Any]:
    return {"resource": "traces", "shape": "openai-chat", "curate": {"keep_out": [str(one) for one in kept_out]}}


def refusal(call: Any) -> list[tuple[str, str]]:
    with pytest.raises(InvalidInput) as refused:
        call()
    return [(one.pointer, one.code) for one in refused.value.problems]


@pytest.mark.parametrize(
    "asked",
    [
        "What is 1 and 1?",
        [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "what is 1  and 1?"}],
        {"messages": [{"role": "user", "content": "What is 1 and 1?"}]},
        {"question": "What is 1 and 1?", "context": ["some page of a book", 7, None]},
        ["What is 1 and 1?"],
    ],
    ids=["text", "messages", "body", "object", "list"],
)
def test_rows_that_ask_the_same_stay_out(project: Project, drain: Drain, asked: Any) -> None:
    found = made(project, drain, "openai-chat", [trace(1), trace(2)], curate={"keep_out": [str(dataset_of(project, asked).id)]})
    assert [line["messages"][0]["content"] for line in found.lines["train"]] == ["What is 2 and 2?"]
    assert found.compiled["removed"] == {"leaked_equal": 1}


def test_rows_that_ask_nearly_the_same_stay_out(project: Project, drain: Drain) -> None:
    kept_out = str(dataset_of(project, f"{LONG}?").id)
    traces = [trace(1, question=f"{LONG}, please?"), trace(2)]
    found = made(project, drain, "openai-chat", traces, curate={"keep_out": [kept_out], "similarity": 0.7})
    assert (len(found.lines["train"]), found.compiled["removed"]) == (1, {"leaked_near": 1})


def test_short_texts_inside_of_objects_keep_nothing_out(project: Project, drain: Drain) -> None:
    kept_out = str(dataset_of(project, {"answer in": "one word", "of": "the page"}).id)
    traces = [trace(1, question="one word"), trace(2)]
    assert len(made(project, drain, "openai-chat", traces, curate={"keep_out": [kept_out]}).lines["train"]) == 2


def test_several_datasets_and_traces_together(project: Project, drain: Drain) -> None:
    ids = [str(dataset_of(project, f"What is {n} and {n}?", name=str(n)).id) for n in (1, 2)]
    curate = {"keep_out": ids, "keep_out_traces": {"field": "environment", "op": "eq", "value": "test"}}
    found = made(project, drain, "openai-chat", [trace(1), trace(2), trace(3), trace(4, environment="test")], curate=curate)
    assert [line["messages"][0]["content"] for line in found.lines["train"]] == ["What is 3 and 3?"]
    assert found.compiled["removed"] == {"leaked_equal": 3}


def test_the_version_of_the_request_counts(project: Project, drain: Drain) -> None:
    """What is published or drafted afterwards, while the export still waits, says nothing."""
    found = dataset_of(project, "What is 1 and 1?")
    change_by_list(found, {"examples": [{"input": "What is 3 and 3?"}], "publish": False}, most=9)
    export = jobs.request_export(project_id=project.id, body=body(found.id))
    change_by_list(found, {"examples": [{"input": "What is 2 and 2?"}], "replace": True}, most=9)
    assert [list(prompts((found.id,), project.id, moment=at, most=None, seconds=None)) for at in (export.created_at, None)] == [
        ["What is 1 and 1?"],
        ["What is 2 and 2?"],
    ]


def test_unknown_datasets_are_refused_wherever_they_are_named(project: Project, stranger_project: Project) -> None:
    ours, theirs = dataset_of(project, "q"), dataset_of(stranger_project, "q")
    empty = datasets.create_dataset(project.id, {"name": "empty"})
    asked = body(ours.id, theirs.id, uuid.UUID(int=7), empty.id)
    expected = [
        ("/curate/keep_out/1", "unknown_dataset"),
        ("/curate/keep_out/2", "unknown_dataset"),
        ("/curate/keep_out/3", "nothing_published"),
    ]
    assert refusal(lambda: jobs.request_export(project_id=project.id, body=asked)) == expected
    assert refusal(lambda: preview.preview(project.id, asked)) == expected
    schedule = {"name": "s", "cron": "0 0 * * *", "request": asked}
    assert refusal(lambda: schedule_requests.create(project_id=project.id, body=schedule)) == [
        (f"/request{pointer}", code) for pointer, code in expected
    ]


def test_a_preview_keeps_out_too(project: Project, drain: Drain) -> None:
    found = dataset_of(project, "What is 1 and 1?")
    made(project, drain, "openai-chat", [trace(1), trace(2)])
    tried = preview.preview(project.id, body(found.id)).training
    assert tried
    assert (tried.removed, len(tried.lines)) == ({"leaked_equal": 1}, 1)


def test_a_dataset_that_is_deleted_meanwhile_fails_the_export(project: Project, drain: Drain) -> None:
    found = dataset_of(project, "q")
    made(project, drain, "openai-chat", [trace(1)])
    export = jobs.request_export(project_id=project.id, body=body(found.id))
    datasets.delete_dataset(found)
    drain()
    export.refresh_from_db()
    assert (export.state, export.error_code) == (State.FAILED, "dataset_deleted")

from collections.abc import Callable, Sequence

import pytest

from evalplatform.errors import Conflict, InvalidInput, Problem
from evalplatform.projects.models import Project
from evalplatform.tracing.models import Trace
from external_api.batches.grouping import in_groups, together
from external_api.batches.outcomes import Result, refused


def test_neighbours_go_together_past_what_cannot_be_read() -> None:
    calls: list[list[str]] = []

    def run(group: list[str]) -> list[Result]:
        calls.append(group)
        return [Result(200, one) for one in group]

    found = in_groups(["a1", "a2", "", "a3", "b1", "a4"], lambda one: one or refused(400, "no", "No."), key=lambda one: one[0], run=run)
    assert calls == [["a1", "a2", "a3"], ["b1"], ["a4"]]
    assert [(one.status, one.body) for one in found] == [
        (200, "a1"), (200, "a2"), (400, None), (200, "a3"), (200, "b1"), (200, "a4"),
    ]  # fmt: skip


def test_nothing_is_no_group() -> None:
    assert in_groups([], lambda one: one, key=lambda one: one, run=lambda group: []) == []


def change(project: Project, calls: list[int]) -> Callable[[Sequence[str]], list[Result]]:
    def work(names: Sequence[str]) -> list[Result]:
        calls.append(len(names))
        Trace.objects.bulk_create(Trace(project=project, name=name, input="1", content_hash=b"") for name in names)
        if "bad" in names:
            raise InvalidInput(Problem("/body", "This one is bad."))
        return [Result(200, name) for name in names]

    return work


@pytest.mark.django_db
def test_a_bad_one_costs_no_other_and_leaves_no_trace(project: Project) -> None:
    calls: list[int] = []
    names = [*"abcdefg", "bad"]
    found = together(names, change(project, calls))
    assert ([one.status for one in found], calls) == ([200] * 7 + [400], [8, 4, 4, 2, 2, 1, 1])
    assert sorted(Trace.objects.values_list("name", flat=True)) == list("abcdefg")


@pytest.mark.django_db
def test_what_is_about_none_of_them_refuses_all_at_once() -> None:
    calls: list[int] = []

    def work(items: Sequence[int]) -> list[Result]:
        calls.append(1)
        raise Conflict("ended", "It has ended.")

    found = together([1, 2, 3], work)
    assert ([one.status for one in found], calls) == ([409] * 3, [1])

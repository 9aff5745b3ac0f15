"""Operations on the examples of a dataset: create and delete. Neighbours of one dataset are one change of it, and so one new version."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import Q

from evalplatform.errors import DomainError, InvalidInput, NotFound, Problem
from evalplatform.evaluations import datasets
from evalplatform.evaluations.datasets import Asked
from evalplatform.evaluations.datasets.publishing import lock
from evalplatform.evaluations.datasets.rows import ExampleRow, read_example
from evalplatform.evaluations.datasets.staging import TABLE
from evalplatform.evaluations.models import Dataset
from external_api.batches.grouping import in_groups, together
from external_api.batches.operations import Arguments, Kind, Run, Work
from external_api.batches.outcomes import Result, below, of_error

# What was staged stays in its table until the commit. A row whose id is the staged one is new.
_PUT = f"""
    SELECT i.place, e.id, e.id = i.id FROM {TABLE} i
    JOIN evaluations_example e ON e.dataset_id = %s AND e.removed_in IS NULL AND e.external_id = i.external_id
"""  # noqa: S608 (our own names)
_NO_SUCH = "The dataset has no such example, or it was removed before."

T = TypeVar("T")


class _Wanted(NamedTuple):
    """One operation: of which dataset (its id or name), whether the draft becomes a version, and what it is about."""

    dataset: str
    publish: bool
    item: Any


class _Name(NamedTuple):
    """An example by our id, or by its own."""

    id: UUID | None
    external_id: str | None


def _kind(read_item: Callable[[Arguments], T], change: Callable[[Dataset, bool, Sequence[T]], list[Result]]) -> Run:
    def read(arguments: Arguments) -> _Wanted | Result:
        try:
            return _Wanted(_dataset(arguments), _publish(arguments), read_item(arguments))
        except DomainError as error:
            return of_error(error)

    def run(work: Work, group: list[_Wanted]) -> list[Result]:
        first = group[0]
        try:
            dataset = datasets.find(work.project_id, first.dataset)
        except NotFound as error:
            return [of_error(error)] * len(group)
        return together([one.item for one in group], partial(change, dataset, first.publish))

    return lambda work, operations: in_groups(operations, read, key=lambda one: (one.dataset, one.publish), run=partial(run, work))


def _put_in(dataset: Dataset, publish: bool, rows: Sequence[ExampleRow]) -> list[Result]:
    """Of two under one id the later one replaces the earlier one, as if they had come one after the other."""
    dataset = lock(dataset)
    return [result for unlike in _without_twins(rows) for result in _put_unlike(dataset, publish, unlike)]


def _put_unlike(dataset: Dataset, publish: bool, rows: list[ExampleRow]) -> list[Result]:
    before = set(_ids(dataset, Q(external_id__in=[row.external_id for row in rows if row.external_id is not None])).values())
    change = datasets.change_examples(dataset, enumerate(rows), Asked(publish=publish), pointer=lambda place: "/body")
    version = change.version.number if change.version else None
    with connection.cursor() as cursor:
        cursor.execute(_PUT, [dataset.id])
        put = {place: (id, is_new) for place, id, is_new in cursor.fetchall()}
    return [_created(*put[place], version, was_there=row.external_id in before) for place, row in enumerate(rows)]


def _created(id: UUID, is_new: bool, version: int | None, *, was_there: bool) -> Result:
    status = ("replaced" if was_there else "created") if is_new else "unchanged"
    return Result(200, {"id": id, "status": status, "version": version})


def _take_out(dataset: Dataset, publish: bool, names: Sequence[_Name]) -> list[Result]:
    """Of several that name one example the first removes it, and the others do not find it any more."""
    dataset = lock(dataset)
    own = [one.external_id for one in names if one.external_id is not None]
    known = _ids(dataset, Q(id__in=[one.id for one in names if one.id]) | Q(external_id__in=own))
    by_own = {external_id: id for id, external_id in known.items()}
    found = [one.id if one.id in known else by_own.get(one.external_id) for one in names]
    first = {id: place for place, id in reversed(list(enumerate(found))) if id}
    if first:
        datasets.change_examples(dataset, (), Asked(remove=tuple(first), publish=publish))
    return [Result(204) if id and first[id] == place else of_error(NotFound(_NO_SUCH)) for place, id in enumerate(found)]


def _ids(dataset: Dataset, which: Q) -> dict[UUID, str | None]:
    """The examples of the draft that are meant, each with its own id."""
    return dict(datasets.draft_of(dataset).filter(which).values_list("id", "external_id"))


def _without_twins(rows: Sequence[ExampleRow]) -> Iterator[list[ExampleRow]]:
    """Parts in each of which no two have one id. What has none is known by its content."""
    part: list[ExampleRow] = []
    names: set[str | ExampleRow] = set()
    for row in rows:
        name = row if row.external_id is None else row.external_id
        if name in names:
            yield part
            part, names = [], set()
        part.append(row)
        names.add(name)
    yield part


def _dataset(arguments: Arguments) -> str:
    named = arguments["dataset"]
    if not isinstance(named, str) or not named:
        raise InvalidInput(Problem("/dataset", "dataset is the id or the name of a dataset.", "wrong_type"))
    return named


def _publish(arguments: Arguments) -> bool:
    publish = arguments.get("publish", True)
    if not isinstance(publish, bool):
        raise InvalidInput(Problem("/publish", "publish is true or false: whether the change becomes a version at once.", "wrong_type"))
    return publish


def _row(arguments: Arguments) -> ExampleRow:
    found = read_example(arguments["body"])
    if isinstance(found, ExampleRow):
        return found
    raise InvalidInput(*below("/body", found))


def _name(arguments: Arguments) -> _Name:
    if ("id" in arguments) == ("external_id" in arguments):
        raise InvalidInput(Problem("/id", "Name the example by `id` or by `external_id`, one of the two.", "required"))
    if "id" in arguments:
        return _Name(_uuid(arguments["id"]), None)
    if not isinstance(arguments["external_id"], str):
        raise InvalidInput(Problem("/external_id", "external_id is a text.", "wrong_type"))
    return _Name(None, arguments["external_id"])


def _uuid(value: Any) -> UUID:
    try:
        return UUID(value)
    except (ValueError, TypeError, AttributeError):
        raise InvalidInput(Problem("/id", "id is a UUID.", "wrong_type")) from None


_NEEDED = frozenset({"dataset"})
KINDS = {
    "examples.create": Kind("datasets:write", _kind(_row, _put_in), _NEEDED | {"publish", "body"}, _NEEDED | {"body"}),
    "examples.delete": Kind("datasets:write", _kind(_name, _take_out), _NEEDED | {"publish", "id", "external_id"}, _NEEDED),
}

"""Evaluation datasets that are kept out of a training file: that they are there, which version counts, and what they ask.

What counts is the latest version at the moment of the request, for every shard and however late it runs.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from evalplatform import exact_json
from evalplatform.errors import DomainError, InvalidInput, Problem
from evalplatform.evaluations.datasets import examples_of, version_at
from evalplatform.evaluations.fields import EXAMPLES
from evalplatform.evaluations.models import Dataset, Example
from evalplatform.fields import Column
from exports import source
from exports.encoders.jsonl import Encoder
from exports.finetuning import readers
from exports.finetuning.breaches import Rejected
from exports.finetuning.conversation import Conversation
from exports.finetuning.curate import signatures
from exports.spec import ExportSpec

LEAST_WORDS = 4  # of a text inside of an object: a shorter one, such as "yes", would keep out what has nothing to do with it
# The lock waits for whoever publishes a version right now. So the versions up to this transaction's begin are all there when it ends.
_KNOWN = """
    SELECT d.id, EXISTS (SELECT FROM evaluations_datasetversion v WHERE v.dataset_id = d.id AND v.created_at <= now())
    FROM evaluations_dataset d WHERE d.project_id = %s AND d.id = ANY(%s) FOR SHARE OF d
"""


def check(asked: ExportSpec, project_id: UUID) -> None:
    """Raises InvalidInput, with a pointer for each dataset that is not the project's or has no version."""
    wanted = asked.training.curate.keep_out if asked.training else ()
    if not wanted:
        return
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, [project_id, list(wanted)])
        published: dict[UUID, bool] = dict(cursor.fetchall())
    problems = [_problem(place, published.get(one)) for place, one in enumerate(wanted) if not published.get(one)]
    if problems:
        raise InvalidInput(*problems)


def prompts(
    wanted: tuple[UUID, ...], project_id: UUID, *, moment: datetime | None, most: int | None, seconds: int | None
) -> Iterator[Conversation | str]:
    """What the datasets' examples ask, each as a conversation or a text; of each dataset the first `most` examples.

    Raises DomainError `dataset_deleted` when one is gone: without it the file would hold what it must not.
    """
    for dataset_id in wanted:
        dataset = Dataset.objects.filter(project_id=project_id, id=dataset_id).first()
        if dataset is None or not (number := _number(dataset, moment)):
            raise DomainError("dataset_deleted", f"The dataset {dataset_id} under keep_out was deleted. Request the export without it.")
        examples = examples_of(dataset, number)
        for asked in _inputs(examples[:most] if most else examples, seconds):
            yield from _questions(asked)


def _number(dataset: Dataset, moment: datetime | None) -> int:
    """Of the version that counts, 0 when there is none."""
    if moment is None:
        return dataset.latest
    version = version_at(dataset, moment)
    return version.number if version else 0


def _problem(place: int, published: bool | None) -> Problem:
    pointer = f"/curate/keep_out/{place}"
    if published is None:
        return Problem(pointer, "There is no such dataset in this project.", "unknown_dataset")
    return Problem(pointer, "This dataset has no published version yet. Publish one.", "nothing_published")


def _inputs(examples: QuerySet[Example], seconds: int | None) -> Iterator[Any]:
    columns = (Column("input", EXAMPLES.field("input")),)
    with source.connection(seconds=seconds) as connected:
        cut = b""
        for block in source.stream(connected, Encoder(columns, formula_guard=False), examples):
            *lines, cut = (cut + block).split(b"\n")
            for line in lines:
                yield exact_json.loads(line)["input"]


def _questions(asked: Any) -> Iterator[Conversation | str]:
    """A text, messages or a whole request as the model would read it; of any other object all its texts, together and each alone."""
    if isinstance(asked, str):
        yield asked
        return
    try:
        yield readers.read({"input": asked, "output": "."})
        return
    except Rejected:
        pass
    texts = list(_texts(asked))
    yield "\n".join(texts)
    yield from (text for text in texts if len(signatures.words(text)) >= LEAST_WORDS)


def _texts(value: Any) -> Iterator[str]:
    """In their order; without recursion, since it may be nested deep."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict):
            waiting.extend(reversed(one.values()))
        elif isinstance(one, list):
            waiting.extend(reversed(one))

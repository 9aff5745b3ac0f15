"""What a plain view would do, for contrast: a ModelSerializer over the queryset, its JSON streamed a thousand rows at a time."""

import time
from collections.abc import Iterator
from itertools import islice
from typing import Any
from uuid import UUID

import orjson
from rest_framework import serializers
from rest_framework.renderers import JSONRenderer

from evalplatform.tracing.models import Trace
from tests.benchmarks.exporting import Run

PAGE = 1_000


class JsonText(serializers.Field[Any, Any, Any, Any]):
    """A column of JSON text as the value that it stands for."""

    def to_representation(self, value: str) -> Any:
        return orjson.loads(value)


class TraceSerializer(serializers.ModelSerializer[Trace]):
    input = JsonText()
    output = JsonText()
    reference = JsonText()
    tools = JsonText()
    scores = JsonText()

    class Meta:
        model = Trace
        exclude = ("project", "content_hash", "created_xid", "changed_xid")


def serializer_view(project_id: UUID, rows: int) -> Run:
    started = time.perf_counter()
    size = sum(len(page) for page in _pages(project_id, rows))
    seconds = time.perf_counter() - started
    return Run(rows, size, seconds, seconds)


def _pages(project_id: UUID, rows: int) -> Iterator[bytes]:
    found = Trace.objects.filter(project_id=project_id).order_by("id")[:rows].iterator(chunk_size=PAGE)
    while page := list(islice(found, PAGE)):
        yield JSONRenderer().render(TraceSerializer(page, many=True).data)

"""What `otlp` takes and gives, as docs/openapi.json has it. Made by `python -m generation`: not to be changed by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict


class OtlpAnswer(TypedDict, total=False):
    """An ExportTraceServiceResponse. All is in where it has no `partialSuccess`."""

    partialSuccess: OtlpPartialSuccess


class OtlpPartialSuccess(TypedDict):
    rejectedSpans: str
    errorMessage: str


class OtlpTracesRequest(TypedDict, total=False):
    """An ExportTraceServiceRequest."""

    resourceSpans: Sequence[Mapping[str, Any] | None] | None

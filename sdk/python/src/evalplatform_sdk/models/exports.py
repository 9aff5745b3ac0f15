"""What `exports` takes and gives, as docs/openapi.json has it. Made by `python -m generation`: not to be changed by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NotRequired, Required, TypeAlias, TypedDict

from evalplatform_sdk.models.shared import (
    Export,
    ExportCurationRequest,
    ExportFormat,
    ExportOptionsRequest,
    ExportPriority,
    ExportShape,
    FileCompression,
)

FieldKind: TypeAlias = Literal["text", "integer", "number", "decimal", "boolean", "timestamp", "uuid", "json", "value", "object", "list"]


class ExportLink(TypedDict):
    name: str
    url: str
    expires_at: str


class ExportLinks(TypedDict):
    links: list[ExportLink]


class ExportLinksRequest(TypedDict, total=False):
    """Which files the links are for. Nothing is required."""

    names: Sequence[str]


class ExportPage(TypedDict):
    next: str | None
    previous: str | None
    total: NotRequired[dict[str, Any]]
    results: list[Export]


class Formats(TypedDict):
    resources: dict[str, FormatsResource]
    operators: dict[str, list[str]]
    formats: list[FormatsFormat]
    shapes: list[str]
    training: FormatsTraining
    priorities: list[str]
    options: dict[str, dict[str, Any]]
    limits: dict[str, int]


class FormatsCompression(TypedDict):
    name: str
    extension: str


class FormatsFamily(TypedDict):
    """A field, or a family of fields."""

    kind: str
    description: str
    operators: list[str]
    listed: bool
    prefix: str
    example: str


class FormatsField(TypedDict):
    """A field, or a family of fields."""

    kind: str
    description: str
    operators: list[str]
    listed: bool
    name: str
    choices: list[str]


class FormatsFormat(TypedDict):
    name: str
    media_type: str
    compressions: list[FormatsCompression]
    default_compression: str
    compresses_inside: bool


class FormatsResource(TypedDict):
    fields: list[FormatsField]
    families: list[FormatsFamily]


class FormatsRule(TypedDict):
    name: str
    description: str


class FormatsTarget(TypedDict):
    """A format of training files. Its limits are null where its source says nothing."""

    name: str
    title: str
    status: str
    rules_version: str
    source: str
    deprecated_after: str | None
    needs: str
    limits: dict[str, int | None]
    repairs: list[str]
    rules: list[FormatsRule]


class FormatsTraining(TypedDict):
    """What training files can choose from."""

    targets: list[FormatsTarget]
    repairs: dict[str, str]
    dedupe: list[str]
    redact_modes: list[str]
    redact_kinds: list[str]
    too_long: list[str]
    vocabularies: list[str]


class Preview(TypedDict):
    rows: int
    rows_are_estimate: bool
    rows_limit: int | None
    bytes: int | None
    seconds: float | None
    columns: list[PreviewColumn]
    sample: PreviewSample
    warnings: list[PreviewWarning]
    rejects: list[PreviewReject]
    training: PreviewTraining | None


class PreviewColumn(TypedDict):
    name: str
    field: str
    kind: FieldKind
    description: str


class PreviewReject(TypedDict):
    """Rows that would be kept out, by the rule that they break."""

    code: str
    message: str
    rows: int


class PreviewRequest(TypedDict, total=False):
    """A request for data, as for an export."""

    resource: Required[str]
    filter: Mapping[str, Any] | None
    shape: ExportShape
    curate: ExportCurationRequest | None
    template: Any
    fields: Sequence[str] | None
    exclude: Sequence[str] | None
    rename: Mapping[str, str] | None
    format: ExportFormat
    compression: FileCompression
    priority: ExportPriority
    rows_per_file: int | None
    destination: str | None
    options: ExportOptionsRequest | None
    exact: bool


class PreviewSample(TypedDict):
    rows: int
    format: str
    text: str
    timed_out: bool


class PreviewTraining(TypedDict):
    """What became of the rows that were looked at, the first of the selection; an export sees all of them together."""

    looked_at: int
    lines: int
    removed: dict[str, int]
    tokens: int | None


class PreviewWarning(TypedDict):
    """Why this export is going to fail, if there are as many rows as it looks."""

    code: str
    message: str


class RemovedRow(TypedDict):
    id: str
    removed_at: str


class RemovedRows(TypedDict):
    """`more`: there are others beside the first 10,000."""

    results: list[RemovedRow]
    more: bool

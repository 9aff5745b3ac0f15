"""A dry run of an export: how much it will be, how long it will take, and its first rows as they would be written."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

import psycopg
from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet, Sum

from evalplatform.errors import DomainError, InvalidInput, Problem
from evalplatform.fields import Column
from exports import files, jobs, plan, replica, source, spec
from exports.cached import cached
from exports.encoders import COMPRESS_INSIDE, Copy
from exports.models import Export, State
from exports.spec import ExportSpec

if TYPE_CHECKING:
    from exports.training.trial import Trial

SHOWN_ROWS = 20
SAMPLED_ROWS = 200
SAMPLED_BYTES = 4 * 1024 * 1024  # a few huge rows are sample enough
RECENT_EXPORTS = 20
TELLING_BYTES = 1_000_000  # the duration of a smaller export says nothing of its rate


@dataclass(frozen=True)
class Shown:
    """The first rows: a whole file of them, as text; of a format that is no text, as JSON Lines. `timed_out`: there may be more."""

    rows: int
    format: str
    text: str
    timed_out: bool


@dataclass(frozen=True)
class Warned:
    """The code and the reason with which the export is going to fail, if there are as many rows as it looks."""

    code: str
    message: str


@dataclass(frozen=True)
class Preview:
    """`bytes` as they would lie on the disk, `seconds` of work; null where nothing is known to tell them from.

    `training` is what became of the rows that were looked at, where a training file is asked for.
    """

    rows: int
    rows_are_estimate: bool
    bytes: int | None
    seconds: float | None
    columns: tuple[Column, ...]
    sample: Shown
    training: "Trial | None" = None
    warnings: tuple[Warned, ...] = ()
    rows_limit: int | None = None  # of whoever asks; more rows than these are refused


@dataclass(frozen=True)
class _Sample:
    rows: list[bytes]
    timed_out: bool
    every: bool  # there are no others


def preview(project_id: UUID, body: Any) -> Preview:
    """The dry run of the export in `body`, which may have `exact`: count the rows instead of estimating them.

    Raises InvalidInput as the export would, and DomainError `count_timed_out`.
    """
    exact = body.get("exact", False) if isinstance(body, dict) else False
    asked = spec.parse({key: value for key, value in body.items() if key != "exact"} if isinstance(body, dict) else body)
    if not isinstance(exact, bool):
        raise InvalidInput(Problem("/exact", "exact is true or false.", "wrong_type"))
    jobs.check_kept_out(asked, project_id)
    found = source.rows(asked, project_id)
    sample = _sample(asked, found, SAMPLED_ROWS)
    known = len(sample.rows) if sample.every else _exact(project_id, asked, found) if exact else None
    rows = max(source.estimate(found), len(sample.rows)) if known is None else known
    if asked.training:
        return _of_training(project_id, asked, sample, rows, rows_are_estimate=known is None)
    size = _expected_bytes(asked, sample.rows, rows)
    return Preview(
        rows=rows,
        rows_are_estimate=known is None,
        bytes=size,
        seconds=_expected_seconds(project_id, asked, size),
        columns=asked.columns,
        sample=_shown(asked, found, sample),
        warnings=_warnings(asked, rows),
    )


def _of_training(project_id: UUID, asked: ExportSpec, sample: "_Sample", rows: int, *, rows_are_estimate: bool) -> Preview:
    """`rows` are those selected; how many lines they make, the part that was tried tells."""
    from exports.training.trial import trial

    tried = trial(sample.rows, asked, project_id)
    size = round(sum(map(len, tried.lines)) * rows / len(sample.rows)) if sample.rows else None if rows else 0
    shown = tried.lines[:SHOWN_ROWS]
    return Preview(
        rows=rows,
        rows_are_estimate=rows_are_estimate,
        bytes=size,
        seconds=_expected_seconds(project_id, asked, size),
        columns=(),
        sample=Shown(len(shown), "jsonl", b"".join(shown).decode(), sample.timed_out),
        training=tried,
        warnings=_warnings(asked, round(len(tried.lines) * rows / tried.looked_at) if tried.looked_at else 0),
    )


def _warnings(asked: ExportSpec, lines: int) -> tuple[Warned, ...]:
    """What the engine refuses of so many lines, in its own words."""
    if asked.rows_per_file is None:
        return ()
    try:
        plan.check_files(-(-lines // asked.rows_per_file), asked.rows_per_file)
    except DomainError as error:
        return (Warned(error.code, error.message),)
    return ()


def _sample(asked: ExportSpec, found: QuerySet[Any], limit: int) -> _Sample:
    """The first rows as PostgreSQL sends them, one item each: as many as come in the time that a preview may take."""
    rows: list[bytes] = []
    try:
        with _short_connection() as connected:
            for row in _rows(connected, files.encoder(asked).copy(found[:limit])):
                rows.append(row)
                if sum(map(len, rows)) > SAMPLED_BYTES:
                    return _Sample(rows, timed_out=False, every=False)
    except EmptyResultSet:
        return _Sample([], timed_out=False, every=True)
    except DomainError as error:
        if error.code != "query_cancelled":
            raise
        return _Sample(rows, timed_out=True, every=False)
    return _Sample(rows, timed_out=False, every=len(rows) < limit)


@contextmanager
def _short_connection() -> Iterator[psycopg.Connection[Any]]:
    with source.our_errors(), source.connection(seconds=settings.EXPORT_PREVIEW_TIMEOUT_SECONDS) as connected:
        yield connected


def _rows(connected: psycopg.Connection[Any], copy: Copy) -> Iterator[bytes]:
    """By psycopg's own COPY and not by Copying: here it matters where a row ends."""
    with connected.cursor() as cursor, cursor.copy(copy.statement, copy.parameters) as stream:
        for row in stream:
            yield bytes(row)


def _exact(project_id: UUID, asked: ExportSpec, found: QuerySet[Any]) -> int:
    """The count, kept until the project's data change; only traces and what belongs to them tell when they do."""
    if not asked.resource.model.startswith("tracing."):
        return _count(found)
    return cached(project_id, "count", [asked.resource.name, asked.filter], lambda: _count(found))


def _count(found: QuerySet[Any]) -> int:
    sql, parameters = found.order_by().values("id").query.sql_with_params()
    try:
        with _short_connection() as connected:
            replica.catch_up(connected)
            counted = connected.cursor().execute(f"SELECT count(*) FROM ({sql}) AS found", parameters).fetchone()  # noqa: S608 (Django's)
    except DomainError as error:
        if error.code != "query_cancelled":
            raise
        longest = f"To count the rows takes more than {settings.EXPORT_PREVIEW_TIMEOUT_SECONDS} s."
        raise DomainError("count_timed_out", f"{longest} Ask without `exact` for an estimate, or narrow the filter.") from error
    assert counted
    return int(counted[0])


def _file(asked: ExportSpec, rows: list[bytes], *, compressed: bool) -> bytes:
    """The file of these rows, from beginning to end."""
    encoder = files.encoder(asked)
    text = encoder.before() + b"".join(map(encoder.feed, rows)) + encoder.rest()
    text += encoder.after(empty=not rows)
    compressor = files.compressor(asked)() if compressed else None
    return compressor.compress(text) + compressor.flush() if compressor else text


def _expected_bytes(asked: ExportSpec, sample: list[bytes], rows: int) -> int | None:
    if rows and not sample:
        return None
    empty = len(_file(asked, [], compressed=True))
    each = (len(_file(asked, sample, compressed=True)) - empty) / len(sample) if sample else 0.0
    return round(empty + each * rows)


def _expected_seconds(project_id: UUID, asked: ExportSpec, size: int | None) -> float | None:
    """By the bytes a second of the project's latest exports of this resource, format and compression."""
    ended = Export.objects.filter(project_id=project_id, state=State.COMPLETED, resource=asked.resource.name, shape=asked.shape)
    recent = ended.annotate(size=Sum("files__bytes")).filter(size__gte=TELLING_BYTES).order_by("-id")[:RECENT_EXPORTS]
    alike = [one for one in recent if _written_as(one.request) == (asked.format, asked.compression)]
    seconds = sum((one.finished_at - one.started_at).total_seconds() for one in alike if one.finished_at and one.started_at)
    return size * seconds / sum(one.size for one in alike) if size is not None and seconds else None


def _written_as(request: dict[str, Any]) -> tuple[str, str]:
    format = str(request.get("format", "jsonl"))
    return format, str(request.get("compression", "zstd" if format in COMPRESS_INSIDE else "none"))


def _shown(asked: ExportSpec, found: QuerySet[Any], sample: _Sample) -> Shown:
    if asked.format in COMPRESS_INSIDE:
        asked = replace(asked, format="jsonl")
        sample = _sample(asked, found, SHOWN_ROWS)
    rows = sample.rows[:SHOWN_ROWS]
    return Shown(len(rows), asked.format, _file(asked, rows, compressed=False).decode(), sample.timed_out)

"""What a dry run has found, in words."""

from typing import Any, NamedTuple
from uuid import UUID

from django.template.defaultfilters import filesizeformat

from exports import preview
from exports.preview import Preview

MAX_TEXT = 20_000


class Look(NamedTuple):
    """`says` are sentences, `sample` is the beginning of the file."""

    says: list[str]
    warnings: list[str]
    sample: str


def look(project_id: UUID, body: Any) -> Look:
    """Raises InvalidInput and DomainError as the API's preview does."""
    found = preview.preview(project_id, body)
    cut = found.sample.text if len(found.sample.text) <= MAX_TEXT else f"{found.sample.text[:MAX_TEXT]} …"
    return Look([_size(found), *_training(found)], [one.message for one in found.warnings], cut)


def _size(found: Preview) -> str:
    rows = f"{'About ' if found.rows_are_estimate else ''}{found.rows:,} rows"
    size = f", {filesizeformat(found.bytes)}" if found.bytes is not None else ""
    seconds = f", some {max(1, round(found.seconds)):,} s of work" if found.seconds is not None else ""
    shown = f" The first {found.sample.rows} stand below." if found.sample.rows else " None was found."
    late = " They were too hard to find in the time of a dry run, so there may be more." if found.sample.timed_out else ""
    return f"{rows}{size}{seconds}.{shown}{late}"


def _training(found: Preview) -> list[str]:
    tried = found.training
    if tried is None:
        return []
    removed = [f"{count:,} by {step}" for step, count in tried.removed.items() if count]
    left_out = f" Left out: {', '.join(removed)}." if removed else ""
    reasons = [f"{one.rows:,} rows break a rule: {one.message}" for one in tried.reasons]
    tokens = [f"{tried.tokens:,} tokens in these lines."] if tried.tokens is not None else []
    return [f"Of the first {tried.looked_at:,} rows come {len(tried.lines):,} lines.{left_out}", *reasons, *tokens]

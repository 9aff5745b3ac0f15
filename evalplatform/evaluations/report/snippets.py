"""The first words of questions and answers, for a report to show beside the ids of examples."""

from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID

from django.db import connection

CHARACTERS = 300
_ERROR = "concat_ws(': ', nullif(error_code, ''), nullif(error_message, ''))"
_TEXTS = ("input #>> '{}'", "reference #>> '{}'", "output #>> '{}'", _ERROR)
_CUT = ", ".join(f"left({text}, {CHARACTERS + 1})" for text in _TEXTS)
# of an example that was asked several times the first result that errored, else the first
_READ = f"""
    SELECT DISTINCT ON (pair_key) pair_key, {_CUT} FROM evaluations_result
    WHERE evaluation_id = %s AND pair_key = ANY(%s) ORDER BY pair_key, error_code = '', repeat
"""  # noqa: S608 (our own names)


class Snippet(NamedTuple):
    """Texts as they are, anything else as JSON text, each cut to CHARACTERS; None where there is nothing."""

    input: str | None = None
    reference: str | None = None
    output: str | None = None
    error: str | None = None


NOTHING = Snippet()


def snippets(evaluation_id: UUID, pair_keys: Collection[str]) -> dict[str, Snippet]:
    """By pair key, of those that are there."""
    if not pair_keys:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_READ, [evaluation_id, sorted(pair_keys)])
        return {key: Snippet(*map(_short, texts)) for key, *texts in cursor.fetchall()}


def _short(text: str | None) -> str | None:
    if not text:
        return None
    return text if len(text) <= CHARACTERS else text[: CHARACTERS - 1] + "…"

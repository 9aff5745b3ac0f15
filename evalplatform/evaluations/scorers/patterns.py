"""Expressions of a user's, by RE2 only: its time grows with the text's length, whatever the expression."""

from typing import Any

import re2

from evalplatform.evaluations.scorers.parameters import Flaw

MAX_LENGTH = 1_000  # characters
MAX_MEMORY = 1024 * 1024  # bytes, of the compiled expression and its automaton
MAX_STEPS = 4_000  # instructions of the compiled expression: what one byte of text may cost where the automaton does not fit


def compiled(pattern: str, *, ignore_case: bool = False) -> Any:
    """Raises Flaw (`invalid_pattern`)."""
    if not pattern or len(pattern) > MAX_LENGTH:
        raise _flaw(f"An expression has 1 to {MAX_LENGTH:,} characters.")
    options = re2.Options()
    options.never_capture = True
    options.log_errors = False
    options.max_mem = MAX_MEMORY
    options.case_sensitive = not ignore_case
    try:
        made = re2.compile(pattern, options)
    except (re2.error, UnicodeEncodeError) as error:
        raise _flaw(f"RE2 does not take this expression: {_said(error)}. Its syntax: https://github.com/google/re2/wiki/Syntax") from None
    if made.programsize > MAX_STEPS:
        raise _flaw("This expression is too large once its repetitions are written out; use smaller ones.")
    return made


def found(expression: Any, text: str) -> bool:
    """Whether it matches somewhere. Half of a surrogate pair counts as `?`."""
    return expression.search(text.encode("utf-8", "replace")) is not None


def fits(expression: Any, text: str) -> bool:
    """Whether it matches the whole text."""
    return expression.fullmatch(text.encode("utf-8", "replace")) is not None


def _flaw(detail: str) -> Flaw:
    return Flaw(detail, code="invalid_pattern")


def _said(error: Exception) -> str:
    first = error.args[0] if isinstance(error, re2.error) and error.args else "it holds half of a surrogate pair"
    return first.decode("utf-8", "replace") if isinstance(first, bytes) else str(first)

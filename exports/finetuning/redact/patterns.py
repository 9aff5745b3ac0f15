"""The user's own expressions: compiled by RE2, whose time grows with the text's length only, within a limit of memory."""

from typing import Any

import re2

from evalplatform import exact_json
from evalplatform.errors import InvalidInput, Problem
from exports.finetuning.redact.found import Found, Kind

MAX_LENGTH = 1000  # characters
MAX_MEMORY = 1024 * 1024  # bytes, of the compiled expression and its automaton
MAX_STEPS = 4000  # instructions of the compiled expression: what one byte of text may cost where the automaton does not fit
_SAMPLES = (b"", b"a", b" ", b"a b\n1")


def options() -> Any:
    """Of every expression here: no groups, since only the place of the whole is asked for, and nothing on standard error."""
    made = re2.Options()
    made.never_capture = True
    made.log_errors = False
    return made


def kinds(patterns: tuple[tuple[str, str], ...], *, taken: frozenset[str]) -> tuple[Kind, ...]:
    """A kind for each. Raises InvalidInput with a pointer for each that cannot be used; `taken` are labels that are in use."""
    problems, made, labels = [], [], set(taken)
    for name, pattern in patterns:
        detail = _name_flaw(name, labels) or _flaw(pattern)
        labels.add(name.upper())
        if detail:
            problems.append(Problem(f"/patterns/{exact_json.escape_key(name)}", detail, "invalid_pattern"))
        else:
            made.append(Kind(name, pattern, _accept))
    if problems:
        raise InvalidInput(*problems)
    return tuple(made)


def _accept(raw: bytes, start: int, end: int) -> Found | None:
    return Found(start, end, raw[start:end]) if end > start else None


def _name_flaw(name: str, taken: set[str]) -> str:
    if not (name.isascii() and name.isidentifier() and name[0] != "_" and len(name) <= 40):
        return "A pattern's name has at most 40 letters, digits and _, and begins with a letter: it stands in the text as [NAME]."
    return f"[{name.upper()}] stands for another kind already; choose another name." if name.upper() in taken else ""


def _flaw(pattern: str) -> str:
    if not pattern or len(pattern) > MAX_LENGTH:
        return f"An expression has 1 to {MAX_LENGTH:,} characters."
    limited = options()
    limited.max_mem = MAX_MEMORY
    try:
        compiled = re2.compile(pattern, limited)
    except (re2.error, UnicodeEncodeError) as error:
        return f"RE2 does not take this expression: {_said(error)}. Its syntax: https://github.com/google/re2/wiki/Syntax"
    if compiled.programsize > MAX_STEPS:
        return "This expression is too large once its repetitions are written out; use smaller ones."
    if any(_matches_nothing(compiled, sample) for sample in _SAMPLES):
        return "This expression matches the empty text, so it would match everywhere; make it ask for at least one character."
    return ""


def _said(error: Exception) -> str:
    first = error.args[0] if isinstance(error, re2.error) and error.args else "it holds half of a surrogate pair"
    return first.decode("utf-8", "replace") if isinstance(first, bytes) else str(first)


def _matches_nothing(compiled: Any, sample: bytes) -> bool:
    return any(match.start() == match.end() for match in compiled.finditer(sample))

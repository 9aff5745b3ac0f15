"""Globs of paths, matched in time that grows with glob times path and no faster, whoever writes them. Pure.

`*` and `?` stay within a folder, `**` goes through folders, `[abc]` and `[a-z]` are one of these characters, `[!abc]` none of them. A glob
without a slash matches that name in any folder, one that ends in a slash all that is below; a slash at its start holds it to the top.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

STAR = "*"
THROUGH = "**"


def fits(glob: str, path: str) -> bool:
    """Whether the glob matches the whole path."""
    return _aligned(_folders(glob), path.strip("/").split("/"), THROUGH, _fits_name)


@lru_cache(maxsize=4096)
def _folders(glob: str) -> tuple[str, ...]:
    """The glob in parts; `**` at the end takes at least one name, so that `docs/**` is not the file docs itself."""
    parts = [part for part in glob.split("/") if part]
    if glob.endswith("/"):
        parts.append(THROUGH)
    if "/" not in glob.rstrip("/"):
        parts.insert(0, THROUGH)
    return (*parts, STAR) if parts and parts[-1] == THROUGH else tuple(parts)


def _fits_name(glob: str, name: str) -> bool:
    return _aligned(_tokens(glob), name, STAR, _fits_character)


@lru_cache(maxsize=4096)
def _tokens(glob: str) -> tuple[str, ...]:
    """Characters, `*`, `?`, and what stands in brackets with its brackets."""
    tokens: list[str] = []
    at = 0
    while at < len(glob):
        end = glob.find("]", at + 2) if glob[at] == "[" else -1
        tokens.append(glob[at : end + 1] if end > 0 else glob[at])
        at += len(tokens[-1])
    return tuple(tokens)


def _fits_character(token: str, character: str) -> bool:
    if len(token) == 1:
        return token in ("?", character)
    inner = token[1:-1]
    is_not = inner.startswith("!")
    return _is_among(inner[is_not:], character) is not is_not


def _is_among(choice: str, character: str) -> bool:
    at = 0
    while at < len(choice):
        if choice[at + 1 : at + 2] == "-" and at + 2 < len(choice):
            if choice[at] <= character <= choice[at + 2]:
                return True
            at += 3
        elif choice[at] == character:
            return True
        else:
            at += 1
    return False


def _aligned(wanted: Sequence[str], given: Sequence[str], star: str, is_same: Callable[[str, str], Any]) -> bool:
    """Whether `given` is what is wanted, where a star stands for any number: only the last star ever has to take more."""
    at, place, last, taken = 0, 0, -1, 0
    while place < len(given):
        if at < len(wanted) and wanted[at] == star:
            last, taken, at = at, place, at + 1
        elif at < len(wanted) and is_same(wanted[at], given[place]):
            at, place = at + 1, place + 1
        elif last >= 0:
            taken, at, place = taken + 1, last + 1, taken + 1
        else:
            return False
    return all(one == star for one in wanted[at:])

"""Reads what others wrote: members of a decoded body, as texts that PostgreSQL takes and of a length that is known."""

from typing import Any

import orjson

from integrations.providers.change import MAX_FILES, Malformed

MAX_NAME, MAX_TITLE, MAX_URL = 300, 300, 1000
NO_COMMIT = "0" * 40
_SHA_CHARACTERS = frozenset("0123456789abcdef")


def decode(raw: bytes) -> dict[str, Any]:
    """Raises Malformed for what is no JSON object."""
    try:
        body = orjson.loads(raw)
    except (orjson.JSONDecodeError, RecursionError):
        raise Malformed("The body is not JSON.") from None
    if not isinstance(body, dict):
        raise Malformed("The body is not a JSON object.")
    return body


def at(body: Any, *path: str) -> Any:
    """The value under these keys; None where there is none."""
    for key in path:
        body = body.get(key) if isinstance(body, dict) else None
    return body


def text(body: Any, *path: str, most: int = MAX_NAME) -> str:
    """What is under these keys, cut; empty where it is no text."""
    found = at(body, *path)
    return clean(found, most) if isinstance(found, str) else ""


def clean(found: str, most: int) -> str:
    """Without NUL and lone surrogates, which PostgreSQL does not take."""
    return found.replace("\0", "").encode("utf-8", "ignore").decode()[:most]


def name(body: Any, *path: str) -> str:
    """A text that is needed, and useless when it is cut. Raises Malformed."""
    found = at(body, *path)
    if not isinstance(found, str) or not found or len(found) > MAX_NAME or clean(found, MAX_NAME) != found:
        raise Malformed(f"{'.'.join(path)} is missing, or no text of at most {MAX_NAME} characters.")
    return found


def sha(body: Any, *path: str) -> str:
    """The hash of a commit. Raises Malformed."""
    found = at(body, *path)
    if not is_sha(found):
        raise Malformed(f"{'.'.join(path)} is missing, or no hash of a commit.")
    return str(found)


def is_sha(found: Any) -> bool:
    return isinstance(found, str) and 40 <= len(found) <= 64 and _SHA_CHARACTERS.issuperset(found)


def number(body: Any, *path: str) -> int:
    """A number of a pull request. Raises Malformed."""
    found = at(body, *path)
    if not isinstance(found, int) or isinstance(found, bool) or not 1 <= found < 2**31:
        raise Malformed(f"{'.'.join(path)} is missing, or no whole number from 1.")
    return found


def branch_of(source: str, branch: str, *, repository: str) -> str:
    """With the repository before it where that is another: a fork's `main` is not ours, with which later changes are compared."""
    return branch if source.lower() == repository.lower() else clean(f"{source or 'unknown'}:{branch}", MAX_NAME)


def changed_files(commits: Any) -> tuple[str, ...] | None:
    """The paths that the commits of a push name, in order; None where they do not name them, or name too many."""
    found: dict[str, None] = {}
    for commit in commits if isinstance(commits, list) else ():
        for key in ("added", "modified", "removed"):
            paths = at(commit, key)
            if not isinstance(paths, list):
                return None
            found |= dict.fromkeys(clean(path, 4096) for path in paths if isinstance(path, str))
    return tuple(found) if 0 < len(found) <= MAX_FILES else None


def ref(full: str, kind: str) -> str:
    """`main` of `refs/heads/main`; empty when the ref is of another kind."""
    prefix = f"refs/{kind}/"
    return full.removeprefix(prefix) if full.startswith(prefix) else ""

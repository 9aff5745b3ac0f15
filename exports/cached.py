"""Counts and statistics that are kept for a while, and dropped as soon as the project's data change."""

import json
import logging
from collections.abc import Callable
from hashlib import blake2b
from typing import Any, TypeVar
from uuid import UUID

from django.conf import settings
from django.core.cache import cache

from evalplatform.tracing import freshness

T = TypeVar("T")
log = logging.getLogger(__name__)


def cached(project_id: UUID, what: str, question: Any, make: Callable[[], T], *, seconds: int | None = None) -> T:
    """The answer to `question` (JSON) about the project's data: as it was kept, at most `seconds` ago, or made now.

    `seconds` is EXPORT_CACHE_SECONDS by default. It is kept under the version that the data had before it was made. A cache that does
    not answer makes it slower, never wrong.
    """
    key = _key(project_id, what, question)
    if key and (found := _read(key)):
        return found[0]  # type: ignore[no-any-return]
    made = make()
    if key:
        _keep(key, made, settings.EXPORT_CACHE_SECONDS if seconds is None else seconds)
    return made


def _key(project_id: UUID, what: str, question: Any) -> str | None:
    try:
        version = freshness.version(project_id)
    except Exception:  # the errors of caches differ by backend
        log.exception("The cache does not answer")
        return None
    asked = blake2b(json.dumps([version, what, question], sort_keys=True).encode(), digest_size=16).hexdigest()
    return f"exports.cached:{project_id}:{asked}"


def _read(key: str) -> tuple[Any] | None:
    """In a tuple, so that None and 0 are answers too."""
    try:
        found: tuple[Any] | None = cache.get(key)
    except Exception:
        log.exception("The cache does not answer")
        return None
    return found


def _keep(key: str, made: Any, seconds: int) -> None:
    try:
        cache.set(key, (made,), seconds)
    except Exception:
        log.exception("The cache does not take an answer")

"""Whether this process can serve: a load balancer asks `/readyz` before it sends anybody here."""

import logging
import shutil
from collections.abc import Callable

from django.conf import settings
from django.core.cache import cache
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse

log = logging.getLogger(__name__)

_migrated = False


class NotReady(Exception):
    """What is missing, for the log; who asks learns only which check failed."""


def readyz(request: HttpRequest) -> JsonResponse:
    """200 with each check as `ok`, or 503 with `failed` at those that failed; the reasons stand in the log."""
    found = {name: _outcome(name, check) for name, check in CHECKS.items()}
    response = JsonResponse(found, status=200 if set(found.values()) == {"ok"} else 503)
    response["Cache-Control"] = "no-store"
    return response


def _outcome(name: str, check: Callable[[], None]) -> str:
    try:
        check()
    except Exception as error:  # a check that cannot be made has failed, whatever the driver calls it
        log.warning("Not ready: %s: %s", name, error)
        return "failed"
    return "ok"


def _database() -> None:
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute("SELECT 1")


def _migrations() -> None:
    """Once they are all there they stay so while this process lives: nobody migrates backwards under a running server."""
    global _migrated
    if _migrated:
        return
    executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        raise NotReady(f"{len(missing)} migrations are missing, the first is {missing[0][0]}: run manage.py migrate")
    _migrated = True


def _broker() -> None:
    """Redis, which is broker and cache; without it both are in this process."""
    if settings.REDIS_URL:
        cache.get("evalplatform.readiness")


def _disk() -> None:
    for folder in {settings.DATA_DIR, settings.EXPORT_DIR}:
        free = shutil.disk_usage(next(one for one in (folder, *folder.parents) if one.exists())).free
        if free < settings.READY_FREE_BYTES:
            raise NotReady(f"{folder} has {free:,} bytes left, fewer than READY_FREE_BYTES: {settings.READY_FREE_BYTES:,}")


CHECKS: dict[str, Callable[[], None]] = {"database": _database, "migrations": _migrations, "broker": _broker, "disk": _disk}

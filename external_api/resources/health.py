"""Whether the service can work, for those who watch it; no key is needed."""

import threading
from importlib import metadata
from typing import Any

from django.conf import settings
from django.db import Error, connection
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from external_api import errors

SECONDS = 2.0
_checks = threading.BoundedSemaphore(4)  # threads that may hang at once on a database that does not answer


class HealthView(APIView):
    authentication_classes = []
    permission_classes = []

    @extend_schema(
        operation_id="health",
        responses=inline_serializer(
            "Health",
            {
                "service": serializers.CharField(),
                "version": serializers.CharField(),
                "database": serializers.ChoiceField(["ok", "unavailable"]),
                "broker": serializers.ChoiceField(["redis", "memory"]),
            },
        ),
    )
    def get(self, request: Request) -> Response:
        """200 when the database answers within two seconds, else 503."""
        answers = _database_answers()
        body: dict[str, Any] = {
            "service": "evalplatform",
            "version": _version(),
            "database": "ok" if answers else "unavailable",
            "broker": "redis" if settings.REDIS_URL else "memory",
        }
        if answers:
            return Response(body)
        detail = f"The database did not answer, or not within {SECONDS:g} seconds."
        failed = errors.problem(request, 503, "database_unavailable", detail, **body)
        headers = {"Retry-After": str(errors.RETRY_AFTER_SECONDS)}
        return Response(failed, status=503, headers=headers, content_type=errors.MEDIA_TYPE)


def _version() -> str:
    try:
        return metadata.version("evalplatform")
    except metadata.PackageNotFoundError:
        return "unknown"


def _database_answers() -> bool:
    """In a thread of its own, since neither connecting nor asking has an end of its own when the server hangs."""
    if not _checks.acquire(timeout=SECONDS):
        return False
    answers: list[bool] = []
    asking = threading.Thread(target=_ask, args=(answers,), daemon=True)
    asking.start()
    asking.join(SECONDS)
    return answers == [True]


def _ask(answers: list[bool]) -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        answers.append(True)
    except Error:
        pass
    finally:
        connection.close()
        _checks.release()

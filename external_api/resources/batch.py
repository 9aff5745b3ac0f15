"""Batches over HTTP: many operations in one call, and what became of those in the background."""

from typing import Any
from uuid import UUID

import orjson
from django.db import transaction
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from evalplatform.exact_json import loads
from evalplatform.projects.caller import Caller, caller_of, count_items
from external_api import errors
from external_api.batches import asking, callback_secrets, lifecycle, rights
from external_api.batches.operations import Work
from external_api.batches.outcomes import entry
from external_api.batches.performing import KINDS, SCOPES, perform
from external_api.models import Batch
from external_api.parsers import body_of
from external_api.resources import batch_documents as documents


class BatchesView(APIView):
    scopes = {"POST": SCOPES}
    heavy = {"POST": "batches"}
    refuses_flaws_itself = True  # one half of an emoji costs one operation

    @extend_schema(
        operation_id="batch_create",
        request=documents.BatchRequestDocument,
        responses={200: documents.BatchDoneDocument, 202: documents.BatchDocument},
    )
    def post(self, request: Request) -> Response:
        """Do up to 1,000 operations, in order, each with its own outcome; with `atomic` all or nothing (422 `batch_rolled_back`).

        With `background` the answer is 202 at once; follow `Location`. Each operation needs the scope that its own call would; without
        it its entry is 403, and the others are done.
        """
        caller = caller_of(request)
        asked = asking.parse(caller, body_of(request))
        count_items(request, len(asked.operations))
        if asked.background:
            return _requested(caller, asked)
        results = perform(Work(caller.project_id), asked.operations, caller.scopes, all_or_nothing=asked.atomic)
        failed = sum(one.has_failed for one in results)
        body: dict[str, Any] = {
            "total": len(results),
            "failed": failed,
            "results": [entry(place, one) for place, one in enumerate(results)],
        }
        if not (asked.atomic and failed):
            return Response(body)
        said = f"{failed} of {len(results)} operations failed, so nothing was changed; `results` says what would have become of each."
        problem = errors.problem(request, 422, "batch_rolled_back", said, rolled_back=True, **body)
        return Response(problem, status=422, content_type=errors.MEDIA_TYPE)


class BatchView(APIView):
    scopes = {"GET": SCOPES}

    @extend_schema(operation_id="batch_retrieve", responses=documents.BatchDocument)
    def get(self, request: Request, id: UUID) -> Response:
        """How far a batch in the background has come, and once it has ended, its results. It is kept for 7 days."""
        caller = caller_of(request)
        batch = lifecycle.find(caller.project_id, id)
        return Response(_shown(batch, caller, _results(batch, caller)))


def _requested(caller: Caller, asked: asking.AskedBatch) -> Response:
    operations = asking.storable(asked.operations)
    if asked.callback_url:
        callback_secrets.check_there_is_one(caller.project_id)
    with transaction.atomic():
        batch = lifecycle.request(
            caller.project_id,
            operations=operations,
            total=len(asked.operations),
            atomic=asked.atomic,
            callback_url=asked.callback_url,
            **rights.maker(caller),
        )
    return Response(_shown(batch, caller, None), status=202, headers={"Location": reverse("batch", args=[batch.id])})


def _shown(batch: Batch, caller: Caller, results: Any) -> dict[str, Any]:
    return {
        **{name: getattr(batch, name) for name in ("id", "state", "atomic", "total", "done", "failed")},
        "error": {"code": batch.error_code, "message": batch.error} if batch.error_code else None,
        "callback": _callback(batch, caller) if batch.callback_url else None,
        **{"created_at": batch.created_at, "finished_at": batch.finished_at, "results": results},
    }


def _callback(batch: Batch, caller: Caller) -> dict[str, Any]:
    """What follows `?` in the address may be a secret of its receiver, so it is for those who may name one."""
    url = batch.callback_url if asking.SCOPE in caller.scopes else batch.callback_url.partition("?")[0]
    return {
        **{"url": url, "state": batch.callback_state, "attempts": batch.callback_attempts},
        **{"next_at": batch.callback_next_at if batch.callback_state == "waiting" else None, "error": batch.callback_error},
    }


def _results(batch: Batch, caller: Caller) -> Any:
    """Results as they were written; of an operation that the reader may not do, no more than its status."""
    if batch.finished_at is None:
        return None
    if caller.scopes.issuperset(set(SCOPES).intersection(batch.scopes)):
        return orjson.Fragment((batch.results or "[]").encode())
    names = [one.get("op") if isinstance(one, dict) else None for one in loads(batch.operations or "[]")]
    return [_outline(one) if _is_hidden(names[one["index"]], caller) else one for one in loads(batch.results or "[]")]


def _is_hidden(name: Any, caller: Caller) -> bool:
    return isinstance(name, str) and name in KINDS and KINDS[name].scope not in caller.scopes


def _outline(one: dict[str, Any]) -> dict[str, Any]:
    """Also without its problem, whose words may quote what was sent."""
    return {key: one[key] for key in ("index", "status")}

"""One effect for each Idempotency-Key: a POST that is sent again is answered with what was answered the first time.

The throttle `Once` opens a transaction, the view runs in it, and the middleware `remember` writes the answer into it and commits. So
effect and answer are there together or not at all, whatever dies when, and a retry after a crash is a first time.
"""

from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

import orjson
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from evalplatform.errors import Conflict, DomainError, NotFound
from evalplatform.projects import gone
from evalplatform.projects.caller import Caller, caller_of
from external_api import errors
from external_api.idempotency import records
from external_api.idempotency.asking import HEADER, fingerprint_of, key_of
from external_api.permissions import AnyOf, needed_scopes

if TYPE_CHECKING:  # rest_framework.views imports this module through the settings
    from rest_framework.views import APIView

__all__ = ["Once", "remember"]

REPLAYED = "Idempotent-Replayed"
RETRY_SECONDS = 1
_REFUSED = {401, 403, 429}  # says nothing of the call itself; the same one may be let through later
_STATE = "evalplatform.idempotency"


class KeyInUse(Conflict):
    """Another call with this key is under way."""

    def __init__(self) -> None:
        super().__init__("idempotency_key_in_use", "A call with this Idempotency-Key is being answered. Send it again in a moment.")
        self.headers = {"Retry-After": str(RETRY_SECONDS)}


class KeyReused(DomainError):
    """The key stands for another call."""

    status = 422

    def __init__(self) -> None:
        said = "This Idempotency-Key was sent with another call: another path, query, content type or body, or by another caller"
        super().__init__("idempotency_key_reused", f"{said}. Take a new key for each call; a retry sends the very same bytes.")


class _Replay(APIException):
    """Ends the call before its view; `remember` puts the stored answer in the place of what is made of this."""


@dataclass(frozen=True)
class _Open:
    """A view that runs under a key: `effects` is a savepoint inside of `whole`, the transaction that will hold the answer too."""

    project_id: UUID
    caller: str
    key: str
    fingerprint: bytes
    whole: ExitStack
    effects: ExitStack


class Once(BaseThrottle):
    """Not a limit: DRF asks throttles last, when caller and scopes are known and the call is counted, and a view has not begun."""

    def allow_request(self, request: Request, view: "APIView") -> bool:
        """Raises KeyInUse, KeyReused, InvalidInput for a key that is none, and what reading the body can raise."""
        sent = request.META.get(HEADER)
        if request.method == "POST" and sent is not None and isinstance(request.auth, Caller):
            _begin(request, caller_of(request), key_of(sent), may=_rights(caller_of(request), needed_scopes(view, "POST")))
        return True


def remember(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """A middleware, the innermost, so that it sees answers as views make them and before anything packs them."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        try:
            response = get_response(request)
        except BaseException:  # not an Exception, which Django has made an answer of: the thread is being ended
            if isinstance(state := request.META.get(_STATE), _Open):
                _undo(state)
            raise
        match request.META.pop(_STATE, None):
            case HttpResponse() as replay:
                return replay
            case _Open() as state:
                return _finish(request, state, response)
        return response

    return middleware


def _rights(caller: Caller, needed: tuple[str, ...]) -> list[str]:
    """What the answer depends on beside the call, where not all who may call may do the same: who may less must not get its replay."""
    return sorted(caller.scopes.intersection(needed)) if isinstance(needed, AnyOf) else []


def _begin(request: Request, caller: Caller, key: str, *, may: list[str]) -> None:
    """Open the transaction of a first call, or raise what answers any other."""
    fingerprint = fingerprint_of(request, may=may)  # reads the body, which may take its time, before anything is held
    with ExitStack() as stack:
        stack.enter_context(transaction.atomic())
        is_ours = records.lock(caller.project_id, key)
        found = records.find(caller.project_id, key)
        if found is not None:
            request.META[_STATE] = _replay(found, caller, fingerprint)
            raise _Replay
        if not is_ours:
            raise KeyInUse
        effects = ExitStack()
        effects.enter_context(transaction.atomic())
        request.META[_STATE] = _Open(caller.project_id, caller.name, key, fingerprint, stack.pop_all(), effects)


def _replay(found: records.Stored, caller: Caller, fingerprint: bytes) -> HttpResponse:
    if found.fingerprint != fingerprint or (found.caller and found.caller != caller.name):
        raise KeyReused
    return HttpResponse(found.body, status=found.status, headers={**found.headers, REPLAYED: "true"})


def _finish(request: HttpRequest, state: _Open, response: HttpResponseBase) -> HttpResponseBase:
    """Write the answer beside the effects and commit both; what says nothing about the call, or is our fault, leaves neither."""
    if response.status_code >= 500 or response.status_code in _REFUSED:
        _undo(state)
        return response
    try:
        with state.whole:
            with state.effects:
                if response.status_code >= 400:  # a refused call changes nothing, however far it got
                    transaction.set_rollback(True)
            records.keep(state.project_id, state.key, state.fingerprint, _stored(state, response))
    except Exception as error:
        return _failure(request, error)
    return response


def _stored(state: _Open, response: HttpResponseBase) -> records.Answer:
    if not isinstance(response, HttpResponse):
        raise TypeError("A stream cannot be kept as the answer to a POST; give the view an answer that ends.")
    return records.Answer(response.status_code, dict(response.items()), response.content, caller=state.caller)


class _Undone(Exception):
    pass


def _undo(state: _Open) -> None:
    with suppress(_Undone), state.whole, state.effects:
        raise _Undone


def _failure(request: HttpRequest, error: Exception) -> HttpResponse:
    """What the call is answered with when it cannot be committed. Raises the error itself when nobody expected it."""
    reason = NotFound(gone.MESSAGE, code="project_deleted") if records.lacks_project(error) else error
    failed = errors.handle(reason, {"request": request})
    if failed is None:
        raise error
    headers = {**dict(failed.items()), "Content-Type": errors.MEDIA_TYPE}
    return HttpResponse(orjson.dumps(failed.data), status=failed.status_code, headers=headers)

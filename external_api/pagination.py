"""Pages over the ids, which rise with time: signed cursors, no OFFSET, no COUNT, so that inserts neither repeat nor hide a row."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any
from uuid import UUID

import orjson
from django.core.exceptions import EmptyResultSet
from django.core.signing import BadSignature, Signer
from django.db import connection
from django.db.models import QuerySet
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from evalplatform.errors import InvalidInput, Problem
from evalplatform.exact_json import escape_key
from evalplatform.fields import Column, select_json
from evalplatform.projects.caller import caller_of, count_items

DEFAULT_SIZE = 50
MAX_SIZE = 10_000
MAX_BYTES = 32 * 1024 * 1024  # a page of JSON ends early where it would grow beyond this, and `next` goes on from there
ORDERS = ("newest", "oldest")

PARAMETERS: dict[str, dict[str, Any]] = {
    "order": {"description": "by the time of arrival", "schema": {"type": "string", "enum": list(ORDERS), "default": ORDERS[0]}},
    "page_size": {
        "description": f"rows a page; it holds fewer where it would grow beyond {MAX_BYTES // 2**20} MiB",
        "schema": {"type": "integer", "minimum": 1, "maximum": MAX_SIZE, "default": DEFAULT_SIZE},
    },
    "total": {
        "description": "`estimate`: the page says too how many rows all pages have, as PostgreSQL's planner sees it; nothing is counted",
        "schema": {"type": "string", "enum": ["estimate"]},
    },
    "cursor": {"description": "from `next` or `previous`, together with all other parameters as they were", "schema": {"type": "string"}},
}
TOTAL: dict[str, Any] = {
    "type": "object",
    "description": "only where `total=estimate` asks for it",
    "required": ["value", "is_estimate"],
    "properties": {
        "value": {"type": "integer", "minimum": 0},
        "is_estimate": {"type": "boolean", "description": "false where this page holds all there is"},
    },
}


@dataclass(frozen=True)
class Question:
    """What a list was asked: which way, how many, from where. Raises InvalidInput when made from parameters that do not fit."""

    request: Request
    signer: Signer
    size: int
    rising: bool
    backwards: bool  # towards `previous`: read against the order, then turned round
    beside: UUID | None  # the row that the page begins after, or when read backwards before
    wants_total: bool

    @classmethod
    def of(cls, request: Request, *, parameters: Sequence[str] = ()) -> "Question":
        """`parameters` are those that the list knows beside the pages' own. Others are refused: a misspelt filter must not let all pass."""
        _refuse_unknown(request, {*parameters, *PARAMETERS})
        order, size, signer = _order(request), _size(request), _signer(request)
        wants_total = _wants_total(request)
        direction, beside = _place(request, signer)
        backwards = direction == "p"
        return cls(request, signer, size, (order == "oldest") is not backwards, backwards, beside, wants_total)

    def rows(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Those of this page, and one more if there is one."""
        if self.beside is not None:
            rows = rows.filter(id__gt=self.beside) if self.rising else rows.filter(id__lt=self.beside)
        return rows.order_by("id" if self.rising else "-id")[: self.size + 1]

    def page(self, rows: Any, results: list[Any], ends: tuple[UUID | None, UUID | None], *, more: bool) -> dict[str, Any]:
        """The body of a page of `rows`, which are all that the list has; `ends` are the ids of the first and the last result."""
        links = self.links(*ends, more=more)
        total = {"total": _total(rows, len(results), is_all=not any(links.values()))} if self.wants_total else {}
        return {**links, **total, "results": results}

    def links(self, first: UUID | None, last: UUID | None, *, more: bool) -> dict[str, str | None]:
        """`more` says whether there are rows beyond this page in the direction that it was read."""
        following = more or self.backwards
        preceding = more if self.backwards else self.beside is not None
        return {
            "next": self._link("n", last) if last and following else None,
            "previous": self._link("p", first) if first and preceding else None,
        }

    def _link(self, direction: str, id: UUID) -> str:
        query = self.request.query_params.copy()
        query["cursor"] = self.signer.sign(f"{direction}{id.hex}")
        return f"{self.request.build_absolute_uri(self.request.path)}?{query.urlencode()}"


def json_page(question: Question, rows: QuerySet[Any], columns: tuple[Column, ...]) -> dict[str, Any]:
    """The page as PostgreSQL writes its rows; `id` is among the columns."""
    texts, more = _read(question, rows, columns)
    count_items(question.request, len(texts))
    if question.backwards:
        texts.reverse()
    first, last = (UUID(orjson.loads(text)["id"]) for text in (texts[0], texts[-1])) if texts else (None, None)
    return question.page(rows, [orjson.Fragment(text) for text in texts], (first, last), more=more)


def _read(question: Question, rows: QuerySet[Any], columns: tuple[Column, ...]) -> tuple[list[str], bool]:
    texts: list[str] = []
    held = 0
    # one by one: fetchall would hold a page of large rows twice, and could not stop at MAX_BYTES
    with connection.cursor() as cursor, closing(cursor.stream(*select_json(question.rows(rows), columns))) as stream:
        for (text,) in stream:
            held += len(text)
            if texts and held > MAX_BYTES:  # leaving the stream cancels the query, which takes a connection of its own
                return texts, True
            texts.append(text)
    return texts[: question.size], len(texts) > question.size


class Pages(BasePagination):
    """The same pages for a list of model objects. A view names its own query parameters in `parameters`."""

    def paginate_queryset(self, queryset: Any, request: Request, view: APIView | None = None) -> list[Any]:
        self.question = Question.of(request, parameters=getattr(view, "parameters", ()))
        self.rows = queryset
        found = list(self.question.rows(queryset))
        self.more = len(found) > self.question.size
        self.found = found[: self.question.size]
        count_items(request, len(self.found))
        if self.question.backwards:
            self.found.reverse()
        return self.found

    def get_paginated_response(self, data: Any) -> Response:
        ends = (self.found[0].pk, self.found[-1].pk) if self.found else (None, None)
        return Response(self.question.page(self.rows, data, ends, more=self.more))

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": ["string", "null"], "format": "uri"}
        properties = {"next": link, "previous": link, "total": TOTAL, "results": schema}
        return {"type": "object", "required": ["next", "previous", "results"], "properties": properties}

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        return [{"name": name, "in": "query", "required": False, **described} for name, described in PARAMETERS.items()]


def _refuse_unknown(request: Request, known: set[str]) -> None:
    problems = [
        Problem(f"/{escape_key(name)}", f"There is no parameter {name!r}. There are: {', '.join(sorted(known))}.", "unknown_parameter")
        for name in request.query_params
        if name not in known
    ]
    if problems:
        raise InvalidInput(*problems, code="invalid_parameter")


def _order(request: Request) -> str:
    order = request.query_params.get("order", ORDERS[0])
    if order not in ORDERS:
        raise InvalidInput(Problem("/order", f"order is one of: {', '.join(ORDERS)}."), code="invalid_parameter")
    return order


def _size(request: Request) -> int:
    text = request.query_params.get("page_size", str(DEFAULT_SIZE))
    if not (text.isascii() and text.isdecimal() and len(text) <= 9 and 1 <= int(text) <= MAX_SIZE):
        raise InvalidInput(Problem("/page_size", f"page_size is a whole number from 1 to {MAX_SIZE}."), code="invalid_parameter")
    return int(text)


def _wants_total(request: Request) -> bool:
    asked = request.query_params.get("total")
    if asked not in (None, "estimate"):
        raise InvalidInput(Problem("/total", "total is estimate, or not there: rows are not counted."), code="invalid_parameter")
    return asked is not None


def _total(rows: Any, on_page: int, *, is_all: bool) -> dict[str, Any]:
    """The planner expects a row where there is none, and fewer than there are on the page."""
    if is_all:
        return {"value": on_page, "is_estimate": False}
    parts = getattr(rows, "parts", [rows])  # several query sets can be read as one list
    return {"value": max(sum(_expected(part) for part in parts), on_page), "is_estimate": True}


def _expected(rows: QuerySet[Any]) -> int:
    try:
        sql, parameters = rows.order_by().values("id").query.sql_with_params()
    except EmptyResultSet:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", parameters)
        (plan,) = cursor.fetchone()
    return int(orjson.loads(plan)[0]["Plan"]["Plan Rows"])


def _signer(request: Request) -> Signer:
    """One of its own for each question: a cursor fits the caller's project, the path and all other parameters, or is refused."""
    asked = sorted((name, values) for name, values in request.query_params.lists() if name not in ("cursor", "page_size", "total"))
    digest = blake2b(orjson.dumps([request.path, str(caller_of(request).project_id), asked]), digest_size=16)
    return Signer(salt=f"external_api.pagination:{digest.hexdigest()}", sep=".")


def _place(request: Request, signer: Signer) -> tuple[str, UUID | None]:
    cursor = request.query_params.get("cursor")
    if cursor is None:
        return "n", None
    try:
        said = signer.unsign(cursor)
    except BadSignature:
        detail = "This cursor is not one of this list: use `next` and `previous` as they are, and leave the other parameters alone."
        raise InvalidInput(Problem("/cursor", detail, "invalid_cursor"), code="invalid_cursor") from None
    return said[0], UUID(said[1:])

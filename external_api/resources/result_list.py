"""Lists of an evaluation's results: pages, and the worst by a metric."""

from dataclasses import replace
from typing import Any

import orjson
from django.db import connection
from django.db.models import F, QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from evalplatform import filtering
from evalplatform.errors import InvalidInput, Problem
from evalplatform.evaluations.fields import RESULTS
from evalplatform.evaluations.models import Evaluation, ResultState
from evalplatform.evaluations.scorers import UnknownScorer, get
from evalplatform.evaluations.scorers.scorer import Direction
from evalplatform.exact_json import NotJSON, loads
from evalplatform.fields import columns_of, select_json
from external_api.pagination import PARAMETERS, Question, json_page

MOST_OF_WORST = 1_000
DESCRIBED = [
    OpenApiParameter("filter", OpenApiTypes.STR, description="the filter language, as JSON, over the fields of results"),
    OpenApiParameter("state", OpenApiTypes.STR, enum=ResultState.values),
    OpenApiParameter("worst", OpenApiTypes.STR, description=f"a metric: one page, of at most {MOST_OF_WORST:,}, the worst first"),
    *(OpenApiParameter(name, one["schema"], description=one["description"]) for name, one in PARAMETERS.items()),
]

_COLUMNS = columns_of(RESULTS.listed)


def page(request: Request, evaluation: Evaluation) -> dict[str, Any]:
    """Raises InvalidInput."""
    question = Question.of(request, parameters=("filter", "state", "worst"))
    rows = _filtered(request, RESULTS.rows(evaluation.project_id).filter(evaluation_id=evaluation.id))
    if (metric := request.query_params.get("worst")) is None:
        return json_page(question, rows, _COLUMNS)
    return _worst(evaluation, rows, metric, limit=min(question.size, MOST_OF_WORST))


def _worst(evaluation: Evaluation, rows: QuerySet[Any], metric: str, *, limit: int) -> dict[str, Any]:
    """Results that have a value; equal ones in the order of their ids."""
    value = RESULTS.field(f"metric.{metric}").expression if metric in _metrics(evaluation) else None
    if value is None:
        known = ", ".join(_metrics(evaluation))
        raise InvalidInput(
            Problem("/worst", f"This evaluation has no such metric; it has {known}.", "unknown_field"), code="invalid_parameter"
        )
    found = rows.annotate(worst=value).filter(worst__isnull=False)
    rising = _metrics(evaluation)[metric] == Direction.HIGHER
    ordered = found.order_by(F("worst").asc() if rising else F("worst").desc(), "id")[:limit]
    with connection.cursor() as cursor:
        cursor.execute(*select_json(ordered, _COLUMNS))
        texts = [text for (text,) in cursor.fetchall()]
    return {"next": None, "previous": None, "results": [orjson.Fragment(text) for text in texts]}


def _metrics(evaluation: Evaluation) -> dict[str, Direction]:
    """Their names, and which way is better; a scorer that is no longer installed is taken to like high values."""
    return {str(one.get("as", one["name"])): _direction(one["name"]) for one in evaluation.scorers}


def _direction(scorer: str) -> Direction:
    try:
        return get(scorer).direction
    except UnknownScorer:
        return Direction.HIGHER


def _filtered(request: Request, rows: QuerySet[Any]) -> QuerySet[Any]:
    if (state := request.query_params.get("state")) is not None:
        if state not in ResultState.values:
            detail = f"state is one of {', '.join(ResultState.values)}."
            raise InvalidInput(Problem("/state", detail, "choice"), code="invalid_parameter")
        rows = rows.filter(state=state)
    for text in request.query_params.getlist("filter"):
        try:
            rows = rows.filter(filtering.build(RESULTS, loads(text)))
        except NotJSON as error:
            raise InvalidInput(Problem("/filter", f"The filter is not JSON: {error}", "malformed_filter"), code="invalid_filter") from None
        except InvalidInput as error:
            raise InvalidInput(*(replace(one, pointer=f"/filter{one.pointer}") for one in error.problems), code=error.code) from None
    return rows

"""The catalogue of language models over HTTP: the same for all projects, read only; the admin changes it in the back office."""

from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from evalplatform.errors import InvalidInput, NotFound, Problem
from evalplatform.exact_json import find_flaw_of_text
from evalplatform.tracing.models import LanguageModel

_PARAMETERS = [
    OpenApiParameter("provider", str, description="only models of this one, spelt as in the list, such as `openai`"),
    OpenApiParameter("capability", str, description="only models that can do this, such as `tools`; given twice, both"),
]


def _price(says: str) -> serializers.DecimalField:
    return serializers.DecimalField(max_digits=12, decimal_places=6, normalize_output=True, allow_null=True, help_text=says)


class LanguageModelSerializer(serializers.ModelSerializer[LanguageModel]):
    """A model. Prices are US dollars for a million tokens, exact decimals; null is unknown, not free."""

    input_price = _price("for input that comes for the first time")
    output_price = _price("for what the model writes, its reasoning too")
    cached_input_price = _price("for input that the provider has in its cache; null: no price of its own is known")

    class Meta:
        model = LanguageModel
        fields = [
            *("id", "provider", "name", "aliases", "dated_snapshots", "context_window", "max_output", "capabilities"),
            *("input_price", "output_price", "cached_input_price", "priced_up_to", "as_of", "source", "origin"),
        ]


class ModelsView(GenericAPIView[LanguageModel]):
    scopes = {"GET": "models:read"}
    serializer_class = LanguageModelSerializer
    parameters = ("provider", "capability")

    @extend_schema(operation_id="models_list", parameters=_PARAMETERS, responses=LanguageModelSerializer(many=True))
    def get(self, request: Request) -> Response:
        """The models that are known, with what they can do and cost: the latest entry first."""
        page = self.paginate_queryset(_filtered(request))
        return self.get_paginated_response(LanguageModelSerializer(page or [], many=True).data)


class ModelView(APIView):
    scopes = {"GET": "models:read"}

    @extend_schema(operation_id="models_retrieve", responses=LanguageModelSerializer)
    def get(self, request: Request, id: UUID) -> Response:
        """One model."""
        found = LanguageModel.objects.filter(id=id).first()
        if found is None:
            raise NotFound("There is no such model in the catalogue.")
        return Response(LanguageModelSerializer(found).data)


def _filtered(request: Request) -> QuerySet[LanguageModel]:
    rows = LanguageModel.objects.all()
    for provider in _said(request, "provider"):
        rows = rows.filter(provider=provider)
    if capabilities := _said(request, "capability"):
        rows = rows.filter(capabilities__contains=capabilities)
    return rows


def _said(request: Request, name: str) -> list[str]:
    values = request.query_params.getlist(name)
    for value in values:
        if flaw := find_flaw_of_text(value, f"/{name}"):
            raise InvalidInput(Problem(f"/{name}", flaw.detail, flaw.code), code="invalid_parameter")
    return values

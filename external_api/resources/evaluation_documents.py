"""How evaluations look over HTTP. What comes in is checked by evaluations/asked.py, which knows the pointers; it is documented here."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema_field
from rest_framework import serializers

from evalplatform.evaluations import asked, progress
from evalplatform.evaluations.models import Evaluation, EvaluationState, SourceKind, Verdict
from external_api.resources.trace_documents import Problems  # noqa: F401 (placeholder)

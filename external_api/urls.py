"""The external API over HTTP; everything stands under /api/external/, without a slash at the end."""

from django.urls import path

from external_api import schema  # noqa: F401 (registers what drf-spectacular needs to know)
from external_api.resources.health import HealthView
from external_api.resources.otlp import OtlpTracesView
from external_api.resources.traces import TraceScoresView, TracesView, TraceView

urlpatterns = [
    path("health", HealthView.as_view(), name="health"),
    path("otlp/v1/traces", OtlpTracesView.as_view(), name="otlp-traces"),
    path("traces", TracesView.as_view(), name="traces"),
    path("traces/<uuid:id>", TraceView.as_view(), name="trace"),
    path("traces/<uuid:id>/scores", TraceScoresView.as_view(), name="trace-scores"),
]

"""The external API over HTTP; everything stands under /api/external/, without a slash at the end."""

from django.urls import path

from external_api.resources.api_keys import ApiKeysView, ApiKeyView, RotateView
from external_api.resources.auth import ObtainView, RefreshView, VerifyView
from external_api.resources.batch import BatchesView, BatchView
from external_api.resources.callbacks import CallbackSecretView
from external_api.resources.dataset_examples import ExamplesView, ExampleView, FilesView, FromTracesView
from external_api.resources.datasets import DatasetsView, DatasetView, VersionsView
from external_api.resources.evaluation_reports import CompareView, ReportSchemaView, ReportView
from external_api.resources.evaluations import (
    CancelEvaluationView,
    EvaluationsView,
    EvaluationView,
    FinishView,
    OutputsView,
    ResultsView,
)
from external_api.resources.health import HealthView
from external_api.resources.models import ModelsView, ModelView
from external_api.resources.otlp import OtlpTracesView
from external_api.resources.suites import SuitesView, SuiteView
from external_api.resources.traces import TraceScoresView, TracesView, TraceView
from external_api.resources.usage import UsageView
from external_api.resources.waivers import WaiversView, WaiverView

urlpatterns = [
    path("health", HealthView.as_view(), name="health"),
    path("auth/token", ObtainView.as_view(), name="auth-token"),
    path("auth/refresh", RefreshView.as_view(), name="auth-refresh"),
    path("auth/verify", VerifyView.as_view(), name="auth-verify"),
    path("api-keys", ApiKeysView.as_view(), name="api-keys"),
    path("api-keys/<uuid:id>", ApiKeyView.as_view(), name="api-key"),
    path("api-keys/<uuid:id>/rotate", RotateView.as_view(), name="api-key-rotate"),
    path("batch", BatchesView.as_view(), name="batches"),
    path("batch/<uuid:id>", BatchView.as_view(), name="batch"),
    path("callbacks/secret", CallbackSecretView.as_view(), name="callback-secret"),
    path("datasets", DatasetsView.as_view(), name="datasets"),
    path("datasets/<uuid:id>", DatasetView.as_view(), name="dataset"),
    path("datasets/<uuid:id>/examples", ExamplesView.as_view(), name="dataset-examples"),
    path("datasets/<uuid:id>/examples/<uuid:example>", ExampleView.as_view(), name="dataset-example"),
    path("datasets/<uuid:id>/files", FilesView.as_view(), name="dataset-files"),
    path("datasets/<uuid:id>/from-traces", FromTracesView.as_view(), name="dataset-from-traces"),
    path("datasets/<uuid:id>/versions", VersionsView.as_view(), name="dataset-versions"),
    path("evaluations", EvaluationsView.as_view(), name="evaluations"),
    path("evaluations/<uuid:id>", EvaluationView.as_view(), name="evaluation"),
    path("evaluations/<uuid:id>/cancel", CancelEvaluationView.as_view(), name="evaluation-cancel"),
    path("evaluations/<uuid:id>/compare", CompareView.as_view(), name="evaluation-compare"),
    path("evaluations/<uuid:id>/finish", FinishView.as_view(), name="evaluation-finish"),
    path("evaluations/<uuid:id>/outputs", OutputsView.as_view(), name="evaluation-outputs"),
    path("evaluations/<uuid:id>/report", ReportView.as_view(), name="evaluation-report"),
    path("evaluations/<uuid:id>/results", ResultsView.as_view(), name="evaluation-results"),
    path("models", ModelsView.as_view(), name="models"),
    path("models/<uuid:id>", ModelView.as_view(), name="model"),
    path("otlp/v1/traces", OtlpTracesView.as_view(), name="otlp-traces"),
    path("schemas/evaluation-report", ReportSchemaView.as_view(), name="evaluation-report-schema"),
    path("suites", SuitesView.as_view(), name="suites"),
    path("suites/<uuid:id>", SuiteView.as_view(), name="suite"),
    path("suites/<uuid:id>/waivers", WaiversView.as_view(), name="suite-waivers"),
    path("suites/<uuid:id>/waivers/<uuid:waiver>", WaiverView.as_view(), name="suite-waiver"),
    path("traces", TracesView.as_view(), name="traces"),
    path("traces/<uuid:id>", TraceView.as_view(), name="trace"),
    path("traces/<uuid:id>/scores", TraceScoresView.as_view(), name="trace-scores"),
    path("usage", UsageView.as_view(), name="usage"),
]

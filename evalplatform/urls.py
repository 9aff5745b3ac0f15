"""The only place where the apps meet."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView
from drf_spectacular.views import SpectacularAPIView

from evalplatform import metrics
from evalplatform.dashboard.switching import switch
from evalplatform.readiness import readyz
from evalplatform.telemetry import healthz
from exports.views.lineage import TraceExportsView
from exports.views.manifest_key import manifest_key
from external_api.schema.pages import RedocView, SwaggerView

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="admin:index")),
    path("healthz", healthz),
    path("readyz", readyz),
    path("metrics", metrics.page),
    path(".well-known/evalplatform-manifest-key", manifest_key, name="manifest-key"),
    path("admin/project", admin.site.admin_view(switch), name="project-switch"),
    path("admin/", admin.site.urls),
    path("api/exports", include("exports.urls")),
    path("api/jobs", include("exports.job_urls")),
    path("api/external/traces/<uuid:id>/exports", TraceExportsView.as_view(), name="trace-exports"),
    path("api/external/", include("external_api.urls")),
    path("api/integrations/", include("integrations.urls")),
    path("api/schema", SpectacularAPIView.as_view(), name="schema"),
    path("api/docs", SwaggerView.as_view(url_name="schema"), name="docs"),
    path("api/redoc", RedocView.as_view(url_name="schema"), name="redoc"),
]

handler400 = "external_api.errors.bad_request"
handler403 = "external_api.errors.permission_denied"
handler404 = "external_api.errors.not_found"
handler500 = "external_api.errors.server_error"

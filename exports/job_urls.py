"""Jobs over HTTP; everything stands under /api/jobs."""

from django.urls import path

from exports.views import jobs

urlpatterns = [
    path("", jobs.JobsView.as_view(), name="jobs"),
    path("/metrics", jobs.MetricsView.as_view(), name="jobs-metrics"),
    path("/<uuid:id>", jobs.JobView.as_view(), name="job"),
    path("/<uuid:id>/cancel", jobs.CancelView.as_view(), name="job-cancel"),
]

"""Exports over HTTP; everything stands under /api/exports."""

from django.urls import path

from exports.views import destinations, events, exports, files, formats, lineage, preview, schedules, stream

urlpatterns = [
    path("", exports.ExportsView.as_view(), name="exports"),
    path("/formats", formats.FormatsView.as_view(), name="exports-formats"),
    path("/preview", preview.PreviewView.as_view(), name="exports-preview"),
    path("/stream", stream.StreamView.as_view(), name="exports-stream"),
    path("/schedules", schedules.SchedulesView.as_view(), name="schedules"),
    path("/schedules/<uuid:id>", schedules.ScheduleView.as_view(), name="schedule"),
    path("/schedules/<uuid:id>/run", schedules.RunView.as_view(), name="schedule-run"),
    path("/schedules/<uuid:id>/pause", schedules.PauseView.as_view(), name="schedule-pause"),
    path("/schedules/<uuid:id>/resume", schedules.ResumeView.as_view(), name="schedule-resume"),
    path("/destinations", destinations.DestinationsView.as_view(), name="destinations"),
    path("/destinations/<uuid:id>", destinations.DestinationView.as_view(), name="destination"),
    path("/destinations/<uuid:id>/test", destinations.TestView.as_view(), name="destination-test"),
    path("/<uuid:id>", exports.ExportView.as_view(), name="export"),
    path("/<uuid:id>/cancel", exports.CancelView.as_view(), name="export-cancel"),
    path("/<uuid:id>/retry", exports.RetryView.as_view(), name="export-retry"),
    path("/<uuid:id>/download", files.DownloadView.as_view(), name="export-download"),
    path("/<uuid:id>/files/<str:name>", files.FileView.as_view(), name="export-file"),
    path("/<uuid:id>/manifest", files.ManifestView.as_view(), name="export-manifest"),
    path("/<uuid:id>/rejects", files.RejectsView.as_view(), name="export-rejects"),
    path("/<uuid:id>/removed", lineage.RemovedView.as_view(), name="export-removed"),
    path("/<uuid:id>/events", events.EventsView.as_view(), name="export-events"),
    path("/<uuid:id>/links", files.LinksView.as_view(), name="export-links"),
    path("/links/<str:token>/<str:name>", files.LinkView.as_view(), name="export-link"),
]

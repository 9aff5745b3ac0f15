"""Exports over HTTP; everything stands under /api/exports."""

from django.urls import path

from exports.views import exports, files

urlpatterns = [
    path("", exports.ExportsView.as_view(), name="exports"),
    path("/<uuid:id>", exports.ExportView.as_view(), name="export"),
    path("/<uuid:id>/cancel", exports.CancelView.as_view(), name="export-cancel"),
    path("/<uuid:id>/download", files.DownloadView.as_view(), name="export-download"),
    path("/<uuid:id>/files/<str:name>", files.FileView.as_view(), name="export-file"),
]

"""Exports over HTTP; everything stands under /api/exports."""

from django.urls import path

from exports import views

urlpatterns = [
    path("", views.ExportsView.as_view(), name="exports"),
    path("/<uuid:id>", views.ExportView.as_view(), name="export"),
    path("/<uuid:id>/cancel", views.CancelView.as_view(), name="export-cancel"),
    path("/<uuid:id>/download", views.DownloadView.as_view(), name="export-download"),
    path("/<uuid:id>/files/<str:name>", views.FileView.as_view(), name="export-file"),
]

"""The URLs of integrations, below /api/integrations/."""

from django.urls import path

from integrations.views.connections import ConnectionsView, ConnectionView, RotateConnectionView, TestConnectionView
from integrations.views.deliveries import DeliveriesView, DeliveryView, RedeliverView
from integrations.views.endpoints import EndpointsView, EndpointView, RecoverView, RotateEndpointView, TestEndpointView
from integrations.views.events import EventsView, EventTypesView
from integrations.views.receipts import ReceiptsView, ReceiptView, ReplayView, StatusView
from integrations.views.receiving import GitHubConnectionView, GitHubView, GitLabConnectionView, GitLabView, SignedTriggerView
from integrations.views.runs import CancelRunView, RerunView, RunsView, RunView
from integrations.views.triggering import TriggerView

urlpatterns = [
    path("webhooks/github", GitHubView.as_view(), name="webhooks-github"),
    path("webhooks/github/<uuid:id>", GitHubConnectionView.as_view(), name="webhooks-github-connection"),
    path("webhooks/gitlab", GitLabView.as_view(), name="webhooks-gitlab"),
    path("webhooks/gitlab/<uuid:id>", GitLabConnectionView.as_view(), name="webhooks-gitlab-connection"),
    path("trigger", TriggerView.as_view(), name="trigger"),
    path("trigger/<uuid:id>", SignedTriggerView.as_view(), name="trigger-signed"),
    path("status", StatusView.as_view(), name="integrations-status"),
    path("connections", ConnectionsView.as_view(), name="connections"),
    path("connections/<uuid:id>", ConnectionView.as_view(), name="connection"),
    path("connections/<uuid:id>/rotate", RotateConnectionView.as_view(), name="connection-rotate"),
    path("connections/<uuid:id>/test", TestConnectionView.as_view(), name="connection-test"),
    path("receipts", ReceiptsView.as_view(), name="receipts"),
    path("receipts/<uuid:id>", ReceiptView.as_view(), name="receipt"),
    path("receipts/<uuid:id>/replay", ReplayView.as_view(), name="receipt-replay"),
    path("runs", RunsView.as_view(), name="runs"),
    path("runs/<uuid:id>", RunView.as_view(), name="run"),
    path("runs/<uuid:id>/rerun", RerunView.as_view(), name="run-rerun"),
    path("runs/<uuid:id>/cancel", CancelRunView.as_view(), name="run-cancel"),
    path("endpoints", EndpointsView.as_view(), name="endpoints"),
    path("endpoints/<uuid:id>", EndpointView.as_view(), name="endpoint"),
    path("endpoints/<uuid:id>/rotate", RotateEndpointView.as_view(), name="endpoint-rotate"),
    path("endpoints/<uuid:id>/test", TestEndpointView.as_view(), name="endpoint-test"),
    path("endpoints/<uuid:id>/recover", RecoverView.as_view(), name="endpoint-recover"),
    path("deliveries", DeliveriesView.as_view(), name="deliveries"),
    path("deliveries/<uuid:id>", DeliveryView.as_view(), name="delivery"),
    path("deliveries/<uuid:id>/redeliver", RedeliverView.as_view(), name="delivery-redeliver"),
    path("event-types", EventTypesView.as_view(), name="event-types"),
    path("events", EventsView.as_view(), name="events"),
]

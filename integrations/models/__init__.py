"""What the database holds of integrations: one module a subject, all of them named here, where Django looks."""

from integrations.models.connection import Connection, ConnectionKind, ConnectionState
from integrations.models.delivery import Attempt, Delivery, DeliveryState
from integrations.models.endpoint import Endpoint, EndpointKind, EndpointState
from integrations.models.receipt import Receipt, ReceiptState
from integrations.models.run import OPEN_RUN, Check, Comment, Run, RunState

__all__ = [
    "OPEN_RUN",
    "Attempt",
    "Check",
    "Comment",
    "Connection",
    "ConnectionKind",
    "ConnectionState",
    "Delivery",
    "DeliveryState",
    "Endpoint",
    "EndpointKind",
    "EndpointState",
    "Receipt",
    "ReceiptState",
    "Run",
    "RunState",
]

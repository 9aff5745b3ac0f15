"""The back office of integrations, one module a page, all of them named here, where Django looks."""

from integrations.admin.connections import ConnectionAdmin
from integrations.admin.deliveries import DeliveryAdmin
from integrations.admin.endpoints import EndpointAdmin
from integrations.admin.receipts import ReceiptAdmin
from integrations.admin.runs import RunAdmin

__all__ = ["ConnectionAdmin", "DeliveryAdmin", "EndpointAdmin", "ReceiptAdmin", "RunAdmin"]

"""The Python SDK of evalplatform: `Client` and `AsyncClient` call the API; beside them `ingest`, `tracing`, `wrappers` and `webhooks`."""

from evalplatform_sdk.client import AsyncClient, Client
from evalplatform_sdk.errors import ApiError, ConnectionBroken, EvalplatformError

__all__ = ["ApiError", "AsyncClient", "Client", "ConnectionBroken", "EvalplatformError"]

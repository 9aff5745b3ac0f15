"""All operations of the API by name. Made by `python -m generation` of docs/openapi.json: not to be changed by hand."""

from evalplatform_sdk.async_server import AsyncServer
from evalplatform_sdk.exports import AsyncExports, Exports
from evalplatform_sdk.operations.api_keys import ApiKeysOperations, AsyncApiKeysOperations
from evalplatform_sdk.operations.auth import AsyncAuthOperations, AuthOperations
from evalplatform_sdk.operations.batch import AsyncBatchOperations, BatchOperations
from evalplatform_sdk.operations.callbacks import AsyncCallbacksOperations, CallbacksOperations
from evalplatform_sdk.operations.connections import AsyncConnectionsOperations, ConnectionsOperations
from evalplatform_sdk.operations.datasets import AsyncDatasetsOperations, DatasetsOperations
from evalplatform_sdk.operations.deliveries import AsyncDeliveriesOperations, DeliveriesOperations
from evalplatform_sdk.operations.destinations import AsyncDestinationsOperations, DestinationsOperations
from evalplatform_sdk.operations.endpoints import AsyncEndpointsOperations, EndpointsOperations
from evalplatform_sdk.operations.evaluations import AsyncEvaluationsOperations, EvaluationsOperations
from evalplatform_sdk.operations.event_types import AsyncEventTypesOperations, EventTypesOperations
from evalplatform_sdk.operations.events import AsyncEventsOperations, EventsOperations
from evalplatform_sdk.operations.health import AsyncHealthOperations, HealthOperations
from evalplatform_sdk.operations.integrations import AsyncIntegrationsOperations, IntegrationsOperations
from evalplatform_sdk.operations.jobs import AsyncJobsOperations, JobsOperations
from evalplatform_sdk.operations.models import AsyncModelsOperations, ModelsOperations
from evalplatform_sdk.operations.otlp import AsyncOtlpOperations, OtlpOperations
from evalplatform_sdk.operations.receipts import AsyncReceiptsOperations, ReceiptsOperations
from evalplatform_sdk.operations.runs import AsyncRunsOperations, RunsOperations
from evalplatform_sdk.operations.schedules import AsyncSchedulesOperations, SchedulesOperations
from evalplatform_sdk.operations.schemas import AsyncSchemasOperations, SchemasOperations
from evalplatform_sdk.operations.suites import AsyncSuitesOperations, SuitesOperations
from evalplatform_sdk.operations.trigger import AsyncTriggerOperations, TriggerOperations
from evalplatform_sdk.operations.usage import AsyncUsageOperations, UsageOperations
from evalplatform_sdk.operations.webhooks import AsyncWebhooksOperations, WebhooksOperations
from evalplatform_sdk.server import Server
from evalplatform_sdk.traces import AsyncTraces, Traces


class Operations:
    def __init__(self, server: Server) -> None:
        self.api_keys = ApiKeysOperations(server)
        self.auth = AuthOperations(server)
        self.batch = BatchOperations(server)
        self.callbacks = CallbacksOperations(server)
        self.connections = ConnectionsOperations(server)
        self.datasets = DatasetsOperations(server)
        self.deliveries = DeliveriesOperations(server)
        self.destinations = DestinationsOperations(server)
        self.endpoints = EndpointsOperations(server)
        self.evaluations = EvaluationsOperations(server)
        self.event_types = EventTypesOperations(server)
        self.events = EventsOperations(server)
        self.exports = Exports(server)
        self.health = HealthOperations(server)
        self.integrations = IntegrationsOperations(server)
        self.jobs = JobsOperations(server)
        self.models = ModelsOperations(server)
        self.otlp = OtlpOperations(server)
        self.receipts = ReceiptsOperations(server)
        self.runs = RunsOperations(server)
        self.schedules = SchedulesOperations(server)
        self.schemas = SchemasOperations(server)
        self.suites = SuitesOperations(server)
        self.traces = Traces(server)
        self.trigger = TriggerOperations(server)
        self.usage = UsageOperations(server)
        self.webhooks = WebhooksOperations(server)


class AsyncOperations:
    def __init__(self, server: AsyncServer) -> None:
        self.api_keys = AsyncApiKeysOperations(server)
        self.auth = AsyncAuthOperations(server)
        self.batch = AsyncBatchOperations(server)
        self.callbacks = AsyncCallbacksOperations(server)
        self.connections = AsyncConnectionsOperations(server)
        self.datasets = AsyncDatasetsOperations(server)
        self.deliveries = AsyncDeliveriesOperations(server)
        self.destinations = AsyncDestinationsOperations(server)
        self.endpoints = AsyncEndpointsOperations(server)
        self.evaluations = AsyncEvaluationsOperations(server)
        self.event_types = AsyncEventTypesOperations(server)
        self.events = AsyncEventsOperations(server)
        self.exports = AsyncExports(server)
        self.health = AsyncHealthOperations(server)
        self.integrations = AsyncIntegrationsOperations(server)
        self.jobs = AsyncJobsOperations(server)
        self.models = AsyncModelsOperations(server)
        self.otlp = AsyncOtlpOperations(server)
        self.receipts = AsyncReceiptsOperations(server)
        self.runs = AsyncRunsOperations(server)
        self.schedules = AsyncSchedulesOperations(server)
        self.schemas = AsyncSchemasOperations(server)
        self.suites = AsyncSuitesOperations(server)
        self.traces = AsyncTraces(server)
        self.trigger = AsyncTriggerOperations(server)
        self.usage = AsyncUsageOperations(server)
        self.webhooks = AsyncWebhooksOperations(server)

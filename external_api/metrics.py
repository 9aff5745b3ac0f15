"""What the API's own background work tells; its requests are counted by `evalplatform.metrics`."""

from collections.abc import Iterator

from prometheus_client.core import GaugeMetricFamily, Metric

from evalplatform.metrics import by_state
from external_api.models import Batch
from external_api.models.batch import BatchState


def measured() -> Iterator[Metric]:
    states = (BatchState.QUEUED.value, BatchState.RUNNING.value)
    yield from by_state("evalplatform_batches", "Batches that have not ended", Batch.objects.all(), states)
    waiting = Batch.objects.filter(callback_state="waiting").count()
    yield GaugeMetricFamily("evalplatform_batch_callbacks_waiting", "Callbacks of batches to be delivered", value=waiting)

"""Who calls and how much: keys, tiers, what was used, what was answered under an idempotency key, and batches."""

from external_api.models.batch import Batch, BatchState
from external_api.models.callback_secret import CallbackSecret
from external_api.models.idempotency import IdempotencyRecord
from external_api.models.keys import ApiKey, Tier
from external_api.models.usage import UsageFile, UsageHour

__all__ = ["ApiKey", "Batch", "BatchState", "CallbackSecret", "IdempotencyRecord", "Tier", "UsageFile", "UsageHour"]

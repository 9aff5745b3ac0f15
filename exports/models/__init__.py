"""What the database holds of exports: one module a subject, all of them named here, where Django looks."""

from exports.models.destination import Destination, DestinationKind, Shipment
from exports.models.export import ACTIVE, Export, ExportFile, Priority, Shard, ShardState, State
from exports.models.job import UNFINISHED, Job, JobKind, JobState
from exports.models.pseudonym import PseudonymKey
from exports.models.removed import Removed
from exports.models.schedule import Schedule, WindowKind

__all__ = [
    "ACTIVE",
    "UNFINISHED",
    "Destination",
    "DestinationKind",
    "Export",
    "ExportFile",
    "Job",
    "JobKind",
    "JobState",
    "Priority",
    "PseudonymKey",
    "Removed",
    "Schedule",
    "Shard",
    "ShardState",
    "Shipment",
    "State",
    "WindowKind",
]

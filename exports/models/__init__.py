"""What the database holds of exports: one module a subject, all of them named here, where Django looks."""

from exports.models.export import ACTIVE, Export, ExportFile, Shard, ShardState, State

__all__ = ["ACTIVE", "Export", "ExportFile", "Shard", "ShardState", "State"]

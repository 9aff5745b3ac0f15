"""From finished parts to the files that a person downloads: their names, and how many parts make one."""

from collections.abc import Callable
from datetime import UTC

from exports import joining
from exports.compressors import COMPRESSORS, Compressor
from exports.encoders import Encoder, encoder_for
from exports.models import Export, ExportFile, Shard
from exports.sinks import local
from exports.spec import ExportSpec


def encoder(asked: ExportSpec) -> Encoder:
    return encoder_for(asked.format, asked.columns, formula_guard=asked.formula_guard)


def compressor(asked: ExportSpec) -> Callable[[], Compressor]:
    return COMPRESSORS[asked.compression][0]


def one_a_shard(export: Export, asked: ExportSpec) -> bool:
    """Every part is a file as it stands: it was asked for, or there is only one."""
    return asked.rows_per_file is not None or export.shards.count() == 1


def name(export: Export, asked: ExportSpec, *, number: int = 0, of: int = 1) -> str:
    """Resource, time of the request and the end of the id: two exports never have files of one name. Numbered where many were asked for."""
    moment = export.cutoff.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    which = f"-{number:05d}-of-{of:05d}" if asked.rows_per_file else ""
    return f"{export.resource}-{moment}-{export.id.hex[-8:]}{which}.{encoder(asked).extension}{COMPRESSORS[asked.compression][1]}"


def make(export: Export, asked: ExportSpec, *, progress: Callable[[int, int], None]) -> list[ExportFile]:
    """Give the parts their names, or join them into one file; the rows of the files, not yet saved. May be done again after a crash."""
    shards = list(export.shards.order_by("number"))
    if one_a_shard(export, asked):
        return [_published(export, asked, shard, of=len(shards)) for shard in shards]
    target = name(export, asked)
    parts = [joining.Part(local.parts(export.id) / shard.part, shard.rows) for shard in shards]
    sink = local.LocalPart(local.folder(export.id) / target)
    written = joining.join(parts, encoder(asked), compressor(asked), sink, progress=progress)
    return [ExportFile(export=export, name=target, rows=written.rows, bytes=written.bytes, sha256=written.sha256)]


def _published(export: Export, asked: ExportSpec, shard: Shard, *, of: int) -> ExportFile:
    target = name(export, asked, number=shard.number, of=of)
    local.publish(local.parts(export.id) / shard.part, local.folder(export.id) / target)
    return ExportFile(export=export, name=target, rows=shard.rows, bytes=shard.bytes, sha256=shard.sha256)

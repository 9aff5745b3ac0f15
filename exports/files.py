"""From finished parts to the files that a person downloads: their names, and how many parts make one."""

from collections.abc import Callable
from datetime import UTC
from pathlib import Path

from exports import joining, plan
from exports.compressors import COMPRESSORS, Compressor
from exports.encoders import Encoder, Joiner, encoder_for, joiner_for
from exports.made import Made, PartDamaged
from exports.models import Export, ExportFile, Shard
from exports.sinks import local
from exports.spec import ExportSpec


def encoder(asked: ExportSpec) -> Encoder:
    return encoder_for(asked.format, asked.columns, formula_guard=asked.formula_guard, compression=asked.compression)


def compressor(asked: ExportSpec) -> Callable[[], Compressor]:
    return COMPRESSORS[asked.outer_compression][0]


def part_encoder(export: Export, asked: ExportSpec, part: Path) -> Encoder:
    """What writes the part of a shard, and for training files what stands beside it."""
    if asked.training is None:
        return encoder(asked)
    from exports.training import encoding, preparing  # numpy, tokenizers and the like: only in a process that compiles

    tools = preparing.tools(asked, export.project_id, snapshot=export.snapshot, moment=export.created_at)
    return encoding.Encoder(asked.columns, tools, part)


def part_compressor(asked: ExportSpec) -> Compressor:
    """Parts of training files are read again, line by line."""
    return COMPRESSORS["none"][0]() if asked.training else compressor(asked)()


def joiner(asked: ExportSpec) -> Joiner:
    return joiner_for(asked.format) or joining.Members(encoder(asked), compressor(asked))


def one_a_shard(export: Export, asked: ExportSpec) -> bool:
    """Every part is a file as it stands: it was asked for, or there is only one."""
    return asked.rows_per_file is not None or export.shards.count() == 1


def joined_by_hash(export: Export, asked: ExportSpec) -> bool:
    """Parts are only read to be joined, and every byte is checked then: one that a loss of power has taken is written again."""
    return asked.training is None and not one_a_shard(export, asked)


def whole_parts(export: Export, asked: ExportSpec) -> bool:
    """Every part has a file's beginning and end: it is a file, or its format joins whole files."""
    return joiner_for(asked.format) is not None or one_a_shard(export, asked)


def name_prefix(export: Export) -> str:
    """Resource, time of the request and the end of the id: two exports never have files of one name."""
    moment = export.cutoff.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    return f"{export.resource}-{moment}-{export.id.hex[-8:]}"


def name(export: Export, asked: ExportSpec, *, number: int = 0, of: int = 1) -> str:
    """What all names begin with, numbered where many files were asked for."""
    which = f"-{number:05d}-of-{of:05d}" if asked.rows_per_file else ""
    return f"{name_prefix(export)}{which}.{encoder(asked).extension}{COMPRESSORS[asked.outer_compression][1]}"


def make(export: Export, asked: ExportSpec, *, attempt: int, progress: Callable[[int, int], None]) -> Made:
    """Give the parts their names, join them into one file, or make training files of them.

    May be done again after a crash, and even by two at a time: each joins into a part of its own. Raises PartDamaged, and DomainError
    `too_many_files` for training files, whose number nobody knows before.
    """
    shards = list(export.shards.order_by("number"))
    if asked.training is None and one_a_shard(export, asked):
        return Made([_published(export, asked, shard, of=len(shards), progress=progress) for shard in shards])
    if asked.training:
        from exports.training import making

        made = making.make(export, asked, attempt=attempt, progress=progress)
        if asked.rows_per_file:
            plan.check_files(sum(not file.companion for file in made.files), asked.rows_per_file)
        return made
    target, joined = name(export, asked), local.parts(export.id) / f"joined.{attempt}"
    parts = [joining.Part(local.parts(export.id) / one.part, one.rows, one.bytes, one.sha256) for one in shards]
    try:
        written = joining.join(parts, joiner(asked), local.LocalPart(joined), progress=progress)
    except joining.Damaged as error:
        raise PartDamaged(shards[error.position]) from error
    local.publish(joined, local.folder(export.id) / target)
    return Made([ExportFile(export=export, name=target, rows=written.rows, bytes=written.bytes, sha256=written.sha256)])


def _published(export: Export, asked: ExportSpec, shard: Shard, *, of: int, progress: Callable[[int, int], None]) -> ExportFile:
    target = name(export, asked, number=shard.number, of=of)
    part, path = local.parts(export.id) / shard.part, local.folder(export.id) / target
    progress(0, 0)
    if local.size(part, path) != shard.bytes:
        raise PartDamaged(shard)
    local.publish(part, path)
    return ExportFile(export=export, name=target, rows=shard.rows, bytes=shard.bytes, sha256=shard.sha256)

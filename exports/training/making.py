"""The files of a training export, from the parts of its shards: data by split, rejects, and what is told of them."""

import hashlib
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from exports import lineage
from exports.compressors import COMPRESSORS
from exports.finetuning.assembling import Outcome, Part, assemble
from exports.finetuning.sidecars import Damaged
from exports.made import Made, PartDamaged
from exports.models import Export, ExportFile
from exports.sinks import local
from exports.spec import REJECTS, ExportSpec
from exports.training import preparing, telling
from exports.training.split_files import Finished, Limits, SplitFiles
from exports.verifying import TRAINING_FILE

IDS_AT_ONCE = 65_536


class Output:
    """Where the lines and rejects of one attempt go."""

    def __init__(self, asked: ExportSpec, folder: Path) -> None:
        assert asked.training
        limits = Limits(asked.rows_per_file, asked.training.target.limits.max_file_bytes)
        compressor = COMPRESSORS[asked.outer_compression][0]
        self.splits = [SplitFiles(name, folder, compressor, limits) for name, _ in asked.training.curate.split]
        self.rejects = SplitFiles(".rejects", folder, COMPRESSORS["none"][0], Limits())

    def lines(self, split: int, lines: list[bytes]) -> None:
        self.splits[split].add(lines)

    def reject(self, data: bytes) -> None:
        self.rejects.add([data])

    def finish(self) -> list[Finished]:
        """The data files; there is one even if no row was kept. Then `rejects` is whole too."""
        empty = not any(one.finished or one.begun for one in self.splits)
        for number, split in enumerate(self.splits):
            split.finish(even_if_empty=empty and number == 0)
        self.rejects.finish(even_if_empty=True)
        return [file for split in self.splits for file in split.finished]

    def abort(self) -> None:
        for one in (*self.splits, self.rejects):
            one.abort()


def make(export: Export, asked: ExportSpec, *, attempt: int, progress: Callable[[int, int], None]) -> Made:
    """The data first. May be done again after a crash. Raises PartDamaged."""
    assert asked.training
    shards = list(export.shards.order_by("number"))
    parts = [Part(local.parts(export.id) / one.part, one.sha256) for one in shards]
    tools = preparing.tools(asked, export.project_id, guarded=False)
    scratch = local.parts(export.id) / f"joined.{attempt}"
    _tidy(export, attempt)
    scratch.mkdir(parents=True, exist_ok=True)
    with ExitStack() as undo:
        output = Output(asked, scratch)
        undo.callback(output.abort)
        try:
            outcome = assemble(parts, tools, output, scratch=scratch, progress=progress)
        except Damaged as error:
            raise PartDamaged(shards[error.position]) from error
        data = output.finish()
        progress(outcome.selected, 0)  # the last word before others see what is here
        undo.pop_all()
    lineage.write(export.id, _ids(outcome))
    lineage.mark_earlier(export)
    files = [*_published(export, asked, data), _rejects(export, output.rejects.finished[0])]
    shutil.rmtree(scratch, ignore_errors=True)
    told = [_companion(export, name, content) for name, content in telling.companions(export, asked, outcome, files[:-1])]
    return Made([*files, *told], outcome.rejected, _compiled(outcome))


def _tidy(export: Export, attempt: int) -> None:
    """Remove what earlier attempts left: their copies of everything, and files that this one may not make again."""
    for old in local.parts(export.id).glob("joined.*"):
        if old.name.removeprefix("joined.").isdigit() and int(old.name.removeprefix("joined.")) < attempt:
            shutil.rmtree(old, ignore_errors=True)
    for file in local.folder(export.id).glob("*"):
        if TRAINING_FILE.fullmatch(file.name):
            file.unlink(missing_ok=True)


def _ids(outcome: Outcome) -> Iterator[bytes]:
    """In blocks, since they may be a gigabyte."""
    for start in range(0, len(outcome.sources), IDS_AT_ONCE):
        yield outcome.sources[start : start + IDS_AT_ONCE].tobytes()


def _compiled(outcome: Outcome) -> dict[str, Any]:
    return {
        "selected": outcome.selected,
        "kept": outcome.kept,
        "rejected": outcome.rejected,
        "removed": outcome.removed,
        "lines": sum(outcome.lines),
    }


def _published(export: Export, asked: ExportSpec, files: list[Finished]) -> list[ExportFile]:
    suffix = COMPRESSORS[asked.outer_compression][1]
    made = []
    for file in files:
        alike = [one for one in files if one.split == file.split]
        name = f"{file.split}-{alike.index(file):05d}-of-{len(alike):05d}.jsonl{suffix}"
        local.publish(file.path, local.folder(export.id) / name)
        made.append(ExportFile(export=export, name=name, rows=file.rows, bytes=file.bytes, sha256=file.sha256, split=file.split))
    return made


def _rejects(export: Export, file: Finished) -> ExportFile:
    local.publish(file.path, local.folder(export.id) / REJECTS)
    return ExportFile(export=export, name=REJECTS, companion=True, bytes=file.bytes, sha256=file.sha256)


def _companion(export: Export, name: str, content: bytes) -> ExportFile:
    local.write(local.folder(export.id) / name, content)
    return ExportFile(export=export, name=name, companion=True, bytes=len(content), sha256=hashlib.sha256(content).hexdigest())

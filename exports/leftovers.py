"""What an export that failed or was cancelled leaves on the disk: nothing, or the parts that a retry goes on from."""

import shutil
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from uuid import UUID

from django.db import transaction

from evalplatform.errors import DomainError
from exports import files, spec
from exports.models import Export, Shard, ShardState, State
from exports.sinks import local
from exports.spec import ExportSpec

# Failures whose cause is the room that the parts take: all of it is given back, and a retry writes them again.
_NEEDS_ROOM = ("disk_full",)


def remove(export_id: UUID) -> None:
    """Remove what an export that has failed or was cancelled wrote. Nothing happens to one that has not, or runs again.

    After a failure the parts of its finished shards stay for a retry, until `expiry.clean` removes them a day later. The row is locked
    meanwhile, so that no retry can begin in a folder that is about to vanish.
    """
    over = Export.objects.select_for_update(no_key=True).filter(id=export_id, state__in=[State.FAILED, State.CANCELLED])
    with transaction.atomic():
        export = over.first()
        if export is None:
            return
        kept = _useful(export)
        if kept:
            _remove_all_but(kept, export.id)
        else:
            local.forget(export.id)


def whole(export: Export, asked: ExportSpec, shards: Sequence[Shard]) -> list[UUID]:
    """The finished shards whose part still lies there with all its bytes, under its own name or already under that of its file."""
    published = _published(export, asked, shards)
    done = [one for one in shards if one.state == ShardState.DONE]
    return [one.id for one in done if local.size(_part(one), *published.get(one.id, ())) == one.bytes]


def _useful(export: Export) -> set[Path]:
    """The parts, and the files that parts became, which a retry can use."""
    if export.state != State.FAILED or export.error_code in _NEEDS_ROOM:
        return set()
    shards = list(export.shards.order_by("number"))
    published: dict[UUID, tuple[Path]] = {}
    with suppress(DomainError):  # a request that cannot be read any more has no files
        published = _published(export, spec.parse(export.request), shards)
    done = [one for one in shards if one.state == ShardState.DONE]
    return {path for one in done for path in (_part(one), *published.get(one.id, ()))}


def _published(export: Export, asked: ExportSpec, shards: Sequence[Shard]) -> dict[UUID, tuple[Path]]:
    """Where the finalizer puts the part of each shard, when a part is a file as it stands."""
    if asked.training or not files.one_a_shard(export, asked):
        return {}
    folder, of = local.folder(export.id), len(shards)
    return {one.id: (folder / files.name(export, asked, number=one.number, of=of),) for one in shards}


def _part(shard: Shard) -> Path:
    return local.parts(shard.export_id) / shard.part


def _remove_all_but(kept: Iterable[Path], export_id: UUID) -> None:
    stays = set(kept)
    for path in (*_inside(local.folder(export_id)), *_inside(local.parts(export_id))):
        if path != local.parts(export_id) and path not in stays and _main_part(path) not in stays:
            _remove_one(path)


def _main_part(path: Path) -> Path:
    """A part `00003.1` may have more beside it, named `00003.1.…`."""
    return path.with_name(".".join(path.name.split(".")[:2]))


def _inside(folder: Path) -> list[Path]:
    with suppress(OSError):
        return list(folder.iterdir())
    return []


def _remove_one(path: Path) -> None:
    with suppress(OSError):  # what stays for now goes with the whole folder
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()

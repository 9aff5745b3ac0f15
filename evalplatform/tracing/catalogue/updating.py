"""The catalogue's rows kept up with the release, without a word on those that were edited here."""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from evalplatform.tracing.catalogue.packaged import packaged
from evalplatform.tracing.models import LanguageModel, Origin

FIELDS = (
    *("aliases", "dated_snapshots", "context_window", "max_output", "input_price", "output_price", "cached_input_price"),
    *("priced_up_to", "capabilities", "as_of", "source"),
)


class Updated(NamedTuple):
    """How many rows are new and how many are changed."""

    added: int
    changed: int


@transaction.atomic
def update() -> Updated:
    """Add the packaged models that are missing and bring those up to date that nobody edited; again, or by an older release: nothing.

    What is written is conditional, so several servers may start at once.
    """
    before = {(row.provider, row.name): row for row in LanguageModel.objects.all()}
    rows = packaged()
    new = [row for row in rows if (row.provider, row.name) not in before]
    LanguageModel.objects.bulk_create(new, ignore_conflicts=True)
    old = [(before[row.provider, row.name], row) for row in rows if (row.provider, row.name) in before]
    return Updated(len(new), sum(_bring_up(stored, row) for stored, row in old))


def keep_edited(row: LanguageModel) -> None:
    """Store a row that was added or changed here: no release changes it any more. Its day is today unless another was given just now."""
    stored = LanguageModel.objects.filter(pk=row.pk).values_list("as_of", flat=True).first()
    row.origin = Origin.EDITED
    if row.as_of is None or row.as_of == stored:
        row.as_of = timezone.now().date()
    row.save()


@transaction.atomic
def restore(ids: Iterable[UUID]) -> int:
    """Take the packaged values for these rows again; how many have some."""
    known = {(row.provider, row.name): row for row in packaged()}
    restored = 0
    for row in LanguageModel.objects.filter(pk__in=ids).select_for_update():
        if found := known.get((row.provider, row.name)):
            restored += LanguageModel.objects.filter(pk=row.pk).update(**_values(found), origin=Origin.PACKAGED)
    return restored


def _bring_up(stored: LanguageModel, row: LanguageModel) -> int:
    if stored.origin != Origin.PACKAGED or _values(stored) == _values(row):
        return 0
    not_newer = Q(as_of__lte=row.as_of) | Q(as_of=None)
    return LanguageModel.objects.filter(not_newer, pk=stored.pk, origin=Origin.PACKAGED).update(**_values(row))


def _values(row: LanguageModel) -> dict[str, object]:
    return {name: getattr(row, name) for name in FIELDS}

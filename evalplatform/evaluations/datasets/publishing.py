"""The draft becomes a version: counted, hashed, and never changed again."""

from hashlib import blake2b

from django.db import connection, transaction
from django.db.models import Func
from django.db.models.functions import Now

from evalplatform.errors import Conflict, NotFound
from evalplatform.evaluations.datasets.finding import NOT_THERE
from evalplatform.evaluations.models import Dataset, DatasetVersion, Example
from evalplatform.tracing import freshness

MAX_NOTE = 10_000
HASH_BYTES = 16
_DRAFTED = "SELECT EXISTS (SELECT FROM evaluations_example WHERE dataset_id = %s AND (added_in = %s OR removed_in = %s))"
# In COPY's text format a line holds no raw tab or line feed within a value, so the lines can be told apart.
_CONTENT = """COPY (
    SELECT encode(content_hash, 'hex'), external_id FROM evaluations_example
    WHERE dataset_id = %s AND removed_in IS NULL ORDER BY external_id COLLATE "C"
) TO STDOUT"""

# Not the transaction's begin, as Now() is: under the lock, so whoever had the dataset locked at a moment has seen all versions before it.
_NOW = Func(function="clock_timestamp")


def publish_draft(dataset: Dataset, *, note: str = "") -> DatasetVersion:
    """Raises Conflict when nothing has changed since the last version."""
    with transaction.atomic():
        made = publish_locked(lock(dataset), note=note)
    if made is None:
        raise Conflict("nothing_changed", "Nothing has changed since the latest version, so there is nothing to publish.")
    return made


def lock(dataset: Dataset) -> Dataset:
    """The dataset as it is now, and nobody else writes to it until the end of the transaction. Raises NotFound."""
    found = Dataset.objects.select_for_update().filter(id=dataset.id).first()
    if found is None:
        raise NotFound(NOT_THERE)
    return found


def publish_locked(dataset: Dataset, *, note: str) -> DatasetVersion | None:
    """The new version of a dataset that is locked; None when its draft is the latest version."""
    number = dataset.latest + 1
    if not _is_drafted(dataset, number):
        return None
    count, content_hash = _content(dataset)
    made = DatasetVersion.objects.create(
        dataset=dataset, number=number, note=note, examples=count, content_hash=content_hash, created_at=_NOW
    )
    Dataset.objects.filter(id=dataset.id).update(latest=number, updated_at=Now())
    dataset.latest = number
    freshness.bump(dataset.project_id)
    made.refresh_from_db()  # the database's own clock set the time
    return made


def draft_counts(dataset: Dataset) -> tuple[int, int]:
    """How many examples the draft adds to the latest version, and how many it removes."""
    mine = Example.objects.filter(dataset=dataset)
    return mine.filter(added_in=dataset.latest + 1).count(), mine.filter(removed_in=dataset.latest + 1).count()


def _is_drafted(dataset: Dataset, number: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_DRAFTED, [dataset.id, number, number])
        return bool(cursor.fetchone()[0])


def _content(dataset: Dataset) -> tuple[int, bytes]:
    """How many examples there are, and a hash over their ids and contents."""
    digest, lines = blake2b(digest_size=HASH_BYTES), 0
    # psycopg's own cursor: Django's, while it keeps queries, as with DEBUG, takes no parameters here
    with connection.cursor() as cursor, cursor.cursor.copy(_CONTENT, [dataset.id]) as stream:
        for block in stream:
            digest.update(block)
            lines += bytes(block).count(b"\n")
    return lines, digest.digest()

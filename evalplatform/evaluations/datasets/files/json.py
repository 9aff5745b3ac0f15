"""JSON, plain or gzip: an array of objects, or one object, whose keys are the columns. It is read as a whole, so JSON Lines hold more."""

from collections.abc import Iterator
from typing import BinaryIO

from evalplatform.errors import Problem
from evalplatform.evaluations.datasets.files.columns import Columns
from evalplatform.evaluations.datasets.files.rows import Bounds, Row, Unreadable
from evalplatform.evaluations.datasets.files.unpacked import Unpacked
from evalplatform.exact_json import NotJSON, loads_with_flaws
from evalplatform.tracing.ingest.files import UnreadableInput


def read(source: BinaryIO, columns: Columns, bounds: Bounds) -> Iterator[Row]:
    limit = bounds.row if bounds.whole is None else min(bounds.row, bounds.whole)
    try:
        text = Unpacked(source).whole(limit)
        found = loads_with_flaws(text) if text.strip() else []
    except UnreadableInput as error:
        raise Unreadable(str(error)) from None
    except NotJSON as error:
        raise Unreadable(f"{error} Lines that are JSON each are JSON Lines: say so.") from None
    if isinstance(found, dict):
        found = [found]
    if not isinstance(found, list):
        raise Unreadable("The file is no array of objects.")
    for place, one in enumerate(found, start=1):
        yield Row(place, one if isinstance(one, dict) else (Problem("", "A row must be an object.", "type"),), 0)

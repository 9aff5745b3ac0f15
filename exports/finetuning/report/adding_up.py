"""Whether what is told of an export adds up: no row may be lost on the way, and none counted twice."""

from collections import Counter

from exports.finetuning.report.outcome import DoesNotAddUp, Outcome
from exports.finetuning.report.tally import Tally


def check(tally: Tally, outcome: Outcome) -> None:
    """Raises DoesNotAddUp, with the numbers."""
    rows = outcome.rows
    removed = sum(rows.removed.values())
    _demand("rows kept + rejected + removed and rows selected", rows.kept + rows.rejected + removed, rows.selected)
    _demand("rows seen and rows selected", tally.rows, rows.selected)
    if rows.paired:
        _demand_pairs(rows.kept, outcome.lines)
    else:
        _demand("lines and rows kept", outcome.lines, rows.kept)
        _demand("rejections by rule and rows rejected", sum(tally.rejections.values()), rows.rejected)
    _demand_files(outcome)


def _demand(what: str, found: int, wanted: int) -> None:
    if found != wanted:
        raise DoesNotAddUp(f"The counts of {what} differ: {found:,} and {wanted:,}. The files cannot be trusted; run the export again.")


def _demand_pairs(kept: int, lines: int) -> None:
    """Each line has two rows, so there are at most twice as many rows; a row in several lines makes them fewer, at least two."""
    if not (min(lines, 1) * 2 <= kept <= lines * 2):
        raise DoesNotAddUp(f"{lines:,} pairs cannot be made of {kept:,} rows. The files cannot be trusted; run the export again.")


def _demand_files(outcome: Outcome) -> None:
    in_files = Counter[str]()
    for file in outcome.files:
        in_files[file.split] += file.rows
    for split in outcome.splits:
        _demand(f"rows in the files of {split.name} and its lines", in_files.pop(split.name, 0), split.lines)
    _demand("rows in files of no split and none", in_files.total(), 0)

"""What stands beside the training files to tell of them: the report, the data card, Croissant's metadata."""

from collections.abc import Iterator, Sequence
from datetime import date

from exports.finetuning.assembling import Outcome
from exports.finetuning.card.about import About
from exports.finetuning.card.columns import columns
from exports.finetuning.card.croissant import croissant
from exports.finetuning.card.readme import readme
from exports.finetuning.report import outcome as report
from exports.finetuning.report.document import document, encoded
from exports.finetuning.report.page import page
from exports.models import Export, ExportFile
from exports.spec import REJECTS, REPORT_PAGE, ExportSpec
from exports.verifying import MANIFEST, SIGNATURE

REPORT, CARD, CROISSANT = "report.json", "README.md", "croissant.json"


def companions(export: Export, asked: ExportSpec, outcome: Outcome, files: Sequence[ExportFile]) -> Iterator[tuple[str, bytes]]:
    """Name and content of each. They hold no time but that of the request, so a finalizer that runs again writes the same.

    Raises DoesNotAddUp.
    """
    assert asked.training
    target, day = asked.training.target, export.cutoff.date()
    data = tuple(report.DataFile(one.name, one.rows, one.bytes, one.sha256, str(one.split)) for one in files)
    found = document(outcome.tally, _facts(export, asked, outcome, data, day), target=target)
    yield REPORT, encoded(found)
    yield REPORT_PAGE, page(found)
    about = About(
        title=f"{export.project.name}, {target.title}",
        export=str(export.id),
        made=day,
        target=target.name,
        target_title=target.title,
        rules_version=target.rules_version,
        selected=outcome.selected,
        rejected=outcome.rejected,
        removed=outcome.removed,
        files=data,
        tokens=sum(one.total for one in outcome.tokens) if asked.training.curate.tokens else None,
        vocabulary=asked.training.curate.tokens.vocabulary if asked.training.curate.tokens else "",
        features=target.features,
        companions=(MANIFEST, SIGNATURE, REPORT, REPORT_PAGE, REJECTS, CROISSANT),
    )
    yield CARD, readme(about)
    yield CROISSANT, croissant(about, columns(target.schema()))


def _facts(export: Export, asked: ExportSpec, outcome: Outcome, files: tuple[report.DataFile, ...], day: date) -> report.Outcome:
    assert asked.training
    curate = asked.training.curate
    tokens = outcome.tokens if curate.tokens else [None] * len(outcome.lines)
    splits = zip(curate.split, outcome.lines, tokens, strict=True)
    return report.Outcome(
        question=export.request,
        as_of=day,
        rows=report.Rows(outcome.selected, outcome.kept, outcome.rejected, outcome.removed, paired=outcome.paired),
        splits=tuple(report.Split(name, share, lines, spread) for (name, share), lines, spread in splits),
        files=files,
        vocabulary=curate.tokens.vocabulary if curate.tokens else "",
        price=report.Price(curate.tokens.price, epochs=curate.tokens.epochs) if curate.tokens and curate.tokens.price is not None else None,
    )

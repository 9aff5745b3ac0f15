"""What a person should know before sending the files anywhere: where the target would refuse them, and where they look odd."""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from exports.finetuning.report.outcome import VALIDATION, Described, Outcome, Split
from exports.finetuning.report.tally import Tally
from exports.finetuning.targets import Needs, Status

RARE_LABEL = 0.2


class Warned(NamedTuple):
    """An error is what the target refuses."""

    level: Literal["error", "warning"]
    code: str
    message: str


def warnings(tally: Tally, outcome: Outcome, *, target: Described) -> list[Warned]:
    """Errors first, each in the order of what is looked at."""
    found = [
        *_of_target(outcome, target),
        *_of_size(outcome, target),
        *_of_splits(outcome, target),
        *_of_files(outcome, target),
        *_of_labels(tally, target),
    ]
    return sorted(found, key=lambda one: one.level)


def _of_target(outcome: Outcome, target: Described) -> Iterator[Warned]:
    ends = target.deprecated_after
    if ends and outcome.as_of > ends:
        yield Warned("warning", "target_past_date", f"{target.title} takes no new jobs after {ends}; other services may read the format.")
    elif ends:
        yield Warned("warning", "target_ends", f"{target.title} takes no new jobs after {ends}.")
    if target.status == Status.LEGACY:
        yield Warned("warning", "target_legacy", f"{target.title} is a legacy format; ask whether a current one would do.")


def _of_size(outcome: Outcome, target: Described) -> Iterator[Warned]:
    lines, limits = sum(split.lines for split in outcome.training), target.limits
    if outcome.lines == 0:
        yield Warned("error", "no_lines", "No row was kept. The rows rejected and removed say why; widen the filter or ask for less.")
    elif limits.min_rows is not None and lines < limits.min_rows:
        yield Warned("error", "too_few_rows", f"{lines:,} lines to learn from; {target.title} takes no fewer than {limits.min_rows:,}.")
    elif limits.advised_rows is not None and lines < limits.advised_rows:
        yield Warned("warning", "few_rows", f"{lines:,} lines to learn from; {target.title} advises at least {limits.advised_rows:,}.")
    if limits.max_rows is not None and lines > limits.max_rows:
        yield Warned("error", "too_many_rows", f"{lines:,} lines to learn from; {target.title} takes at most {limits.max_rows:,}.")


def _of_splits(outcome: Outcome, target: Described) -> Iterator[Warned]:
    most = target.limits.max_validation_rows
    for split in outcome.splits:
        if outcome.lines and not split.lines and split.share > 0:
            yield Warned(
                "warning", "empty_split", f"No line came into {split.name}. There are too few groups for its share of {split.share:g}."
            )
        if most is not None and split.name in VALIDATION and split.lines > most:
            yield _too_much_validation(split, target.title, most)


def _too_much_validation(split: Split, title: str, most: int) -> Warned:
    return Warned("error", "too_many_validation_rows", f"{split.name} has {split.lines:,} lines; {title} takes at most {most:,}.")


def _of_files(outcome: Outcome, target: Described) -> Iterator[Warned]:
    most = target.limits.max_file_bytes
    for file in outcome.files:
        if most is not None and file.bytes > most:
            yield Warned("error", "file_too_big", f"{file.name} has {file.bytes:,} bytes; {target.title} takes at most {most:,}.")


def _of_labels(tally: Tally, target: Described) -> Iterator[Warned]:
    """Labels are counted where lines are written, before duplicates are removed."""
    labels = sum(tally.labels.values())
    if target.needs != Needs.LABEL or not labels:
        return
    rarest = min((tally.labels.get("good", 0), "good"), (tally.labels.get("bad", 0), "bad"))
    if rarest[0] == 0:
        yield Warned("error", "one_label", f"No line is {rarest[1]}: a model learns nothing from one label alone.")
    elif rarest[0] / labels < RARE_LABEL:
        share = f"{rarest[0]:,} of {labels:,} lines"
        yield Warned("warning", "rare_label", f"Only {share} are {rarest[1]}; weigh them up in training, or balance by the score.")

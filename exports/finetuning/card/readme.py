"""README.md: the front matter by which `datasets.load_dataset(directory)` finds all splits, and a text on what the lines are.

The keys are those of https://github.com/huggingface/hub-docs/blob/main/datasetcard.md and of the manual configuration of `datasets`.
"""

import glob
import json
from collections.abc import Iterator

from exports.finetuning.card.about import About
from exports.finetuning.card.quoting import markdown, yaml
from exports.finetuning.report.outcome import DataFile

# The names of the hub, each up to (not including) its number.
_SIZES = (
    ("n<1K", 10**3), ("1K<n<10K", 10**4), ("10K<n<100K", 10**5), ("100K<n<1M", 10**6), ("1M<n<10M", 10**7), ("10M<n<100M", 10**8),
    ("100M<n<1B", 10**9), ("1B<n<10B", 10**10), ("10B<n<100B", 10**11), ("100B<n<1T", 10**12),
)  # fmt: skip


def readme(about: About) -> bytes:
    """UTF-8 with LF. The same facts give the same bytes."""
    return "\n".join(["---", *_front_matter(about), "---", "", *_text(about), ""]).encode()


def size_category(lines: int) -> str:
    return next((name for name, below in _SIZES if lines < below), "n>1T")


def _front_matter(about: About) -> Iterator[str]:
    yield f"pretty_name: {yaml(about.title)}"
    yield "language:"
    yield "- und"  # ISO 639-2: undetermined. Nobody has looked what language the conversations are in.
    yield "tags:"
    yield "- fine-tuning"
    yield "- conversational"
    yield f"- {yaml(about.target)}"
    yield "size_categories:"
    yield f"- {size_category(about.lines)}"
    if about.features:
        # Else `datasets` takes the types from the first 10 MB and stops at rows that differ from those. JSON is YAML too.
        yield f"dataset_info: {json.dumps({'features': about.features})}"
    if about.splits:
        yield "configs:"
        yield "- config_name: default"
        yield "  data_files:"
    for split, files in about.splits.items():
        yield f"  - split: {yaml(split)}"
        yield "    path:"
        # `datasets` reads a path as a pattern.
        yield from (f"    - {yaml(glob.escape(file.name))}" for file in files)


def _text(about: About) -> Iterator[str]:
    yield f"# {markdown(about.title)}"
    yield ""
    target = f"target `{_code(about.target)}`, rules of {markdown(about.rules_version)}"
    yield f"{about.lines:,} lines for {markdown(about.target_title)} ({target}),"
    yield f"made by evalplatform from traces of a language model application on {about.made.isoformat()}."
    yield "Every line was checked against the target's rules before it was written."
    yield ""
    yield from _loading(about)
    yield from _contents(about)
    yield from _making(about)
    yield from _verifying(about)


def _loading(about: About) -> Iterator[str]:
    yield "## Load"
    yield ""
    if not about.splits:
        yield "No row was kept, so there is nothing to load."
        yield ""
        return
    yield "```python"
    yield "from datasets import load_dataset"
    yield ""
    yield 'lines = load_dataset("path/of/this/directory")'
    yield "```"
    yield ""


def _contents(about: About) -> Iterator[str]:
    if not about.splits:
        return
    yield "## Contents"
    yield ""
    yield "| split | lines | files | bytes |"
    yield "|---|---:|---:|---:|"
    for split, files in about.splits.items():
        yield f"| {markdown(split)} | {_sum(files):,} | {len(files):,} | {sum(file.bytes for file in files):,} |"
    yield ""
    if about.tokens is not None:
        yield f"{about.tokens:,} tokens, counted with the vocabulary {markdown(about.vocabulary)}."
        yield ""


def _making(about: About) -> Iterator[str]:
    yield "## How it was made"
    yield ""
    yield f"- Rows selected: {about.selected:,}"
    yield f"- Rows rejected, since the target cannot take them: {about.rejected:,}"
    for step, count in about.removed.items():
        yield f"- Rows removed, {markdown(step.replace('_', ' '))}: {count:,}"
    yield f"- Lines kept: {about.lines:,}"
    yield f"- Export: {markdown(about.export)}"
    yield ""
    yield "The language of the texts is not known, nor whether they may be passed on: that is for the owner of the traces to say."
    yield ""


def _verifying(about: About) -> Iterator[str]:
    manifest = next((name for name in about.companions if name.endswith("manifest.json")), None)
    if manifest:
        yield "## Verify"
        yield ""
        yield f"`{_code(manifest)}` names every file with its rows, bytes and SHA-256, and `{_code(manifest)}.sig` signs it."
        yield "`python manage.py verify_export path/of/this/directory` compares all of it."
        yield ""
    others = [name for name in about.companions if name != manifest]
    if others:
        yield f"Beside the data: {', '.join(f'`{_code(name)}`' for name in others)}."


def _code(text: str) -> str:
    """Inside backquotes, where nothing can be escaped."""
    return "".join(one for one in text if one.isprintable() and one not in "`|<")


def _sum(files: tuple[DataFile, ...]) -> int:
    return sum(file.rows for file in files)

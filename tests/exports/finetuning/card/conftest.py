"""Directories of training files as an export leaves them."""

import gzip
import hashlib
import io
import os
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

# Read when the packages are imported: nothing may go to the network, nothing to anyone's home.
os.environ.update(HF_HUB_OFFLINE="1", HF_DATASETS_OFFLINE="1", HF_HUB_DISABLE_TELEMETRY="1")

from exports.finetuning.card.about import About  # noqa: E402
from exports.finetuning.report.outcome import DataFile  # noqa: E402

Lines = Sequence[dict[str, Any]]
HOSTILE = "---\nconfigs: []\n\"'\\ {[<script>alert(1)</script>|`# \u2028\x85\ud83d🙂 Ünï: no"


def line(number: int) -> dict[str, Any]:
    return {"messages": [{"role": "user", "content": f"{number}?"}, {"role": "assistant", "content": f"Ü{number}"}]}


def encoded(lines: Lines, name: str) -> bytes:
    if name.endswith(".parquet"):
        out = io.BytesIO()
        pq.write_table(pa.Table.from_pylist(list(lines)), out)
        return out.getvalue()
    text = b"".join(orjson.dumps(one) + b"\n" for one in lines)
    return gzip.compress(text, mtime=0) if name.endswith(".gz") else text


def data_file(folder: Path, name: str, lines: Lines, split: str) -> DataFile:
    data = encoded(lines, name)
    (folder / name).write_bytes(data)
    return DataFile(name, len(lines), len(data), hashlib.sha256(data).hexdigest(), split)


def about(*files: DataFile, **changes: Any) -> About:
    facts: dict[str, Any] = {
        "title": "Support",
        "export": "019a0000-0000-7000-8000-000000000000",
        "made": date(2026, 11, 22),
        "target": "openai-chat",
        "target_title": "OpenAI chat",
        "rules_version": "2026-11",
        "selected": 12,
        "rejected": 1,
        "removed": {"duplicate": 2},
        "files": files,
        "companions": ("manifest.json", "rejects.jsonl"),
    }
    return About(**{**facts, **changes})


@pytest.fixture
def filled(tmp_path: Path) -> Callable[[str], About]:
    """Nine lines in three files of two splits, in the directory of the test."""

    def fill(suffix: str, **changes: Any) -> About:
        return about(
            data_file(tmp_path, f"train-00000-of-00002.{suffix}", [line(number) for number in range(4)], "train"),
            data_file(tmp_path, f"train-00001-of-00002.{suffix}", [line(number) for number in range(4, 7)], "train"),
            data_file(tmp_path, f"validation-00000-of-00001.{suffix}", [line(7), line(8)], "validation"),
            **changes,
        )

    return fill

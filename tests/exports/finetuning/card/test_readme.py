from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from exports.finetuning.card.about import About
from exports.finetuning.card.readme import readme, size_category
from tests.exports.finetuning.card.conftest import HOSTILE, about, data_file, line

Filled = Callable[..., About]
COMPANIONS = ("manifest.json", "rejects.jsonl", "croissant.json", "report.json", "report.html")


def front_matter(text: bytes) -> Any:
    _, matter, _ = text.decode().split("---\n", 2)
    return yaml.safe_load(matter)


@pytest.fixture
def load(tmp_path: Path) -> Iterator[Callable[[], dict[str, list[dict[str, Any]]]]]:
    """Loads the directory as a user of `datasets` would, with the card written into it."""
    import datasets

    datasets.disable_progress_bars()

    def rows() -> dict[str, list[dict[str, Any]]]:
        found = datasets.load_dataset(str(tmp_path), cache_dir=str(tmp_path.parent / f"{tmp_path.name}-cache"))
        return {split: list(lines) for split, lines in found.items()}

    yield rows
    datasets.enable_progress_bars()


def write_card(folder: Path, told: About) -> None:
    (folder / "README.md").write_bytes(readme(told))
    for name in COMPANIONS:
        (folder / name).write_text('{"not": "data"}\n')


@pytest.mark.parametrize("suffix", ["jsonl", "jsonl.gz", "parquet"])
@pytest.mark.parametrize("title", ["Support", HOSTILE], ids=["plain", "hostile"])
def test_datasets_loads_the_directory_by_its_path(suffix: str, title: str, tmp_path: Path, filled: Filled, load: Any) -> None:
    write_card(tmp_path, filled(suffix, title=title, target=title, target_title=title, vocabulary=title, tokens=5))
    assert load() == {"train": [line(number) for number in range(7)], "validation": [line(7), line(8)]}


def test_a_name_may_hold_what_patterns_are_made_of(tmp_path: Path, load: Any) -> None:
    file = data_file(tmp_path, "a[1] *?{b}'\"#Ü.train-00000-of-00001.jsonl", [line(1)], "train")
    write_card(tmp_path, about(file))
    assert load() == {"train": [line(1)]}


def test_tools_of_different_forms_load(tmp_path: Path, load: Any) -> None:
    kinds: list[Any] = ["string", ["null"], {"of": 1}]
    rows = [{**line(1), "tools": [{"function": {"parameters": {"properties": {"x": {"type": kind}}}}}]} for kind in kinds]
    write_card(tmp_path, about(data_file(tmp_path, "train-00000-of-00001.jsonl", rows, "train")))
    assert [one["tools"][0]["function"]["parameters"]["properties"]["x"]["type"] for one in load()["train"]] == kinds


def test_an_empty_file_is_of_no_split(tmp_path: Path, load: Any) -> None:
    files = (data_file(tmp_path, "test-00000-of-00001.jsonl", [], "test"), data_file(tmp_path, "train-0.jsonl", [line(1)], "train"))
    write_card(tmp_path, about(*files))
    assert load() == {"train": [line(1)]}


def test_front_matter_names_files_by_split(filled: Filled) -> None:
    found = front_matter(readme(filled("jsonl")))
    assert found["configs"] == [
        {
            "config_name": "default",
            "data_files": [
                {"split": "train", "path": ["train-00000-of-00002.jsonl", "train-00001-of-00002.jsonl"]},
                {"split": "validation", "path": ["validation-00000-of-00001.jsonl"]},
            ],
        }
    ]
    assert (found["language"], found["size_categories"]) == (["und"], ["n<1K"])


def test_hostile_names_stay_texts(filled: Filled) -> None:
    text = readme(filled("jsonl", title=HOSTILE, target=HOSTILE))
    found = front_matter(text)
    assert found["pretty_name"] == found["tags"][2] == HOSTILE.replace("\ud83d", "\ufffd")
    assert len(found["configs"]) == 1
    assert b"<script>" not in text.split(b"---\n", 2)[2]


def test_the_text_counts_rows_and_lines(filled: Filled) -> None:
    text = readme(filled("jsonl", tokens=12_345, vocabulary="o200k_base")).decode()
    counts = ("9 lines for OpenAI chat", "| train | 7 | 2 |", "12,345 tokens", "Rows removed, duplicate: 2")
    for expected in ("# Support\n", *counts, "verify_export"):
        assert expected in text


def test_an_export_of_nothing_says_so(tmp_path: Path) -> None:
    text = readme(about(data_file(tmp_path, "train-00000-of-00001.jsonl", [], "train"), companions=()))
    assert "configs" not in front_matter(text)
    assert b"No row was kept, so there is nothing to load." in text


def test_the_same_facts_give_the_same_bytes(filled: Filled) -> None:
    assert readme(filled("jsonl")) == readme(filled("jsonl"))


@pytest.mark.parametrize(
    ("lines", "name"), [(0, "n<1K"), (999, "n<1K"), (1000, "1K<n<10K"), (10**6, "1M<n<10M"), (10**12 - 1, "100B<n<1T"), (10**12, "n>1T")]
)
def test_sizes_have_the_names_of_the_hub(lines: int, name: str) -> None:
    assert size_category(lines) == name

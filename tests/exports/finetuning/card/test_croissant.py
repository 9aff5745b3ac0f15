import hashlib
import logging
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest

from exports.finetuning import targets
from exports.finetuning.card.about import About
from exports.finetuning.card.columns import Column, columns
from exports.finetuning.card.croissant import croissant
from tests.exports.finetuning.card.conftest import HOSTILE, about, data_file, line

# Of mlcroissant, which uses what rdflib and pandas are about to drop.
pytestmark = [
    pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:The inplace keyword in DataFrame.reset_index is deprecated"),
]
Filled = Callable[..., About]
MESSAGES = (Column("messages", repeated=True, inner=(Column("role"), Column("content"))),)
PREFERENCES = (Column("prompt"), Column("completion"), Column("label", "sc:Boolean"))


@pytest.fixture
def read(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> Callable[..., Any]:
    """The directory as mlcroissant sees it: its records, and whatever it complains of."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of packages that it imports
        import mlcroissant

    def open_(told: About, found: tuple[Column, ...]) -> Any:
        place = tmp_path / "croissant.json"
        place.write_bytes(croissant(told, found))
        with caplog.at_level(logging.WARNING):
            dataset = mlcroissant.Dataset(str(place))
        assert "not standard" not in caplog.text
        return dataset

    return open_


def messages(found: Any, split: str) -> list[dict[str, Any]]:
    """Of one record, under the keys of the line; mlcroissant gives texts as bytes."""
    one = found[f"{split}/messages"]
    return [{key.rpartition("/")[2]: text and text.decode() for key, text in turn.items()} for turn in one]


@pytest.mark.parametrize("suffix", ["jsonl", "jsonl.gz", "parquet"])
def test_mlcroissant_reads_the_lines_back(suffix: str, filled: Filled, read: Any) -> None:
    dataset = read(filled(suffix), MESSAGES)
    assert [messages(one, "train") for one in dataset.records("train")] == [line(number)["messages"] for number in range(7)]
    assert [messages(one, "validation") for one in dataset.records("validation")] == [line(7)["messages"], line(8)["messages"]]


@pytest.mark.parametrize("title", ["Support", HOSTILE], ids=["plain", "hostile"])
def test_mlcroissant_finds_no_error(title: str, filled: Filled, read: Any) -> None:
    dataset = read(filled("jsonl", title=title, target=title, target_title=title), MESSAGES)
    assert not dataset.metadata.ctx.issues.errors
    assert dataset.metadata.name == title.replace("\ud83d", "\ufffd")


def test_plain_columns_keep_their_types(tmp_path: Path, read: Any) -> None:
    rows = [{"prompt": "a", "completion": "b", "label": True}, {"prompt": "c", "completion": "d", "label": False}]
    dataset = read(about(data_file(tmp_path, "train-00000-of-00001.jsonl", rows, "train")), PREFERENCES)
    assert list(dataset.records("train")) == [
        {"train/prompt": b"a", "train/completion": b"b", "train/label": True},
        {"train/prompt": b"c", "train/completion": b"d", "train/label": False},
    ]


def test_a_turn_without_a_text_is_read_too(tmp_path: Path, read: Any) -> None:
    turns = [{"role": "user", "content": "a"}, {"role": "assistant", "tool_calls": [{"id": "1"}]}]
    dataset = read(about(data_file(tmp_path, "train-00000-of-00001.jsonl", [{"messages": turns}], "train")), MESSAGES)
    assert [messages(one, "train") for one in dataset.records("train")] == [[turns[0], {"role": "assistant", "content": None}]]


@pytest.mark.parametrize("name", targets.names())
def test_the_columns_of_every_target_are_valid(name: str, filled: Filled, read: Any) -> None:
    found = columns(targets.get(name).schema())
    assert found
    dataset = read(filled("jsonl"), found)
    assert [field.name for field in dataset.metadata.record_sets[0].fields] == [column.name for column in found]


def test_every_file_has_size_and_hash(tmp_path: Path, filled: Filled) -> None:
    found = orjson.loads(croissant(filled("jsonl.gz"), MESSAGES))
    files = [one for one in found["distribution"] if one["@type"] == "cr:FileObject"]
    assert len(files) == 3
    for one in files:
        data = (tmp_path / one["contentUrl"]).read_bytes()
        assert (one["sha256"], one["contentSize"]) == (hashlib.sha256(data).hexdigest(), f"{len(data)} B")
        assert one["encodingFormat"] == ["application/jsonlines", "application/gzip"]


def test_only_a_split_of_several_files_is_a_set(filled: Filled) -> None:
    found = orjson.loads(croissant(filled("jsonl"), MESSAGES))
    sets = [one for one in found["distribution"] if one["@type"] == "cr:FileSet"]
    assert [(one["@id"], one["includes"]) for one in sets] == [
        ("files/train", ["train-00000-of-00002.jsonl", "train-00001-of-00002.jsonl"])
    ]


def test_a_changed_file_is_told_by_its_hash(tmp_path: Path, filled: Filled, read: Any) -> None:
    dataset = read(filled("jsonl"), MESSAGES)
    (tmp_path / "validation-00000-of-00001.jsonl").write_bytes(b'{"messages": []}\n')
    with pytest.raises(Exception, match="Download") as caught:
        list(dataset.records("validation"))
    assert "is not identical with the reference" in str(caught.value.__cause__)


def test_an_export_of_nothing_is_valid(tmp_path: Path, read: Any) -> None:
    dataset = read(about(data_file(tmp_path, "train-00000-of-00001.jsonl", [], "train")), MESSAGES)
    assert not dataset.metadata.ctx.issues.errors
    assert dataset.metadata.record_sets == []


def test_the_same_facts_give_the_same_bytes(filled: Filled) -> None:
    assert croissant(filled("jsonl"), MESSAGES) == croissant(filled("jsonl"), MESSAGES)

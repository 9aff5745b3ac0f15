from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from evalplatform.evaluations.models import Dataset, Example
from evalplatform.projects.models import Project

pytestmark = pytest.mark.django_db


@pytest.fixture
def load(project: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """Loads text from a file of that name, and gives what was printed."""

    def run(text: str, *options: str, file: str = "sums.jsonl") -> str:
        path = tmp_path / file
        path.write_text(text)
        call_command("load_dataset", "sums", str(path), "--project", project.slug, *options)
        return capsys.readouterr().out.strip()

    return run


def test_a_file_is_a_version(load: Any, project: Project) -> None:
    assert load('{"input":"1+1"}\n{"input":"2+2"}\n') == ("2 created, 0 replaced, 0 unchanged, 0 removed: version 1, examples: 2")
    assert load('{"input":"1+1"}\n').endswith("1 unchanged, 0 removed: nothing has changed, so there is no new version")
    assert load('{"input":"3+3"}\n', "--replace", "--note", "new").endswith("2 removed: version 2, examples: 1")
    found = Dataset.objects.get(project=project, name="sums")
    assert (found.latest, found.versions.get(number=2).note) == (2, "new")


def test_columns_of_other_names(load: Any) -> None:
    load("question,answer,page\n1+1,2,7\n", "--input", "question", "--reference", "answer", "--others", "metadata", file="sums.csv")
    found = Example.objects.get()
    assert (found.input, found.reference, found.metadata) == ('"1+1"', '"2"', {"page": "7"})


def test_a_draft(load: Any) -> None:
    assert load('{"input":1}', "--draft", "--format", "jsonl", file="data").endswith("0 removed: in the draft")
    assert Dataset.objects.get().latest == 0


def test_bad_rows_are_all_told(load: Any, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CommandError, match=r"Nothing of the file was taken. Problems: 2\.$"):
        load('{"input":1}\n{"inpt":1}\n{"split":"x"}\n')
    told = capsys.readouterr().err.splitlines()
    assert [line.partition(":")[0] for line in told] == ["/lines/2/inpt", "/lines/3/input"]
    assert not Dataset.objects.exists()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["sums", "gone.jsonl", "--project", "ours"], "gone.jsonl cannot be read: No such file"),
        (["sums", "gone.txt", "--project", "ours"], "does not tell its format"),
        (["sums", __file__, "--project", "nope", "--format", "jsonl"], "There is no project 'nope' .there is: ours"),
        (["x" * 201, __file__, "--project", "ours", "--format", "jsonl"], "name is a text of at most 200"),
    ],
    ids=["no-file", "no-format", "no-project", "no-name"],
)
def test_what_cannot_be_done(project: Project, options: list[str], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        call_command("load_dataset", *options)

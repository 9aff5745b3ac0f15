import io
from typing import Any

import pytest

from evalplatform.errors import InvalidInput
from evalplatform.evaluations import output_lines
from evalplatform.evaluations.models import Dataset
from evalplatform.evaluations.output_lines import submit_lines
from tests.evalplatform.evaluations.conftest import Ask, states

pytestmark = pytest.mark.django_db(transaction=True)


def line(number: int) -> bytes:
    return b'{"example":"e-%d","output":"%d"}\n' % (number, number)


@pytest.mark.parametrize("chunk", [1, 3, 1000])
def test_all_lines_are_taken(dataset: Dataset, ask: Ask, monkeypatch: pytest.MonkeyPatch, chunk: int) -> None:
    monkeypatch.setattr(output_lines, "CHUNK", chunk)
    evaluation = ask()
    assert submit_lines(evaluation, io.BytesIO(b"\xef\xbb\xbf" + line(0) + b"\r\n\n" + line(1) + line(2) + line(3).strip())) == 4
    assert set(states(evaluation).values()) == {"answered"}


@pytest.mark.parametrize(
    ("text", "pointer"),
    [
        (b"\n{\n", "/lines/2"),
        (b"[1]", "/lines/1"),
        (line(0) + b'{"example":"e-9","output":1}', "/lines/2/example"),
        (b'{"example":"e-0"}', "/lines/1/output"),
        (b'{"example":"e-0","output":"\\u0000"}', "/lines/1/output"),
        (b"\xff", "/lines/1"),
        (b'"' + b"x" * 80 + b'"', "/lines/1"),
    ],
    ids=["json", "list", "example", "output", "nul", "utf-8", "long"],
)
def test_what_cannot_be_taken_has_its_line(dataset: Dataset, ask: Ask, monkeypatch: Any, text: bytes, pointer: str) -> None:
    monkeypatch.setattr(output_lines, "MAX_LINE", 60)
    with pytest.raises(InvalidInput, match=r"^Outputs cannot be taken. Problems: 1.$") as caught:
        submit_lines(ask(), io.BytesIO(text))
    assert [one.pointer for one in caught.value.problems] == [pointer]


def test_an_empty_file_has_no_outputs(dataset: Dataset, ask: Ask) -> None:
    assert submit_lines(ask(), io.BytesIO(b" \n\n")) == 0

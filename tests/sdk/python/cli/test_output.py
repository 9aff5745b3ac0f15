import json

import pytest
from evalplatform_sdk.cli import output


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, ""),
        ("a\tb\nc", "a b c"),
        ("\x1b[31mred\x07", "\ufffd[31mred\ufffd"),
        ("a\u202eb", "a\ufffdb"),
        ("\ud800", "?"),
        ("[bold]Zoë 🙂", "[bold]Zoë 🙂"),
        ({"a": [1, 0.1, "é"]}, '{"a": [1, 0.1, "é"]}'),
    ],
    ids=["none", "lines", "escape", "direction", "half a pair", "markup", "object"],
)
def test_nothing_steers_a_terminal(value: object, shown: str) -> None:
    assert output.plain(value) == shown


def test_a_table_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    output.show_table(("id", "name"), [(1, "a\tb"), (2, None)])
    assert capsys.readouterr().out == "id\tname\n1\ta b\n2\t\n"


@pytest.mark.parametrize("rows", [[], [{"a": "é"}], [1, "\ud800", None]], ids=["none", "one", "three"])
def test_a_list_is_one_document(rows: list[object], capsys: pytest.CaptureFixture[str]) -> None:
    output.show_json_list(iter(rows))
    assert json.loads(capsys.readouterr().out) == rows


def test_what_is_said_leaves_the_answer_alone(capsys: pytest.CaptureFixture[str]) -> None:
    output.say("for people")
    output.show_json({"a": 1})
    assert capsys.readouterr() == ('{"a": 1}\n', "for people\n")

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from exports.finetuning.card import quoting

ANY = st.text(st.characters(exclude_categories=()), max_size=30)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a", '"a"'),
        ("no", '"no"'),
        ('"\\', '"\\"\\\\"'),
        ("\n\0", '"\\x0a\\x00"'),
        ("\u2028\x85\ufeff", '"\\u2028\\x85\\ufeff"'),
        ("Ü🙂", '"Ü🙂"'),
        ("\U000e0001", '"\\U000e0001"'),
        ("\ud83d", '"\ufffd"'),
    ],
    ids=["plain", "word", "quotes", "controls", "breaks", "letters", "tag", "half a pair"],
)
def test_yaml_is_quoted(text: str, expected: str) -> None:
    assert quoting.yaml(text) == expected


@given(ANY)
def test_yaml_gives_the_text_back_from_one_line(text: str) -> None:
    quoted = quoting.yaml(text)
    whole = "".join("\ufffd" if "\ud800" <= one <= "\udfff" else one for one in text)
    assert yaml.safe_load(f"name: {quoted}") == {"name": whole}
    assert len(quoted.splitlines()) == 1


def test_markdown_is_escaped() -> None:
    assert quoting.markdown("a|b <i> [x](y) https://x.y") == r"a\|b \<i\> \[x\]\(y\) https\:\/\/x\.y"


@given(ANY)
def test_markdown_is_one_line_with_every_sign_escaped(text: str) -> None:
    found = quoting.markdown(text)
    assert len(found.splitlines()) <= 1
    rest = found.replace("\\\\", "").split("\\")
    assert not any(one in "<>|`[]*_#!&" for part in (rest[0], *(part[1:] for part in rest[1:])) for one in part)

"""JSON comes back as the same value, or is refused with its place."""

import math
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalplatform.exact_json import MAX_DEPTH, NotJSON, dumps, loads

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"))
SCALARS = st.none() | st.booleans() | st.integers(-(10**40), 10**40) | st.floats(allow_nan=False, allow_infinity=False) | TEXT
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner), max_leaves=20)


def nested(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = [value]
    return value


@given(VALUES)
def test_every_value_comes_back(value: Any) -> None:
    assert loads(dumps(value)) == value


@given(VALUES)
def test_text_is_compact_and_on_one_line(value: Any) -> None:
    assert dumps(value).isprintable() or not any(ord(char) < 32 for char in dumps(value))


@pytest.mark.parametrize("text", ["18446744073709551615", "18446744073709551616", "-9223372036854775809", "1" * 308])
def test_integers_keep_all_their_digits(text: str) -> None:
    assert loads(text) == int(text)
    assert type(loads(text)) is int
    assert dumps(loads(text)) == text


def test_a_long_integer_in_a_string_stays_a_string() -> None:
    assert loads('{"a": "12345678901234567890", "b": 1.5}') == {"a": "12345678901234567890", "b": 1.5}


def test_a_decimal_loses_its_last_zero() -> None:
    assert dumps(loads("1.10")) == "1.1"


def test_the_last_of_equal_keys_wins() -> None:
    assert loads('{"a": 1, "a": 2}') == {"a": 2}
    assert loads('{"a": 1, "a": 12345678901234567890}') == {"a": 12345678901234567890}


def test_text_is_written_without_needless_escapes() -> None:
    assert dumps({"é": "🙂 \n", "big": 2**64}) == '{"é":"🙂 \\n","big":18446744073709551616}'


@pytest.mark.parametrize(
    "text",
    ["", "{", "NaN", "[Infinity]", "1e400", "-1e400", "2" * 309, r'"\ud800"', '"\ud800"', b'"\xff"', "'a'", "[1,]", "01", b"\xef\xbb\xbf1"],
)
@pytest.mark.parametrize("wrapped", [False, True], ids=["alone", "with a long integer"])
def test_what_is_no_json_is_refused(text: bytes | str, wrapped: bool) -> None:
    raw = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    with pytest.raises(NotJSON, match="This is not JSON: ") as caught:
        loads(b"[12345678901234567890," + raw + b"]" if wrapped else raw)
    assert caught.value.code == "not_json"


@pytest.mark.parametrize(
    ("value", "pointer", "code"),
    [
        (math.nan, "", "not_json"),
        ({"a": [None, math.inf]}, "/a/1", "not_json"),
        ([10**400], "/0", "not_json"),
        ({"a/b~": ["x\0"]}, "/a~1b~0/0", "nul"),
        ({"a": {"\0": 1}}, "/a", "nul"),
        (["\ud800"], "/0", "not_json"),
        ({"\udfff": 1}, "", "not_json"),
        ({1: 2}, "", "not_json"),
        ([object()], "/0", "not_json"),
    ],
)
def test_what_cannot_be_stored_is_refused_with_its_place(value: Any, pointer: str, code: str) -> None:
    with pytest.raises(NotJSON) as caught:
        dumps(value)
    assert (caught.value.pointer, caught.value.code) == (pointer, code)


def test_an_escaped_backslash_before_u0000_is_no_nul() -> None:
    assert dumps(["\\u0000"]) == '["\\\\u0000"]'


@pytest.mark.parametrize("inner", [1, 2**70], ids=["fast", "slow"])
def test_nesting_is_bounded(inner: int) -> None:
    assert dumps([inner, nested(MAX_DEPTH - 1)]).count("[") == MAX_DEPTH
    for depth in (MAX_DEPTH, 300, 1000):
        with pytest.raises(NotJSON, match="deeper than 200 levels") as caught:
            dumps([inner, nested(depth)])
        assert (caught.value.code, caught.value.pointer) == ("too_deep", "/1" + "/0" * (MAX_DEPTH - 1))


@pytest.mark.parametrize("first", ["1", "12345678901234567890"])
def test_text_nested_beyond_the_parser_is_refused(first: str) -> None:
    with pytest.raises(NotJSON) as caught:
        loads(f"[{first}," + "[" * 2000 + "]" * 2001)
    assert caught.value.code == "too_deep"


def test_what_we_write_is_what_orjson_reads() -> None:
    assert orjson.loads(dumps({"a": [1, 1.5, True, None, "é"]})) == {"a": [1, 1.5, True, None, "é"]}

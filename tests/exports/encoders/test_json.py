import json

import pytest

from exports.encoders.json import Encoder


@pytest.mark.parametrize("cut", [1, 2, 3, 5, 8, 100])
def test_lines_become_an_array_however_blocks_are_cut(cut: int) -> None:
    one, lines = Encoder((), formula_guard=True), b'{"a":1}\n{"a":2}\n{"a":3}\n'
    body = b"".join(one.feed(lines[start : start + cut]) for start in range(0, len(lines), cut))
    text = one.before() + body + one.after(empty=False)
    assert text == b'[\n{"a":1},\n{"a":2},\n{"a":3}\n]\n'
    assert one.rows == 3


def test_no_rows_are_an_empty_array() -> None:
    one = Encoder((), formula_guard=True)
    assert json.loads(one.before() + one.after(empty=True)) == []

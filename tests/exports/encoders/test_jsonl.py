from exports.encoders.jsonl import Encoder


def test_rows_are_lines() -> None:
    one = Encoder((), formula_guard=True)
    assert one.feed(b'{"a":1}\n{"a"') == b'{"a":1}\n{"a"'
    one.feed(b":2}\n")
    assert one.rows == 2
    assert one.before() + one.after(empty=False) == b""

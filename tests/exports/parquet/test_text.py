import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.parquet.text import DELIMITER, QUOTE, Pieces, last_row_end


def written(rows: list[list[str]]) -> bytes:
    """As PostgreSQL writes them."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=DELIMITER, quotechar=QUOTE, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


@pytest.mark.parametrize(
    ("text", "end"),
    [
        (b"", 0), (b"a", 0), (b"a\n", 2), (b"a\nb", 2), (b"a\nb\n", 4), (b"\n\n", 2),
        (b"\x01a\n", 0), (b"\x01a\n\x01\n", 5), (b"a\n\x01b\n", 2), (b"a\n\x01b\n\x01\x01", 2), (b"a\n\x01b\n\x01\x02\x01\n", 2),
    ],
)  # fmt: skip
def test_a_row_ends_outside_of_quotes(text: bytes, end: int) -> None:
    assert last_row_end(text, len(text)) == end


@given(st.lists(st.lists(st.text(alphabet="a\x01\x02\x03\n", max_size=9), min_size=2, max_size=2)), st.integers(1, 9), st.integers(1, 40))
def test_pieces_are_whole_rows_wherever_the_text_is_cut(rows: list[list[str]], cut: int, size: int) -> None:
    text, pieces = written(rows), Pieces(size)
    found = [piece for start in range(0, len(text), cut) for piece in pieces.feed(text[start : start + cut])]
    found += [pieces.rest()]
    at_once = Pieces(size)
    assert found == [*at_once.feed(text), at_once.rest()]
    read = csv.reader(io.StringIO("".join(piece.decode() for piece in found), newline=""), delimiter=DELIMITER, quotechar=QUOTE)
    assert (b"".join(found), list(read)) == (text, rows)
    assert all(last_row_end(piece, len(piece)) == len(piece) for piece in found if piece)


def test_a_row_longer_than_a_piece_is_one() -> None:
    pieces = Pieces(4)
    assert list(pieces.feed(b"0123456789")) == []
    assert list(pieces.feed(b"\nab\ncd")) == [b"0123456789\nab\n"]
    assert pieces.rest() == b"cd"

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalplatform.fields import Column
from evalplatform.tracing.fields import TRACES
from exports.encoders.csv import Encoder


def encoder(*names: str, guard: bool = True) -> Encoder:
    return Encoder(tuple(Column(name, TRACES.field("id")) for name in names), formula_guard=guard)


def test_header_is_quoted_and_guarded() -> None:
    assert encoder("a,b", "=c").before() == b'"a,b",\'=c\n'
    assert encoder("=c", guard=False).before() == b"=c\n"


@pytest.mark.parametrize("cut", range(1, 12))
def test_rows_are_counted_however_blocks_are_cut(cut: int) -> None:
    one = encoder("a")
    text = b'"a\n""b\n""",x\n"",\n1,"\n"\n'
    for start in range(0, len(text), cut):
        one.feed(text[start : start + cut])
    assert one.rows == 3


@given(st.lists(st.lists(st.text(alphabet='a",\n\r', max_size=6), min_size=2, max_size=2)), st.integers(1, 9))
def test_counts_what_the_csv_module_reads(rows: list[list[str]], cut: int) -> None:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    data, one = text.getvalue().encode(), encoder("a", "b")
    for start in range(0, len(data), cut):
        one.feed(data[start : start + cut])
    assert one.rows == len(rows)

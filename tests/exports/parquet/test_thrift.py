import pytest

from exports.parquet import thrift

# 1: i64 -3, 2: binary "ab", 3: true, 5: list of 2 structs {1: i32 7}, 20: double, 21: map {i32 1: "x"}, 22: set of 2 booleans, 23: i16 9
DATA = bytes.fromhex("16 05  18 02 6162  11  29 2c 15 0e 00 15 0e 00  07 28 0000000000000000  1b 01 58 02 01 78  1a 21 01 02  14 12  00")


def test_finds_integers_lists_and_what_is_inside_of_them() -> None:
    reader = thrift.Reader(DATA + b"rest")
    reader.struct({1: "number", 5: {1: "inner"}, 23: "last"})
    assert [(one.mark, thrift.Reader(DATA, one.start).integer()) for one in reader.found] == [
        ("number", -3), ("inner", 7), ("inner", 7), ("last", 9),
    ]  # fmt: skip
    assert reader.at == len(DATA)


def test_a_list_is_found_with_its_header() -> None:
    reader = thrift.Reader(DATA)
    reader.struct({5: "list"})
    (one,) = reader.found
    assert DATA[one.start : one.end].hex() == "2c150e00150e00"


@pytest.mark.parametrize("value", [0, 1, -1, 63, 64, 2**31, -(2**31), 2**63 - 1, -(2**63)])
def test_integers_come_back(value: int) -> None:
    assert thrift.Reader(thrift.integer(value)).integer() == value


@pytest.mark.parametrize("size", [0, 14, 15, 300])
def test_list_headers_come_back(size: int) -> None:
    assert thrift.Reader(thrift.structs_header(size)).list_header() == (size, 12)


@pytest.mark.parametrize("cut", range(len(DATA)))
def test_cut_data_is_refused(cut: int) -> None:
    with pytest.raises((IndexError, ValueError)):
        thrift.Reader(DATA[:cut]).struct({5: {1: "inner"}})


def test_unknown_kinds_are_refused() -> None:
    with pytest.raises(ValueError, match="no kind 15"):
        thrift.Reader(b"\x1f\x00").struct({})
    with pytest.raises(ValueError, match="a struct was expected"):
        thrift.Reader(b"\x16\x00\x00").struct({1: {}})

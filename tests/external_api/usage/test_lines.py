import pytest

from external_api.usage.lines import CLIENT_ERROR, MAX_BYTES, OK, SERVER_ERROR, Call, outcome_of, printable, read, written

CALL = Call("0" * 31 + "f", 1_800_000_000, "AbCd1234", "GET /api/external/traces/{id}", OK, 3, 10, 2_000, 1_500)


def test_a_line() -> None:
    fields = ("1", "0" * 31 + "f", "1800000000", "AbCd1234", "GET /api/external/traces/{id}", "o", "3", "10", "2000", "1500", ".")
    assert written(CALL) == "\t".join(fields).encode() + b"\n"


def test_what_is_written_is_read() -> None:
    assert read(written(CALL)[:-1]) == CALL


@pytest.mark.parametrize(
    ("status", "outcome"), [(200, OK), (304, OK), (399, OK), (400, CLIENT_ERROR), (499, CLIENT_ERROR), (500, SERVER_ERROR)]
)
def test_the_class_of_a_status(status: int, outcome: str) -> None:
    assert outcome_of(status) == outcome


def test_the_longest_line_is_one_write() -> None:
    call = Call("f" * 32, 99_999_999_999, "k" * 64, "G" * 120, SERVER_ERROR, 10**20, 10**20, 10**20, 10**20)
    assert len(written(call)) == 301 <= MAX_BYTES
    assert read(written(call)[:-1]) == call._replace(items=10**15 - 1, bytes_in=10**15 - 1, bytes_out=10**15 - 1, microseconds=10**15 - 1)


def test_an_amount_below_nothing_is_nothing() -> None:
    assert read(written(CALL._replace(items=-1))[:-1]) == CALL._replace(items=0)


def test_no_part_of_a_line_is_a_line() -> None:
    whole = written(CALL)[:-1]
    assert [read(whole[first:end]) for first in range(3) for end in range(len(whole) + 1) if (first, end) != (0, len(whole))].count(
        None
    ) == (3 * (len(whole) + 1) - 1)


def test_half_a_line_and_a_whole_one_are_no_line() -> None:
    whole = written(CALL)[:-1]
    assert {read(whole[:end] + whole) for end in range(1, len(whole) + 1)} == {None}


@pytest.mark.parametrize("damaged", [b"", b"\0" * 40, b"\xff\xfe", b"1\t" * 11, written(CALL)[:-1] + b"\r"])
def test_damage_is_no_line(damaged: bytes) -> None:
    assert read(damaged) is None


def test_printable() -> None:
    assert printable("GET /\tü\n\0x" + "y" * 200, 12) == "GET /????xyy"

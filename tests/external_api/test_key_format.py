import re

import pytest

from external_api.key_format import KeyGenerator, checksum, prefix_of


def test_a_key_is_what_scanners_look_for() -> None:
    key, prefix, _ = KeyGenerator().generate()
    assert re.fullmatch(r"evp_[0-9A-Za-z]{8}_[0-9A-Za-z]{38}", key)
    assert prefix_of(key) == prefix == key[4:12]


def test_no_two_are_alike() -> None:
    assert len({KeyGenerator().generate()[0] for _ in range(100)}) == 100


def test_the_checksum_is_crc_32_in_base_62() -> None:
    # zlib.crc32(b"123456789") is 0xCBF43926, the check value of the standard: 3421780262, in base 62 (3, 45, 35, 27, 22, 14)
    assert checksum("123456789") == "3jZRME"


@pytest.mark.parametrize("place", [0, 4, 12, 13, 30, 50])
def test_a_change_anywhere_is_seen(place: int) -> None:
    key = KeyGenerator().generate()[0]
    assert prefix_of(key[:place] + ("a" if key[place] != "a" else "b") + key[place + 1 :]) is None


@pytest.mark.parametrize("text", ["", "evp_", "evp_abcdefgh_", "a.b", "\0", "é" * 51, "evp_" + "a" * 100_000])
def test_what_is_no_key(text: str) -> None:
    assert prefix_of(text) is None

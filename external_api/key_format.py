"""How a key looks: `evp_`, eight characters that name it, `_`, its secret, and a checksum over all of it.

A scanner of secrets finds keys by `evp_[0-9A-Za-z]{8}_[0-9A-Za-z]{38}`, and tells by the checksum that it is no other text, without
asking us: the last six characters are the CRC-32 of all before them in base 62, as in GitHub's tokens.
"""

import re
from zlib import crc32

from django.utils.crypto import get_random_string
from rest_framework_api_key.crypto import KeyGenerator as PackageKeyGenerator

MARK = "evp_"
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_CHECKSUM_LENGTH = 6
_KEY = re.compile(r"evp_([0-9A-Za-z]{8})_[0-9A-Za-z]{38}")


class KeyGenerator(PackageKeyGenerator):
    def generate(self) -> tuple[str, str, str]:
        prefix = get_random_string(self.prefix_length)
        unchecked = f"{MARK}{prefix}_{get_random_string(self.secret_key_length)}"
        key = unchecked + checksum(unchecked)
        return key, prefix, self.hash(key)


def prefix_of(key: str) -> str | None:
    """What names the key; None for a text that cannot be a key, which so costs no query."""
    match = _KEY.fullmatch(key)
    if not match or key[-_CHECKSUM_LENGTH:] != checksum(key[:-_CHECKSUM_LENGTH]):
        return None
    return match[1]


def checksum(text: str) -> str:
    """Six digits to the base 62."""
    rest, digits = crc32(text.encode()), ""
    for _ in range(_CHECKSUM_LENGTH):
        rest, digit = divmod(rest, len(_DIGITS))
        digits = _DIGITS[digit] + digits
    return digits

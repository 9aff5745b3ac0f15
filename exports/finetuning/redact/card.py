"""Numbers of payment cards: 13 to 19 digits, plain or in printed groups, of a known issuer and with a right check digit."""

from collections.abc import Iterator

from exports.finetuning.redact.found import Found, Kind, follows_word, goes_on_with_digits, precedes_word

PATTERN = (
    r"\b(?:[0-9]{13,19}"
    r"|[0-9]{4}[ -][0-9]{4}[ -][0-9]{4}[ -][0-9]{4}(?:[ -][0-9]{1,3})?"
    r"|[0-9]{4}[ -][0-9]{6}[ -][0-9]{4,5}"
    r"|[0-9]{6}[ -][0-9]{13})\b"
)

# First digits from, to (of as many digits), and the lengths of the number.
_LONG = (16, 17, 18, 19)
_ISSUERS: tuple[tuple[int, int, tuple[int, ...]], ...] = (
    (4, 4, (13, 16, 19)),  # Visa
    (51, 55, (16,)),  # Mastercard
    (2221, 2720, (16,)),
    (34, 34, (15,)),  # American Express
    (37, 37, (15,)),
    (6011, 6011, _LONG),  # Discover
    (644, 659, _LONG),
    (300, 305, _LONG + (14,)),  # Diners Club
    (36, 36, _LONG + (14,)),
    (38, 39, _LONG + (14,)),
    (3528, 3589, _LONG),  # JCB
    (62, 62, _LONG),  # UnionPay
    (2200, 2204, _LONG),  # Mir
    (5018, 5018, (13, 14, 15) + _LONG),  # Maestro
    (5020, 5020, (13, 14, 15) + _LONG),
    (5038, 5038, (13, 14, 15) + _LONG),
    (5893, 5893, (13, 14, 15) + _LONG),
    (6304, 6304, (13, 14, 15) + _LONG),
    (6759, 6763, (13, 14, 15) + _LONG),
    (60, 60, (16,)),  # RuPay
    (81, 82, (16,)),
    (508, 508, (16,)),
)
_TWICE = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)  # the digit sum of the doubled digit


def _accept(raw: bytes, start: int, end: int) -> Found | None:
    if follows_word(raw, start) or goes_on_with_digits(raw, start, start, b".,-") or (start > 0 and raw[start - 1] == 46):
        return None
    for stop in _ends(raw, start, end):
        if precedes_word(raw, stop) or goes_on_with_digits(raw, stop, stop, b".,-"):
            continue
        digits = raw[start:stop].replace(b" ", b"").replace(b"-", b"")
        if _is_one_separator(raw[start:stop]) and is_card(digits):
            return Found(start, stop, digits)
    return None


def is_card(digits: bytes) -> bool:
    """Whether ASCII digits are the number of a card that an issuer could have given out."""
    return _is_issued(digits) and _has_right_check_digit(digits)


def _ends(raw: bytes, start: int, end: int) -> Iterator[int]:
    """With the last group and, where that may be something else beside the card, such as its security code, without."""
    yield end
    shorter = max(raw.rfind(b" ", start, end), raw.rfind(b"-", start, end))
    if shorter - start >= 15:
        yield shorter


def _is_one_separator(text: bytes) -> bool:
    return not (b" " in text and b"-" in text)


def _is_issued(digits: bytes) -> bool:
    return any(len(digits) in lengths and low <= int(digits[: len(str(low))]) <= high for low, high, lengths in _ISSUERS)


def _has_right_check_digit(digits: bytes) -> bool:
    """ISO/IEC 7812-1 annex B, which is the algorithm of Luhn."""
    plain = sum(one - 48 for one in digits[-1::-2])
    return (plain + sum(_TWICE[one - 48] for one in digits[-2::-2])) % 10 == 0


KIND = Kind("card", PATTERN, _accept, nested=True)

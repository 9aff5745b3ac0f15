"""Phone numbers in international form (E.164 with separators) and in the North American one. Others look like any number and stay."""

from exports.finetuning.redact.found import Found, Kind, follows_word, goes_on_with_digits, precedes_word

_SEPARATOR = r"[ \x{A0}./\x{2010}\x{2011}-]| ?\( ?| ?\)[ -]?"
PATTERN = (
    rf"\+[1-9](?:(?:{_SEPARATOR})?[0-9]){{7,14}}"
    r"|(?:\b1[ .-])?(?:\([2-9][0-9]{2}\) ?|\b[2-9][0-9]{2}[.-])[2-9][0-9]{2}[.-][0-9]{4}\b"
)

# The first two digits that no country code of ITU-T E.164 begins with; 1 and 7 are codes of one digit.
_NOBODYS = ("28", "83", "89")
_FEWEST = 9  # digits with the country code; shorter ones are those of very small islands
_MOST = 15
_NOT_BEFORE = b"+)]}^*"  # what stands before the plus of a sum


def _accept(raw: bytes, start: int, end: int) -> Found | None:
    return _international(raw, start, end) if raw[start] == 43 else _north_american(raw, start, end)


def _international(raw: bytes, start: int, end: int) -> Found | None:
    text = raw[start:end]
    if follows_word(raw, start, _NOT_BEFORE) or precedes_word(raw, end) or goes_on_with_digits(raw, end, end, b".,"):
        return None
    groups = _groups(text.replace(b"(0)", b""))
    digits = b"".join(groups)
    if not _is_number(digits.decode()) or not _is_grouped(groups, text[len(groups[0]) + 1 :]):
        return None
    return Found(start, end, digits)


def _groups(text: bytes) -> list[bytes]:
    """The runs of digits."""
    return bytes(one if 48 <= one <= 57 else 32 for one in text).split()


def _is_number(digits: str) -> bool:
    if digits[0] in "17":  # North America and Russia, whose numbers have one length
        return len(digits) == 11
    return _FEWEST <= len(digits) <= _MOST and digits[:2] not in _NOBODYS


def _is_grouped(groups: list[bytes], after_first: bytes) -> bool:
    """Not a sum, whose terms are short, nor a round number, a decimal or a term of a formula."""
    if len(groups) == 1:
        return not groups[0].endswith(b"00000")
    if after_first[0] in b"./-" and (len(groups[0]) > 3 or (len(groups) == 2 and after_first[0] == 46)):
        return False
    return len(groups) <= 7 and sum(len(one) == 1 for one in groups) <= 2 and max(map(len, groups)) <= 11


def _north_american(raw: bytes, start: int, end: int) -> Found | None:
    text = raw[start:end]
    if follows_word(raw, start, b"+*/=") or precedes_word(raw, end) or goes_on_with_digits(raw, start, end, b".,-/"):
        return None
    if b"." in text and b"-" in text:
        return None
    digits = b"".join(_groups(text))
    return Found(start, end, digits if len(digits) == 11 else b"1" + digits)


KIND = Kind("phone", PATTERN, _accept, nested=True)

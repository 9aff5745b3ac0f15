"""International bank account numbers (ISO 13616): of the length of their country, with right check digits."""

from exports.finetuning.redact.found import Found, Kind, follows_word, precedes_word

PATTERN = r"(?i)\b[a-z]{2}[0-9]{2}(?:(?: |\x{A0}|-)?[a-z0-9]{4}){2,7}(?:(?: |\x{A0}|-)?[a-z0-9]{1,3})?"

# SWIFT's registry of IBANs, https://www.swift.com/standards/data-standards/iban
_LENGTHS = {
    15: "NO", 16: "BE", 18: "DK FI FK FO GL NL SD", 19: "MK SI", 20: "AT BA EE KZ LT LU MN XK", 21: "CH HR LI LV",
    22: "BG BH CR DE GB GE IE ME RS VA", 23: "AE GI IL IQ OM SO TL", 24: "AD CZ ES MD PK RO SA SE SK TN VG", 25: "LY PT ST",
    26: "IS TR", 27: "BI DJ FR GR IT MC MR SM", 28: "AL AZ BY CY DO GT HN HU LB NI PL SV", 29: "BR EG PS QA UA",
    30: "JO KW MU YE", 31: "MT SC", 32: "LC", 33: "RU",
}  # fmt: skip
_LENGTH_OF = {country.encode(): length for length, countries in _LENGTHS.items() for country in countries.split()}
_SEPARATORS = b" -\xa0\xc2"  # the last two are the bytes of a no-break space


def _accept(raw: bytes, start: int, end: int) -> Found | None:
    length = _LENGTH_OF.get(raw[start : start + 2].upper())
    if length is None or follows_word(raw, start):
        return None
    stop, value = start, bytearray()
    while stop < end and len(value) < length:
        if raw[stop] not in _SEPARATORS:
            value.append(raw[stop])
        stop += 1
    upper = bytes(value).upper()
    if len(upper) != length or precedes_word(raw, stop) or not has_right_check_digits(upper):
        return None
    return Found(start, stop, upper)


def has_right_check_digits(iban: bytes) -> bool:
    """ISO 7064, MOD 97-10: of capital letters and digits without blanks."""
    turned = iban[4:] + iban[:4]
    return int("".join(str(int(chr(one), 36)) for one in turned)) % 97 == 1


KIND = Kind("iban", PATTERN, _accept, nested=True)

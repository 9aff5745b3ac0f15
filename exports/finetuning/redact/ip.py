"""IP addresses that can be somebody's: not the loopback, not masks, and nothing that looks like a version."""

from ipaddress import AddressValueError, IPv4Address, IPv6Address, IPv6Network

from exports.finetuning.redact.found import Found, Kind, follows_word, goes_on_with_digits, precedes_word

PATTERN = r"\b[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\b|(?:\b[23fF][0-9A-Fa-f]{3}|\b64|:):[0-9A-Fa-f:.]{1,41}"

# Global unicast, unique local, link-local, and IPv4 in IPv6: the rest names no single machine, or is a slice, `a::b` or a time of day.
_NETWORKS = tuple(map(IPv6Network, ("2000::/3", "fc00::/7", "fe80::/10", "::ffff:0:0/96", "64:ff9b::/96")))
_VERSION_WORDS = (b"version", b"ver.", b"release", b"section", b"chapter", b"clause", b"build", b"==", b">=", b"<=", b"~=", b"^", b"~")


def _accept(raw: bytes, start: int, end: int) -> Found | None:
    return _v6(raw, start, end) if b":" in raw[start:end] else _v4(raw, start, end)


def _v4(raw: bytes, start: int, end: int) -> Found | None:
    text = raw[start:end]
    if follows_word(raw, start, b".") or goes_on_with_digits(raw, end, end, b".") or _is_version(raw, start, text):
        return None
    try:
        address = IPv4Address(text.decode())
    except AddressValueError:
        return None
    if address.is_loopback or text.startswith((b"0.", b"255.")):
        return None
    return Found(start, end, str(address).encode())


def _is_version(raw: bytes, start: int, text: bytes) -> bool:
    """After a word that says so, as in Chrome/120.0.0.0, or of single digits only, as 1.2.3.4."""
    before = raw[max(0, start - 12) : start].lower().rstrip(b" :#")
    after_product = start > 1 and raw[start - 1] in b"/-" and raw[start - 2 : start - 1].isalnum()
    return len(text) == 7 or after_product or before.endswith(_VERSION_WORDS)


def _v6(raw: bytes, start: int, end: int) -> Found | None:
    if follows_word(raw, start, b":.") or precedes_word(raw, end):
        return None
    for stop in (end, end - 1):  # a full stop or a colon of the sentence may follow
        if stop < end and raw[stop] not in b".:":
            break
        try:
            address = IPv6Address(raw[start:stop].decode())
        except AddressValueError:
            continue
        if any(address in one for one in _NETWORKS):
            return Found(start, stop, address.compressed.encode())
    return None


KIND = Kind("ip", PATTERN, _accept)

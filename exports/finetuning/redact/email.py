"""E-mail addresses, also with Latin, Greek and Cyrillic letters; no other scripts, whose sentences have no blanks before an address."""

from exports.finetuning.redact.found import Found, Kind

_LETTER = r"A-Za-z\x{C0}-\x{24F}\x{370}-\x{52F}"
_LABEL = rf"[{_LETTER}0-9](?:[{_LETTER}0-9-]*[{_LETTER}0-9])?"
PATTERN = rf"[{_LETTER}0-9_][{_LETTER}0-9_.%+'-]*@(?:{_LABEL}\.)+(?:xn--[a-z0-9-]{{2,59}}|[{_LETTER}]{{2,24}})"

_FILES = (b".png", b".jpg", b".jpeg", b".gif", b".svg", b".webp", b".avif", b".ico", b".css", b".js")  # icon@2x.png
_NOBODY = (b"git@",)  # git@github.com:owner/name is an address of a repository


def _accept(raw: bytes, start: int, end: int) -> Found | None:
    value = raw[start:end].decode("utf-8", "surrogatepass").lower().encode("utf-8", "surrogatepass")
    if value.endswith(_FILES) or value.startswith(_NOBODY):
        return None
    return Found(start, end, value)


KIND = Kind("email", PATTERN, _accept, needs=b"@")

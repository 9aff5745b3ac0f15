"""What tells that two rows say the same: hashes of conversations and values, the same on every machine and in every run.

BLAKE2b, since whoever sends traces could make two texts of one xxHash, and with that push another's row out. It is in the standard
library, and of the time for a row more goes to the normalisation.
"""

import json
import unicodedata
from collections.abc import Iterable
from hashlib import blake2b
from typing import Any

import orjson

from evalplatform import exact_json
from exports.finetuning.conversation import Conversation, Image, Text, ToolCall, Turn

SIZE = 16
_RARE_BLANKS = b"\t\r\x0b\x0c\x1c\x1d\x1e\x1f"  # of ASCII, with blank and LF, all that str.split takes for a blank
_BLANKS = bytes.maketrans(_RARE_BLANKS, b" " * len(_RARE_BLANKS))


def content(conversation: Conversation) -> bytes:
    """16 bytes, equal for conversations that are exact duplicates: the same roles, texts (normalised), names, weights, images, tool calls
    and tools. The ids of calls only have to link the same turns; arguments are compared as values where they are JSON.
    """
    return both(conversation)[0]


def prompt(conversation: Conversation) -> bytes:
    """16 bytes of what the model was asked, likewise."""
    return both(conversation)[1]


def both(conversation: Conversation) -> tuple[bytes, bytes]:
    """`content` and `prompt` for little more than the time of one."""
    turns, answer_at, tools, parallel = conversation
    calls: dict[str, int] = {}
    asked = ["+tools", canonical([tools, parallel])] if tools or parallel is not None else []
    hashed = blake2b(_joined([*asked, *_fields(turns[:answer_at], calls)]), digest_size=SIZE)
    of_prompt = hashed.digest()
    hashed.update(b"\0")
    hashed.update(_joined(_fields(turns[answer_at:], calls)))
    return hashed.digest(), of_prompt


def value(found: Any) -> bytes:
    """16 bytes of any JSON value; the order of keys says nothing, 1 and 1.0 are two values."""
    return blake2b(canonical(found).encode("utf-8", "surrogatepass"), digest_size=SIZE).digest()


def text(of: str) -> bytes:
    """16 bytes of a text, normalised."""
    return blake2b(normalised(of), digest_size=SIZE).digest()


def canonical(found: Any) -> str:
    """JSON text, the same for values that are equal but for the order of their keys. Raises RecursionError beyond some hundred levels."""
    try:
        return orjson.dumps(found, option=orjson.OPT_SORT_KEYS).decode()
    except TypeError:  # an integer beyond 64 bits, half of a surrogate pair, or nesting beyond orjson's
        return json.dumps(found, sort_keys=True)


def halves(of: bytes) -> tuple[int, int]:
    """The two integers of 64 bits in 16 bytes, the high one first."""
    return int.from_bytes(of[:8]), int.from_bytes(of[8:])


def stable(seed: int, word: str, of: Any) -> int:
    """64 bits that look random and follow from seed, word and value alone, wherever and whenever they are asked for."""
    known = f"{seed}\0{word}\0{canonical(of)}".encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(known, digest_size=8).digest())


def normalised(of: str) -> bytes:
    """UTF-8 in NFC, runs of whitespace as one blank, none at the ends; upper case stays, since in code and in names it means something."""
    if not of.isascii():
        return " ".join(unicodedata.normalize("NFC", of).split()).encode("utf-8", "surrogatepass")
    found = of.encode().replace(b"\n", b" ")
    if any(map(found.__contains__, _RARE_BLANKS)):
        found = found.translate(_BLANKS)
    if b"  " in found:
        found = b" ".join(found.split())
    return found.strip()


def _joined(fields: list[str]) -> bytes:
    """Fields are parted by NUL, which is in no text that we store; should one hold it all the same, JSON keeps the fields apart."""
    return normalised(canonical(fields) if "\0" in "".join(fields) else "\0".join(fields))


def _fields(turns: Iterable[Turn], calls: dict[str, int]) -> list[str]:
    """Role and text of each turn, then what else it has; a name with a plus sign is no role, so the turns cannot run together."""
    found: list[str] = []
    for turn in turns:
        role, said, called, call_id, name, weight = turn
        found.append(role)
        if type(said) is str:
            found.append(said.strip())
        else:
            found.extend(_parts(turn))
        if called or call_id or name or weight is not None:
            found.extend(_rest(turn, calls))
    return found


def _parts(turn: Turn) -> list[str]:
    """Texts that follow each other are one, so parts of text alone equal a plain text."""
    texts: list[str] = []
    found: list[str] = []
    for part in turn.content or ():
        if isinstance(part, Text):
            texts.append(part.text)
        elif isinstance(part, Image):
            found += ["\n".join(texts).strip(), "+image", part.url, part.detail]
            texts = []
    return [*found, "\n".join(texts).strip()]


def _rest(turn: Turn, calls: dict[str, int]) -> list[str]:
    found = []
    for call in turn.calls:
        number = calls.setdefault(call.id or f"\0{len(calls)}", len(calls))
        found += ["+call", f"#{number}", call.name.strip(), _arguments(call)]
    if turn.call_id:
        number_of = calls.get(turn.call_id)
        found += ["+answers", turn.call_id if number_of is None else f"#{number_of}"]
    if turn.name:
        found += ["+name", turn.name.strip()]
    if turn.weight is not None:
        found += ["+weight", str(turn.weight)]
    return found


def _arguments(call: ToolCall) -> str:
    given = call.arguments
    if not isinstance(given, str):
        return canonical(given)
    try:
        return canonical(exact_json.loads(given))
    except (exact_json.NotJSON, RecursionError):
        return given.strip()

"""An event in words: a heading, and a line for each fact. Each medium escapes them for itself."""

import unicodedata
from typing import NamedTuple

from evalplatform.events.catalog import CATALOG
from integrations.webhooks.message import Message

MAX_VALUE = 300


class Words(NamedTuple):
    heading: str
    facts: tuple[tuple[str, str], ...]

    @property
    def lines(self) -> tuple[str, ...]:
        return tuple(f"{name}: {value}" for name, value in self.facts)


def words(message: Message) -> Words:
    """What nobody knows any more (a type that has left the catalog) is called by its name; a fact that is empty is left out."""
    known = CATALOG.get(message.type)
    facts = ((key.replace("_", " ").capitalize(), _plain(value)) for key, value in sorted(message.data.items()))
    told = tuple((name, value) for name, value in facts if value)
    return Words(known.says if known else message.type, (*told, ("Event", message.type), ("At", f"{message.at:%Y-%m-%d %H:%M:%S} UTC")))


def _plain(value: object) -> str:
    """One line of printable text; characters that turn the direction of writing or hide are not among them."""
    text = "" if value is None else f"{value:,}" if type(value) is int else str(value)
    kept = "".join(one if unicodedata.category(one)[0] != "C" else " " for one in text[: MAX_VALUE + 1])
    return f"{kept[: MAX_VALUE - 1]}…" if len(kept) > MAX_VALUE else kept.strip()

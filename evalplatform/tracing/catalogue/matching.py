"""A trace's words for its model to an entry of the catalogue; pure, and rather none than a wrong one."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from evalplatform.tracing.catalogue.entries import Entry
from evalplatform.tracing.catalogue.providers import is_gateway, is_host, provider_of

_VERTEX = re.compile(r"^(?:projects/[^/]+/locations/[^/]+/)?publishers/[^/]+/models/")
_GEMINI = "models/"
_FINE_TUNED = "ft:"
_DAY, _MONTH, _YEAR = "(?:0[1-9]|[12][0-9]|3[01])", "(?:0[1-9]|1[0-2])", "20[2-4][0-9]"
# name-2024-08-06, name-20240806, name@20240806, name-0613 (month and day), name-2411 (year and month), name-08-2024, name-001, name-latest
_DATES = (f"{_YEAR}-{_MONTH}-{_DAY}", f"{_YEAR}{_MONTH}{_DAY}", f"{_MONTH}{_DAY}", f"2[2-9]{_MONTH}", f"{_MONTH}-{_YEAR}")
_DATED = re.compile(rf"(?:[-@](?:{'|'.join(_DATES)}|latest|default)|-00[1-9])\Z")


class Reading(NamedTuple):
    """One way to read a trace's words: whose model (empty: nobody says), and its name in small letters."""

    provider: str
    name: str


def match(provider: str, model: str, entries: Sequence[Entry]) -> Entry | None:
    """The entry that is meant: by its name, an alias, or a dated form of them, the most literal reading first.

    None where no entry fits, or several that differ in their prices. Without a provider only those who make the model are meant, and
    not the hosts who run it too.
    """
    for reading in readings(provider, model):
        mine = [one for one in entries if _is_of(one, reading.provider)]
        undated = without_date(reading.name)
        for fits in (_named(reading.name), _known_as(reading.name), _dated(undated)):
            if found := [one for one in mine if fits(one)]:
                return found[0] if len({one.prices for one in found}) == 1 else None
    return None


def readings(provider: str, model: str) -> Iterator[Reading]:
    """The words as they stand, then without each provider that the name itself begins with, as far as the two agree."""
    whose, name = provider_of(provider), model.strip().lower()
    if found := _VERTEX.match(name):
        whose, name = whose or "vertexai", name[found.end() :]
    name = _base(name.removeprefix(_GEMINI))
    if not is_gateway(whose):
        yield Reading(whose, name)
    elif "/" not in name:
        yield Reading("", name)
    while "/" in name:
        said, _, name = name.partition("/")
        said = provider_of(said)
        if whose and not is_gateway(whose) and said != whose:
            return
        whose, name = said, _base(name)
        if not is_gateway(whose):
            yield Reading(whose, name)


def names(pairs: Iterable[tuple[str, str]]) -> list[str]:
    """All names that an entry meant by one of these pairs of provider and model can have, in small letters."""
    read = {one.name for pair in pairs for one in readings(*pair)}
    return sorted(read | {without_date(name) for name in read})


def without_date(name: str) -> str:
    return _DATED.sub("", name)


def _base(name: str) -> str:
    """`ft:model:organisation:suffix:id` is priced by its first two parts."""
    return ":".join(name.split(":")[:2]) if name.startswith(_FINE_TUNED) else name


def _is_of(entry: Entry, provider: str) -> bool:
    own = provider_of(entry.provider)
    return own == provider if provider else not is_host(own)


def _named(name: str) -> Callable[[Entry], bool]:
    return lambda entry: entry.name.lower() == name


def _known_as(name: str) -> Callable[[Entry], bool]:
    return lambda entry: any(alias.lower() == name for alias in entry.aliases)


def _dated(undated: str) -> Callable[[Entry], bool]:
    return lambda entry: entry.dated and undated in (entry.name.lower(), *(alias.lower() for alias in entry.aliases))

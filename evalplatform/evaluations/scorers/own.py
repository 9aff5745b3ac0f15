"""Scorers of a user's own: those that installed packages name in the entry point group `evalplatform.scorers`.

An entry is the scorer's name and where its `Scorer` stands: `toxicity = "our_package.scoring:TOXICITY"`. One that cannot be loaded does
not keep the others from working.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from types import MappingProxyType

from evalplatform.evaluations.scorers.scorer import Scorer

log = logging.getLogger(__name__)

GROUP = "evalplatform.scorers"


@dataclass(frozen=True)
class Installed:
    """Scorers by name, and the names of those that cannot be used, with the reason."""

    scorers: Mapping[str, Scorer]
    broken: Mapping[str, str]


class _Broken(Exception):
    pass


@cache
def installed(taken: frozenset[str]) -> Installed:
    """All of them, loaded once in a process. `taken` are names that no package may give to its own."""
    scorers: dict[str, Scorer] = {}
    broken: dict[str, str] = {}
    for entry in sorted(entry_points(group=GROUP), key=lambda entry: (entry.name, entry.value)):
        try:
            scorers[entry.name] = _loaded(entry, taken | scorers.keys())
        except _Broken as error:
            log.warning("Scorer %s (%s) is left out: %s", entry.name, entry.value, error)
            broken[entry.name if entry.name not in taken | scorers.keys() else entry.value] = str(error)
    return Installed(MappingProxyType(scorers), MappingProxyType(broken))


def _loaded(entry: EntryPoint, taken: frozenset[str]) -> Scorer:
    if entry.name in taken:
        raise _Broken(f"the name {entry.name} is taken by another scorer; choose another one.")
    try:
        found = entry.load()
    except Exception as error:
        log.warning("Scorer %s cannot be loaded", entry.name, exc_info=True)
        raise _Broken(f"{entry.value} cannot be loaded: {type(error).__name__}: {error}") from error
    if not isinstance(found, Scorer):
        raise _Broken(f"{entry.value} is {type(found).__name__}, and no evalplatform.evaluations.scorers.scorer.Scorer.")
    if found.name != entry.name:
        raise _Broken(f"it calls itself {found.name}, but its entry point is {entry.name}; make them the same.")
    return found

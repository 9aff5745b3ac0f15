"""What a request for a destination, or for a change of one, may say: checked once and frozen, with a pointer for all that is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from evalplatform.errors import InvalidInput, Problem
from evalplatform.exact_json import escape_key
from exports.models import Destination, DestinationKind
from exports.sinks import TARGETS, Parameter, keys, target_class

KEY = Parameter("key", "template of the files' keys", max_length=keys.MAX_LENGTH)
ADDRESSES = ("url", "endpoint_url")  # settings that say who gets the secrets
MAX_NAME_LENGTH = 100


@dataclass(frozen=True)
class Wanted:
    """A destination as it is to be."""

    name: str
    kind: str
    settings: dict[str, Any]
    secrets: dict[str, str] = field(repr=False, default_factory=dict)


def parameters(kind: str) -> tuple[tuple[Parameter, ...], tuple[Parameter, ...]]:
    """The settings and the secrets that a destination of that kind has."""
    if kind not in TARGETS:
        return (), ()
    target = target_class(kind)
    return (KEY, *target.settings), target.secrets


def new(body: Any) -> Wanted:
    """The destination in `body`. Raises InvalidInput."""
    problems = _shape(body, ("name", "kind", "settings", "secrets"))
    if body.get("kind") not in DestinationKind.values:
        problems.append(Problem("/kind", f"kind is one of {', '.join(DestinationKind.values)}.", "unknown_kind"))
    if problems:
        raise InvalidInput(*problems)
    return _checked(Wanted(body.get("name", ""), body["kind"], _given(body, "settings"), _given(body, "secrets")))


def changed(destination: Destination, body: Any, kept: Mapping[str, str]) -> Wanted:
    """The destination as `body` changes it; `kept` are the secrets that it has. Raises InvalidInput."""
    if problems := _shape(body, ("name", "settings", "secrets")):
        raise InvalidInput(*problems)
    settings = _given(body, "settings") if "settings" in body else destination.settings
    sent = body.get("secrets") or {}
    moved = any(settings.get(name) != destination.settings.get(name) for name in ADDRESSES)
    if moved and kept and not sent:
        detail = "The address changes, so send the secrets again: stored ones are not passed on to another place."
        raise InvalidInput(Problem("/secrets", detail, "secrets_needed"))
    merged = {**({} if moved else kept), **sent}
    secrets = {name: value for name, value in merged.items() if value is not None}
    return _checked(Wanted(body.get("name", destination.name), destination.kind, settings, secrets))


def _shape(body: Any, known: tuple[str, ...]) -> list[Problem]:
    if not isinstance(body, dict):
        raise InvalidInput(Problem("", f"A destination is a JSON object with {', '.join(known)}.", "wrong_type"))
    problems = [
        Problem(f"/{escape_key(key)}", f"There is no such key; known are {', '.join(known)}.", "unknown_field")
        for key in body.keys() - set(known)
    ]
    for key in ("settings", "secrets"):
        if not isinstance(body.get(key) or {}, dict):
            problems.append(Problem(f"/{key}", f"{key} is an object.", "wrong_type"))
    return problems


def _given(body: dict[str, Any], key: str) -> dict[str, Any]:
    """What was sent; null is as good as nothing."""
    return {name: value for name, value in (body.get(key) or {}).items() if value is not None}


def _checked(wanted: Wanted) -> Wanted:
    settings, secrets = parameters(wanted.kind)
    problems = [*_name(wanted.name), *_wrong("/settings", wanted.settings, settings), *_wrong("/secrets", wanted.secrets, secrets)]
    if not problems and wanted.settings.get("key") and (detail := keys.problem(wanted.settings["key"])):
        problems.append(Problem("/settings/key", detail))
    if not problems and wanted.kind in TARGETS:
        problems += target_class(wanted.kind).problems(wanted.settings, wanted.secrets)
    if problems:
        raise InvalidInput(*problems)
    return wanted


def _name(name: Any) -> list[Problem]:
    if isinstance(name, str) and name.strip() == name and name.isprintable() and 1 <= len(name) <= MAX_NAME_LENGTH:
        return []
    return [Problem("/name", f"A name has 1 to {MAX_NAME_LENGTH} printable characters, without blanks around it.")]


def _wrong(pointer: str, given: Mapping[str, Any], known: tuple[Parameter, ...]) -> list[Problem]:
    names = {one.name: one for one in known}
    problems = [
        Problem(f"{pointer}/{escape_key(name)}", f"There is no such key; known are {', '.join(names) or 'none'}.", "unknown_field")
        for name in given.keys() - names.keys()
    ]
    for name, one in names.items():
        if one.required and not given.get(name):
            problems.append(Problem(f"{pointer}/{name}", f"{name} is needed: {one.description}.", "required"))
        elif name in given and not _fits(given[name], one):
            said = "an object" if one.kind is dict else f"a text of at most {one.max_length} printable characters"
            problems.append(Problem(f"{pointer}/{name}", f"{name} is {said}.", "wrong_type"))
    return problems


def _fits(value: Any, one: Parameter) -> bool:
    if not isinstance(value, one.kind):
        return False
    return not isinstance(value, str) or (len(value) <= one.max_length and (not value or value.isprintable()))

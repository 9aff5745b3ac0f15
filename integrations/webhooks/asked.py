"""What a request for an endpoint, or for a change of one, may say: checked once and frozen, with a pointer for all that is wrong."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from evalplatform import outbound, standard_webhooks
from evalplatform.errors import InvalidInput, Problem
from evalplatform.events.catalog import CATALOG
from evalplatform.exact_json import escape_key
from integrations.models import EndpointKind, EndpointState
from integrations.webhooks import header_rules
from integrations.webhooks.message import VERSIONS

EVERY = "*"
MAX_DESCRIPTION, MAX_URL, MAX_RECIPIENTS, MAX_VALUES = 200, 2000, 20, 100
SUBSCRIBABLE = tuple(sorted(name for name, type in CATALOG.items() if type.is_for_all))
STATES = (EndpointState.ACTIVE.value, EndpointState.PAUSED.value)
CHANGEABLE = ("url", "recipients", "description", "event_types", "filter", "headers", "payload_version", "state")
SENDABLE = ("kind", *CHANGEABLE[:-1], "secret")


def checked(body: Any, known: tuple[str, ...]) -> dict[str, Any]:
    """`body` if it is an object with these keys only, without those that are null. Raises InvalidInput."""
    if not isinstance(body, dict):
        raise InvalidInput(Problem("", f"An endpoint is a JSON object with {', '.join(known)}.", "wrong_type"))
    if unknown := sorted(body.keys() - set(known)):
        said = f"There is no such key; known are {', '.join(known)}."
        raise InvalidInput(*(Problem(f"/{escape_key(key)}", said, "unknown_field") for key in unknown))
    return {key: value for key, value in body.items() if value is not None}


def check(given: Mapping[str, Any], *, kept: Mapping[str, Any] = MappingProxyType({})) -> None:
    """All that was said: each for itself, and together with what the endpoint keeps. Raises InvalidInput."""
    problems = [problem for key, value in given.items() for problem in _CHECKS[key](value)]
    if problems:
        raise InvalidInput(*problems)
    whole = {**kept, **given}
    problems = [*_of_kind(whole), *_filter_fits(whole.get("filter", {}), whole.get("event_types", (EVERY,)))]
    if problems:
        raise InvalidInput(*problems)


def _of_kind(given: Mapping[str, Any]) -> list[Problem]:
    """E-mail has recipients, all others an address; only what is signed has a secret and headers of its own."""
    kind = given.get("kind")
    if kind is None:
        return [Problem("/kind", f"kind is needed: one of {', '.join(EndpointKind.values)}.", "required")]
    needed, other = ("recipients", "url") if kind == EndpointKind.EMAIL else ("url", "recipients")
    problems = [] if given.get(needed) else [Problem(f"/{needed}", f"{needed} is needed for the kind {kind}.", "required")]
    refused = (other,) if kind == EndpointKind.STANDARD else (other, "headers", "secret")
    return problems + [Problem(f"/{key}", f"The kind {kind} has no {key}.", "unknown_field") for key in refused if given.get(key)]


def _kind(value: Any) -> list[Problem]:
    return [] if value in EndpointKind.values else [Problem("/kind", f"kind is one of {', '.join(EndpointKind.values)}.", "unknown_kind")]


def _url(value: Any) -> list[Problem]:
    if not isinstance(value, str) or len(value) > MAX_URL:
        return [Problem("/url", f"url is a text of at most {MAX_URL} characters.", "wrong_type")]
    try:
        outbound.check_url(value)
    except InvalidInput as error:
        return list(error.problems)
    return []


def _recipients(value: Any) -> list[Problem]:
    if not isinstance(value, list) or not 1 <= len(value) <= MAX_RECIPIENTS:
        return [Problem("/recipients", f"recipients is a list of 1 to {MAX_RECIPIENTS} e-mail addresses.", "wrong_type")]
    return [Problem(f"/recipients/{at}", "This is no e-mail address.") for at, one in enumerate(value) if not _is_email(one)]


def _is_email(value: Any) -> bool:
    try:
        validate_email(value)
    except (ValidationError, TypeError):
        return False
    return isinstance(value, str) and len(value) <= 254


def _description(value: Any) -> list[Problem]:
    if isinstance(value, str) and len(value) <= MAX_DESCRIPTION and (not value or value.isprintable()):
        return []
    return [Problem("/description", f"description is a text of at most {MAX_DESCRIPTION} printable characters.")]


def _event_types(value: Any) -> list[Problem]:
    if value == [EVERY]:
        return []
    if not isinstance(value, list) or not value or len(value) > len(SUBSCRIBABLE):
        return [Problem("/event_types", f'event_types is a list of types of events, or ["{EVERY}"] for all.', "wrong_type")]
    said = f"There is no such type of event. There are: {', '.join(SUBSCRIBABLE)}."
    return [Problem(f"/event_types/{at}", said, "unknown_event_type") for at, one in enumerate(value) if one not in SUBSCRIBABLE]


def _filter(value: Any) -> list[Problem]:
    if not isinstance(value, dict):
        return [Problem("/filter", "filter is an object: key of a payload to the list of values that it may have.", "wrong_type")]
    said = f"The value is a list of 1 to {MAX_VALUES} texts, numbers, true, false or null."
    return [Problem(f"/filter/{escape_key(key)}", said, "wrong_type") for key, values in value.items() if not _are_values(values)]


def _are_values(values: Any) -> bool:
    return isinstance(values, list) and 1 <= len(values) <= MAX_VALUES and all(_is_value(one) for one in values)


def _is_value(value: Any) -> bool:
    return value is None or (isinstance(value, str | int | float) and len(str(value)) <= MAX_URL)


def _filter_fits(filter: Mapping[str, Any], types: Any) -> list[Problem]:
    """A key that no payload has would let everything pass, against what its author means."""
    chosen = SUBSCRIBABLE if list(types) == [EVERY] else types
    keys = sorted(set().union(*(CATALOG[type].keys for type in chosen)))
    said = f"The chosen types of events have no such key; they have {', '.join(keys)}."
    return [Problem(f"/filter/{escape_key(key)}", said, "unknown_field") for key in filter if key not in keys]


def _payload_version(value: Any) -> list[Problem]:
    if type(value) is int and value in VERSIONS:
        return []
    return [Problem("/payload_version", f"payload_version is one of: {', '.join(map(str, VERSIONS))}.")]


def _state(value: Any) -> list[Problem]:
    return [] if value in STATES else [Problem("/state", f"state can be set to one of: {', '.join(STATES)}.")]


def _secret(value: Any) -> list[Problem]:
    try:
        standard_webhooks.key_of(value if isinstance(value, str) else "")
    except ValueError as error:
        return [Problem("/secret", str(error))]
    return []


_CHECKS: Mapping[str, Callable[[Any], list[Problem]]] = {
    "kind": _kind,
    "url": _url,
    "recipients": _recipients,
    "description": _description,
    "event_types": _event_types,
    "filter": _filter,
    "headers": header_rules.problems,
    "payload_version": _payload_version,
    "state": _state,
    "secret": _secret,
}

"""What a request for a connection, or for a change of one, may say: checked once and frozen, with a pointer for all that is wrong."""

from dataclasses import dataclass, field
from typing import Any

from evalplatform import outbound, standard_webhooks
from evalplatform.errors import InvalidInput, Problem
from evalplatform.evaluations.reading import Reader
from integrations import variables
from integrations.models import Connection, ConnectionKind, ConnectionState
from integrations.providers import provider_of
from integrations.providers.change import Trigger

MAX_NAME, MAX_STATUS_NAME, MAX_URL, MAX_TOKEN = 100, 100, 500, 10_000
MIN_SECRET, MAX_SECRET = 16, 200
MAX_REPOSITORIES, MAX_SUITES, MAX_BRANCHES, MAX_REPOSITORY = 100, 100, 50, 300
TRIGGERS = tuple(one.value for one in Trigger if one != Trigger.REQUEST)
DEFAULT_TRIGGERS = (Trigger.PUSH.value, Trigger.PULL_REQUEST.value)
STARTS = ("evaluation", "export")


@dataclass(frozen=True)
class Wanted:
    """A connection as it is to be. `secret` and `token` None: as they are; `token` empty: none. `suites` are ids or names."""

    name: str
    kind: str
    state: str
    base_url: str
    repositories: tuple[str, ...]
    suites: tuple[str, ...]
    triggers: tuple[str, ...]
    branches: tuple[str, ...]
    status_name: str
    app_id: str
    installation_id: str
    template: dict[str, Any] | None
    secret: str | None = field(repr=False, default=None)
    token: str | None = field(repr=False, default=None)


def new(body: Any) -> Wanted:
    """Raises InvalidInput."""
    given = _object(body)
    return _wanted(Reader(given), kind=given.get("kind"))


def changed(connection: Connection, body: Any, *, suites: list[str]) -> Wanted:
    """The connection as `body` changes it; a key that is left out, or null, leaves what is there, and an empty token takes it away.

    Raises InvalidInput, also when the stored token would go to another place, or as something else, than it was given for.
    """
    given = {key: value for key, value in _object(body).items() if value is not None}
    if given.get("kind", connection.kind) != connection.kind:
        raise InvalidInput(Problem("/kind", "A connection keeps its kind; make another one.", "read_only"))
    kept = {key: getattr(connection, key) for key in _KEPT if getattr(connection, key) not in ("", None)}
    wanted = _wanted(Reader({**kept, "suites": suites, **given}), kind=connection.kind)
    changes = [key for key in _CALLED_BY if getattr(wanted, key) != getattr(connection, key)]
    if changes and connection.sealed_token and wanted.token is None:
        detail = f"{changes[0]} changes, so send the token again: the stored one is for the place and the App that it came with."
        raise InvalidInput(Problem("/token", detail, "secrets_needed"))
    return wanted


_KEPT = (
    *("name", "state", "base_url", "repositories", "triggers", "branches", "status_name", "app_id", "installation_id"),
    "template",
)
_CALLED_BY = ("base_url", "app_id", "installation_id")


def _object(body: Any) -> dict[str, Any]:
    if not isinstance(body, dict):
        raise InvalidInput(Problem("", "A connection is a JSON object with kind, name and repositories.", "wrong_type"))
    return body


def _wanted(reader: Reader, *, kind: Any) -> Wanted:
    reader.get("kind")
    if kind not in ConnectionKind.values:
        reader.refuse("kind", f"kind is one of {', '.join(ConnectionKind.values)}.", "unknown_kind")
        reader.raise_if_any()
    is_generic = kind == ConnectionKind.GENERIC
    wanted = Wanted(
        name=_name(reader),
        kind=kind,
        state=_state(reader),
        secret=_secret(reader, kind),
        **(_of_template(reader) if is_generic else _of_provider(reader, kind)),
    )
    reader.refuse_unknown()
    reader.raise_if_any()
    return wanted


def _of_template(reader: Reader) -> dict[str, Any]:
    nothing: dict[str, Any] = dict.fromkeys(("repositories", "suites", "triggers", "branches"), ())
    for key in nothing:
        if reader.get(key):
            reader.refuse(key, f"{key} is for connections to GitHub and GitLab.", "unfit_key")
    texts = dict.fromkeys(("base_url", "status_name", "app_id", "installation_id"), "")
    return {**nothing, **texts, "template": _template(reader)}


def _template(reader: Reader) -> dict[str, Any] | None:
    given = reader.json("template")
    if (
        not isinstance(given, dict)
        or len(given) != 1
        or not given.keys() <= set(STARTS)
        or not isinstance(next(iter(given.values())), dict)
    ):
        reader.refuse("template", 'template says what a delivery starts: {"evaluation": {…}} or {"export": {…}}.', "required")
        return None
    if len(variables.names(given)) > 50:
        reader.refuse("template", "A template has at most 50 variables.", "too_many")
    return given


def _of_provider(reader: Reader, kind: str) -> dict[str, Any]:
    app_id, installation_id = reader.text("app_id", most=100), reader.text("installation_id", most=40)
    if bool(app_id) != bool(installation_id):
        reader.refuse("installation_id", "An App is called by app_id and installation_id; give both, or none for a token.", "required")
    if app_id and kind != ConnectionKind.GITHUB:
        reader.refuse("app_id", "Only GitHub has Apps.", "unfit_key")
    if reader.get("template") is not None:
        reader.refuse("template", "template is for connections of the kind generic.", "unfit_key")
    repositories = _texts(reader, "repositories", most=MAX_REPOSITORIES, longest=MAX_REPOSITORY)
    return {
        "base_url": _base_url(reader, kind),
        "repositories": _repositories(reader, kind, repositories),
        "suites": _texts(reader, "suites", most=MAX_SUITES, longest=200),
        "triggers": _triggers(reader),
        "branches": _texts(reader, "branches", most=MAX_BRANCHES, longest=300),
        "status_name": reader.text("status_name", most=MAX_STATUS_NAME),
        "app_id": app_id,
        "installation_id": installation_id,
        "token": _token(reader, is_app=bool(app_id)),
        "template": None,
    }


def _name(reader: Reader) -> str:
    name = reader.text("name", most=MAX_NAME, required=True)
    if name and (name.strip() != name or not name.isprintable()):
        reader.refuse("name", f"A name has 1 to {MAX_NAME} printable characters, without blanks around it.")
    return name


def _state(reader: Reader) -> str:
    state = reader.text("state", most=20) if reader.get("state") is not None else ConnectionState.ACTIVE.value
    if state not in ConnectionState.values:
        reader.refuse("state", f"state is one of {', '.join(ConnectionState.values)}.", "unknown_state")
    return state


def _secret(reader: Reader, kind: str) -> str | None:
    secret = reader.text("secret", most=MAX_SECRET)
    if not secret:
        return None
    if len(secret) < MIN_SECRET or not secret.isascii() or not secret.isprintable() or secret.strip() != secret:
        reader.refuse("secret", f"A secret has {MIN_SECRET} to {MAX_SECRET} printable ASCII characters.", "weak_secret")
    elif kind == ConnectionKind.GENERIC:
        try:
            standard_webhooks.key_of(secret)
        except ValueError as error:
            reader.refuse("secret", str(error), "weak_secret")
    return secret


def _base_url(reader: Reader, kind: str) -> str:
    url = (reader.text("base_url", most=MAX_URL) or provider_of(kind).default_url).rstrip("/")
    try:
        parts = outbound.check_url(url)
    except InvalidInput as error:
        reader.refuse("base_url", error.message, "invalid_url")
        return ""
    if parts.query or parts.fragment:
        reader.refuse("base_url", "The address of an API has neither query nor fragment.", "invalid_url")
    return url


def _repositories(reader: Reader, kind: str, given: tuple[str, ...]) -> tuple[str, ...]:
    """In lower case, as both providers take them for the same."""
    if not given:
        reader.refuse("repositories", "Name at least one repository, as owner/name.", "required")
    for number, one in enumerate(given):
        parts = one.split("/")
        fits = all(parts) and (len(parts) == 2 or (kind == ConnectionKind.GITLAB and len(parts) > 2)) and " " not in one
        if not fits or any(part in (".", "..") for part in parts) or not one.isprintable():
            place = f"{reader.pointer}/repositories/{number}"
            reader.problems.append(Problem(place, "A repository is owner/name (GitLab: group/subgroup/name)."))
    return tuple(dict.fromkeys(one.lower() for one in given))


def _triggers(reader: Reader) -> tuple[str, ...]:
    given = _texts(reader, "triggers", most=len(TRIGGERS), longest=20) if reader.get("triggers") is not None else DEFAULT_TRIGGERS
    if not set(given) <= set(TRIGGERS):
        reader.refuse("triggers", f"triggers are among {', '.join(TRIGGERS)}.", "unknown_trigger")
    return tuple(dict.fromkeys(given))


def _token(reader: Reader, *, is_app: bool) -> str | None:
    if reader.get("token") is None:
        return None
    token = reader.text("token", most=MAX_TOKEN)
    if not token.isascii() or (not is_app and (not token.isprintable() or " " in token)):
        reader.refuse("token", "A token is printable ASCII without spaces; of an App, its private key as GitHub made it (PEM).", "invalid")
    return token


def _texts(reader: Reader, key: str, *, most: int, longest: int) -> tuple[str, ...]:
    given = reader.json(key)
    if given is None:
        return ()
    if not isinstance(given, list) or len(given) > most or not all(isinstance(one, str) and 0 < len(one) <= longest for one in given):
        reader.refuse(key, f"{key} is a list of at most {most} texts of 1 to {longest} characters.", "wrong_type")
        return ()
    return tuple(given)

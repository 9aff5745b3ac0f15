"""One comment on a pull or merge request, found again by an unseen mark and changed where it stands."""

import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

import httpx

LONGEST = 65_000  # GitHub takes 65,536
PAGES, PER_PAGE, TRIES, LONGEST_WAIT = 30, 100, 4, 60.0
_CUT = "\n\n… cut here: the whole report is longer than a comment can be."


class CannotComment(Exception):
    """The provider did not take it; the text says what to do."""


@dataclass(frozen=True)
class Place:
    """Where comments of one request stand: their list, one of them, which method changes one, and the headers that say who we are."""

    base_url: str
    comments: str
    comment: str
    change: str
    headers: Mapping[str, str]


def github(environment: Mapping[str, str], *, repository: str, number: int | None) -> Place:
    """https://docs.github.com/en/rest/issues/comments. Raises CannotComment for what is missing."""
    token = environment.get("GITHUB_TOKEN", "")
    if not (token and repository.count("/") == 1 and number):
        raise CannotComment("Set GITHUB_TOKEN and GITHUB_REPOSITORY, and name the request by --pull-request where its event does not.")
    of, api = of_repository(repository), github_api(environment)
    return Place(api.base_url, f"{of}/issues/{number}/comments", f"{of}/issues/comments", "PATCH", api.headers)


class Api(NamedTuple):
    base_url: str
    headers: Mapping[str, str]


def github_api(environment: Mapping[str, str]) -> Api:
    base = environment.get("GITHUB_API_URL") or "https://api.github.com"
    token = environment.get("GITHUB_TOKEN", "")
    accepted = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}
    return Api(base.rstrip("/"), {**accepted, **({"Authorization": f"Bearer {token}"} if token else {})})


def of_repository(name: str) -> str:
    return "/repos/" + "/".join(quote(part, safe="") for part in name.split("/"))


def gitlab(environment: Mapping[str, str], *, number: int | None) -> Place:
    """https://docs.gitlab.com/api/notes. Raises CannotComment for what is missing."""
    token, project, base = (environment.get(name, "") for name in ("GITLAB_TOKEN", "CI_PROJECT_ID", "CI_API_V4_URL"))
    if not (token and project and base and number):
        raise CannotComment("Set GITLAB_TOKEN (a token with the scope api), and run in a pipeline of a merge request.")
    notes = f"/projects/{quote(project, safe='')}/merge_requests/{number}/notes"
    return Place(base.rstrip("/"), notes, notes, "PUT", {"PRIVATE-TOKEN": token})


def put(place: Place, markdown: str, *, marker: str, pause: Any = time.sleep) -> str:
    """The id of the comment that now holds the text: a new one, or the one with the mark. Raises CannotComment.

    After a failure it looks for the mark again before it writes: a call that broke may have been carried out.
    """
    mark = f"<!-- evalplatform:{re.sub(r'[^A-Za-z0-9_.-]', '-', marker) or 'report'} -->"
    return str(_tried(place, lambda http: _put(http, place, text_of(markdown, mark), mark), pause))


def asked(api: Api, path: str, query: Mapping[str, str], pause: Any = time.sleep) -> Any:
    """What the provider answers to a question. Raises CannotComment."""
    return _tried(api, lambda http: _call(http, "GET", f"{path}?{urlencode(query)}"), pause)


def _tried(api: Api | Place, work: Callable[[httpx.Client], Any], pause: Any) -> Any:
    with httpx.Client(base_url=api.base_url, headers=dict(api.headers), timeout=30) as http:
        for attempt in range(1, TRIES + 1):
            try:
                return work(http)
            except _Again as again:
                if attempt == TRIES:
                    raise CannotComment(f"{again}, {TRIES} times.") from None
                pause(max(again.seconds, 2.0**attempt))
    raise AssertionError("never here")


def text_of(markdown: str, mark: str) -> str:
    whole = f"{mark}\n{markdown}"
    return whole if len(whole) <= LONGEST else whole[: LONGEST - len(_CUT)] + _CUT


class _Again(Exception):
    def __init__(self, text: str, seconds: float = 0.0) -> None:
        super().__init__(text)
        self.seconds = min(seconds, LONGEST_WAIT)


def _put(http: httpx.Client, place: Place, text: str, mark: str) -> str:
    known = next((one for one in _comments(http, place) if str(one.get("body") or "").startswith(mark)), None)
    if known and str(known.get("body")) == text:
        return str(known["id"])
    if known:
        found = _call(http, place.change, f"{place.comment}/{known['id']}", {"body": text})
        return str(found.get("id", known["id"]))
    return str(_call(http, "POST", place.comments, {"body": text}).get("id", ""))


def _comments(http: httpx.Client, place: Place) -> Iterator[dict[str, Any]]:
    for page in range(1, PAGES + 1):
        found = _call(http, "GET", f"{place.comments}?per_page={PER_PAGE}&page={page}")
        yield from (one for one in found if isinstance(one, dict))
        if len(found) < PER_PAGE:
            return


def _call(http: httpx.Client, method: str, path: str, body: Any = None) -> Any:
    try:
        answer = http.request(method, path, json=body)
    except httpx.TransportError as error:
        raise _Again(f"{http.base_url.host} cannot be reached ({error})") from None
    if answer.is_success:
        return answer.json()
    said = f"{http.base_url.host} answered {answer.status_code} to {method} {path}"
    asked = answer.headers.get("retry-after", "")
    if answer.status_code >= 500 or answer.status_code == 429 or (answer.status_code == 403 and asked):
        raise _Again(said, float(asked) if asked.isascii() and asked.isdigit() else 0.0)
    raise CannotComment(f"{said}: {answer.text[:300]}{_advice(answer.status_code)}")


def _advice(status: int) -> str:
    if status not in (401, 403, 404):
        return ""
    return (
        "\nThe token may not comment here. In a workflow of a pull request from a fork it never may: "
        "let a later workflow comment, or the server, by a connection of its own."
    )

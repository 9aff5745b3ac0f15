"""The used part of GitLab's REST API (https://docs.gitlab.com/api/rest/), by a token."""

from typing import Any

from evalplatform import outbound
from integrations.providers import api
from integrations.providers.change import MAX_FILES, Change, Trigger
from integrations.providers.gitlab import message
from integrations.providers.protocol import Access
from integrations.providers.reading import at, is_sha
from integrations.providers.telling import ProviderFailure, Status

NOTE_PAGES = 10


class GitLab:
    def __init__(self, access: Access) -> None:
        self._access = access

    def probe(self, repository: str) -> None:
        self._call("GET", _project(repository))

    def files(self, change: Change) -> tuple[str, ...] | None:
        if change.pull_request is not None:
            return self._files_of_request(change)
        if change.trigger != Trigger.PUSH or not change.base:
            return None
        path = f"{_project(change.repository)}/repository/compare?from={change.base}&to={change.sha}"
        found, answer = self._call("GET", path, allow=_is_missing)
        diffs = at(found, "diffs")
        if answer.status == 404 or not isinstance(diffs, list) or at(found, "compare_timeout") is True or len(diffs) >= MAX_FILES:
            return None
        return _names(diffs)

    def _files_of_request(self, change: Change) -> tuple[str, ...] | None:
        found: list[str] = []
        for page in range(1, MAX_FILES // api.PER_PAGE + 1):
            path = f"{_request(change)}/diffs?per_page={api.PER_PAGE}&page={page}"
            diffs = _list(self._call("GET", path)[0])
            found += _names(diffs)
            if len(diffs) < api.PER_PAGE:
                return tuple(found)
        return None

    def commit_of(self, repository: str, ref: str) -> str:
        found, _ = self._call("GET", f"{_project(repository)}/repository/commits/{api.segment(ref)}")
        sha = at(found, "id")
        if not is_sha(sha):
            raise ProviderFailure("provider_refused", f"GitLab names no commit of {ref}.")
        return str(sha)

    def put_status(self, change: Change, status: Status, *, known_as: str) -> str:
        path = f"{_project(change.repository)}/statuses/{change.sha}"
        self._call("POST", path, message.commit_status(status), allow=_is_so_already)
        return ""

    def find_comment(self, change: Change, marker: str) -> str:
        for page in range(1, NOTE_PAGES + 1):
            notes = _list(self._call("GET", f"{_request(change)}/notes?per_page={api.PER_PAGE}&page={page}&sort=asc")[0])
            for note in notes:
                if str(at(note, "body") or "").startswith(marker):
                    return str(at(note, "id") or "")
            if len(notes) < api.PER_PAGE:
                break
        return ""

    def add_comment(self, change: Change, text: str) -> str:
        found, _ = self._call("POST", f"{_request(change)}/notes", {"body": text})
        return str(at(found, "id") or "")

    def change_comment(self, change: Change, comment_id: str, text: str) -> bool:
        _, answer = self._call("PUT", f"{_request(change)}/notes/{api.segment(comment_id)}", {"body": text}, allow=_is_missing)
        return answer.status != 404

    def _call(self, method: str, path: str, body: Any = None, **more: Any) -> tuple[Any, outbound.Answer]:
        headers = {"Accept": "application/json", "PRIVATE-TOKEN": self._access.token}
        return api.call(method, self._access.base_url, path, headers=headers, body=body, **more)


def _project(full_name: str) -> str:
    return f"/projects/{api.segment(full_name)}"


def _request(change: Change) -> str:
    return f"{_project(change.repository)}/merge_requests/{change.pull_request}"


def _is_missing(answer: outbound.Answer) -> bool:
    return answer.status == 404


def _is_so_already(answer: outbound.Answer) -> bool:
    """GitLab refuses a status that stands there already."""
    return answer.status == 400 and b"Cannot transition status" in answer.body


def _list(found: Any) -> list[Any]:
    return found if isinstance(found, list) else []


def _names(diffs: list[Any]) -> tuple[str, ...]:
    """The paths as they are, and of what was moved as they were too."""
    return tuple(dict.fromkeys(str(name) for one in diffs for name in (at(one, "new_path"), at(one, "old_path")) if isinstance(name, str)))

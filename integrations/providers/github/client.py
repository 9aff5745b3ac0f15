"""The used part of GitHub's REST API (https://docs.github.com/en/rest), by a token or as the installation of an App."""

from typing import Any

from evalplatform import outbound
from integrations.providers import api
from integrations.providers.change import MAX_FILES, Change, Trigger
from integrations.providers.github import app, message
from integrations.providers.protocol import Access
from integrations.providers.reading import at, is_sha
from integrations.providers.telling import ProviderFailure, Status

COMPARED_FILES = 300  # a comparison names no more
COMMENT_PAGES = 10


class GitHub:
    def __init__(self, access: Access) -> None:
        self._access = access

    def probe(self, repository: str) -> None:
        self._call("GET", _repository(repository))

    def files(self, change: Change) -> tuple[str, ...] | None:
        if change.pull_request is not None:
            return self._files_of_request(change)
        if change.trigger != Trigger.PUSH or not change.base:
            return None
        found, answer = self._call("GET", f"{_repository(change.repository)}/compare/{change.base}...{change.sha}", allow=_is_missing)
        files = at(found, "files")
        if answer.status == 404 or not isinstance(files, list) or len(files) >= COMPARED_FILES:
            return None
        return _names(files)

    def _files_of_request(self, change: Change) -> tuple[str, ...] | None:
        """GitHub names at most 3,000 of a pull request."""
        found: list[str] = []
        for page in range(1, MAX_FILES // api.PER_PAGE + 1):
            path = f"{_repository(change.repository)}/pulls/{change.pull_request}/files?per_page={api.PER_PAGE}&page={page}"
            files = _list(self._call("GET", path)[0])
            found += _names(files)
            if len(files) < api.PER_PAGE:
                return tuple(found)
        return None

    def commit_of(self, repository: str, ref: str) -> str:
        found, _ = self._call("GET", f"{_repository(repository)}/commits/{api.segment(ref)}")
        sha = at(found, "sha")
        if not is_sha(sha):
            raise ProviderFailure("provider_refused", f"GitHub names no commit of {ref}.")
        return str(sha)

    def put_status(self, change: Change, status: Status, *, known_as: str) -> str:
        of = _repository(change.repository)
        if not self._access.app_id:
            self._call("POST", f"{of}/statuses/{change.sha}", message.commit_status(status))
            return ""
        body = message.check_run(status, sha=change.sha)
        if known_as:
            _, answer = self._call("PATCH", f"{of}/check-runs/{api.segment(known_as)}", body, allow=_is_missing)
            if answer.status != 404:
                return known_as
        found, _ = self._call("POST", f"{of}/check-runs", body)
        return str(at(found, "id") or "")

    def find_comment(self, change: Change, marker: str) -> str:
        for page in range(1, COMMENT_PAGES + 1):
            comments = _list(self._call("GET", f"{_comments(change)}?per_page={api.PER_PAGE}&page={page}")[0])
            for comment in comments:
                if str(at(comment, "body") or "").startswith(marker):
                    return str(at(comment, "id") or "")
            if len(comments) < api.PER_PAGE:
                break
        return ""

    def add_comment(self, change: Change, text: str) -> str:
        found, _ = self._call("POST", _comments(change), {"body": text})
        return str(at(found, "id") or "")

    def change_comment(self, change: Change, comment_id: str, text: str) -> bool:
        path = f"{_repository(change.repository)}/issues/comments/{api.segment(comment_id)}"
        _, answer = self._call("PATCH", path, {"body": text}, allow=_is_missing)
        return answer.status != 404

    def _call(self, method: str, path: str, body: Any = None, **more: Any) -> tuple[Any, outbound.Answer]:
        token = app.token_of(self._access) if self._access.app_id else self._access.token
        try:
            return api.call(method, self._access.base_url, path, headers=_headers(token), body=body, **more)
        except ProviderFailure as error:
            if error.code == "provider_unauthorized":
                app.forget(self._access)
            raise


def _headers(token: str) -> dict[str, str]:
    return {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28", "Authorization": f"Bearer {token}"}


def _repository(full_name: str) -> str:
    owner, _, repository = full_name.partition("/")
    return f"/repos/{api.segment(owner)}/{api.segment(repository)}"


def _comments(change: Change) -> str:
    return f"{_repository(change.repository)}/issues/{change.pull_request}/comments"


def _is_missing(answer: outbound.Answer) -> bool:
    return answer.status == 404


def _list(found: Any) -> list[Any]:
    return found if isinstance(found, list) else []


def _names(files: list[Any]) -> tuple[str, ...]:
    """The paths as they are, and of what was moved as they were too."""
    return tuple(str(name) for one in files for name in (at(one, "filename"), at(one, "previous_filename")) if isinstance(name, str))

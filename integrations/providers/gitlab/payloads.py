"""GitLab's bodies (https://docs.gitlab.com/user/project/integrations/webhook_events/) as changes."""

from typing import Any

from integrations.providers.change import Change, Ignored, Trigger
from integrations.providers.protocol import Headers
from integrations.providers.reading import (
    MAX_NAME,
    MAX_TITLE,
    MAX_URL,
    NO_COMMIT,
    at,
    branch_of,
    changed_files,
    clean,
    is_sha,
    name,
    number,
    ref,
    sha,
    text,
)
from integrations.providers.reading import decode as decode_json

COMMITS_TOLD = 20  # a push names no more, and says how many there are


def decode(raw: bytes, headers: Headers) -> dict[str, Any]:
    """Raises Malformed."""
    return decode_json(raw)


def repository(body: dict[str, Any]) -> str:
    return text(body, "project", "path_with_namespace")


def read(event: str, body: dict[str, Any]) -> Change | Ignored:
    """Raises Malformed. The body says more exactly than the header what it is about."""
    kind = text(body, "object_kind")
    readers = {"push": _push, "tag_push": _tag_push, "merge_request": _merge_request, "release": _release, "pipeline": _pipeline}
    if kind not in readers:
        return Ignored("unknown_event", f"{event} sets nothing off.")
    return readers[kind](body)


def _push(body: dict[str, Any]) -> Change | Ignored:
    branch = ref(name(body, "ref"), "heads")
    if text(body, "after") == NO_COMMIT:
        return Ignored("deleted", f"The branch {branch} was deleted.")
    if not branch:
        return Ignored("unknown_ref", "This is not a push to a branch.")
    return _change(body, **_pushed(body), **_told(body), trigger=Trigger.PUSH, branch=branch, target_branch=branch)


def _tag_push(body: dict[str, Any]) -> Change | Ignored:
    tag = ref(name(body, "ref"), "tags")
    if text(body, "after") == NO_COMMIT:
        return Ignored("deleted", f"The tag {tag} was deleted.")
    return _change(body, **_pushed(body), trigger=Trigger.TAG, tag=tag)


def _pushed(body: dict[str, Any]) -> dict[str, Any]:
    commits = at(body, "commits")
    last = commits[-1] if isinstance(commits, list) and commits else None
    checked_out = at(body, "checkout_sha")  # of a tag with a message the commit, where `after` is the tag's own object
    return {
        "sha": str(checked_out) if is_sha(checked_out) else sha(body, "after"),
        "author": text(body, "user_username"),
        "title": text(last, "title", most=MAX_TITLE),
        "url": text(last, "url", most=MAX_URL),
    }


def _told(body: dict[str, Any]) -> dict[str, Any]:
    before, commits, count = at(body, "before"), at(body, "commits"), at(body, "total_commits_count")
    base = before if is_sha(before) and before != NO_COMMIT else ""
    is_whole = base and isinstance(commits, list) and len(commits) == count
    return {"base": base, "files": changed_files(commits) if is_whole else None}


def _merge_request(body: dict[str, Any]) -> Change | Ignored:
    about = at(body, "object_attributes")
    action = text(about, "action")
    moved = action == "update" and (at(about, "oldrev") or at(body, "changes", "target_branch") or at(body, "changes", "draft"))
    if action not in ("open", "reopen") and not moved:
        return Ignored("unknown_action", f"{action or 'This'} of a merge request, without new commits, sets nothing off.")
    return _change(
        body,
        trigger=Trigger.PULL_REQUEST,
        sha=sha(about, "last_commit", "id"),
        branch=branch_of(text(about, "source", "path_with_namespace"), name(about, "source_branch"), repository=_repository(body)),
        target_branch=name(about, "target_branch"),
        pull_request=number(about, "iid"),
        author=text(body, "user", "username"),
        title=text(about, "title", most=MAX_TITLE),
        url=text(about, "url", most=MAX_URL),
    )


def _release(body: dict[str, Any]) -> Change | Ignored:
    action = text(body, "action")
    if action != "create":
        return Ignored("unknown_action", f"{action or 'This'} of a release sets nothing off.")
    return _change(
        body,
        trigger=Trigger.RELEASE,
        sha=sha(body, "commit", "id"),
        tag=name(body, "tag"),
        author=text(body, "commit", "author", "name"),
        title=text(body, "name", most=MAX_TITLE) or text(body, "tag"),
        url=text(body, "url", most=MAX_URL),
    )


def _pipeline(body: dict[str, Any]) -> Change | Ignored:
    about = at(body, "object_attributes")
    status = text(about, "status")
    if status != "success":
        return Ignored("unknown_action", f"A pipeline that is {status or 'nowhere'} sets nothing off.")
    is_tag, branch = at(about, "tag") is True, _pipeline_branch(body, text(about, "ref"))
    return _change(
        body,
        trigger=Trigger.PIPELINE,
        sha=sha(about, "sha"),
        branch="" if is_tag else branch,
        target_branch="" if is_tag else branch,
        tag=branch if is_tag else "",
        author=text(body, "user", "username"),
        title=text(body, "commit", "title", most=MAX_TITLE),
        url=text(about, "url", most=MAX_URL),
    )


def _pipeline_branch(body: dict[str, Any], branch: str) -> str:
    """The pipeline of a request from a fork, which may run here, names the projects by their numbers."""
    source, target = at(body, "merge_request", "source_project_id"), at(body, "merge_request", "target_project_id")
    return branch if source == target else clean(f"project {source}:{branch}", MAX_NAME)


def _repository(body: dict[str, Any]) -> str:
    return name(body, "project", "path_with_namespace")


def _change(body: dict[str, Any], **facts: Any) -> Change:
    return Change(repository=_repository(body), default_branch=text(body, "project", "default_branch"), **facts)

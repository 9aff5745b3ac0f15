"""GitHub's bodies (https://docs.github.com/en/webhooks/webhook-events-and-payloads) as changes."""

from typing import Any
from urllib.parse import parse_qs

from integrations.providers.change import Change, Ignored, Malformed, Trigger
from integrations.providers.protocol import Headers
from integrations.providers.reading import MAX_TITLE, MAX_URL, NO_COMMIT, at, branch_of, changed_files, is_sha, name, number, ref, sha, text
from integrations.providers.reading import decode as decode_json

COMMITS_TOLD = 2048  # a push names no more
PULL_REQUEST_ACTIONS = ("opened", "reopened", "synchronize", "ready_for_review")


def decode(raw: bytes, headers: Headers) -> dict[str, Any]:
    """The body, as JSON or as the form that GitHub sends unless it is told otherwise. Raises Malformed."""
    if headers.get("content-type", "").partition(";")[0].strip().lower() != "application/x-www-form-urlencoded":
        return decode_json(raw)
    try:
        form = parse_qs(raw, max_num_fields=10)
    except ValueError:
        raise Malformed("The form has too many fields.") from None
    return decode_json((form.get(b"payload") or [b""])[0])


def repository(body: dict[str, Any]) -> str:
    return text(body, "repository", "full_name")


def read(event: str, body: dict[str, Any]) -> Change | Ignored:
    """Raises Malformed."""
    readers = {"push": _push, "pull_request": _pull_request, "release": _release, "workflow_run": _workflow_run}
    if event == "ping":
        return Ignored("ping", "GitHub's greeting: address and secret are right.")
    if event not in readers:
        return Ignored("unknown_event", f"The event {event} sets nothing off.")
    return readers[event](body)


def _push(body: dict[str, Any]) -> Change | Ignored:
    full = name(body, "ref")
    if at(body, "deleted") is True or text(body, "after") == NO_COMMIT:
        return Ignored("deleted", f"{full} was deleted.")
    branch, tag = ref(full, "heads"), ref(full, "tags")
    if not branch and not tag:
        return Ignored("unknown_ref", f"{full} is neither a branch nor a tag.")
    after = sha(body, "head_commit", "id") if tag and is_sha(at(body, "head_commit", "id")) else sha(body, "after")
    told = {} if tag else _told(body)
    return _change(
        body,
        trigger=Trigger.TAG if tag else Trigger.PUSH,
        sha=after,
        branch=branch,
        target_branch=branch,
        tag=tag,
        author=text(body, "pusher", "name"),
        title=text(body, "head_commit", "message", most=MAX_TITLE).partition("\n")[0],
        url=text(body, "head_commit", "url", most=MAX_URL),
        **told,
    )


def _told(body: dict[str, Any]) -> dict[str, Any]:
    """The files, where the commits of the push are all of what changed; else what to compare with."""
    before, commits = at(body, "before"), at(body, "commits")
    base = before if is_sha(before) and before != NO_COMMIT else ""
    is_whole = base and at(body, "forced") is not True and isinstance(commits, list) and len(commits) < COMMITS_TOLD
    return {"base": base, "files": changed_files(commits) if is_whole else None}


def _pull_request(body: dict[str, Any]) -> Change | Ignored:
    action = name(body, "action")
    moved = action == "edited" and at(body, "changes", "base") is not None  # it is to go into another branch
    if action not in PULL_REQUEST_ACTIONS and not moved:
        return Ignored("unknown_action", f"{action} of a pull request sets nothing off.")
    return _change(
        body,
        trigger=Trigger.PULL_REQUEST,
        sha=sha(body, "pull_request", "head", "sha"),
        branch=_branch(body, name(body, "pull_request", "head", "ref"), "pull_request", "head", "repo"),
        target_branch=name(body, "pull_request", "base", "ref"),
        pull_request=number(body, "pull_request", "number"),
        author=text(body, "pull_request", "user", "login"),
        title=text(body, "pull_request", "title", most=MAX_TITLE),
        url=text(body, "pull_request", "html_url", most=MAX_URL),
    )


def _release(body: dict[str, Any]) -> Change | Ignored:
    action = name(body, "action")
    if action != "published":
        return Ignored("unknown_action", f"{action} of a release sets nothing off.")
    return _change(
        body,
        trigger=Trigger.RELEASE,
        sha="",  # a release names its tag alone
        tag=name(body, "release", "tag_name"),
        author=text(body, "release", "author", "login"),
        title=text(body, "release", "name", most=MAX_TITLE) or text(body, "release", "tag_name"),
        url=text(body, "release", "html_url", most=MAX_URL),
    )


def _workflow_run(body: dict[str, Any]) -> Change | Ignored:
    action, conclusion = name(body, "action"), text(body, "workflow_run", "conclusion")
    if action != "completed" or conclusion != "success":
        return Ignored("unknown_action", f"A workflow that is {conclusion or action} sets nothing off.")
    branch = _branch(body, text(body, "workflow_run", "head_branch"), "workflow_run", "head_repository")
    return _change(
        body,
        trigger=Trigger.PIPELINE,
        sha=sha(body, "workflow_run", "head_sha"),
        branch=branch,
        target_branch=branch,
        author=text(body, "workflow_run", "actor", "login"),
        title=text(body, "workflow_run", "name", most=MAX_TITLE),
        url=text(body, "workflow_run", "html_url", most=MAX_URL),
    )


def _branch(body: dict[str, Any], branch: str, *source: str) -> str:
    """A fork that is deleted is null."""
    return branch_of(text(body, *source, "full_name"), branch, repository=name(body, "repository", "full_name"))


def _change(body: dict[str, Any], **facts: Any) -> Change:
    return Change(repository=name(body, "repository", "full_name"), default_branch=text(body, "repository", "default_branch"), **facts)

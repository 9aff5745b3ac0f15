import json
from typing import Any
from urllib.parse import quote

import pytest

from integrations.providers.change import Change, Ignored, Malformed
from integrations.providers.github import payloads
from tests.integrations.inward import PAYLOADS, SHA, payload

ODD: tuple[Any, ...] = (None, 7, [], {}, "x\0", True)
FILES = sorted((PAYLOADS / "github").glob("*.json"))
CHANGES: dict[str, dict[str, Any]] = {
    "push__main": {
        "trigger": "push",
        "branch": "main",
        "files": ("src/bot.py", "prompts/short.txt", "prompts/long.txt"),
        "title": "Make the prompt shorter",
        "author": "ada",
        "base": "a" * 40,
    },
    "push__documentation": {"trigger": "push", "files": ("README.md", "docs/guide.md")},
    "push__branch": {"trigger": "push", "branch": "feature/ünïcode"},
    "push__created": {"trigger": "push", "branch": "release/1", "files": None, "base": ""},
    "push__forced": {"trigger": "push", "files": None, "base": "a" * 40},
    "push__tag": {"trigger": "tag", "tag": "v1.2.0", "branch": "", "files": None},
    "pull_request__opened": {
        "trigger": "pull_request",
        "pull_request": 7,
        "branch": "ada/bot:short",
        "target_branch": "main",
        "files": None,
    },
    "pull_request__synchronize": {"trigger": "pull_request", "pull_request": 7},
    "pull_request__edited_base": {"trigger": "pull_request", "target_branch": "main"},
    "release__published": {"trigger": "release", "tag": "v1.2.0", "sha": "", "title": "Winter"},
    "workflow_run__success": {"trigger": "pipeline", "branch": "main", "title": "Build"},
}
IGNORED = {
    "push__deleted": "deleted",
    "pull_request__labeled": "unknown_action",
    "workflow_run__failure": "unknown_action",
    "ping__new": "ping",
    "star__created": "unknown_event",
}


def test_every_payload_is_among_them() -> None:
    assert {path.stem for path in FILES} == {*CHANGES, *IGNORED}


@pytest.mark.parametrize("name", sorted(CHANGES))
def test_it_is_this_change(name: str) -> None:
    found = payloads.read(name.partition("__")[0], payload(f"github/{name}"))
    assert isinstance(found, Change)
    wanted = {"repository": "Acme/Bot", "default_branch": "main", "sha": SHA, **CHANGES[name]}
    assert {key: getattr(found, key) for key in wanted} == wanted


@pytest.mark.parametrize("name", sorted(IGNORED))
def test_it_sets_nothing_off(name: str) -> None:
    found = payloads.read(name.partition("__")[0], payload(f"github/{name}"))
    assert isinstance(found, Ignored)
    assert found.code == IGNORED[name]


@pytest.mark.parametrize("name", sorted(CHANGES))
def test_no_missing_key_and_no_other_type_is_a_crash(name: str) -> None:
    body = payload(f"github/{name}")
    for key in body:
        for other in ODD:
            try:
                payloads.read(name.partition("__")[0], {**body, key: other})
            except Malformed:
                continue


def test_the_form_that_github_sends_by_default() -> None:
    body = payload("github/ping__new")
    raw = b"payload=" + quote(json.dumps(body)).encode()
    assert payloads.decode(raw, {"content-type": "application/x-www-form-urlencoded; charset=utf-8"}) == body


@pytest.mark.parametrize(
    "raw", [b"", b"[1]", b"{", b"\xff", b'{"a": NaN}', b"[" * 100_000], ids=["empty", "list", "cut", "utf8", "nan", "deep"]
)
def test_what_is_no_object_is_malformed(raw: bytes) -> None:
    with pytest.raises(Malformed):
        payloads.decode(raw, {"content-type": "application/json"})


def test_what_postgresql_does_not_take_is_left_out() -> None:
    found = payloads.read("pull_request", payload("github/pull_request__opened", pull_request__title="a\0b" + "x" * 500))
    assert isinstance(found, Change)
    assert found.title == "ab" + "x" * 298


@pytest.mark.parametrize(
    ("source", "branch"),
    [("Acme/Bot", "main"), ("acme/bot", "main"), ("ada/bot", "ada/bot:main"), (None, "unknown:main")],
    ids=["ours", "case", "fork", "deleted"],
)
def test_the_main_of_a_fork_is_not_ours(source: str | None, branch: str) -> None:
    repository = {"full_name": source} if source else None
    ended = payloads.read("workflow_run", payload("github/workflow_run__success", workflow_run__head_repository=repository))
    opened = payloads.read(
        "pull_request", payload("github/pull_request__opened", pull_request__head={"ref": "main", "sha": SHA, "repo": repository})
    )
    assert [one.branch for one in (ended, opened) if isinstance(one, Change)] == [branch, branch]

from typing import Any

import pytest

from integrations.providers.change import Change, Ignored, Malformed
from integrations.providers.gitlab import payloads
from tests.integrations.inward import PAYLOADS, SHA, payload

ODD: tuple[Any, ...] = (None, 7, [], {}, "x\0", True)
FILES = sorted((PAYLOADS / "gitlab").glob("*.json"))
CHANGES: dict[str, dict[str, Any]] = {
    "push__main": {
        "trigger": "push",
        "branch": "main",
        "files": ("src/bot.py", "prompts/short.txt", "prompts/long.txt"),
        "title": "Make the prompt shorter",
        "author": "ada",
    },
    "push__many_commits": {"trigger": "push", "files": None, "base": "a" * 40},
    "tag_push__annotated": {"trigger": "tag", "tag": "v1.2.0"},
    "merge_request__open": {
        "trigger": "pull_request",
        "pull_request": 7,
        "branch": "ada/bot:short",
        "target_branch": "main",
        "files": None,
    },
    "merge_request__new_commits": {"trigger": "pull_request", "pull_request": 7},
    "release__create": {"trigger": "release", "tag": "v1.2.0", "title": "Winter"},
    "pipeline__success": {"trigger": "pipeline", "branch": "main", "tag": ""},
    "pipeline__tag": {"trigger": "pipeline", "branch": "", "tag": "v1.2.0"},
}
IGNORED = {
    "push__deleted": "deleted",
    "merge_request__relabelled": "unknown_action",
    "merge_request__merged": "unknown_action",
    "pipeline__failed": "unknown_action",
    "note__comment": "unknown_event",
}


def test_every_payload_is_among_them() -> None:
    assert {path.stem for path in FILES} == {*CHANGES, *IGNORED}


@pytest.mark.parametrize("name", sorted(CHANGES))
def test_it_is_this_change(name: str) -> None:
    found = payloads.read("any", payload(f"gitlab/{name}"))
    assert isinstance(found, Change)
    wanted = {"repository": "Acme/research/Bot", "default_branch": "main", "sha": SHA, **CHANGES[name]}
    assert {key: getattr(found, key) for key in wanted} == wanted


@pytest.mark.parametrize("name", sorted(IGNORED))
def test_it_sets_nothing_off(name: str) -> None:
    found = payloads.read("any", payload(f"gitlab/{name}"))
    assert isinstance(found, Ignored)
    assert found.code == IGNORED[name]


@pytest.mark.parametrize("name", sorted(CHANGES))
def test_no_missing_key_and_no_other_type_is_a_crash(name: str) -> None:
    body = payload(f"gitlab/{name}")
    for key in body:
        for other in ODD:
            try:
                payloads.read("any", {**body, key: other})
            except Malformed:
                continue


@pytest.mark.parametrize(("source", "branch"), [(15, "main"), (16, "project 16:main")], ids=["ours", "fork"])
def test_the_main_of_a_fork_is_not_ours(source: int, branch: str) -> None:
    request = {"source_project_id": source, "target_project_id": 15}
    found = payloads.read("any", payload("gitlab/pipeline__success", merge_request=request))
    assert isinstance(found, Change)
    assert found.branch == branch

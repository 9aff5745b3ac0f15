import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from evalplatform_sdk.cli import forks
from evalplatform_sdk.cli.comments import CannotComment

from tests.integrations.providers.forge import Failure, Forge, serving

SHA = "d" * 40
SOURCE = {"owner": {"login": "stranger"}}
RUN = {"event": "pull_request", "head_sha": SHA, "head_branch": "main", "head_repository": SOURCE, "pull_requests": []}


@pytest.fixture
def forge() -> Iterator[Forge]:
    with serving() as server:
        yield server


def environment(folder: Path, forge: Forge, **run: Any) -> dict[str, str]:
    (folder / "event.json").write_text(json.dumps({"workflow_run": {**RUN, **run}}))
    return {"GITHUB_EVENT_PATH": str(folder / "event.json"), "GITHUB_API_URL": forge.url, "GITHUB_TOKEN": "t-1"}


def test_the_open_request_that_ends_with_the_commit(forge: Forge, tmp_path: Path) -> None:
    forge.requests = [{"number": number, "head": {"label": "stranger:main", "sha": sha}} for number, sha in ((4, "e" * 40), (9, SHA))]
    assert forks.number(environment(tmp_path, forge), repository="acme/bot") == 9
    assert [(one.path, one.headers["authorization"]) for one in forge.asked] == [("/repos/acme/bot/pulls", "Bearer t-1")]


def test_a_request_that_went_on_gets_no_comment(forge: Forge, tmp_path: Path) -> None:
    forge.requests = [{"number": 4, "head": {"label": "stranger:main", "sha": "e" * 40}}]
    with pytest.raises(CannotComment, match="it was closed, or has newer commits"):
        forks.number(environment(tmp_path, forge), repository="acme/bot")


OTHERS: list[dict[str, Any]] = [{"event": "push"}, {"head_repository": None}, {"pull_requests": [{"number": 1}]}, {"head_branch": None}]


@pytest.mark.parametrize("run", OTHERS, ids=["push", "deleted", "ours", "detached"])
def test_other_runs_are_not_asked_about(run: dict[str, Any], forge: Forge, tmp_path: Path) -> None:
    assert forks.number(environment(tmp_path, forge, **run), repository="acme/bot") is None
    assert forge.asked == []


def test_who_may_not_look_hears_it(forge: Forge, tmp_path: Path) -> None:
    forge.failures = [Failure(403, {"message": "Resource not accessible"})]
    with pytest.raises(CannotComment, match="answered 403 to GET /repos/acme/bot/pulls"):
        forks.number(environment(tmp_path, forge), repository="acme/bot")

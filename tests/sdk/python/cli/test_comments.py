from collections.abc import Iterator
from typing import Any

import pytest
from evalplatform_sdk.cli import comments
from evalplatform_sdk.cli.comments import CannotComment, Place

from tests.integrations.providers.forge import Failure, Forge, serving
from tests.ports import free_port

KINDS = ["github", "gitlab"]


@pytest.fixture
def forge() -> Iterator[Forge]:
    with serving() as server:
        yield server


def place(kind: str, url: str) -> Place:
    if kind == "github":
        return comments.github({"GITHUB_TOKEN": "t-1", "GITHUB_API_URL": url}, repository="acme/bot", number=7)
    return comments.gitlab({"GITLAB_TOKEN": "t-1", "CI_PROJECT_ID": "12", "CI_API_V4_URL": url}, number=7)


def put(kind: str, url: str, text: str, *, marker: str = "suite", waits: list[float] | None = None) -> str:
    return comments.put(place(kind, url), text, marker=marker, pause=([] if waits is None else waits).append)


@pytest.mark.parametrize("kind", KINDS)
def test_one_comment_that_is_changed_where_it_stands(kind: str, forge: Forge) -> None:
    forge.comments[7] = dict.fromkeys(range(1000, 1250), "somebody's <!-- evalplatform:suite --> words")
    first = put(kind, forge.url, "# One")
    assert forge.comments[7][int(first)] == "<!-- evalplatform:suite -->\n# One"
    assert put(kind, forge.url, "# Zwei 🙂") == first
    assert forge.comments[7][int(first)] == "<!-- evalplatform:suite -->\n# Zwei 🙂"
    assert put(kind, forge.url, "# Other", marker="other") != first
    assert len(forge.comments[7]) == 252


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_again_writes_nothing(kind: str, forge: Forge) -> None:
    put(kind, forge.url, "# One")
    put(kind, forge.url, "# One")
    assert [one.method for one in forge.asked if one.method != "GET"] == ["POST"]


def test_each_provider_gets_its_own_kind_of_token(forge: Forge) -> None:
    for kind in KINDS:
        put(kind, forge.url, "x")
    assert (forge.asked[0].headers["authorization"], forge.asked[-1].headers["private-token"]) == ("Bearer t-1", "t-1")


@pytest.mark.parametrize("failure", [Failure(500), Failure(502), Failure(429, None, {"Retry-After": "7"})], ids=["500", "502", "429"])
def test_it_tries_again_and_looks_first_what_is_there(failure: Failure, forge: Forge) -> None:
    forge.failures = [Failure(200, []), failure]
    waits: list[float] = []
    put("github", forge.url, "# One", waits=waits)
    assert [one.method for one in forge.asked] == ["GET", "POST", "GET", "POST"]
    assert waits == [7.0 if failure.status == 429 else 2.0]


def test_it_gives_up(forge: Forge) -> None:
    forge.failures = [Failure(503, None, {"Retry-After": "100000"})] * 9
    waits: list[float] = []
    with pytest.raises(CannotComment, match="answered 503 to GET .* 4 times"):
        put("github", forge.url, "x", waits=waits)
    assert waits == [60.0] * 3


def test_nobody_is_there() -> None:
    with pytest.raises(CannotComment, match="cannot be reached"):
        put("github", f"http://127.0.0.1:{free_port()}", "x")


def test_a_token_that_may_not(forge: Forge) -> None:
    forge.failures = [Failure(403, {"message": "Resource not accessible by integration"})]
    with pytest.raises(CannotComment, match="(?s)Resource not accessible.*from a fork it never may"):
        put("github", forge.url, "x")


def test_a_long_text_is_cut() -> None:
    assert len(comments.text_of("x" * 64_000, "<!-- m -->")) == 64_011
    cut = comments.text_of("🙂" * 70_000, "<!-- m -->")
    assert len(cut) == 65_000
    assert cut.endswith("longer than a comment can be.")


def test_a_mark_cannot_end_early(forge: Forge) -> None:
    put("github", forge.url, "x", marker="--> <b>")
    assert forge.comments[7][1].startswith("<!-- evalplatform:-----b- -->\n")


@pytest.mark.parametrize("missing", ["GITHUB_TOKEN", "repository", "number"])
def test_what_github_needs(missing: str) -> None:
    environment = {} if missing == "GITHUB_TOKEN" else {"GITHUB_TOKEN": "t"}
    asked: dict[str, Any] = {"repository": "acme/bot", "number": 7} | ({} if missing == "GITHUB_TOKEN" else {missing: ""})
    with pytest.raises(CannotComment, match="Set GITHUB_TOKEN"):
        comments.github(environment, **asked)


@pytest.mark.parametrize("missing", ["GITLAB_TOKEN", "CI_PROJECT_ID", "CI_API_V4_URL"])
def test_what_gitlab_needs(missing: str) -> None:
    environment = {name: "x" for name in ("GITLAB_TOKEN", "CI_PROJECT_ID", "CI_API_V4_URL") if name != missing}
    with pytest.raises(CannotComment, match="Set GITLAB_TOKEN"):
        comments.gitlab(environment, number=7)

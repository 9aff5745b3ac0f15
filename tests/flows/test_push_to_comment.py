"""From a push to a verdict, a status and one comment that is updated: whole, with a stand-in for each provider's API over real HTTP."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db.models.functions import Now

from evalplatform.evaluations.models import Evaluation
from evalplatform.projects.models import Project
from integrations.models import Run
from integrations.tasks import sweep_runs
from tests.exports.conftest import drain  # noqa: F401 (fixture)
from tests.integrations.conftest import jobs_sent  # noqa: F401 (fixture)
from tests.integrations.inward import SHA, add_suite, answer, connect, deliver, payload
from tests.integrations.providers.forge import Failure, Forge, serving

pytestmark = pytest.mark.django_db(transaction=True)
PROVIDERS = ["github", "gitlab"]
WORDS = {"github": ("success", "failure", "pending"), "gitlab": ("success", "failed", "running")}
NEXT = "c" * 40


@pytest.fixture
def forge(loopback_allowed: None) -> Iterator[Forge]:
    with serving() as server:
        yield server


@pytest.fixture
def later(drain: Callable[[], None]) -> Callable[[], None]:  # noqa: F811
    """All waits are over, and the sweep comes by."""

    def run() -> None:
        Run.objects.filter(state="waiting").update(next_attempt_at=Now())
        Run.objects.filter(report_due_at__isnull=False).update(report_due_at=Now())
        sweep_runs()
        drain()

    return run


def push(kind: str) -> None:
    event = {"github": "push", "gitlab": "Push Hook"}[kind]
    assert deliver(kind, event, payload(f"{kind}/push__main"), id="push").status_code == 202


def change_request(kind: str, sha: str, id: str) -> None:
    """A pull or merge request whose last commit is this one."""
    if kind == "github":
        body = payload("github/pull_request__synchronize", pull_request__head__sha=sha)
        answered = deliver(kind, "pull_request", body, id=id)
    else:
        body = payload("gitlab/merge_request__new_commits", object_attributes__last_commit__id=sha)
        answered = deliver(kind, "Merge Request Hook", body, id=id)
    assert answered.status_code == 202


def last(forge: Forge) -> tuple[str, str]:
    sha, body = forge.statuses[-1]
    return sha, body["state"]


@pytest.mark.parametrize("kind", PROVIDERS)
def test_push_verdict_status_and_one_comment(kind: str, project: Project, forge: Forge, drain: Callable[[], None]) -> None:  # noqa: F811
    add_suite(project, paths=["prompts/**", "src/*.py"])
    connect(project, kind, url=forge.url)
    success, failure, pending = WORDS[kind]
    forge.files = [f"src/{n}.txt" for n in range(250)] + ["prompts/short.txt"]

    push(kind)
    drain()
    assert last(forge) == (SHA, pending)
    answer(Evaluation.objects.get())
    drain()
    assert last(forge) == (SHA, success)
    assert forge.comments == {}

    change_request(kind, "b" * 40, "first")
    drain()
    answer(Evaluation.objects.latest("id"), right=10)
    drain()
    run = Run.objects.latest("id")
    assert (run.state, run.verdict, run.checks.get().touched_by) == ("finished", "fail", ["prompts/short.txt"])
    assert last(forge) == ("b" * 40, failure)
    ((id, text),) = forge.comments[7].items()
    assert "Failed: answers" in text

    change_request(kind, NEXT, "second")
    drain()
    answer(Evaluation.objects.latest("id"))
    drain()
    assert last(forge) == (NEXT, success)
    assert list(forge.comments[7]) == [id]
    assert "Passed: answers" in forge.comments[7][id]
    baseline = Evaluation.objects.latest("id").compared_with
    assert baseline
    assert baseline.branch == "main"


@pytest.mark.parametrize("kind", PROVIDERS)
def test_a_change_that_touches_nothing_runs_nothing_and_says_so(
    kind: str,
    project: Project,
    forge: Forge,
    drain: Callable[[], None],  # noqa: F811
) -> None:
    add_suite(project)
    connect(project, kind, url=forge.url)
    forge.files = ["README.md", "docs/guide.md"]
    change_request(kind, NEXT, "docs")
    drain()
    assert Evaluation.objects.count() == 0
    assert last(forge) == (NEXT, WORDS[kind][0])
    assert forge.statuses[-1][1]["description"] == "No suite depends on what was changed (2 files)."


@pytest.mark.parametrize("kind", PROVIDERS)
def test_outages_and_limits_on_the_way_lose_nothing(
    kind: str,
    project: Project,
    forge: Forge,
    drain: Callable[[], None],  # noqa: F811
    later: Callable[[], None],
) -> None:
    add_suite(project, gate={})
    connect(project, kind, url=forge.url)
    forge.files = ["src/bot.py"]
    forge.failures = [Failure(503), Failure(403, {"message": "You have exceeded a secondary rate limit."}, {"Retry-After": "1"})]
    change_request(kind, NEXT, "d")
    drain()
    assert Run.objects.get().state == "waiting"
    later()
    later()
    answer(Evaluation.objects.get())
    forge.failures = [Failure(502), Failure(500)]
    drain()
    assert Run.objects.get().report_code == "provider_unavailable"
    later()
    later()
    assert last(forge) == (NEXT, WORDS[kind][0])
    assert len(forge.comments[7]) == 1


def test_a_token_that_is_wrong_is_told_in_the_status_and_made_good(
    project: Project,
    forge: Forge,
    drain: Callable[[], None],  # noqa: F811
    api: Any,
) -> None:
    add_suite(project)
    connection = connect(project, url=forge.url)
    forge.failures = [Failure(401, {"message": "Bad credentials"})] * 2
    push("github")
    drain()
    (told,) = api.get("/api/integrations/status").json()["connections"]
    assert (told["health"], told["code"]) == ("failing", "provider_unauthorized")
    forge.failures = []
    assert api.patch(f"/api/integrations/connections/{connection.id}", {"token": "better"}, format="json").status_code == 200
    drain()
    assert last(forge) == (SHA, "pending")
    assert api.get("/api/integrations/status").json()["connections"][0]["health"] == "ok"

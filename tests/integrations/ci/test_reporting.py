from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.db.models.functions import Now

from evalplatform.evaluations.models import Evaluation
from evalplatform.projects.models import Project
from integrations.ci import commenting, reporting, runs, starting
from integrations.models import Check, Comment, Connection, Run
from integrations.probing import probe
from tests.integrations.inward import SHA, TOKEN, add_suite, answer, connect, deliver, payload
from tests.integrations.providers.forge import Failure, Forge, serving

pytestmark = pytest.mark.django_db(transaction=True)
Drain = Callable[[], None]


@pytest.fixture
def forge(loopback_allowed: None) -> Iterator[Forge]:
    with serving() as server:
        server.files = ["src/bot.py"]
        yield server


def request(sha: str = SHA, id: str = "d-1") -> None:
    assert deliver("github", "pull_request", payload("github/pull_request__opened", pull_request__head__sha=sha), id=id).status_code == 202


def evaluated(project: Project, drain: Drain, **columns: Any) -> Run:
    add_suite(project, gate={}, **columns)
    request()
    drain()
    answer(Evaluation.objects.get())
    drain()
    return Run.objects.get()


def again(run: Run, drain: Drain) -> None:
    runs.want_report([run.id])
    drain()


def test_the_token_goes_along_and_nothing_else_secret(project: Project, forge: Forge, drain: Drain) -> None:
    connect(project, url=forge.url)
    evaluated(project, drain)
    assert {one.headers["authorization"] for one in forge.asked} == {f"Bearer {TOKEN}"}


def test_files_are_fetched_page_by_page(project: Project, forge: Forge, drain: Drain) -> None:
    connect(project, url=forge.url)
    forge.files = [f"docs/{n}.md" for n in range(200)] + ["src/bot.py"]
    evaluated(project, drain)
    assert Check.objects.get().touched_by == ["src/bot.py"]
    assert forge.paths("GET") == ["/repos/acme/bot/pulls/7/files"] * 3


def test_more_files_than_are_told_touch_all(project: Project, forge: Forge, drain: Drain) -> None:
    connect(project, url=forge.url)
    forge.files = [f"docs/{n}.md" for n in range(3000)]
    evaluated(project, drain, paths=["prompts/**"])
    assert Check.objects.get().touched_by == []


def test_a_comment_that_somebody_deleted_is_written_anew(project: Project, forge: Forge, drain: Drain) -> None:
    connect(project, url=forge.url)
    run = evaluated(project, drain)
    forge.comments[7].clear()
    again(run, drain)
    ((id, _),) = forge.comments[7].items()
    assert Comment.objects.get().comment_id == str(id)


def test_a_comment_whose_id_was_lost_is_found_by_its_mark(project: Project, forge: Forge, drain: Drain) -> None:
    connect(project, url=forge.url)
    run = evaluated(project, drain)
    (ours,) = forge.comments[7]
    forge.comments[7] = {900 + n: f"talk {n}" for n in range(150)} | forge.comments[7]
    Comment.objects.update(comment_id="")  # the worker died between the answer and the row
    again(run, drain)
    assert Comment.objects.get().comment_id == str(ours)
    assert len(forge.comments[7]) == 151


def test_the_comment_is_written_by_one_at_a_time(project: Project, forge: Forge, drain: Drain) -> None:
    connect(project, url=forge.url)
    run = evaluated(project, drain)
    Comment.objects.update(lease_until=Now() + timedelta(minutes=1))
    again(run, drain)
    run.refresh_from_db()
    assert (run.report_code, run.report_due_at is not None, run.report_attempts) == ("comment_busy", True, 1)


def test_a_lease_of_the_report_holds_others_off(project: Project, forge: Forge, drain: Drain) -> None:
    connect(project, url=forge.url)
    run = evaluated(project, drain)
    asked = len(forge.asked)
    Run.objects.update(report_due_at=Now(), report_lease_until=Now() + timedelta(minutes=1))
    reporting.tell(run.id)
    assert len(forge.asked) == asked
    Run.objects.update(report_lease_until=Now() - timedelta(seconds=1))
    reporting.sweep()
    drain()
    assert len(forge.asked) > asked


def test_what_changes_while_it_is_told_is_told_next(project: Project, forge: Forge, drain: Drain, monkeypatch: pytest.MonkeyPatch) -> None:
    connect(project, url=forge.url)
    run = evaluated(project, drain)
    real = commenting.put

    def slow(*given: Any, **more: Any) -> None:
        monkeypatch.setattr(commenting, "put", real)
        real(*given, **more)
        runs.want_report([run.id])

    monkeypatch.setattr(commenting, "put", slow)
    told = len(forge.statuses)
    again(run, drain)
    run.refresh_from_db()
    assert (len(forge.statuses) - told, run.reported, run.report_due_at) == (2, run.report_wanted, None)


@pytest.mark.parametrize(
    ("status", "code"), [(401, "unauthorized"), (403, "forbidden"), (404, "not_found"), (422, "refused"), (301, "moved")], ids=str
)
def test_what_is_final_is_told_and_not_tried_again(status: int, code: str, project: Project, forge: Forge, drain: Drain) -> None:
    connection = connect(project, url=forge.url)
    run = evaluated(project, drain)
    forge.failures = [Failure(status, {"message": "No."})]
    again(run, drain)
    run.refresh_from_db()
    connection.refresh_from_db()
    assert (run.report_code, run.report_due_at, connection.error_code) == (f"provider_{code}", None, f"provider_{code}")
    assert "(No.)" in connection.error_message


@pytest.mark.parametrize(
    ("failure", "code"),
    [
        (Failure(500), "unavailable"),
        (Failure(429, None, {"Retry-After": "7"}), "rate_limited"),
        (Failure(403, {"message": "API rate limit exceeded"}, {"X-RateLimit-Remaining": "0"}), "rate_limited"),
        (Failure(403, {"message": "You have exceeded a secondary rate limit"}), "rate_limited"),
    ],
    ids=["500", "429", "rate limit", "secondary"],
)
def test_what_may_pass_is_due_again(failure: Failure, code: str, project: Project, forge: Forge, drain: Drain) -> None:
    connect(project, url=forge.url)
    run = evaluated(project, drain)
    forge.failures = [failure]
    again(run, drain)
    run.refresh_from_db()
    assert (run.report_code, run.report_due_at is not None) == (f"provider_{code}", True)


def test_a_newer_commit_supersedes_and_is_the_one_that_is_told(project: Project, forge: Forge, drain: Drain) -> None:
    add_suite(project, gate={})
    connect(project, url=forge.url)
    request()
    drain()
    request("b" * 40, id="d-2")
    drain()
    assert list(Run.objects.order_by("id").values_list("state", flat=True)) == ["superseded", "running"]
    assert list(Evaluation.objects.order_by("id").values_list("state", flat=True)) == ["cancelled", "queued"]
    said = {sha: body["state"] for sha, body in forge.statuses}
    assert said == {SHA: "error", "b" * 40: "pending"}


def test_an_older_commit_that_comes_later_makes_way(project: Project, jobs_sent: list[Any], drain: Drain) -> None:
    add_suite(project)
    connect(project)
    request()
    request("b" * 40, id="d-2")
    jobs_sent.reverse()
    drain()
    by_sha = dict(Run.objects.values_list("sha", "state"))
    assert by_sha == {SHA: "superseded", "b" * 40: "running"}


def test_cancel_and_run_again(project: Project, forge: Forge, drain: Drain) -> None:
    add_suite(project, gate={})
    connect(project, url=forge.url)
    request()
    drain()
    runs.cancel(Run.objects.get())
    drain()
    assert (Evaluation.objects.get().state, forge.statuses[-1][1]["state"]) == ("cancelled", "error")
    made = runs.rerun(Run.objects.get())
    drain()
    made.refresh_from_db()
    assert (made.state, made.sha, forge.statuses[-1][1]["state"]) == ("running", SHA, "pending")


def test_a_suite_that_cannot_be_evaluated_does_not_stop_the_others(project: Project, forge: Forge, drain: Drain) -> None:
    connect(project, url=forge.url)
    add_suite(project, name="broken", scorers=[{"name": "gone"}])
    run = evaluated(project, drain)
    assert dict(run.checks.values_list("name", "counts_as")) == {"answers": "", "broken": "no_verdict"}
    assert (run.state, run.verdict, forge.statuses[-1][1]["state"]) == ("finished", "no_verdict", "error")


def test_a_release_is_looked_up(project: Project, forge: Forge, drain: Drain) -> None:
    add_suite(project)
    connect(project, url=forge.url, triggers=["release"])
    forge.tags = {"v1.2.0": SHA}
    deliver("github", "release", payload("github/release__published"))
    drain()
    assert (Run.objects.get().sha, Run.objects.get().state) == (SHA, "running")


def test_a_release_that_is_not_there_fails(project: Project, forge: Forge, drain: Drain) -> None:
    connect(project, url=forge.url, triggers=["release"])
    deliver("github", "release", payload("github/release__published"))
    drain()
    assert (Run.objects.get().state, Run.objects.get().reason) == ("failed", "provider_refused")


def test_an_app_writes_a_check_run_with_annotations(project: Project, forge: Forge, drain: Drain) -> None:
    connect(project, url=forge.url, app_id="12", installation_id="34", token=private_key())
    evaluated(project, drain, scorers=[{"name": "exact_match"}])
    ((_, check),) = forge.check_runs.items()
    assert (check["status"], check["conclusion"], check["head_sha"]) == ("completed", "success", SHA)
    assert forge.statuses == []
    assert {one.headers["authorization"] for one in forge.asked if "/app/" not in one.path} == {"Bearer ghs_of_34"}
    assert forge.paths("POST").count("/app/installations/34/access_tokens") == 1


def test_a_private_key_that_is_none_is_told(project: Project, forge: Forge) -> None:
    connection = connect(project, url=forge.url, app_id="12", installation_id="34", token="no key")  # noqa: S106
    probe(connection)
    connection.refresh_from_db()
    assert (connection.error_code, forge.asked) == ("provider_unauthorized", [])


def private_key() -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    plain = serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, plain).decode()


def test_without_a_token_nothing_is_told_and_everything_is_evaluated(project: Project, forge: Forge, drain: Drain) -> None:
    connect(project)
    run = evaluated(project, drain, paths=["prompts/**"])
    assert (run.state, run.report_due_at, run.reported, forge.asked) == ("finished", None, run.report_wanted, [])


def test_a_run_whose_worker_died_starts_once_its_lease_is_over(project: Project, jobs_sent: list[Any], drain: Drain) -> None:
    add_suite(project)
    connect(project)
    run = runs.request_run(Connection.objects.get(), runs.change_of(Run(trigger="push", repository="acme/bot", sha=SHA, files=["a"])))
    jobs_sent.clear()
    starting.sweep()
    drain()
    assert Run.objects.get(id=run.id).state == "running"

"""The first page: what it says of a project, and to whom."""

from datetime import UTC, datetime

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from evalplatform.evaluations.models import Evaluation, Verdict
from evalplatform.hours import hour_of
from evalplatform.projects.models import Member, Project, Role, User
from evalplatform.tracing.models import Trace
from exports.models import Export, State
from external_api.keys import create_key
from external_api.models import ApiKey, UsageHour
from external_api.tiers import tier_named
from integrations.models import Endpoint

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_leftovers() -> None:
    cache.clear()


def member(project: Project, role: Role = Role.VIEWER) -> Client:
    user, _ = User.objects.get_or_create(username="someone", is_staff=True)
    Member.objects.create(project=project, user=user, role=role)
    client = Client()
    client.force_login(user)
    return client


def page(client: Client, query: str = "") -> str:
    answer = client.get(reverse("admin:index") + query)
    assert answer.status_code == 200
    return answer.content.decode()


def sections(client: Client, query: str = "") -> dict[str, object]:
    return {one.title: one for one in client.get(reverse("admin:index") + query).context["home"].sections}


def test_an_empty_project_says_so(project: Project) -> None:
    text = page(member(project))
    for said in ("None runs.", "No gate has said anything yet.", "Nothing fails.", "Nobody has called."):
        assert said in text


def test_traces_and_their_errors(project: Project) -> None:
    for status in ("ok", "ok", "error"):
        Trace.objects.create(project=project, input="1", status=status, content_hash=b"")
    found = sections(member(project))["Traces"]
    assert [(one.name, one.value) for one in found.facts] == [("came", "3"), ("failed", "1"), ("error rate", "33.3%")]  # type: ignore[attr-defined]


@pytest.mark.parametrize(("period", "bars"), [("24h", 24), ("7d", 28), ("30d", 30), ("nonsense", 24)])
def test_periods(project: Project, period: str, bars: int) -> None:
    assert len(sections(member(project), f"?period={period}")["Traces by time"].rows) == bars  # type: ignore[attr-defined]


def test_exports_under_way_and_failed(project: Project) -> None:
    asked = {"project": project, "resource": "traces", "request": {}}
    running = Export.objects.create(state=State.RUNNING, **asked)
    failed = Export.objects.create(state=State.FAILED, error_code="no_space", finished_at=datetime.now(UTC), **asked)
    text = page(member(project))
    assert f'data-export="{running.id}" data-active="yes"' in text
    assert (str(failed.id) in text, "no_space" in text) == (True, True)


def test_verdicts_failing_endpoints_and_calls(project: Project) -> None:
    made = {"project": project, "request": {}, "scorers": [], "source_kind": "outputs", "source": {}}
    Evaluation.objects.create(name="<b>answers</b>", branch="main", verdict=Verdict.FAIL, **made)
    failing = {"event_types": [], "failing_since": datetime.now(UTC), "last_error": "gone"}
    Endpoint.objects.create(project=project, kind="standard", description="to the team", **failing)
    create_key(project=project, name="ci", scopes=["traces:read"])
    ApiKey.objects.update(tier=tier_named("free"))
    key = ApiKey.objects.get()
    UsageHour.objects.create(project=project, hour=hour_of(datetime.now(UTC)), caller=key.prefix, endpoint="GET /x", requests=7)
    text = page(member(project))
    assert "&lt;b&gt;answers&lt;/b&gt;" in text
    assert "to the team" in text
    assert sections(member_again())["Calls of the API"].rows[0][:3] == (key.prefix, key.tier_id, f"7 of {key.tier.requests:,}")  # type: ignore[attr-defined]


def member_again() -> Client:
    client = Client()
    client.force_login(User.objects.get(username="someone"))
    return client


def test_nothing_of_another_project(project: Project, stranger_project: Project) -> None:
    Trace.objects.create(project=stranger_project, input="1", content_hash=b"")
    client = member(project)
    assert client.get(reverse("admin:index") + "?project=theirs").context["home"].project == project
    assert sections(client)["Traces"].facts[0].value == "0"  # type: ignore[attr-defined]


def test_one_of_several_projects(project: Project, stranger_project: Project) -> None:
    client = member(project)
    member(stranger_project)
    assert client.get(reverse("admin:index")).context["home"].project == project
    assert client.get(reverse("admin:index") + "?project=theirs").context["home"].project == stranger_project


def test_staff_without_a_project_are_told(db: None) -> None:
    client = Client()
    client.force_login(User.objects.create_user("nobody", is_staff=True))
    assert "You are in no project yet" in page(client)


def test_the_number_of_queries_does_not_grow_with_the_project(project: Project, django_assert_max_num_queries: object) -> None:
    asked = {"project": project, "resource": "traces", "request": {}}
    for _ in range(12):
        Export.objects.create(state=State.RUNNING, **asked)
    client = member(project)
    with django_assert_max_num_queries(40):  # type: ignore[operator]
        page(client)

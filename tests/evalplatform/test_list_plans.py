"""Each query of each list of the back office reads the tables that grow by an index, in its order."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evalplatform.projects.models import Member, Project, Role, User
from external_api.keys import create_key
from external_api.models import ApiKey

pytestmark = pytest.mark.django_db
LISTS = {f"{model._meta.app_label}_{model._meta.model_name}": page for model, page in admin.site._registry.items()}
# these have as many rows as traces come, deliveries go, or programs call
GROWING = {
    "auditing_entry",
    "tracing_trace",
    "tracing_span",
    "tracing_score",
    "events_event",
    "exports_export",
    "exports_job",
    "evaluations_evaluation",
    "evaluations_example",
    "evaluations_result",
    "integrations_receipt",
    "integrations_run",
    "integrations_delivery",
    "integrations_attempt",
    "external_api_usagehour",
}
# what PostgreSQL then does all the same has no other way; these tables are too small to show it by cost
AVOIDED = ("enable_seqscan", "enable_bitmapscan", "enable_sort", "enable_hashjoin", "enable_mergejoin")


@pytest.fixture(params=["root", "viewer"])
def client(request: pytest.FixtureRequest, project: Project) -> Client:
    """Who sees all projects, and who sees one of his own."""
    if request.param == "root":
        user = User.objects.create_superuser("root")
    else:
        user = User.objects.create_user("eve", is_staff=True)
        Member.objects.create(project=project, user=user, role=Role.VIEWER)
    client = Client()
    client.force_login(user)
    return client


def nodes(plan: dict[str, Any], *, beyond_limits: bool = True) -> Iterator[dict[str, Any]]:
    yield plan
    for one in plan.get("Plans", ()):
        if beyond_limits or one["Node Type"] != "Limit":
            yield from nodes(one, beyond_limits=beyond_limits)


def slow(plan: dict[str, Any], partial: set[str]) -> list[str]:
    """What reads a growing table whole: row by row, or by a whole index whose rows are then counted or put in order."""
    growing = [one for one in nodes(plan) if one.get("Relation Name") in GROWING]
    found = [f"{one['Node Type']} of {one['Relation Name']}" for one in growing if one["Node Type"] == "Seq Scan"]
    for above in (one for one in nodes(plan) if one["Node Type"] in ("Sort", "Aggregate")):
        within = [one for one in nodes(above, beyond_limits=False) if one.get("Relation Name") in GROWING and "Index Cond" not in one]
        found += [f"{above['Node Type']} of {one['Relation Name']}" for one in within if one.get("Index Name", "") not in {"", *partial}]
    return found


def found_by(client: Client, address: str) -> dict[str, list[str]]:
    """The slow queries of a page."""
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    assert answer.status_code in (200, 403), answer.content
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexrelid::regclass::text FROM pg_index WHERE indpred IS NOT NULL")
        partial = {name for (name,) in cursor.fetchall()}
        cursor.execute("; ".join(f"SET LOCAL {way} = off" for way in AVOIDED))
        plans = {sql: _plan(cursor, sql) for sql in (one["sql"] for one in queries) if sql.startswith("SELECT")}
        cursor.execute("; ".join(f"RESET {way}" for way in AVOIDED))
    return {sql: bad for sql, plan in plans.items() if (bad := slow(plan, partial))}


def _plan(cursor: Any, sql: str) -> dict[str, Any]:
    cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}")
    found = cursor.fetchone()[0]
    plan: dict[str, Any] = (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]
    return plan


@pytest.mark.parametrize("name", sorted(LISTS))
def test_a_list(name: str, client: Client) -> None:
    assert found_by(client, reverse(f"admin:{name}_changelist")) == {}


def test_the_first_page(client: Client, project: Project) -> None:
    assert found_by(client, reverse("admin:index")) == {}


@pytest.mark.parametrize(
    "narrowed",
    [
        "auditing_entry_changelist?object=export",
        "auditing_entry_changelist?since=week",
        "auditing_entry_changelist?object_id=x",
        "tracing_trace_changelist?session_id=s",
        "tracing_trace_changelist?user_id=u",
        "tracing_trace_changelist?status__exact=error",
    ],
)
def test_a_list_that_is_narrowed(narrowed: str, client: Client) -> None:
    name, _, query = narrowed.partition("?")
    assert found_by(client, f"{reverse(f'admin:{name}')}?{query}") == {}


def test_what_a_key_and_a_tier_used(project: Project) -> None:
    create_key(project=project, name="x", scopes=["traces:read"])
    key = ApiKey.objects.get()
    client = Client()
    client.force_login(User.objects.create_superuser("root"))
    for name, one in (("apikey", key.pk), ("tier", key.tier_id)):
        assert found_by(client, reverse(f"admin:external_api_{name}_change", args=[one])) == {}

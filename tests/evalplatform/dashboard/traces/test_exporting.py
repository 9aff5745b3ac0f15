from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from evalplatform import filtering
from evalplatform.dashboard.traces.exporting import filter_of
from evalplatform.projects.models import Member, Project, Role, User
from evalplatform.tracing.fields import TRACES


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("", {}),
        ("status__exact=error", {"field": "status", "op": "eq", "value": "error"}),
        ("p=3&o=1", {}),
        ('q={"field":"latency_ms","op":"gt","value":5}', {"field": "latency_ms", "op": "gt", "value": 5}),
        (
            "q=t-1&user_id=u",
            {
                "and": [
                    {"field": "user_id", "op": "eq", "value": "u"},
                    {
                        "or": [
                            {"field": "external_id", "op": "eq", "value": "t-1"},
                            {"field": "session_id", "op": "eq", "value": "t-1"},
                        ]
                    },
                ]
            },
        ),
    ],
)
def test_the_filter_of_a_list(query: str, wanted: Any) -> None:
    assert filter_of(QueryDict(query)) == wanted
    filtering.build(TRACES, wanted)


@pytest.mark.django_db
@pytest.mark.parametrize(("role", "offered"), [(Role.EDITOR, True), (Role.VIEWER, False)])
def test_who_may_export_is_led_to_the_wizard(project: Project, role: Role, offered: bool) -> None:
    user = User.objects.create_user("eve", is_staff=True)
    Member.objects.create(project=project, user=user, role=role)
    client = Client()
    client.force_login(user)
    answer = client.get(reverse("admin:tracing_trace_changelist"), {"session_id": "s&1", "project": project.slug})
    assert ("Export these" in answer.content.decode()) is offered
    if offered:
        query = parse_qs(urlsplit(answer.context["export_these"]).query)
        assert query == {
            "resource": ["traces"],
            "filter": ['{"field":"session_id","op":"eq","value":"s&1"}'],
            "project": [project.slug],
        }

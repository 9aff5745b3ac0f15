import jsonschema
import pytest
from rest_framework.test import APIClient

from evalplatform.events.catalog import CATALOG
from evalplatform.projects.models import Project
from integrations import tasks
from tests.integrations.conftest import happen

pytestmark = pytest.mark.django_db
URL = "/api/integrations/events"


def test_all_types_with_schema_and_example(api: APIClient, project: Project) -> None:
    found = api.get("/api/integrations/event-types").json()["results"]
    assert [one["type"] for one in found] == sorted(CATALOG)
    for one in found:
        jsonschema.validate(one["example"]["data"], one["schema"])
        assert (one["example"]["type"], one["example"]["project"]) == (one["type"], str(project.id))


def test_events_in_order_from_where_one_left_off(api: APIClient, project: Project) -> None:
    made = [happen(project), happen(project, "export.expired"), happen(project)]
    tasks.fan_out()
    first = api.get(f"{URL}?page_size=2").json()
    assert ([one["id"] for one in first["results"]], first["has_more"]) == ([str(made[0].id), str(made[1].id)], True)
    second = api.get(f"{URL}?page_size=2&after={first['after']}").json()
    assert ([one["id"] for one in second["results"]], second["has_more"]) == ([str(made[2].id)], False)
    third = api.get(f"{URL}?after={second['after']}").json()
    assert third == {"results": [], "after": second["after"], "has_more": False}


def test_what_nobody_has_handed_on_yet_comes_later(api: APIClient, project: Project) -> None:
    happen(project)
    assert api.get(URL).json() == {"results": [], "after": "0", "has_more": False}
    tasks.fan_out()
    assert len(api.get(f"{URL}?after=0").json()["results"]) == 1


def test_one_type_only(api: APIClient, project: Project) -> None:
    happen(project)
    happen(project, "export.expired")
    tasks.fan_out()
    assert [one["type"] for one in api.get(f"{URL}?type=export.expired").json()["results"]] == ["export.expired"]


@pytest.mark.parametrize(
    "query", ["after=-1", "after=x", "after=9223372036854775808", "after=٣", "page_size=0", "page_size=1001", "type=a.b", "cursor=1"]
)
def test_what_cannot_be_asked(api: APIClient, query: str) -> None:
    answer = api.get(f"{URL}?{query}")
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_parameter")


def test_a_stranger_sees_only_their_own(api: APIClient, stranger: APIClient, project: Project) -> None:
    happen(project)
    tasks.fan_out()
    assert stranger.get(URL).json()["results"] == []

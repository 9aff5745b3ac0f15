from typing import Any

import pytest
from django.urls import include, path
from rest_framework.test import APIClient

from evalplatform.projects.models import Project
from evalplatform.tracing.models import LanguageModel
from external_api.resources.models import ModelsView, ModelView
from tests.conftest import client_of

URL = "/api/external/models"
_MINE = [path("models", ModelsView.as_view(), name="models"), path("models/<uuid:id>", ModelView.as_view(), name="model")]
urlpatterns = [path("api/external/", include(_MINE))]
pytestmark = pytest.mark.urls(__name__)


@pytest.fixture(autouse=True)
def catalogue(db: None) -> None:
    LanguageModel.objects.all().delete()
    LanguageModel.objects.create(
        **{"provider": "openai", "name": "small", "capabilities": ["chat", "tools"], "aliases": ["s"], "context_window": 8192},
        **{"input_price": "2.500000", "output_price": "10", "as_of": "2026-01-31", "source": "Pricing", "origin": "packaged"},
    )
    LanguageModel.objects.create(provider="acme", name="large", capabilities=["chat"])


def listed(api: APIClient, query: str = "") -> list[str]:
    answer = api.get(f"{URL}{query}")
    assert answer.status_code == 200, answer.content
    return [one["name"] for one in answer.json()["results"]]


def problem(api: APIClient, query: str) -> tuple[int, str]:
    answer = api.get(f"{URL}{query}")
    return answer.status_code, answer.json()["code"]


def test_a_model_with_all_that_is_known_of_it(api: APIClient) -> None:
    found = LanguageModel.objects.get(name="small")
    expected: dict[str, Any] = {
        **{"id": str(found.id), "provider": "openai", "name": "small", "aliases": ["s"], "dated_snapshots": True},
        **{"context_window": 8192, "max_output": None, "capabilities": ["chat", "tools"]},
        **{"input_price": "2.5", "output_price": "10", "cached_input_price": None, "priced_up_to": None},
        **{"as_of": "2026-01-31", "source": "Pricing", "origin": "packaged"},
    }
    assert api.get(f"{URL}/{found.id}").json() == expected
    assert api.get(URL).json()["results"][1] == expected


def test_pages(api: APIClient) -> None:
    first = api.get(f"{URL}?page_size=1").json()
    second = api.get(first["next"]).json()
    assert [one["name"] for page in (first, second) for one in page["results"]] == ["large", "small"]
    assert second["next"] is None


@pytest.mark.parametrize(
    ("query", "names"),
    [
        *(("?provider=openai", ["small"]), ("?provider=OpenAI", []), ("?provider=openai&provider=acme", []), ("?provider=", [])),
        *(("?capability=chat", ["large", "small"]), ("?capability=tools", ["small"]), ("?capability=chat&capability=tools", ["small"])),
        *(("?capability=tools&provider=acme", []), ("?capability=%F0%9F%99%82", []), ("?order=oldest", ["small", "large"])),
    ],
)
def test_filters(api: APIClient, query: str, names: list[str]) -> None:
    assert listed(api, query) == names


def test_what_does_not_fit_is_refused(api: APIClient) -> None:
    assert problem(api, "?capabilities=chat") == (400, "invalid_parameter")
    assert problem(api, "?provider=%00") == (400, "invalid_parameter")
    assert problem(api, "/00000000-0000-7000-8000-000000000000") == (404, "not_found")


def test_the_catalogue_is_the_same_for_all_projects(api: APIClient, stranger: APIClient) -> None:
    assert listed(stranger) == listed(api) == ["large", "small"]


def test_it_takes_the_scope_and_nothing_is_written(project: Project) -> None:
    assert client_of(project, scopes=["traces:read"]).get(URL).status_code == 403
    assert APIClient().get(URL).status_code == 401
    assert client_of(project, scopes=["models:read"]).post(URL, {"name": "x"}, format="json").status_code == 405
    assert LanguageModel.objects.count() == 2

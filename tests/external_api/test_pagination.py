from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.request import Request
from rest_framework.test import APIClient, APIRequestFactory

from evalplatform.errors import InvalidInput
from evalplatform.projects.caller import Caller
from evalplatform.projects.models import Project
from evalplatform.tracing.models import Trace
from external_api import pagination

URL = "/api/external/traces"


def add(project: Project, *names: str) -> None:
    for name in names:
        Trace.objects.create(project=project, name=name, input="1", content_hash=b"")


def get(api: APIClient, url: str) -> tuple[list[str], Any]:
    body = api.get(url).json()
    return [row["name"] for row in body["results"]], body


def walk(api: APIClient, url: str | None, direction: str = "next") -> list[list[str]]:
    pages = []
    while url:
        names, body = get(api, url)
        pages.append(names)
        url = body[direction]
    return pages


@pytest.fixture
def five(project: Project, stranger_project: Project) -> None:
    add(project, *"ab")
    add(stranger_project, "theirs")
    add(project, *"cde")


@pytest.mark.usefixtures("five")
def test_both_orders(api: APIClient) -> None:
    assert walk(api, f"{URL}?page_size=2") == [["e", "d"], ["c", "b"], ["a"]]
    assert walk(api, f"{URL}?page_size=2&order=oldest") == [["a", "b"], ["c", "d"], ["e"]]
    assert walk(api, f"{URL}?page_size=5") == [["e", "d", "c", "b", "a"]]


@pytest.mark.parametrize("order", ["newest", "oldest"])
@pytest.mark.usefixtures("five")
def test_back_again(api: APIClient, order: str) -> None:
    first, body = get(api, f"{URL}?page_size=2&order={order}")
    second, body = get(api, body["next"])
    third, body = get(api, body["next"])
    assert body["next"] is None
    assert walk(api, body["previous"], "previous") == [second, first]
    assert get(api, get(api, body["previous"])[1]["next"])[0] == third


@pytest.mark.usefixtures("five")
def test_pages_of_model_objects(project: Project) -> None:
    def get(url: str) -> Any:
        request = Request(APIRequestFactory().get(url))
        request.auth = Caller(project, frozenset())
        pages = pagination.Pages()
        found = pages.paginate_queryset(Trace.objects.filter(project=project), request)
        return pages.get_paginated_response([trace.name for trace in found]).data

    first = get("/list?page_size=2")
    second = get(first["next"])
    assert (first["results"], first["previous"], second["results"]) == (["e", "d"], None, ["c", "b"])
    assert get(second["previous"])["results"] == ["e", "d"]
    with pytest.raises(InvalidInput, match="There is no parameter 'nope'"):
        get("/list?nope=1")


@pytest.mark.usefixtures("five")
def test_inserts_neither_repeat_nor_hide_a_row(api: APIClient, project: Project) -> None:
    _, body = get(api, f"{URL}?page_size=2")
    add(project, "f")
    Trace.objects.filter(name="c").delete()
    assert walk(api, body["next"]) == [["b", "a"]]


@pytest.mark.usefixtures("five")
def test_a_cursor_fits_its_own_question_only(api: APIClient, stranger: APIClient) -> None:
    following = api.get(f"{URL}?page_size=2&model=").json()["next"]
    assert api.get(following.replace("page_size=2", "page_size=1")).status_code == 200
    for change in (("model=", "model=x"), ("model=&", ""), ("cursor=n", "cursor=p"), ("cursor=", "cursor=x"), ("?", "?order=oldest&")):
        answer = api.get(following.replace(*change))
        assert (answer.status_code, answer.json()["code"], answer.json()["errors"][0]["pointer"]) == (400, "invalid_cursor", "/cursor"), (
            change
        )
    assert stranger.get(following).json()["code"] == "invalid_cursor"


@pytest.mark.parametrize(
    ("query", "pointer"),
    [(f"page_size={size}", "/page_size") for size in ("0", "-1", "10001", "ten", "1.0", "", "²", "1" * 5000)] + [("order=down", "/order")],
)
def test_parameters_that_do_not_fit(api: APIClient, query: str, pointer: str) -> None:
    answer = api.get(f"{URL}?{query}")
    assert (answer.status_code, answer.json()["code"], answer.json()["errors"][0]["pointer"]) == (400, "invalid_parameter", pointer)


def test_nothing_there(api: APIClient) -> None:
    assert api.get(URL).json() == {"next": None, "previous": None, "results": []}


@pytest.mark.django_db(transaction=True)  # ending early cancels the query, which would end the test's own transaction
@pytest.mark.usefixtures("five")
def test_a_page_ends_early_where_it_grows_too_large(api: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pagination, "MAX_BYTES", 1000)
    pages = walk(api, URL)
    assert [name for page in pages for name in page] == ["e", "d", "c", "b", "a"]
    assert len(pages) > 1


@pytest.mark.usefixtures("five")
def test_a_total_is_estimated_where_it_is_asked_for_and_known_where_all_is_on_the_page(api: APIClient) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE tracing_trace")
    assert "total" not in get(api, URL)[1]
    assert get(api, f"{URL}?total=estimate")[1]["total"] == {"value": 5, "is_estimate": False}
    assert get(api, f"{URL}?total=estimate&name=nobody")[1]["total"] == {"value": 0, "is_estimate": False}
    first = get(api, f"{URL}?total=estimate&page_size=2")[1]
    assert first["total"]["is_estimate"]
    assert 2 <= first["total"]["value"] <= 6
    assert get(api, first["next"])[1]["total"] == first["total"]


@pytest.mark.usefixtures("five")
def test_nothing_is_counted_for_a_total(api: APIClient) -> None:
    with CaptureQueriesContext(connection) as asked:
        api.get(f"{URL}?page_size=2&total=estimate")
    about = [one["sql"] for one in asked if "tracing_trace" in one["sql"]]
    assert [sql.startswith("EXPLAIN (FORMAT JSON) SELECT") for sql in about] == [True]
    assert "count(" not in about[0].lower()


@pytest.mark.usefixtures("five")
def test_a_total_of_what_cannot_be_there_and_of_several_tables(api: APIClient) -> None:
    for _ in range(3):
        assert api.post("/api/jobs", {"kind": "analysis"}, format="json").status_code == 202
    of_jobs = api.get("/api/jobs?total=estimate&page_size=2").json()["total"]
    assert (of_jobs["value"] >= 2, of_jobs["is_estimate"]) == (True, True)
    nothing = '{"field":"model","op":"in","value":[]}'
    assert api.get(URL, {"filter": nothing, "total": "estimate"}).json().get("total", {"value": 0})["value"] == 0
    assert api.get(f"{URL}?total=exact").json()["errors"][0]["pointer"] == "/total"

import pytest
from rest_framework.test import APIClient

from evalplatform.projects.models import Project
from exports import formats
from tests.conftest import client_of

pytestmark = pytest.mark.django_db
URL = "/api/exports/formats"


def test_all_there_is_to_choose(api: APIClient) -> None:
    answer = api.get(URL)
    assert (answer.status_code, answer.json()) == (200, formats.document())
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("application/json", "private, max-age=300")


def test_what_a_client_has_already_is_not_sent_again(api: APIClient) -> None:
    etag = api.get(URL)["ETag"]
    again = api.get(URL, headers={"If-None-Match": etag})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)
    assert api.get(URL, headers={"If-None-Match": '"another"'}).status_code == 200


def test_it_needs_its_scope(project: Project) -> None:
    assert client_of(project, scopes=["traces:read"]).get(URL).status_code == 403
    assert APIClient().get(URL).status_code == 401

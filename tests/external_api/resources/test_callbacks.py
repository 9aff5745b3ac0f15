from rest_framework.test import APIClient

from evalplatform.projects.models import Project
from external_api.models import CallbackSecret
from tests.conftest import client_of

URL = "/api/external/callbacks/secret"


def test_there_is_none_until_one_is_made(api: APIClient) -> None:
    assert api.get(URL).json() == {"exists": False, "changed_at": None, "previous_until": None}
    made = api.post(URL)
    assert (made.status_code, made["Location"], made["Cache-Control"], made.json()["secret"][:6]) == (201, URL, "no-store", "whsec_")
    assert api.get(URL).json() == {"exists": True, "changed_at": made.json()["changed_at"], "previous_until": None}


def test_a_second_one_says_how_long_the_first_still_signs(api: APIClient) -> None:
    first, second = api.post(URL).json(), api.post(URL).json()
    assert second["secret"] != first["secret"]
    assert api.get(URL).json() == {name: second[name] for name in ("exists", "changed_at", "previous_until")}
    assert second["previous_until"] > second["changed_at"]


def test_a_stranger_sees_and_changes_their_own(api: APIClient, stranger: APIClient, project: Project) -> None:
    api.post(URL)
    before = CallbackSecret.objects.get().sealed
    assert stranger.get(URL).json()["exists"] is False
    stranger.post(URL)
    assert CallbackSecret.objects.get(project=project).sealed == before


def test_each_method_has_its_scope(project: Project) -> None:
    reads, writes = (client_of(project, scopes=[f"callbacks:{name}"]) for name in ("read", "write"))
    assert (reads.get(URL).status_code, reads.post(URL).status_code) == (200, 403)
    assert (writes.get(URL).status_code, writes.post(URL).status_code) == (403, 201)

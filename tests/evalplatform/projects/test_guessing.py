import pytest
from django.test import Client, RequestFactory

from evalplatform.projects import guessing
from tests.external_api.people import PASSWORD, person

pytestmark = pytest.mark.usefixtures("one_window")


def test_one_address_that_tries_many_accounts() -> None:
    request = RequestFactory().get("/")
    for number in range(guessing.ADDRESS.tries):
        guessing.count(request, f"account {number}")
    with pytest.raises(guessing.TooManyGuesses):
        guessing.count(request, "another")


def test_many_addresses_that_try_one_account() -> None:
    for number in range(guessing.ACCOUNT.tries):
        guessing.count(RequestFactory().get("/", REMOTE_ADDR=f"192.0.{number // 200}.{number % 200}"), "Ann")
    with pytest.raises(guessing.TooManyGuesses):
        guessing.count(RequestFactory().get("/", REMOTE_ADDR="198.51.100.1"), " ann ")


def test_the_form_of_the_dashboard_counts_too(db: None, client: Client) -> None:
    user = person("ann")
    user.is_staff = True
    user.save()
    for _ in range(guessing.PAIR.tries):
        client.post("/admin/login/", {"username": "ann", "password": "wrong"})
    answer = client.post("/admin/login/", {"username": "ann", "password": PASSWORD})
    assert "Too many attempts to sign in" in answer.content.decode()

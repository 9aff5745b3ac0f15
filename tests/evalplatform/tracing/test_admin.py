from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from evalplatform.tracing.catalogue.updating import update
from evalplatform.tracing.models import LanguageModel

pytestmark = pytest.mark.django_db
LIST = "admin:tracing_languagemodel_changelist"
FORM = {"provider": "acme", "name": "own", "aliases": "a,b", "input_price": "0.5", "output_price": "1", "capabilities": "chat"}


@pytest.fixture(autouse=True)
def catalogue(db: None) -> None:
    LanguageModel.objects.all().delete()


def test_a_model_that_is_added_here_is_edited(admin_client: Client) -> None:
    answer = admin_client.post(reverse("admin:tracing_languagemodel_add"), FORM)
    assert answer.status_code == 302
    found = LanguageModel.objects.get()
    assert (found.origin, found.aliases, found.input_price, found.dated_snapshots) == ("edited", ["a", "b"], Decimal("0.5"), False)
    assert found.as_of is not None


def test_an_edit_outlives_the_next_release(admin_client: Client) -> None:
    update()
    row = LanguageModel.objects.get(provider="openai", name="gpt-4o")
    answer = admin_client.post(
        reverse("admin:tracing_languagemodel_change", args=[row.pk]), {**FORM, "provider": "openai", "name": "gpt-4o"}
    )
    assert answer.status_code == 302
    assert update().changed == 0
    row.refresh_from_db()
    assert (row.origin, row.input_price) == ("edited", Decimal("0.5"))


def test_packaged_values_can_be_taken_again(admin_client: Client) -> None:
    update()
    row = LanguageModel.objects.get(provider="openai", name="gpt-4o")
    LanguageModel.objects.filter(pk=row.pk).update(origin="edited", input_price=9)
    answer = admin_client.post(reverse(LIST), {"action": "take_packaged_values", "_selected_action": [str(row.pk)]}, follow=True)
    assert "1 of 1 models are as this release has them" in answer.content.decode()
    row.refresh_from_db()
    assert (row.origin, row.input_price) == ("packaged", Decimal("2.5"))


def test_a_negative_price_is_explained(admin_client: Client) -> None:
    answer = admin_client.post(reverse("admin:tracing_languagemodel_add"), {**FORM, "input_price": "-1"})
    assert "A price is 0 or more; leave it empty where it is unknown." in answer.content.decode()
    assert not LanguageModel.objects.exists()


def test_the_list_can_be_searched_by_alias(admin_client: Client) -> None:
    LanguageModel.objects.create(provider="acme", name="own", aliases=["nickname"])
    found = [admin_client.get(reverse(LIST), {"q": word}).context["cl"].result_count for word in ("nickname", "other")]
    assert found == [1, 0]

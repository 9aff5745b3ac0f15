from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError

from evalplatform.tracing.catalogue import updating
from evalplatform.tracing.catalogue.packaged import packaged
from evalplatform.tracing.catalogue.updating import Updated, keep_edited, restore, update
from evalplatform.tracing.models import LanguageModel, Origin

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty(db: None) -> None:
    LanguageModel.objects.all().delete()


def model(price: str = "1", day: date = date(2026, 1, 1), name: str = "m") -> LanguageModel:
    return LanguageModel(provider="p", name=name, input_price=Decimal(price), as_of=day, origin=Origin.PACKAGED)


def release(monkeypatch: pytest.MonkeyPatch, *rows: LanguageModel) -> Updated:
    monkeypatch.setattr(updating, "packaged", lambda: list(rows))
    return update()


def test_the_package_comes_in_once() -> None:
    assert update() == Updated(len(packaged()), 0)
    found = LanguageModel.objects.get(provider="openai", name="gpt-4o")
    assert (found.input_price, found.output_price, found.cached_input_price) == (Decimal("2.5"), Decimal(10), Decimal("1.25"))
    assert (found.context_window, found.max_output, found.origin) == (128_000, 16_384, "packaged")
    assert update() == Updated(0, 0)


def test_every_packaged_model_is_valid_and_dated() -> None:
    update()
    for row in LanguageModel.objects.all():
        row.full_clean()
        assert row.as_of
        assert row.source
        assert row.capabilities
        assert (row.input_price is None) == (row.output_price is None)


def test_a_new_release_changes_what_nobody_edited(monkeypatch: pytest.MonkeyPatch) -> None:
    release(monkeypatch, model("1"))
    assert release(monkeypatch, model("2", date(2026, 2, 1)), model("9", name="new")) == Updated(1, 1)
    assert list(LanguageModel.objects.values_list("name", "input_price")) == [("m", Decimal(2)), ("new", Decimal(9))]


def test_an_older_release_beside_it_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    release(monkeypatch, model("2", date(2026, 2, 1)))
    assert release(monkeypatch, model("1", date(2026, 1, 1))) == Updated(0, 0)
    assert LanguageModel.objects.get().input_price == 2


def test_what_was_edited_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    release(monkeypatch, model("1"))
    row = LanguageModel.objects.get()
    row.input_price = Decimal("0.5")
    keep_edited(row)
    assert release(monkeypatch, model("2", date(2030, 1, 1))) == Updated(0, 0)
    row.refresh_from_db()
    assert (row.input_price, row.origin, row.as_of) == (Decimal("0.5"), "edited", datetime.now(UTC).date())


def test_a_model_that_is_gone_from_the_release_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    release(monkeypatch, model())
    assert release(monkeypatch) == Updated(0, 0)
    assert LanguageModel.objects.count() == 1


def test_a_day_that_was_given_is_kept() -> None:
    row = model()
    row.as_of = date(2025, 5, 5)
    keep_edited(row)
    row.as_of = date(2025, 6, 6)
    keep_edited(row)
    assert LanguageModel.objects.get().as_of == date(2025, 6, 6)


def test_packaged_values_come_back_when_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    release(monkeypatch, model("1"))
    row, own = LanguageModel.objects.get(), model("7", name="own")
    row.input_price = None
    keep_edited(row)
    keep_edited(own)
    assert restore([row.pk, own.pk]) == 1
    assert list(LanguageModel.objects.values_list("name", "input_price", "origin")) == [
        ("m", Decimal(1), "packaged"),
        ("own", Decimal(7), "edited"),
    ]


def test_a_negative_price_is_refused_by_form_and_database() -> None:
    row = model("-1")
    with pytest.raises(ValidationError, match="A price is 0 or more"):
        row.validate_constraints()
    with pytest.raises(IntegrityError, match="language_model_prices_not_negative"):
        row.save()


def test_the_command_says_what_it_did(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("update_catalogue")
    call_command("update_catalogue", verbosity=0)
    assert capsys.readouterr().out == f"{len(packaged())} added, 0 changed\n"

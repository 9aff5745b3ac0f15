from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from evalplatform import sealed, standard_webhooks
from evalplatform.projects.models import Project
from external_api.batches import callback_secrets
from external_api.batches.callback_secrets import SecretMissing, change, signing
from external_api.models import CallbackSecret

OLD, NEW = "o" * 32, "n" * 32


def test_the_first_secret_has_none_before_it(project: Project) -> None:
    made = change(project.id)
    assert (signing(project.id), made.previous_until) == ([made.secret], None)
    assert len(standard_webhooks.key_of(made.secret)) == 32
    assert made.secret not in CallbackSecret.objects.get().sealed


def test_the_one_before_signs_for_a_day_and_the_one_before_that_no_longer(project: Project) -> None:
    first, second = change(project.id), change(project.id)
    assert signing(project.id) == [second.secret, first.secret]
    third = change(project.id)
    assert signing(project.id) == [third.secret, second.secret]
    assert third.previous_until == CallbackSecret.objects.get().previous_until
    assert third.previous_until is not None
    assert timedelta(hours=24) - timedelta(seconds=9) < third.previous_until - third.changed_at <= timedelta(hours=24)
    CallbackSecret.objects.update(previous_until=timezone.now())
    assert signing(project.id) == [third.secret]


def test_a_project_has_its_own(project: Project, stranger_project: Project) -> None:
    change(project.id)
    with pytest.raises(SecretMissing):
        signing(stranger_project.id)


def test_the_old_key_of_the_server_can_go_once_all_is_sealed_anew(project: Project, settings: Any, capsys: Any) -> None:
    settings.SECRETS_KEYS = (OLD,)
    first, second = change(project.id), change(project.id)
    settings.SECRETS_KEYS = (NEW, OLD)
    call_command("rotate_secrets")
    settings.SECRETS_KEYS = (NEW,)
    assert signing(project.id) == [second.secret, first.secret]
    assert "the callback secrets of 1 projects resealed" in capsys.readouterr().out


def test_one_whose_time_is_over_is_removed(project: Project, settings: Any) -> None:
    settings.SECRETS_KEYS = (OLD,)
    change(project.id)
    settings.SECRETS_KEYS = (NEW,)
    change(project.id)
    CallbackSecret.objects.update(previous_until=timezone.now())
    assert callback_secrets.reseal() == (1, [])
    assert (CallbackSecret.objects.get().previous_sealed, CallbackSecret.objects.get().previous_until) == ("", None)


def test_what_no_key_opens_is_named_and_left_alone(project: Project, settings: Any) -> None:
    settings.SECRETS_KEYS = (OLD,)
    change(project.id)
    settings.SECRETS_KEYS = (NEW,)
    with pytest.raises(CommandError, match="callback secrets of these projects; make new ones: ours"):
        call_command("rotate_secrets")
    with pytest.raises(sealed.SecretLost):
        signing(project.id)
    assert change(project.id).previous_until is not None  # a new one can be made all the same

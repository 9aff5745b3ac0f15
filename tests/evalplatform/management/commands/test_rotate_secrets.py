from typing import Any

import pytest
from django.core.management import CommandError, call_command

from evalplatform.projects.models import Project
from exports import destinations, shipping
from exports.models import Destination

OLD, NEW = "o" * 32, "n" * 32


@pytest.fixture
def sealed_with_old(project: Project, settings: Any) -> Destination:
    settings.SECRETS_KEYS = (OLD,)
    body = {"name": "in", "kind": "http", "settings": {"url": "https://x.example/"}, "secrets": {"authorization": "Bearer t0p"}}
    return destinations.create(project_id=project.id, body=body)


def test_the_old_key_can_go_afterwards(sealed_with_old: Destination, settings: Any) -> None:
    settings.SECRETS_KEYS = (NEW, OLD)
    call_command("rotate_secrets")
    settings.SECRETS_KEYS = (NEW,)
    assert shipping.place_of(Destination.objects.get()).secrets == {"authorization": "Bearer t0p"}


def test_what_no_key_opens_is_named_and_left_alone(sealed_with_old: Destination, settings: Any) -> None:
    settings.SECRETS_KEYS = (NEW,)
    with pytest.raises(CommandError, match="enter them anew: ours/in"):
        call_command("rotate_secrets")
    assert Destination.objects.get().sealed == sealed_with_old.sealed

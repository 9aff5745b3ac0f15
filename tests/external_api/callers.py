"""Keys whose tier has the limits that a test names."""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import pytest
from rest_framework.test import APIClient

from evalplatform.projects.models import Project
from external_api.keys import create_key
from external_api.models import Tier
from external_api.scopes import SCOPES
from external_api.throttling import counting


def limited(project: Project, *, scopes: Sequence[str] = tuple(SCOPES), **limits: Any) -> APIClient:
    """A client that calls with a new key of the tier `small`."""
    client = APIClient()
    client.credentials(HTTP_X_API_KEY=limited_key(project, scopes=scopes, **limits))
    return client


def limited_key(project: Project, *, scopes: Sequence[str] = tuple(SCOPES), **limits: Any) -> str:
    Tier.objects.update_or_create(name="small", defaults=limits)
    return create_key(project=project, name="test", scopes=scopes, tier="small")


def freeze(monkeypatch: pytest.MonkeyPatch, at: float) -> SimpleNamespace:
    """The clock by which hours are counted; `moment` says what it shows, and may be moved."""
    clock = SimpleNamespace(moment=at)
    clock.time = lambda: clock.moment
    monkeypatch.setattr("django_ratelimit.core.time", clock)
    monkeypatch.setattr(counting, "time", clock)
    return clock

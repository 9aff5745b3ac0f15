"""Two projects and a caller for each: one whose data it is, and a stranger who must see nothing of it."""

import os
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import caches
from django_ratelimit import core
from rest_framework.test import APIClient

from evalplatform import embedded
from evalplatform.projects.models import Project
from external_api.keys import create_key
from external_api.scopes import SCOPES
from tests.stores import bucket, loopback_allowed, put_server, s3_url  # noqa: F401 (fixtures)


def client_of(project: Project, *, scopes: Any = tuple(SCOPES)) -> APIClient:
    """A client that calls with a new key of the project."""
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Api-Key {create_key(project=project, name='test', scopes=scopes)}")
    return client


@pytest.fixture(autouse=True)
def counters() -> None:
    """No test uses up the quota of another."""
    caches["counters"].clear()


@pytest.fixture
def one_window(monkeypatch: pytest.MonkeyPatch) -> None:
    """Attempts are counted in windows of some minutes: none ends while the test counts."""
    monkeypatch.setattr(core, "time", SimpleNamespace(time=lambda: 1_800_000_001))


@pytest.fixture
def project(db: None) -> Project:
    return Project.objects.create(slug="ours", name="Ours")


@pytest.fixture
def stranger_project(db: None) -> Project:
    return Project.objects.create(slug="theirs", name="Theirs")


@pytest.fixture
def api(project: Project) -> APIClient:
    """Calls with a key of `project` that has every scope."""
    return client_of(project)


@pytest.fixture
def stranger(stranger_project: Project) -> APIClient:
    """Calls with a key of another project that has every scope there."""
    return client_of(stranger_project)


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[dict[str, str]]:
    """What machines have in common: the two servers, the folder of exports, and the keys."""
    server = embedded.Server(tmp_path / "database", durable=False)
    server.start()
    common = {"DATABASE_URL": server.url, "REDIS_URL": os.environ["TEST_REDIS_URL"], "SECRET_KEY": "only-for-tests-" + "y" * 40}
    try:
        yield {**common, "EXPORT_DIR": str(tmp_path), "EXPORT_SIGNING_KEY_FILE": str(tmp_path / "key.pem"), "EXPORT_LEASE_SECONDS": "3"}
    finally:
        server.stop()

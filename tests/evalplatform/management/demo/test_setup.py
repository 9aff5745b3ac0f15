import json
import stat
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.core.management.base import OutputWrapper
from rest_framework.test import APIClient

from evalplatform.management.demo import prepare_demo, setup
from evalplatform.projects.models import Member, Project, User
from evalplatform.tracing.models import LanguageModel, Trace
from external_api.models import ApiKey
from external_api.scopes import SCOPES

URL = "http://127.0.0.1:8000"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup, "TRACES", 60)
    monkeypatch.setattr(setup, "BATCH", 20)


@pytest.fixture
def file(settings: Any, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path / "demo.json"


def prepare(url: str = URL) -> str:
    text = StringIO()
    prepare_demo(url=url, out=OutputWrapper(text))
    return text.getvalue()


def login(file: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(file.read_text())
    return found


def test_writes_who_may_come_in_for_its_owner_only(file: Path) -> None:
    prepare()
    assert login(file).keys() == {"url", "username", "password", "api_key", "project"}
    assert login(file)["url"] == URL
    assert login(file)["project"] == "demo"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_makes_project_people_key_catalogue_and_traces(file: Path) -> None:
    prepare()
    project = Project.objects.get(slug="demo")
    assert Member.objects.get(project=project).role == "admin"
    assert authenticate(username="admin", password=login(file)["password"]) == User.objects.get(is_superuser=True)
    assert Trace.objects.filter(project=project).count() == 60
    assert LanguageModel.objects.count() == 6


def test_the_key_may_do_everything_without_limit(file: Path) -> None:
    prepare()
    key = ApiKey.objects.get(prefix=login(file)["api_key"].split("_")[1])
    assert key.scopes == list(SCOPES)
    assert key.tier_id == "unlimited"


def test_the_key_opens_the_page_that_the_printed_curl_line_asks_for(file: Path) -> None:
    prepare()
    client = APIClient()
    answer = client.get("/api/external/traces?page_size=2", HTTP_AUTHORIZATION=f"Api-Key {login(file)['api_key']}")
    assert [trace["external_id"] for trace in answer.json()["results"]] == ["demo-000060", "demo-000059"]


def test_says_how_far_it_is(file: Path) -> None:
    assert prepare().splitlines()[-1] == "demo traces 60 of 60"


def test_a_later_start_changes_only_the_address(file: Path) -> None:
    prepare()
    before = login(file)
    assert prepare("http://127.0.0.1:9000") == ""
    assert login(file) == {**before, "url": "http://127.0.0.1:9000"}
    assert ApiKey.objects.count() == 1


def test_a_lost_file_is_made_again_with_a_new_key_and_password(file: Path) -> None:
    prepare()
    before, traces = login(file), list(Trace.objects.values_list("id", "changed_xid"))
    file.write_text("{")
    prepare()
    assert login(file)["password"] != before["password"]
    assert list(ApiKey.objects.order_by("created").values_list("revoked", flat=True)) == [True, False]
    assert list(Trace.objects.values_list("id", "changed_xid")) == traces


def test_a_crash_in_between_heals(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(setup, "create_key", lambda **_: 1 / 0)
        pytest.raises(ZeroDivisionError, prepare)
    assert not file.exists()
    prepare()
    assert Trace.objects.count() == 60
    assert ApiKey.objects.count() == 1


def test_a_file_of_another_database_counts_for_nothing(file: Path) -> None:
    prepare()
    Project.objects.all().delete()
    prepare()
    assert Project.objects.get().slug == "demo"

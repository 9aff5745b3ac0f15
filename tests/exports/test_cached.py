import os
import subprocess
import sys
from collections.abc import Iterator
from itertools import count
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection

from evalplatform.projects.models import Project
from evalplatform.tracing.ingest import store
from evalplatform.tracing.models import Trace
from exports.cached import cached
from tests.tools import ROOT

pytestmark = pytest.mark.django_db(transaction=True)
_OTHER_PROCESS = """
import sys, django; django.setup()
from exports.cached import cached
print(cached(sys.argv[1], "x", {}, lambda: "made again"))
from evalplatform.tracing.ingest import store
store(sys.argv[1], [{"input": "from there"}])
"""


@pytest.fixture
def numbers() -> Iterator[int]:
    return count()


def asked(project: Project, numbers: Iterator[int], **question: Any) -> int:
    return cached(project.id, "x", question, lambda: next(numbers))


def test_it_is_made_once(project: Project, numbers: Iterator[int]) -> None:
    assert [asked(project, numbers, a=1, b=2), asked(project, numbers, b=2, a=1), asked(project, numbers, a=2)] == [0, 0, 1]


def test_none_is_an_answer(project: Project, numbers: Iterator[int]) -> None:
    cached(project.id, "x", {}, lambda: None)
    assert cached(project.id, "x", {}, lambda: next(numbers)) is None


def test_new_data_drop_it(project: Project, numbers: Iterator[int]) -> None:
    asked(project, numbers)
    store(project.id, [{"input": "hello"}])
    assert asked(project, numbers) == 1


def test_data_that_come_while_it_is_made_drop_it(project: Project, numbers: Iterator[int]) -> None:
    def slow() -> int:
        made = Trace.objects.count()
        store(project.id, [{"input": "hello"}])
        return made

    assert cached(project.id, "x", {}, slow) == 0
    assert cached(project.id, "x", {}, Trace.objects.count) == 1


def test_projects_do_not_share_it(project: Project, stranger_project: Project, numbers: Iterator[int]) -> None:
    assert (asked(project, numbers), asked(stranger_project, numbers)) == (0, 1)


def test_it_grows_old(project: Project, numbers: Iterator[int], settings: Any) -> None:
    settings.EXPORT_CACHE_SECONDS = 0
    assert (asked(project, numbers), asked(project, numbers)) == (0, 1)


def test_without_a_cache_it_is_made_each_time(project: Project, numbers: Iterator[int], settings: Any) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1"}}
    assert (asked(project, numbers), asked(project, numbers)) == (0, 1)


@pytest.mark.redis
def test_processes_share_it_on_redis_and_hear_of_each_others_data(project: Project, settings: Any) -> None:
    redis = os.environ["TEST_REDIS_URL"]
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": redis}}
    assert cached(project.id, "x", {}, lambda: "ours") == "ours"
    where = connection.settings_dict
    port = f":{where['PORT']}" if where["PORT"] else ""
    url = f"postgres://{where['USER']}:{quote(where['PASSWORD'], '')}@{quote(where['HOST'], '')}{port}/{where['NAME']}"
    environment = {**os.environ, "REDIS_URL": redis, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "evalplatform.settings"}
    ran = subprocess.run(
        [sys.executable, "-c", _OTHER_PROCESS, str(project.id)], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert (ran.stdout, ran.returncode) == ("ours\n", 0), ran.stderr
    assert cached(project.id, "x", {}, lambda: "made anew") == "made anew"

import os
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction

from evalplatform.projects.models import Project
from evalplatform.tracing import freshness
from evalplatform.tracing.amend import add_scores, delete_trace
from evalplatform.tracing.ingest import store
from evalplatform.tracing.models import Trace

pytestmark = pytest.mark.django_db(transaction=True)
SCORE = {"name": "correct", "value": 1}


def stored(project: Project) -> Any:
    (outcome,) = store(project.id, [{"input": "hello"}])
    return outcome.id


def changed(project: Project, change: Callable[[], Any]) -> bool:
    before = freshness.version(project.id)
    change()
    return freshness.version(project.id) != before


def test_it_stays_while_nothing_changes(project: Project) -> None:
    stored(project)
    assert not changed(project, lambda: None)


def test_ingest_scores_and_deletes_change_it(project: Project) -> None:
    trace_id = stored(project)
    assert changed(project, lambda: stored(project))
    assert changed(project, lambda: add_scores(project.id, trace_id, [SCORE]))
    assert changed(project, lambda: delete_trace(project.id, trace_id))


def test_other_projects_keep_theirs(project: Project, stranger_project: Project) -> None:
    assert not changed(stranger_project, lambda: stored(project))


def test_it_changes_at_the_commit_and_not_before(project: Project) -> None:
    with transaction.atomic():
        assert not changed(project, lambda: freshness.bump(project.id))
        before = freshness.version(project.id)
    assert freshness.version(project.id) != before


def test_what_is_rolled_back_leaves_it(project: Project) -> None:
    def rolled_back() -> None:
        with transaction.atomic():
            freshness.bump(project.id)
            transaction.set_rollback(True)

    assert not changed(project, rolled_back)


def test_a_version_that_the_cache_forgot_never_comes_back(project: Project) -> None:
    assert changed(project, cache.clear)


def test_a_process_without_our_cache_is_seen_by_what_it_wrote(project: Project) -> None:
    assert changed(project, lambda: Trace.objects.create(project=project, input="1", content_hash=b""))


def test_a_cache_that_is_away_does_not_disturb_ingest(project: Project, settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1"}}
    stored(project)
    assert Trace.objects.count() == 1
    assert "did not hear" in caplog.text


@pytest.mark.redis
def test_on_redis(project: Project, settings: Any) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": os.environ["TEST_REDIS_URL"]}}
    assert changed(project, lambda: stored(project))
    assert not changed(project, lambda: None)

from typing import Any

import pytest
from celery import current_app
from django.core.cache import cache

from evalplatform import queue


@pytest.mark.parametrize(
    ("job", "priority", "name"),
    [
        ("exports.run_shard", "high", "exports.high"),
        ("exports.finalize", "low", "exports.low"),
        ("exports.run_shard", "normal", "exports.normal"),
        ("exports.plan", "high", "short"),
    ],
)
def test_queue_of_a_job(job: str, priority: str, name: str) -> None:
    assert queue.queue_of(job, priority) == name


def test_a_message_goes_to_the_queue_of_its_priority(
    monkeypatch: pytest.MonkeyPatch, db: None, django_capture_on_commit_callbacks: Any
) -> None:
    sent: list[Any] = []
    monkeypatch.setattr(current_app, "send_task", lambda job, arguments, **options: sent.append((job, options["queue"])))
    with django_capture_on_commit_callbacks(execute=True):
        queue.enqueue("exports.finalize")
        queue.enqueue("exports.finalize", priority="low")
    assert sent == [("exports.finalize", "exports.normal"), ("exports.finalize", "exports.low")]


def test_a_redis_that_has_lost_its_memory_is_found_out_once(settings: Any) -> None:
    settings.REDIS_URL = "redis://unused"
    cache.clear()
    assert [queue.has_forgotten(), queue.has_forgotten()] == [True, False]
    cache.clear()
    assert [queue.has_forgotten(), queue.has_forgotten()] == [True, False]


def test_a_queue_in_memory_forgets_only_with_its_process(settings: Any) -> None:
    settings.REDIS_URL = ""
    cache.clear()
    assert queue.has_forgotten() is False


def test_a_redis_that_is_away_has_forgotten_nothing(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.REDIS_URL = "redis://unused"
    monkeypatch.setattr(cache, "add", lambda *_, **__: 1 / 0)
    assert queue.has_forgotten() is False

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from django.http import StreamingHttpResponse
from rest_framework.response import Response
from rest_framework.test import APIClient

from evalplatform.errors import Conflict
from evalplatform.projects.models import Project, Role
from evalplatform.tracing.models import Trace
from exports.models import Export
from external_api.idempotency import records
from external_api.models import ApiKey, IdempotencyRecord
from external_api.resources.traces import TracesView
from tests.conftest import client_of
from tests.external_api.people import person, token_client

pytestmark = pytest.mark.django_db(transaction=True)
URL = "/api/external/traces"
ITEM = {"input": "q"}
Sent = list[tuple[str, list[str]]]


def post(client: APIClient, key: str = "k", *, path: str = URL, body: Any = ITEM) -> Any:
    return client.post(path, body, format="json", headers={"Idempotency-Key": key})


def view_that(monkeypatch: pytest.MonkeyPatch, answer: Callable[[], Any]) -> None:
    """POST /api/external/traces makes a trace outside of any transaction of its own, and then goes on with `answer`."""

    def view(self: TracesView, request: Any) -> Any:
        Trace.objects.create(project=request.auth.project, input='"q"')
        return answer()

    monkeypatch.setattr(TracesView, "post", view)


def failing(error: Exception) -> Callable[[], Any]:
    def fail() -> Any:
        raise error

    return fail


def test_a_second_call_gets_the_first_answer_and_does_nothing(api: APIClient) -> None:
    first, second = post(api), post(api, '"k"')
    assert (first.status_code, second.status_code, second.content) == (200, 200, first.content)
    assert (first.get("Idempotent-Replayed"), second["Idempotent-Replayed"]) == (None, "true")
    assert Trace.objects.count() == 1


def test_headers_come_again_but_not_those_of_one_call(api: APIClient, jobs_sent: Sent) -> None:
    first, second = (post(api, path="/api/exports", body={"resource": "traces"}) for _ in range(2))
    assert (second.status_code, second["Location"]) == (202, first["Location"])
    assert second["Content-Type"] == first["Content-Type"]
    assert second["X-Request-Id"] != first["X-Request-Id"]
    assert Export.objects.count() == 1


def test_a_call_that_was_answered_is_on_the_queue_once(api: APIClient, jobs_sent: Sent) -> None:
    for _ in range(2):
        post(api, path="/api/exports", body={"resource": "traces"})
    assert jobs_sent == [("exports.plan", [str(Export.objects.get().id)])]


def test_without_a_key_and_with_another_one_it_is_another_call(api: APIClient) -> None:
    answers = [post(api, "1"), post(api, "2"), api.post(URL, ITEM, format="json"), api.post(URL, ITEM, format="json")]
    assert len({answer.content for answer in answers}) == Trace.objects.count() == 4
    assert IdempotencyRecord.objects.count() == 2


@pytest.mark.parametrize(("path", "body"), [(URL, {"input": "other"}), (f"{URL}?x=1", ITEM), ("/api/exports", ITEM)], ids=str)
def test_the_key_of_another_call_is_refused(api: APIClient, path: str, body: Any) -> None:
    post(api)
    answer = post(api, path=path, body=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")
    assert Trace.objects.count() == 1
    assert not Export.objects.exists()


def test_a_key_that_is_none_is_refused(api: APIClient) -> None:
    answer = post(api, "a b")
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_idempotency_key")
    assert not Trace.objects.exists()


def test_another_project_has_its_own_keys(api: APIClient, stranger: APIClient) -> None:
    assert post(api).content != post(stranger).content
    assert Trace.objects.count() == 2


def test_another_key_of_the_project_gets_the_stored_answer(api: APIClient, project: Project) -> None:
    assert post(api).content == post(client_of(project)).content
    assert Trace.objects.count() == 1


def test_an_answer_with_a_secret_comes_again_to_its_caller_alone(project: Project) -> None:
    one, other = (token_client(person(name, (project, Role.ADMIN)), project) for name in ("one", "other"))
    made, again, theirs = (
        post(client, path="/api/external/api-keys", body={"name": "x", "scopes": ["traces:read"]}) for client in (one, one, other)
    )
    assert (again.json()["key"], again.status_code) == (made.json()["key"], 201)
    assert (theirs.status_code, theirs.json()["code"]) == (422, "idempotency_key_reused")
    assert ApiKey.objects.count() == 1
    assert made.json()["key"].encode() not in bytes(IdempotencyRecord.objects.get().body)


def test_a_refusal_of_the_view_is_stored(api: APIClient) -> None:
    first, second = (post(api, body={"no": "input"}) for _ in range(2))
    assert (first.status_code, second.status_code, second.content) == (422, 422, first.content)
    assert second["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("key", [ITEM, {"no": "json"}], ids=["scope", "body"])
def test_a_refusal_before_the_view_is_not_stored(project: Project, key: Any) -> None:
    assert post(client_of(project, scopes=["traces:read"]), body=key).status_code == 403
    assert post(APIClient()).status_code == 401
    assert not IdempotencyRecord.objects.exists()


def test_a_get_takes_no_notice_of_a_key(api: APIClient) -> None:
    post(api)
    assert len(api.get(URL, headers={"Idempotency-Key": "k"}).json()["results"]) == 1


def test_a_refused_view_has_changed_nothing_and_is_stored(api: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    view_that(monkeypatch, failing(Conflict("already_ended", "no")))
    assert [post(api).status_code for _ in range(2)] == [409, 409]
    assert (Trace.objects.count(), IdempotencyRecord.objects.count()) == (0, 1)


def test_a_refusal_after_the_database_has_refused_is_stored(api: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def spoil() -> Response:
        with pytest.raises(Exception, match="division by zero"), connection.cursor() as cursor:
            cursor.execute("SELECT 1/0")  # from here on PostgreSQL takes nothing in this transaction
        return Response({}, status=400)

    view_that(monkeypatch, spoil)
    assert [post(api).status_code for _ in range(2)] == [400, 400]
    assert (Trace.objects.count(), IdempotencyRecord.objects.count()) == (0, 1)


@pytest.mark.parametrize("status", [401, 403, 429, 500, 503])
def test_an_answer_that_says_nothing_about_the_call_leaves_nothing(api: APIClient, monkeypatch: pytest.MonkeyPatch, status: int) -> None:
    view_that(monkeypatch, lambda: Response({}, status=status))
    assert post(api).status_code == status
    assert not Trace.objects.exists()
    monkeypatch.undo()
    assert post(api).status_code == 200


def test_a_crash_leaves_nothing_and_the_retry_is_a_first_time(api: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    view_that(monkeypatch, failing(ZeroDivisionError()))
    api.raise_request_exception = False
    assert post(api).status_code == 500
    assert (Trace.objects.count(), connection.in_atomic_block) == (0, False)
    monkeypatch.undo()
    assert (post(api).status_code, Trace.objects.count()) == (200, 1)


def test_the_end_of_the_thread_leaves_nothing(api: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    view_that(monkeypatch, failing(SystemExit()))  # type: ignore[arg-type]
    with pytest.raises(SystemExit):
        post(api)
    assert (Trace.objects.count(), connection.in_atomic_block) == (0, False)


def test_a_commit_that_fails_is_503_and_leaves_nothing(api: APIClient, monkeypatch: pytest.MonkeyPatch, jobs_sent: Sent) -> None:
    monkeypatch.setattr(connection, "commit", failing(OperationalError("the connection is lost")))
    answer = post(api)
    assert (answer.status_code, answer.json()["code"], answer["Retry-After"]) == (503, "database_unavailable", "5")
    monkeypatch.undo()
    assert (Trace.objects.count(), IdempotencyRecord.objects.count()) == (0, 0)
    assert (post(api).status_code, Trace.objects.count()) == (200, 1)


def test_a_connection_that_postgresql_ends_before_the_commit(api: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def end() -> Response:
        with pytest.raises(OperationalError), connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        return Response({})

    view_that(monkeypatch, end)
    assert post(api).status_code == 503
    monkeypatch.undo()
    assert (Trace.objects.count(), post(api).status_code, Trace.objects.count()) == (0, 200, 1)


def test_a_commit_whose_answer_is_lost_is_replayed(api: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    commit = connection.commit

    def lose() -> None:
        commit()
        raise OperationalError("the connection is lost")

    monkeypatch.setattr(connection, "commit", lose)
    assert post(api).status_code == 503
    monkeypatch.undo()
    assert (post(api)["Idempotent-Replayed"], Trace.objects.count()) == ("true", 1)


def test_a_project_that_vanishes_meanwhile_is_404(api: APIClient, project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def remove() -> None:
        Project.objects.all().delete()
        connection.close()

    def view(self: TracesView, request: Any) -> Response:
        with ThreadPoolExecutor(1) as pool:
            pool.submit(remove).result()
        return Response({})

    monkeypatch.setattr(TracesView, "post", view)
    answer = post(api)
    assert (answer.status_code, answer.json()["code"]) == (404, "project_deleted")


def test_a_stream_is_our_mistake(api: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    view_that(monkeypatch, lambda: StreamingHttpResponse([b"x"]))
    with pytest.raises(TypeError, match="A stream cannot be kept"):
        post(api)
    assert (Trace.objects.count(), connection.in_atomic_block) == (0, False)


def test_a_call_under_way_is_409_until_it_has_ended(api: APIClient, project: Project) -> None:
    def lock_and_ask() -> Any:
        try:
            return post(api)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            assert records.lock(project.id, "k")
            answer = pool.submit(lock_and_ask).result()
        assert (answer.status_code, answer.json()["code"], answer["Retry-After"]) == (409, "idempotency_key_in_use", "1")
        assert pool.submit(lock_and_ask).result().status_code == 200


def test_a_stored_answer_is_given_while_somebody_else_gets_it_too(api: APIClient, project: Project) -> None:
    def ask() -> Any:
        try:
            return post(api)
        finally:
            connection.close()

    first = post(api)
    with transaction.atomic(), ThreadPoolExecutor(1) as pool:
        records.lock(project.id, "k")
        assert pool.submit(ask).result().content == first.content


def test_a_replay_counts_as_a_call(api: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    from external_api import throttling

    counted: list[str] = []
    monkeypatch.setattr(throttling, "_count", lambda caller, limits, found: counted.append(caller.name))
    post(api), post(api)
    assert len(counted) == 2

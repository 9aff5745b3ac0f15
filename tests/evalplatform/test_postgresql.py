from typing import Any

import pytest
from django.db import connections
from django.http import HttpResponse
from django.test import RequestFactory

from evalplatform.postgresql import answering, bound_statements

pytestmark = pytest.mark.django_db(transaction=True)


def limit_of_a_new_connection() -> str:
    own = connections["default"].copy()
    try:
        with own.cursor() as cursor:
            cursor.execute("SHOW statement_timeout")
            return str(cursor.fetchone()[0])
    finally:
        own.close()


def test_a_connection_of_the_web_is_bounded_and_one_of_a_worker_is_not(settings: Any) -> None:
    settings.WEB_STATEMENT_TIMEOUT_SECONDS = 7
    view = bound_statements(lambda request: HttpResponse(limit_of_a_new_connection()))
    assert view(RequestFactory().get("/")).content == b"7s"  # type: ignore[attr-defined]
    assert limit_of_a_new_connection() == "0"


def test_a_rollback_does_not_lift_the_bound() -> None:
    own = connections["default"].copy()
    token = answering.set(True)
    try:
        with own.cursor() as cursor:
            own.set_autocommit(False)
            own.rollback()
            cursor.execute("SHOW statement_timeout")
            assert cursor.fetchone() == ("30s",)
    finally:
        answering.reset(token)
        own.close()


def test_a_request_that_fails_leaves_no_trace_in_its_thread() -> None:
    def fail(request: Any) -> HttpResponse:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        bound_statements(fail)(RequestFactory().get("/"))
    assert answering.get() is False

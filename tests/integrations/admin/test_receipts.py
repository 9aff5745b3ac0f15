import uuid

import pytest
from django.db import connection as database
from django.test import Client
from django.test.utils import CaptureQueriesContext

from evalplatform.projects.models import Project
from integrations.models import Connection, Receipt, ReceiptState, Run
from tests.evalplatform.backoffice.conftest import page, said, send, status
from tests.integrations.inward import connect

pytestmark = pytest.mark.django_db(transaction=True)
LIST, ONE, STEP = (f"integrations_receipt_{name}" for name in ("changelist", "change", "step"))
IGNORED = {"state": ReceiptState.IGNORED, "next_attempt_at": None, "reason": "ping", "message": "A <ping> of GitHub."}


def add(of: Connection, body: bytes = b'{"b":1,"a":"<script>"}', **columns: object) -> Receipt:
    given = {**IGNORED, "delivery_id": str(uuid.uuid4()), "event": "ping", "headers": {"x-github-event": "ping"}, **columns}
    finished = None if given["state"] == ReceiptState.WAITING else of.created_at
    return Receipt.objects.create(project=of.project, connection=of, body=body, size=len(body), finished_at=finished, **given)


@pytest.fixture
def receipt(project: Project) -> Receipt:
    return add(connect(project))


def test_why_it_was_ignored_and_what_came_in(editor: Client, receipt: Receipt) -> None:
    assert "ignored" in page(editor, LIST)
    shown = page(editor, ONE, receipt.id)
    assert "A &lt;ping&gt; of GitHub." in shown
    assert "x-github-event" in shown
    assert "{\n  &quot;b&quot;: 1,\n  &quot;a&quot;: &quot;&lt;script&gt;&quot;\n}" in shown


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "Body, 0 bytes"),
        (b"no json \xff <b>", "no json � &lt;b&gt;"),
        (b'{"a":' * 5000, "{&quot;a&quot;:{&quot;a&quot;:"),
        (b'{"big":123456789012345678901234567890}', "&quot;big&quot;: 123456789012345678901234567890\n"),
        (b'"' + b"x" * 70_000 + b'"', "65,536 of 70,002 bytes"),
    ],
    ids=["empty", "not-utf8", "deep", "big-number", "long"],
)
def test_any_body_can_be_looked_at(editor: Client, project: Project, body: bytes, said: str) -> None:
    assert said in page(editor, ONE, add(connect(project), body).id)


def test_what_it_started(editor: Client, receipt: Receipt) -> None:
    assert "nothing" in page(editor, ONE, receipt.id)
    run = Run.objects.create(
        project=receipt.project, connection=receipt.connection, receipt=receipt, trigger="push", repository="a/b", sha="c" * 40
    )
    Receipt.objects.update(export_id=uuid.UUID(int=7))
    shown = page(editor, ONE, receipt.id)
    assert f"/admin/integrations/run/{run.id}/change/" in shown
    assert "/admin/exports/export/00000000-0000-0000-0000-000000000007/change/" in shown


def test_replay_asks_first(boss: Client, receipt: Receipt, jobs_sent: list[tuple[str, list[str]]]) -> None:
    assert "processed once more" in page(boss, STEP, receipt.id, "replay")
    assert jobs_sent == []
    assert said(boss, send(boss, STEP, receipt.id, "replay")) == ["The receipt is processed once more, as its connection is now."]
    receipt.refresh_from_db()
    assert (receipt.state, receipt.replays) == (ReceiptState.WAITING, 1)
    assert jobs_sent == [("integrations.process_receipt", [str(receipt.id)])]
    assert status(boss, STEP, receipt.id, "replay") == 404


def test_an_editor_cannot_replay(editor: Client, receipt: Receipt) -> None:
    assert status(editor, STEP, receipt.id, "replay") == 404


def test_a_viewer_and_a_stranger_see_nothing(viewer: Client, outsider: Client, receipt: Receipt) -> None:
    assert (status(viewer, LIST), status(viewer, ONE, receipt.id)) == (403, 404)
    assert str(receipt.id) not in page(outsider, LIST)
    assert (status(outsider, ONE, receipt.id), status(outsider, STEP, receipt.id, "replay")) == (404, 404)


def test_a_list_of_one_connection(editor: Client, project: Project) -> None:
    here, there = add(connect(project)), add(connect(project, repositories=["a/b"]))
    shown = page(editor, LIST, connection=str(here.connection_id))
    assert str(here.id) in shown
    assert str(there.id) not in shown


def test_a_long_list_asks_as_often_and_leaves_bodies_alone(editor: Client, receipt: Receipt) -> None:
    page(editor, LIST)
    with CaptureQueriesContext(database) as for_one:
        page(editor, LIST)
    for _ in range(10):
        add(receipt.connection)
    with CaptureQueriesContext(database) as for_many:
        assert page(editor, LIST).count("/admin/integrations/receipt/01") >= 11
    assert len(for_many) == len(for_one)
    assert not any('"body"' in query["sql"] for query in for_many)

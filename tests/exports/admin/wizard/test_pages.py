from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from evalplatform.projects.models import Project
from evalplatform.tracing.ingest import store
from exports import destinations
from exports.models import Export, Schedule
from tests.evalplatform.backoffice.conftest import said

pytestmark = pytest.mark.django_db(transaction=True)
URL = reverse("admin:exports_export_add")
CHAT = {"input": [{"role": "user", "content": "2+2?"}], "output": {"role": "assistant", "content": "4"}}


@pytest.fixture(autouse=True)
def traces(project: Project, jobs_sent: list[Any]) -> None:
    items = [{"external_id": f"t-{n}", "latency_ms": n * 100, "scores": [{"name": "correct", "value": n % 2}], **CHAT} for n in range(4)]
    store(project.id, [*items, {"external_id": "<b>unfit", "input": "no answer", "output": None}])


def post(client: Client, part: int = 0, go: str = "next", **fields: Any) -> Any:
    client.get(URL)
    token = client.cookies["csrftoken"].value
    return client.post(URL, {"part": part, "go": go, "resource": "traces", **fields, "csrfmiddlewaretoken": token})


def test_the_first_page_looks_at_all_traces(editor: Client) -> None:
    shown = editor.get(URL)
    assert shown.status_code == 200
    assert shown.context["look"].says[0].startswith("5 rows")
    assert "&lt;b&gt;unfit" in shown.content.decode()


def test_each_step_carries_what_was_said(editor: Client) -> None:
    shown = post(editor, field_1="latency_ms", op_1="gte", value_1="200")
    assert (shown.status_code, shown.context["part"], shown.context["look"].says[0].split(" rows")[0]) == (200, 1, "2")
    assert 'name="value_1" value="200"' in shown.content.decode()
    back = post(editor, part=1, go="back", field_1="latency_ms", op_1="gte", value_1="200")
    assert back.context["part"] == 0


def test_an_export_is_what_the_api_would_make(editor: Client, project: Project) -> None:
    more = {"field_1": "score.correct", "op_1": "eq", "value_1": "1", "fields": "external_id\nlatency_ms", "format": "csv"}
    answer = post(editor, part=3, go="start", **more, compression="gzip", rows_per_file="100", priority="low")
    assert said(editor, answer) == ["The export is under way."]
    export = Export.objects.get()
    assert export.request == {
        "resource": "traces", "filter": {"field": "score.correct", "op": "eq", "value": 1}, "shape": "records",
        "fields": ["external_id", "latency_ms"], "format": "csv", "compression": "gzip", "rows_per_file": 100, "priority": "low",
    }  # fmt: skip
    assert (export.requested_by_id, export.tier) == (int(editor.session["_auth_user_id"]), "premium")


def test_a_training_file_tells_what_it_leaves_out(editor: Client) -> None:
    shown = post(editor, part=1, go="look", shape="openai-chat", curate='{"dedupe": "exact"}')
    look = shown.context["look"]
    assert look.says[1].startswith("Of the first 5 rows come 1 lines. Left out: 3 by ")
    assert "1 rows break a rule" in look.says[2]
    assert look.sample.startswith('{"messages":')


def test_a_schedule(boss: Client) -> None:
    answer = post(boss, part=3, go="start", name="nightly", cron="30 2 * * *", time_zone="Europe/Berlin", window="created")
    assert said(boss, answer)[0].startswith("The schedule nightly stands; its next export is due at ")
    one = Schedule.objects.get()
    assert (one.cron, one.time_zone, one.window, one.request["resource"], Export.objects.count()) == (
        "30 2 * * *", "Europe/Berlin", "created", "traces", 0,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "part", "place", "word"),
    [
        ({"field_2": "nowhere", "op_2": "eq", "value_2": "1"}, 0, "field_2", "nowhere"),
        ({"filter": "{"}, 0, "filter", ""),
        ({"filter": '{"field": "latency_ms", "op": "like", "value": 1}'}, 0, "filter", "can be compared by"),
        ({"fields": "input\nnowhere"}, 1, "fields", "Line 2: "),
        ({"shape": "openai-chat", "curate": '{"dedupe": "sometimes"}'}, 1, "curate", "dedupe"),
        ({"rows_per_file": "3"}, 2, "rows_per_file", "100"),
        ({"shape": "openai-chat", "format": "csv"}, 2, "format", "jsonl"),
        ({"cron": "every day", "name": "x"}, 3, "cron", ""),
        ({"cron": "30 2 * * *"}, 3, "name", ""),
        ({"resource": "secrets"}, 0, "resource", ""),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_nothing_is_done(
    boss: Client, fields: dict[str, str], part: int, place: str, word: str
) -> None:
    shown = post(boss, part=3, go="start", **fields)
    assert (shown.status_code, shown.context["part"]) == (400, part)
    assert any(word in error for error in shown.context["form"].errors[place])
    assert Export.objects.count() + Schedule.objects.count() == 0


def test_roles(viewer: Client, editor: Client, outsider: Client, stranger_project: Project, project: Project) -> None:
    assert viewer.get(URL).status_code == 403
    assert outsider.get(URL).context["project"] == stranger_project
    assert outsider.get(URL, {"project": project.slug}).context.get("form") is None
    theirs = destinations.create(
        project_id=stranger_project.id, body={"name": "x", "kind": "http", "settings": {"url": "https://x.example/"}}
    )
    assert post(editor, part=3, go="start", destination=str(theirs.id)).status_code == 400
    assert Export.objects.count() == 0


def test_an_address_fills_it_in(editor: Client, drain: Callable[[], None]) -> None:
    shown = editor.get(URL, {"resource": "traces", "filter": '{"field":"external_id","op":"eq","value":"t-1"}'})
    assert shown.context["look"].says[0].startswith("1 rows")
    token = editor.cookies["csrftoken"].value
    body = {one.name: one.value() or "" for one in (*shown.context["shown"], *shown.context["hidden"])}
    assert editor.post(URL, {**body, "part": 3, "go": "start", "csrfmiddlewaretoken": token}).status_code == 302
    drain()
    assert Export.objects.get().files.get(companion=False).rows == 1

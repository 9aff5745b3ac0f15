import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from evalplatform.events.catalog import CATALOG, example
from evalplatform.events.models import Event
from evalplatform.projects.models import Project
from integrations.models import EndpointKind
from integrations.webhooks.message import MAX_TEXT, Message, message_of
from integrations.webhooks.messages import render

AT = datetime(2026, 11, 23, 6, 0, 0, 123456, tzinfo=UTC)
PROJECT = UUID("0198c5a2-0000-7000-8000-000000000000")
HOSTILE = "<!channel> @everyone [x](http://evil.example) **b** `c` &amp; <https://evil.example|click> \u202egnp.exe\r\nBcc: a@b\0"


def message(type: str = "export.failed", **data: Any) -> Message:
    return Message("evt_1", type, AT, PROJECT, data)


def rendered(kind: str, **data: Any) -> Any:
    return json.loads(render(kind, message(**data)).body)


@pytest.mark.parametrize("type", sorted(CATALOG))
@pytest.mark.parametrize("kind", EndpointKind.values)
def test_every_event_can_be_told_in_every_medium(kind: str, type: str) -> None:
    found = render(kind, message(type, **example(type)))
    assert 20 < len(found.body) < 20_000
    assert bool(found.subject) == (kind == "email")


def test_standard() -> None:
    assert render("standard", message(export="x", rows=3)).body == (
        b'{"type":"export.failed","timestamp":"2026-11-23T06:00:00.123456Z","data":{"export":"x","rows":3},'
        b'"id":"evt_1","project":"0198c5a2-0000-7000-8000-000000000000"}'
    )


def test_slack_takes_nothing_for_markup() -> None:
    body = rendered("slack", message=HOSTILE)
    assert body["blocks"][0]["text"]["type"] == "plain_text"
    assert "Message: &lt;!channel&gt; @everyone" in body["text"]
    assert "<" not in body["text"]
    assert "&amp;amp; &lt;https" in body["text"]


def test_discord_mentions_nobody_and_shows_markup_as_it_is() -> None:
    body = rendered("discord", message=HOSTILE)
    assert body["allowed_mentions"] == {"parse": []}
    assert r"\<\!channel" not in body["content"]
    assert r"\<!channel\> \@everyone \[x\]\(http\://evil.example\) \*\*b\*\* \`c\`" in body["content"]


def test_discord_takes_so_much_and_no_more() -> None:
    body = rendered("discord", **{f"key_{number}": "*" * 300 for number in range(20)})
    assert 1000 < len(body["content"]) <= 2000
    assert not body["content"].endswith("\\")


def test_teams_has_runs_of_text_in_which_nothing_is_markup() -> None:
    (attachment,) = rendered("teams", message=HOSTILE)["attachments"]
    blocks = attachment["content"]["body"]
    assert {block["type"] for block in blocks} == {"RichTextBlock"}
    assert {run["type"] for block in blocks for run in block["inlines"]} == {"TextRun"}
    assert any("[x](http://evil.example)" in block["inlines"][0]["text"] for block in blocks)


def test_an_e_mail_has_a_subject_of_ours_alone() -> None:
    found = render("email", message(message=HOSTILE))
    assert (found.subject, found.content_type) == ("[evalplatform] An export has failed", "text/plain")
    assert "\nBcc:" not in found.body.decode()


@pytest.mark.parametrize("kind", ["slack", "discord", "teams", "email"])
def test_what_hides_or_turns_text_round_is_not_shown(kind: str) -> None:
    found = render(kind, message(message=HOSTILE)).body.decode()
    assert [one in found for one in ("\u202e", "\\u202e", "\0", "\\u0000", "\r")] == [False] * 5


def test_what_is_empty_is_left_out_and_numbers_are_easy_to_read() -> None:
    text = render("email", message("export.completed", rows=1234567, verdict="", export=None)).body.decode()
    assert "Rows: 1,234,567" in text
    assert "Verdict" not in text
    assert "Export:" not in text


def test_a_long_text_is_cut(project: Project) -> None:
    event = Event(project=project, type="export.failed", payload={"message": "é" * 50_000, "rows": 1}, created_at=AT)
    found = message_of(event)
    assert (len(found.data["message"]), found.data["message"][-1], found.data["rows"]) == (MAX_TEXT, "…", 1)
    assert len(render("standard", found).body) < 20_000

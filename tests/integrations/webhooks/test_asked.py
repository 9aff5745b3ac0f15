from typing import Any

import pytest

from evalplatform.errors import InvalidInput
from integrations.webhooks import asked

URL = {"kind": "standard", "url": "https://hooks.example/x"}
MAIL = {"kind": "email", "recipients": ["a@b.example"]}


def problems(body: Any, *, kept: Any = None) -> list[tuple[str, str]]:
    try:
        asked.check(asked.checked(body, asked.SENDABLE), kept=kept or {})
    except InvalidInput as error:
        return [(one.pointer, one.code) for one in error.problems]
    return []


@pytest.mark.parametrize(
    "body",
    [
        URL,
        MAIL,
        {"kind": "slack", "url": "https://hooks.slack.com/services/x"},
        {**URL, "event_types": ["*"], "filter": {"verdict": ["fail", None, 1, 2.5, True]}},
        {**URL, "event_types": ["gate.failed", "export.failed"], "filter": {"code": ["disk_full"], "verdict": ["fail"]}},
        {**URL, "description": "ünïcode 日本", "headers": {"Authorization": "Bearer x"}, "payload_version": 1},
        {**URL, "secret": "whsec_" + "A" * 32, "description": None, "recipients": None},
    ],
    ids=["standard", "email", "slack", "all", "some", "more", "secret"],
)
def test_what_may_be_asked_for(body: Any) -> None:
    assert problems(body) == []


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ([], "", "wrong_type"),
        ({**URL, "nonsense/x": 1}, "/nonsense~1x", "unknown_field"),
        ({**URL, "state": "paused"}, "/state", "unknown_field"),
        ({"url": "https://x.example"}, "/kind", "required"),
        ({**URL, "kind": "pager"}, "/kind", "unknown_kind"),
        ({**URL, "kind": []}, "/kind", "unknown_kind"),
        ({"kind": "standard"}, "/url", "required"),
        ({"kind": "teams", "url": "ftp://x.example"}, "/url", "invalid_url"),
        ({**URL, "url": "https://user:pass@x.example"}, "/url", "invalid_url"),
        ({**URL, "url": "https://x.example/" + "x" * 2000}, "/url", "wrong_type"),
        ({**URL, "url": 5}, "/url", "wrong_type"),
        ({**URL, "recipients": ["a@b.example"]}, "/recipients", "unknown_field"),
        ({"kind": "email"}, "/recipients", "required"),
        ({**MAIL, "url": "https://x.example"}, "/url", "unknown_field"),
        ({**MAIL, "recipients": ["a@b.example", "a@b\nBcc: c@d.example"]}, "/recipients/1", "invalid"),
        ({**MAIL, "recipients": [None]}, "/recipients/0", "invalid"),
        ({**MAIL, "recipients": ["a@b.example"] * 21}, "/recipients", "wrong_type"),
        ({**MAIL, "headers": {"X-A": "b"}}, "/headers", "unknown_field"),
        ({"kind": "discord", "url": "https://x.example", "secret": "whsec_" + "A" * 32}, "/secret", "unknown_field"),
        ({**URL, "description": "x" * 201}, "/description", "invalid"),
        ({**URL, "description": "a\u202eb"}, "/description", "invalid"),
        ({**URL, "event_types": []}, "/event_types", "wrong_type"),
        ({**URL, "event_types": "export.failed"}, "/event_types", "wrong_type"),
        ({**URL, "event_types": ["export.failed", "*"]}, "/event_types/1", "unknown_event_type"),
        ({**URL, "event_types": ["endpoint.test"]}, "/event_types/0", "unknown_event_type"),
        ({**URL, "event_types": [{}]}, "/event_types/0", "unknown_event_type"),
        ({**URL, "filter": []}, "/filter", "wrong_type"),
        ({**URL, "filter": {"verdict": "fail"}}, "/filter/verdict", "wrong_type"),
        ({**URL, "filter": {"verdict": []}}, "/filter/verdict", "wrong_type"),
        ({**URL, "filter": {"verdict": [{"a": 1}]}}, "/filter/verdict", "wrong_type"),
        ({**URL, "filter": {"verdict": ["x"] * 101}}, "/filter/verdict", "wrong_type"),
        ({**URL, "filter": {"weather": ["fine"]}}, "/filter/weather", "unknown_field"),
        ({**URL, "event_types": ["export.failed"], "filter": {"verdict": ["fail"]}}, "/filter/verdict", "unknown_field"),
        ({**URL, "payload_version": 2}, "/payload_version", "invalid"),
        ({**URL, "payload_version": True}, "/payload_version", "invalid"),
        ({**URL, "secret": "whsec_short"}, "/secret", "invalid"),
        ({**URL, "secret": 5}, "/secret", "invalid"),
    ],
    ids=range(37),
)
def test_what_may_not(body: Any, pointer: str, code: str) -> None:
    assert problems(body) == [(pointer, code)]


def test_a_change_is_checked_together_with_what_is_kept() -> None:
    kept = {**URL, "event_types": ["export.failed"], "filter": {"code": ["disk_full"]}}
    assert problems({"event_types": ["gate.failed"]}, kept=kept) == [("/filter/code", "unknown_field")]
    assert problems({"event_types": ["gate.failed"], "filter": {}}, kept=kept) == []

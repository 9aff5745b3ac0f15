from typing import Any

import pytest

from integrations.webhooks.header_rules import problems


@pytest.mark.parametrize(
    "headers",
    [{}, {"Authorization": "Bearer x"}, {"x-a": "b", "X-B": "two words"}, {f"X-{n}": "1" for n in range(10)}],
    ids=["none", "one", "two", "ten"],
)
def test_what_may_be_set(headers: Any) -> None:
    assert problems(headers) == []


@pytest.mark.parametrize(
    "name", ["Host", "content-LENGTH", "Content-Type", "Transfer-Encoding", "webhook-signature", "Webhook-Anything", "User-Agent", "Expect"]
)
def test_what_is_ours_cannot_be_set(name: str) -> None:
    assert [one.pointer for one in problems({name: "x"})] == [f"/headers/{name}"]


@pytest.mark.parametrize(
    ("headers", "pointer"),
    [
        ([], "/headers"),
        ({f"X-{n}": "1" for n in range(11)}, "/headers"),
        ({"X A": "b"}, "/headers/X A"),
        ({"": "b"}, "/headers/"),
        ({"X-A:": "b"}, "/headers/X-A:"),
        ({"Ü": "b"}, "/headers/Ü"),
        ({"X-A": ""}, "/headers/X-A"),
        ({"X-A": " b"}, "/headers/X-A"),
        ({"X-A": "b\r\nX-Evil: 1"}, "/headers/X-A"),
        ({"X-A": "b\n"}, "/headers/X-A"),
        ({"X-A": "ü"}, "/headers/X-A"),
        ({"X-A": 5}, "/headers/X-A"),
        ({"X-A": "x" * 2001}, "/headers/X-A"),
        ({"X-A": "1", "x-a": "2"}, "/headers"),
    ],
    ids=range(14),
)
def test_what_may_not_be_set(headers: Any, pointer: str) -> None:
    assert [one.pointer for one in problems(headers)] == [pointer]

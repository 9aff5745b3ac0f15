"""Two thousand calls of schemathesis to a running server; `make fuzz` makes ten times as many."""

from pathlib import Path

import pytest

from tests.evalplatform.management.commands.running import Up
from tests.fuzz.running import SETTINGS, callers, run

# of these nothing is made that a call could succeed with: a link is not in the document, a token is of nobody
FAIL_ALWAYS = {"GET /api/exports/links/{token}/{name}", "POST /api/external/auth/refresh", "POST /api/external/auth/verify"}


@pytest.mark.timeout(400)
def test_every_answer_is_as_the_document_says(tmp_path: Path) -> None:
    up = Up(tmp_path / "var", **SETTINGS)
    try:
        up.start()
        calls = 0
        for caller in callers(up):
            seen = run(up, caller, tmp_path, "--max-examples", "5", "--workers", "2")
            assert seen.code == 0, seen.output
            calls += seen.calls
            print(seen.calls, {k: dict(v) for k, v in seen.answers.items()})
        assert calls >= 2000
        assert [line for line in up.said_since().splitlines() if '"level": "error"' in line] == []
    finally:
        up.end()

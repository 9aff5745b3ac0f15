"""More than two thousand calls of schemathesis to a running server, the same ones each time; `make fuzz` makes ten times as many."""

from collections import Counter
from pathlib import Path

import pytest

from tests.evalplatform.management.commands.running import Up
from tests.fuzz.running import SETTINGS, callers, errors_of, run

# nothing is made that a call could succeed with: links are not in answers that lead on, tokens are of nobody, nothing is long at work
NEVER_SUCCEED = {
    "GET /api/exports/links/{token}/{name}",
    "POST /api/external/auth/refresh",
    "POST /api/external/auth/token",
    "POST /api/external/auth/verify",
}


@pytest.mark.timeout(400)
def test_every_answer_is_as_the_document_says(tmp_path: Path) -> None:
    up = Up(tmp_path / "var", **SETTINGS)
    answers: dict[str, Counter[int]] = {}
    try:
        up.start()
        for caller in callers(up):
            seen = run(up, caller, tmp_path, "--max-examples", "5")
            assert seen.code == 0, f"{seen.output}\n{errors_of(up)}"
            answers |= seen.answers
        assert errors_of(up) == []
    finally:
        up.end()
    assert sum(one.total() for one in answers.values()) >= 2000
    print({name: dict(one) for name, one in answers.items()})
    print({name for name, one in answers.items() if not any(200 <= status < 300 for status in one)})

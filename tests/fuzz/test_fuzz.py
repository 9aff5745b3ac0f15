"""Some five thousand calls of schemathesis to a running server, the same ones each time; `make fuzz` makes many more."""

import json
from collections import Counter
from pathlib import Path

import pytest

from tests.evalplatform.management.commands.running import Up
from tests.fuzz.running import DOCUMENT, SETTINGS, callers, errors_of, run

# what these need no call makes: a link that is opened, a token of somebody, a batch in the background, rows that were kept out,
# an export or a job that is still at work, or that failed, an evaluation that waits for outputs, a draft that is not published at once
MAY_ALWAYS_FAIL = {
    "GET /api/exports/links/{token}/{name}",
    "GET /api/exports/{id}/rejects",
    "GET /api/external/batch/{id}",
    "POST /api/exports/{id}/cancel",
    "POST /api/exports/{id}/retry",
    "POST /api/external/auth/refresh",
    "POST /api/external/auth/token",
    "POST /api/external/auth/verify",
    "POST /api/external/datasets/{id}/versions",
    "POST /api/external/evaluations/{id}/cancel",
    "POST /api/external/evaluations/{id}/finish",
    "POST /api/external/evaluations/{id}/outputs",
    "POST /api/jobs/{id}/cancel",
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
    paths = json.loads(DOCUMENT.read_text())["paths"]
    operations = {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods}
    successful = {name for name, one in answers.items() if any(200 <= status < 300 for status in one)}
    assert operations - successful <= MAY_ALWAYS_FAIL  # a fuzzer that is refused everywhere would find nothing
    assert operations <= set(answers)

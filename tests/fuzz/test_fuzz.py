"""Some five thousand calls of schemathesis to a running server, the same ones each time; `make fuzz` makes many more."""

import json
from collections import Counter
from pathlib import Path

import pytest

from tests.evalplatform.management.commands.running import Up
from tests.fuzz.running import DOCUMENT, SETTINGS, callers, errors_of, run


@pytest.mark.timeout(900)
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
    assert operations <= set(answers)
    # A fuzzer that is refused everywhere would find nothing. What stays refused needs what no call makes: a token of somebody,
    # a signature, a run, a batch in the background, rows that were kept out, a job that is still at work, two evaluations of one data set.
    assert len(successful) >= 0.7 * len(operations), sorted(operations - successful)

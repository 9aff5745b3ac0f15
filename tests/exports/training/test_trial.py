import pytest

from evalplatform.projects.models import Project
from evalplatform.tracing.ingest import store
from exports.preview import preview
from tests.exports.training.flow import score, trace

pytestmark = pytest.mark.django_db(transaction=True)


def test_shows_what_would_be_written_and_why_not(project: Project) -> None:
    store(project.id, [trace(1), {**trace(2), "output": None}, {**trace(3), "output": None}, trace(4)])
    found = preview(project.id, {"resource": "traces", "shape": "openai-chat"})
    assert found.training
    assert (found.rows, found.sample.rows, found.training.looked_at) == (4, 2, 4)
    assert found.sample.text.count("\n") == 2
    assert [(one.rule, one.rows) for one in found.training.reasons] == [("no_output", 2)]
    assert found.bytes == len(found.sample.text)


def test_pairs_are_made_of_what_was_looked_at(project: Project) -> None:
    traces = [trace(n, question="2+2?", answer=str(n), scores=[score("right", float(n == 4))]) for n in (3, 4)]
    store(project.id, traces)
    body = {"resource": "traces", "shape": "trl-dpo", "curate": {"pairs": {"score": "right"}}}
    found = preview(project.id, body)
    assert '"chosen":[{"role":"assistant","content":"4"}]' in found.sample.text


def test_nothing_is_left_behind(project: Project, export_dir: object) -> None:
    from pathlib import Path

    store(project.id, [trace(1)])
    preview(project.id, {"resource": "traces", "shape": "alpaca"})
    assert not Path(str(export_dir)).exists()


def test_nothing_selected(project: Project) -> None:
    found = preview(project.id, {"resource": "traces", "shape": "openai-chat"})
    assert (found.rows, found.bytes, found.sample.text) == (0, 0, "")

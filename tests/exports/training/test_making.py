import json
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from evalplatform.projects.models import Project
from exports import jobs, verifying
from exports.models import Export, State
from exports.signing import public_pem
from exports.sinks import local
from exports.training import preparing
from exports.training.preparing import tools
from tests.exports.training.flow import Drain, made, score, trace

pytestmark = pytest.mark.django_db(transaction=True)


def law(compiled: dict[str, Any]) -> bool:
    return bool(compiled["selected"] == compiled["kept"] + compiled["rejected"] + sum(compiled["removed"].values()))


def test_traces_become_lines(project: Project, drain: Drain) -> None:
    found = made(project, drain, "openai-chat", [trace(1), trace(2)])
    assert found.lines == {
        "train": [
            {"messages": [{"role": "user", "content": f"What is {n} and {n}?"}, {"role": "assistant", "content": f"It is {2 * n}."}]}
            for n in (1, 2)
        ]
    }
    assert [file.name for file in found.export.files.filter(companion=False)] == ["train-00000-of-00001.jsonl"]


def test_what_breaks_a_rule_is_told_and_not_written(project: Project, drain: Drain) -> None:
    traces = [trace(1), {**trace(2), "output": None}, {**trace(3), "output": {"answer": 42}}]
    found = made(project, drain, "openai-chat", traces)
    assert (found.export.rejected, len(found.lines["train"]), len(found.rejects)) == (2, 1, 2)
    assert all({"trace", "rule", "pointer", "message"} == set(one) for one in found.rejects)
    assert {one["pointer"] for one in found.rejects} == {"/output", "/output/answer"}
    assert law(found.compiled)


def test_a_condition_on_a_score_selects(project: Project, drain: Drain) -> None:
    traces = [trace(1, scores=[score("correct", 1)]), trace(2, scores=[score("correct", 0)]), trace(3)]
    found = made(project, drain, "openai-chat", traces, curate={"min_score": {"correct": 1}})
    assert (found.compiled["selected"], found.compiled["kept"]) == (1, 1)


def test_of_duplicates_the_better_one_stays(project: Project, drain: Drain) -> None:
    traces = [
        {**trace(1, question="Hi", answer="Ho"), "scores": [score("good", 0.1)]},
        {**trace(2, question=" Hi ", answer="Ho"), "scores": [score("good", 0.9)]},
    ]
    found = made(project, drain, "openai-chat", traces, curate={"dedupe": "exact", "best_by": "good"})
    assert found.lines["train"][0]["messages"][0]["content"] == " Hi "
    assert found.compiled["removed"] == {"duplicate": 1}
    assert law(found.compiled)


def test_a_group_stands_in_one_split(project: Project, drain: Drain) -> None:
    traces = [trace(n, session_id=f"s{n // 4}", answer=f"s{n // 4}") for n in range(80)]
    found = made(project, drain, "openai-chat", traces, curate={"split": {"train": 0.7, "validation": 0.3}})
    groups = {split: {line["messages"][1]["content"] for line in lines} for split, lines in found.lines.items()}
    assert sum(map(len, found.lines.values())) == 80
    assert groups["train"] | groups["validation"] == {f"s{n}" for n in range(20)}
    assert not groups["train"] & groups["validation"]
    assert min(map(len, groups.values())) > 0


def test_pairs_put_the_better_answer_over_the_worse(project: Project, drain: Drain) -> None:
    traces = [
        trace(1, question="2+2?", answer="5", scores=[score("correct", 0)]),
        trace(2, question="2+2?", answer="4", scores=[score("correct", 1)]),
        trace(3, question="3+3?", answer="6", scores=[score("correct", 1)]),
    ]
    found = made(project, drain, "openai-dpo", traces, curate={"pairs": {"score": "correct"}})
    assert found.lines["train"] == [
        {
            "input": {"messages": [{"role": "user", "content": "2+2?"}]},
            "preferred_output": [{"role": "assistant", "content": "4"}],
            "non_preferred_output": [{"role": "assistant", "content": "5"}],
        }
    ]
    assert found.compiled == {"selected": 3, "kept": 2, "rejected": 0, "removed": {"not_paired": 1}, "lines": 1}


def test_pairs_of_prompts_that_differ_are_rejected(project: Project, drain: Drain) -> None:
    traces = [
        trace(1, question="2+2?", session_id="s", scores=[score("correct", 0)]),
        trace(2, question="3+3?", session_id="s", scores=[score("correct", 1)]),
    ]
    found = made(project, drain, "trl-dpo", traces, curate={"pairs": {"score": "correct", "group_by": "session_id"}})
    assert found.lines == {"train": []}
    assert [(one["rule"], len(one["traces"])) for one in found.rejects] == [("prompts_differ", 2)]
    assert (found.compiled["rejected"], law(found.compiled)) == (2, True)


def test_a_row_that_cannot_wait_for_its_other_half_is_rejected(project: Project, drain: Drain) -> None:
    deep: Any = "x"
    for _ in range(197):
        deep = {"a": deep}
    tools = [{"type": "function", "function": {"name": "f", "parameters": deep}}]
    traces = [trace(1, tools=tools, scores=[score("correct", 1)]), trace(2, scores=[score("correct", 0)])]
    found = made(project, drain, "trl-dpo", traces, curate={"pairs": {"score": "correct"}})
    assert ([one["rule"] for one in found.rejects], law(found.compiled)) == (["not_json"], True)


def test_nothing_that_is_redacted_stands_in_the_rejects(project: Project, drain: Drain) -> None:
    traces = [{**trace(1), "input": [{"role": "bob@example.com", "content": "Hi"}]}, trace(2, answer="Ask bob@example.com.")]
    found = made(project, drain, "openai-chat", traces, curate={"redact": {"kinds": ["email"]}})
    assert (len(found.rejects), "bob@" in json.dumps(found.rejects), "[EMAIL]" in json.dumps(found.rejects)) == (1, False, True)
    assert found.lines["train"][0]["messages"][1]["content"] == "Ask [EMAIL]."


def test_a_split_may_have_any_name(project: Project, drain: Drain) -> None:
    traces = [trace(1), {**trace(2), "output": None}]
    found = made(project, drain, "openai-chat", traces, curate={"split": {"rejects": 1.0}})
    assert ([*found.lines], len(found.rejects)) == (["rejects"], 1)


def test_edits_make_pairs(project: Project, drain: Drain) -> None:
    traces = [trace(1, answer="It is 3.", reference="It is 2."), trace(2)]
    found = made(project, drain, "trl-dpo", traces, curate={"pairs": {"from": "edits"}})
    (line,) = found.lines["train"]
    assert (line["chosen"][0]["content"], line["rejected"][0]["content"]) == ("It is 2.", "It is 3.")
    assert [one["rule"] for one in found.rejects] == ["no_reference"]


def test_labels_come_from_a_threshold(project: Project, drain: Drain) -> None:
    traces = [trace(1, scores=[score("stars", 5)]), trace(2, scores=[score("stars", 1)]), trace(3)]
    found = made(project, drain, "trl-kto", traces, curate={"label": {"score": "stars", "at_least": 4}})
    assert [line["label"] for line in found.lines["train"]] == [True, False]
    assert [one["rule"] for one in found.rejects] == ["no_label"]


def test_prompts_of_the_evaluation_stay_out(project: Project, drain: Drain) -> None:
    traces = [trace(1), trace(2), trace(3, question="What is 1 and 1?", answer="Two.", environment="test")]
    keep_out = {"field": "environment", "op": "eq", "value": "test"}
    found = made(project, drain, "openai-chat", traces, curate={"keep_out_traces": keep_out})
    assert [line["messages"][0]["content"] for line in found.lines["train"]] == ["What is 2 and 2?"]
    assert (found.compiled["removed"], law(found.compiled)) == ({"leaked_equal": 2}, True)


def test_spans_are_a_source_too(project: Project, drain: Drain) -> None:
    spans = [
        {"external_id": "a", "name": "a", "kind": "llm", "input": "Question", "output": "Answer"},
        {"external_id": "b", "name": "b", "kind": "tool", "input": {"x": 1}, "output": {"y": 2}},
    ]
    only = {"field": "kind", "op": "eq", "value": "llm"}
    found = made(project, drain, "openai-chat", [trace(1, spans=spans)], resource="spans", filter=only, curate={"group_by": None})
    assert [one["content"] for one in found.lines["train"][0]["messages"]] == ["Question", "Answer"]


@pytest.mark.parametrize("curate", [{"dedupe": "exact"}, {"dedupe": "near"}, {"sample": 30, "seed": 5}, {"split": {"a": 0.5, "b": 0.5}}])
def test_the_lines_are_the_same_for_any_number_of_shards(project: Project, drain: Drain, settings: Any, curate: dict[str, Any]) -> None:
    traces = [trace(n, question=f"What do you say to number {n % 40} of these?", session_id=str(n % 7)) for n in range(90)]
    whole = made(project, drain, "openai-chat", traces, curate=curate)
    settings.EXPORT_SHARD_ROWS = 13
    connection.cursor().execute("ANALYZE tracing_trace")  # the planner's estimate says how many shards there are
    cut = made(project, drain, "openai-chat", curate=curate)
    assert (whole.export.shards.count(), cut.export.shards.count()) == (1, 7)
    assert (cut.lines, cut.rejects, cut.compiled) == (whole.lines, whole.rejects, whole.compiled)


def test_rows_per_file_cuts_each_split(project: Project, drain: Drain) -> None:
    found = made(project, drain, "openai-chat", [trace(n) for n in range(250)], rows_per_file=100, compression="none")
    assert [(file.name, file.rows) for file in found.export.files.filter(companion=False)] == [
        ("train-00000-of-00003.jsonl", 100),
        ("train-00001-of-00003.jsonl", 100),
        ("train-00002-of-00003.jsonl", 50),
    ]


def test_the_report_stands_beside_the_lines(project: Project, drain: Drain) -> None:
    asked = {"tokens": {"price": "25", "epochs": 2}, "split": {"train": 0.5, "test": 0.5}, "group_by": None}
    found = made(project, drain, "openai-chat", [trace(n) for n in range(20)], curate=asked)
    folder = local.folder(found.export.id)
    told = json.loads((folder / "report.json").read_bytes())
    assert (told["rows"]["selected"], told["rows"]["kept"], told["tokens"]["vocabulary"]) == (20, 20, "o200k_base")
    assert sum(one["lines"] for one in told["splits"]) == 20
    assert told["cost"]["splits"] == ["train"]
    names = {"README.md", "croissant.json", "manifest.json", "manifest.json.sig", "rejects.jsonl", "report.html", "report.json"}
    assert {file.name for file in found.export.files.filter(companion=True)} == names
    assert {file.name for file in folder.iterdir() if file.is_file()} >= names


def test_datasets_loads_the_folder_by_its_path(project: Project, drain: Drain, tmp_path: Path) -> None:
    import datasets

    traces = [trace(n, session_id=str(n)) for n in range(40)]
    found = made(project, drain, "trl-sft", traces, curate={"split": {"train": 0.5, "test": 0.5}}, compression="gzip")
    loaded = datasets.load_dataset(str(local.folder(found.export.id)), cache_dir=str(tmp_path / "cache"))
    lines = {name: [{"messages": row["messages"]} for row in rows] for name, rows in loaded.items()}
    assert lines == found.lines  # `tools` is a column too, null in each row


def test_a_cancel_while_the_files_are_made(project: Project, drain: Drain, jobs_sent: list[Any]) -> None:
    from celery import current_app

    made(project, drain, "openai-chat", [trace(1)])
    export = jobs.request_export(project_id=project.id, body={"resource": "traces", "shape": "openai-chat"})
    while jobs_sent[0][0] != "exports.finalize":
        job, arguments = jobs_sent.pop(0)
        current_app.tasks[job](*arguments)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(preparing, "tools", lambda *given, **named: (jobs.cancel(export), tools(*given, **named))[1])
        current_app.tasks["exports.finalize"](str(export.id))
    export.refresh_from_db()
    assert (export.state, local.folder(export.id).exists()) == (State.CANCELLED, False)


def test_nothing_selected_is_an_empty_file(project: Project, drain: Drain) -> None:
    found = made(project, drain, "openai-chat")
    assert (found.lines, found.rejects, found.compiled["selected"]) == ({"train": []}, [], 0)


def test_the_manifest_proves_it(project: Project, drain: Drain) -> None:
    found = made(project, drain, "openai-chat", [trace(1), {**trace(2), "output": None}])
    folder = local.folder(found.export.id)
    assert verifying.verify(folder, public_pem()).findings == ()
    (folder / "train-00000-of-00001.jsonl").write_text("{}\n")
    assert {one.code for one in verifying.verify(folder, public_pem()).findings} == {"wrong_size"}


@pytest.mark.parametrize("kind", ["", ".facts", ".signatures", ".rejects", ".tally"])
def test_a_damaged_part_runs_again(project: Project, drain: Drain, jobs_sent: list[Any], kind: str) -> None:
    from celery import current_app

    made(project, drain, "openai-chat", [trace(1), trace(2), {**trace(3), "output": None}])
    body = {"resource": "traces", "shape": "openai-chat", "curate": {"dedupe": "near"}}
    export = jobs.request_export(project_id=project.id, body=body)
    while jobs_sent[0][0] != "exports.finalize":
        job, arguments = jobs_sent.pop(0)
        current_app.tasks[job](*arguments)
    part = local.parts(export.id) / export.shards.get().part
    part.with_name(part.name + kind).write_bytes(b"damage")
    current_app.tasks["exports.finalize"](*jobs_sent.pop(0)[1])
    export.refresh_from_db()
    assert (export.state, export.shards.get().state) == (State.RUNNING, "queued")
    current_app.tasks["exports.run_shard"](str(export.shards.get().id))
    drain()
    assert json.loads((local.folder(export.id) / "manifest.json").read_bytes())["compiled"]["kept"] == 2
    assert Export.objects.get(id=export.id).state == State.COMPLETED

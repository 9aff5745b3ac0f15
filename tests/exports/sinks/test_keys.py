from datetime import UTC, datetime
from uuid import UUID

import pytest

from exports.sinks.keys import DEFAULT, Subject, key, probe, problem

ID = UUID("01a20505-0000-7000-8000-0000abcdef12")
SUBJECT = Subject(
    project="ours",
    resource="traces",
    export=ID,
    cutoff=datetime(2026, 11, 22, 3, 4, 5, tzinfo=UTC),
    prefix="traces-x",
    schedule="Every night!",
)


@pytest.mark.parametrize(
    ("template", "made"),
    [
        (DEFAULT, f"ours/{ID}/a.jsonl"),
        ("date={date}/hour={time}/{schedule}/{resource}-{name}", "date=2026-11-22/hour=030405/Every-night/traces-a.jsonl"),
        ("{export}", f"{ID}/a.jsonl"),
        ("fixed", "fixed/a.jsonl"),
    ],
)
def test_placeholders(template: str, made: str) -> None:
    assert problem(template) == ""
    assert key(template, SUBJECT, "a.jsonl", companion=False) == made


def test_companions_of_two_exports_in_one_folder_have_two_names() -> None:
    assert key("date={date}/{name}", SUBJECT, "manifest.json", companion=True) == "date=2026-11-22/traces-x.manifest.json"
    assert key("{export}/{name}", SUBJECT, "manifest.json", companion=True) == f"{ID}/manifest.json"


@pytest.mark.parametrize("name", ["", "..", "/../", "\0"])
def test_a_schedules_name_is_one_harmless_step(name: str) -> None:
    subject = Subject(project="p", resource="r", export=ID, cutoff=SUBJECT.cutoff, prefix="x", schedule=name)
    assert key("{schedule}/{name}", subject, "a", companion=False) == "none/a"


@pytest.mark.parametrize(
    "template",
    ["/a", "a/", "a//b", "../a", "a/./b", "{nope}", "{name!r}", "{name:>9}", "{date.year}", "{",
     "{}", "a?b", "a#b", "a\\b", "a\nb", "é", "x" * 513],
)  # fmt: skip
def test_templates_that_are_refused(template: str) -> None:
    assert problem(template)


@pytest.mark.parametrize(("template", "place"), [("a/b/{date}/c", "a/b/.p"), ("{project}/x", ".p"), ("a", "a/.p"), ("a/x-{name}", "a/.p")])
def test_probe_goes_where_the_template_begins(template: str, place: str) -> None:
    assert probe(template, ".p") == place


@pytest.mark.parametrize(
    ("template", "made"),
    [("{project}/{name}", "ours/traces-x/train.jsonl"), ("{date}", "2026-11-22/traces-x/train.jsonl"), (DEFAULT, f"ours/{ID}/train.jsonl")],
)
def test_files_that_stay_together_keep_their_names(template: str, made: str) -> None:
    assert key(template, SUBJECT, "train.jsonl", companion=False, together=True) == made

"""What was asked for: the body of a request for an evaluation, after its suite was looked up; checked once and frozen."""

from dataclasses import dataclass, field
from typing import Any

from evalplatform import filtering
from evalplatform.errors import InvalidInput, Problem
from evalplatform.evaluations.answering import endpoint, judge
from evalplatform.evaluations.answering.rows import is_grouping
from evalplatform.evaluations.models import SourceKind
from evalplatform.evaluations.reading import Reader, only_one
from evalplatform.evaluations.scorers.chosen import parse_scorers
from evalplatform.evaluations.scorers.scorer import Need
from evalplatform.tracing.fields import TRACES

KEYS = (
    *("name", "suite", "dataset", "dataset_version", "scorers", "source", "judge", "baseline", "pair_by", "cluster_by"),
    *("repeats", "commit"),
)
MAX_NAME, MAX_PATH, MAX_SHA, MAX_REPEATS, MAX_GROUPING = 200, 300, 64, 100, 200


@dataclass(frozen=True)
class Commit:
    """`pull_request` is its number in the repository."""

    repository: str = ""
    sha: str = ""
    branch: str = ""
    pull_request: int | None = None


@dataclass(frozen=True)
class AskedEvaluation:
    """A request that can be carried out. `source` and `judge` are as they are stored, without keys; `outputs` those that came along."""

    name: str
    dataset: str
    dataset_version: int | None
    scorers: list[Any]
    kind: SourceKind
    source: dict[str, Any]
    key: str
    judge: dict[str, Any]
    judge_key: str
    repeats: int
    pair_by: str
    cluster_by: str
    baseline: str
    commit: Commit = Commit()
    outputs: list[Any] = field(default_factory=list)


def parse(body: dict[str, Any]) -> AskedEvaluation:
    """Raises InvalidInput with a pointer for each thing that is wrong."""
    reader = Reader(body)
    scorers, has_judge = _scorers(reader)
    kind, source, key, outputs = _source(reader)
    judge_source, judge_key = _judge(reader, source, key, needed=has_judge)
    asked = AskedEvaluation(
        name=reader.text("name", most=MAX_NAME),
        dataset=reader.text("dataset", most=MAX_NAME),
        dataset_version=reader.whole("dataset_version", low=1, high=2**31 - 1, default=None),
        scorers=scorers,
        kind=kind,
        source=source,
        key=key,
        judge=judge_source,
        judge_key=judge_key,
        repeats=reader.whole("repeats", low=1, high=MAX_REPEATS, default=1) or 1,
        pair_by=_grouping(reader, "pair_by"),
        cluster_by=_grouping(reader, "cluster_by", of_traces=kind == SourceKind.TRACES),
        baseline=reader.text("baseline", most=MAX_PATH),
        commit=_commit(reader.within("commit")),
        outputs=outputs,
    )
    reader.get("suite")
    reader.refuse_unknown()
    _fits(reader, asked)
    reader.raise_if_any()
    return asked


def _scorers(reader: Reader) -> tuple[list[Any], bool]:
    """As they came, and whether one of them asks a model."""
    given = reader.json("scorers")
    if given is None:
        reader.refuse("scorers", "Name a suite, or scorers.", "required")
        return [], False
    try:
        chosen = parse_scorers(given)
    except InvalidInput as error:
        reader.problems += error.problems
        return [], False
    return given, any(Need.JUDGE in one.scorer.needs for one in chosen)


def _source(reader: Reader) -> tuple[SourceKind, dict[str, Any], str, list[Any]]:
    """Which kind, what is stored of it, the endpoint's key, and the outputs that came along."""
    if reader.get("source") is None:
        reader.refuse("source", "source says where answers come from: traces, outputs or endpoint.", "required")
        return SourceKind.OUTPUTS, {}, "", []
    inner = reader.within("source")
    chosen = only_one(inner, SourceKind.values) if isinstance(reader.get("source"), dict) else ""
    inner.refuse_unknown()
    if chosen == SourceKind.TRACES:
        return SourceKind.TRACES, {"traces": _filter(inner)}, "", []
    if chosen == SourceKind.ENDPOINT:
        there = inner.within("endpoint")
        endpoint.read(there)
        stored = {name: value for name, value in there.body.items() if name != "key"}
        return SourceKind.ENDPOINT, {"endpoint": stored}, endpoint.key(Reader(there.body)), []
    return SourceKind.OUTPUTS, {"outputs": {}}, "", _outputs(inner)


def _filter(inner: Reader) -> Any:
    given = inner.get("traces")
    try:
        filtering.build(TRACES, given)
    except InvalidInput as error:
        inner.problems += [Problem(f"{inner.pointer}/traces{one.pointer}", one.detail, one.code) for one in error.problems]
    return given


def _outputs(inner: Reader) -> list[Any]:
    given = inner.get("outputs")
    if given is None or isinstance(given, list):
        return given or []
    if given != {}:
        inner.refuse("outputs", "outputs is a list of objects with example and output; [] when they come later.", "wrong_type")
    return []


def _judge(reader: Reader, source: dict[str, Any], key: str, *, needed: bool) -> tuple[dict[str, Any], str]:
    """The judge's endpoint; where none is named, that of the answers."""
    if reader.get("judge") is not None:
        inner = reader.within("judge")
        judge.read(inner)
        stored = {name: value for name, value in inner.body.items() if name != "key"}
        return stored, endpoint.key(Reader(inner.body))
    if not needed:
        return {}, ""
    if "endpoint" in source:
        return {name: source["endpoint"][name] for name in ("url", "concurrency") if name in source["endpoint"]}, key
    reader.refuse("judge", 'A scorer asks a model: say where, by judge {"url": "https://…/v1", "key": "…"}.', "required")
    return {}, ""


def _grouping(reader: Reader, key: str, *, of_traces: bool = True) -> str:
    name = reader.text(key, most=MAX_GROUPING)
    if name and not (is_grouping(name) if of_traces else all(name.split("."))):
        reader.refuse(key, f"{key} is a field with one value, such as session_id, or a key of metadata.", "unknown_field")
        return ""
    return name


def _commit(reader: Reader) -> Commit:
    made = Commit(
        repository=reader.text("repository", most=MAX_PATH),
        sha=reader.text("sha", most=MAX_SHA),
        branch=reader.text("branch", most=MAX_PATH),
        pull_request=reader.whole("pull_request", low=1, high=2**31 - 1, default=None),
    )
    reader.refuse_unknown()
    return made


def _fits(reader: Reader, asked: AskedEvaluation) -> None:
    """What is right one by one, and not together."""
    if asked.kind == SourceKind.TRACES:
        for key in ("dataset", "dataset_version"):
            if reader.get(key) is not None:
                reader.refuse(key, f"Traces bring their own inputs and references, so there is no {key}.", "unfit_key")
        if asked.repeats != 1:
            reader.refuse("repeats", "Traces are there once; those that share a pair_by count as repeats.", "unfit_key")
    elif not asked.dataset:
        reader.refuse("dataset", "Name the dataset whose examples are answered: its id or its name.", "required")
    if asked.pair_by and asked.kind != SourceKind.TRACES:
        reader.refuse("pair_by", "pair_by is for traces; results of a dataset pair by their examples.", "unfit_key")

"""What a person or a CI job may ask for: an evaluation, and its end."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db import transaction

from evalplatform import sealed
from evalplatform.errors import Conflict, InvalidInput, NotFound, Problem
from evalplatform.evaluations import claims, datasets, preparing, sealing, sending, submitting, suites
from evalplatform.evaluations.answering import pricing
from evalplatform.evaluations.asked import AskedEvaluation, parse
from evalplatform.evaluations.models import Dataset, Evaluation, SourceKind, Suite
from evalplatform.evaluations.suites.holding import held
from evalplatform.exact_json import find_flaw

AT_ONCE = 5_000  # results that the request makes itself; more are a job
AT_ONCE_WITH_OUTPUTS = 100_000  # likewise where outputs came along


def request_evaluation(project_id: UUID, body: Any, *, user_id: int | None = None, key_prefix: str = "") -> Evaluation:
    """Accept the evaluation in `body` and put its work on the queue, all or nothing. Raises InvalidInput."""
    _refuse_shapeless(body)
    suite = _suite(project_id, body.get("suite"))
    applied = suites.apply(suite, body) if suite else suites.Applied(body)
    asked = parse(applied.body)
    dataset, version = _dataset(project_id, asked)
    with transaction.atomic():
        _hold(suite, dataset)
        evaluation = Evaluation.objects.create(
            project_id=project_id,
            requested_by_id=user_id,
            requested_with=key_prefix,
            request=_shown(body),
            suite=suite,
            dataset=dataset,
            dataset_version=version,
            **_columns(asked, suite),
            **_sealed_keys(asked, applied),
        )
        _start(evaluation, asked)
        evaluation.refresh_from_db()  # the database's own clock set the times
    return evaluation


def find(project_id: UUID, evaluation_id: UUID) -> Evaluation:
    """The evaluation, if it is of this project. Raises NotFound."""
    found = Evaluation.objects.select_related("suite", "dataset").filter(project_id=project_id, id=evaluation_id).first()
    if found is None:
        raise NotFound("There is no such evaluation in this project.")
    return found


def cancel(evaluation: Evaluation) -> Evaluation:
    """End it now; its workers notice within seconds. Raises Conflict when it has ended already."""
    if not claims.cancel(evaluation.id):
        raise Conflict("already_ended", "The evaluation has ended already.")
    evaluation.refresh_from_db()
    return evaluation


def _refuse_shapeless(body: Any) -> None:
    if not isinstance(body, dict):
        raise InvalidInput(Problem("", "An evaluation is a JSON object with scorers or a suite, and a source.", "wrong_type"))
    if flaw := find_flaw({key: value for key, value in body.items() if key != "source"}):
        raise InvalidInput(flaw)


def _suite(project_id: UUID, named: Any) -> Suite | None:
    if named is None:
        return None
    if not isinstance(named, str) or not named:
        raise InvalidInput(Problem("/suite", "suite is the id or the name of a suite.", "wrong_type"))
    try:
        return suites.find(project_id, named)
    except NotFound:
        raise _unknown("suite") from None


def _dataset(project_id: UUID, asked: AskedEvaluation) -> tuple[Dataset | None, int | None]:
    if asked.kind == SourceKind.TRACES:
        return None, None
    try:
        dataset = datasets.find(project_id, asked.dataset)
    except NotFound:
        raise _unknown("dataset") from None
    try:
        version = datasets.version_of(dataset, asked.dataset_version)
    except (NotFound, Conflict, InvalidInput) as error:
        raise InvalidInput(Problem("/dataset_version", error.message, "unknown_version")) from None
    return dataset, version.number


def _hold(suite: Suite | None, dataset: Dataset | None) -> None:
    """What the evaluation names cannot be deleted until it is there. Raises InvalidInput when it just was."""
    if suite and not held(Suite, suite.id):
        raise _unknown("suite")
    if dataset and not held(Dataset, dataset.id):
        raise _unknown("dataset")


def _unknown(what: str) -> InvalidInput:
    return InvalidInput(Problem(f"/{what}", f"There is no such {what} in this project.", f"unknown_{what}"))


def _columns(asked: AskedEvaluation, suite: Suite | None) -> dict[str, Any]:
    commit = asked.commit
    return {
        "name": asked.name or (suite.name if suite else ""),
        "scorers": pricing.judged(asked.scorers),
        "source_kind": asked.kind,
        "source": pricing.priced(asked.source),
        "judge": asked.judge,
        "repeats": asked.repeats,
        "pair_by": asked.pair_by,
        "cluster_by": asked.cluster_by,
        "gate": suites.gate_of(suite, asked.scorers) if suite else {},
        "baseline": asked.baseline,
        "repository": commit.repository,
        "sha": commit.sha,
        "branch": commit.branch,
        "pull_request": commit.pull_request,
    }


def _sealed_keys(asked: AskedEvaluation, applied: suites.Applied) -> dict[str, str]:
    """The request's own keys, else those of its suite."""
    key = sealed.seal(asked.key, purpose=sealing.ENDPOINT) if asked.key else applied.sealed_key
    judge = sealed.seal(asked.judge_key, purpose=sealing.JUDGE) if asked.judge_key else applied.sealed_judge_key
    return {"sealed_key": key, "sealed_judge_key": judge if asked.judge else ""}


def _start(evaluation: Evaluation, asked: AskedEvaluation) -> None:
    """Make the results of small sets here, and take the outputs that came along; the rest is the queue's. Raises InvalidInput."""
    size = preparing.size(evaluation)
    if size is not None and size > preparing.MAX_RESULTS:
        detail = f"This is {size:,} results; an evaluation has at most {preparing.MAX_RESULTS:,}."
        raise InvalidInput(Problem("/dataset", detail, "too_large"))
    if size is not None and size <= (AT_ONCE_WITH_OUTPUTS if asked.outputs else AT_ONCE):
        preparing.prepare(evaluation)
        evaluation.refresh_from_db()
    elif asked.outputs:
        detail = f"Outputs come along for at most {AT_ONCE_WITH_OUTPUTS:,} results. Send them to …/outputs."
        raise InvalidInput(Problem("/source/outputs", detail, "too_large"))
    if asked.outputs:
        _submit(evaluation, asked.outputs)
    elif evaluation.source_kind != SourceKind.OUTPUTS or evaluation.prepared_at is None or not evaluation.total:
        sending.send(evaluation)


def _submit(evaluation: Evaluation, outputs: list[Any]) -> None:
    """All of them or none, since they are part of one request."""
    problems = [
        replace(problem, pointer=f"/source/outputs/{one.index}{problem.pointer}")
        for one in submitting.submit_outputs(evaluation, outputs)
        for problem in one.problems
    ]
    if problems:
        raise InvalidInput(*problems[:100])


def _shown(body: dict[str, Any]) -> dict[str, Any]:
    """The request as it was asked, without keys, and of outputs only how many came along."""
    shown = {**body}
    if isinstance(judge := body.get("judge"), dict):
        shown["judge"] = {name: value for name, value in judge.items() if name != "key"}
    source = body.get("source")
    if isinstance(source, dict):
        shown["source"] = {**source}
        if isinstance(there := source.get("endpoint"), dict):
            shown["source"]["endpoint"] = {name: value for name, value in there.items() if name != "key"}
        if isinstance(outputs := source.get("outputs"), list):
            shown["source"]["outputs"] = len(outputs)
    return shown

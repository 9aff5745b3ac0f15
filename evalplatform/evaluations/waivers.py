"""The waivers of a suite: given and ended by people, read by the gate."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from evalplatform.errors import InvalidInput, NotFound, Problem
from evalplatform.evaluations.gate import rules
from evalplatform.evaluations.models import Suite, Waiver
from evalplatform.evaluations.reading import Reader
from evalplatform.evaluations.scorers.chosen import MAX_NAME
from evalplatform.evaluations.suites.holding import held
from evalplatform.exact_json import find_flaw
from evalplatform.tracing.values import read_moment

MAX_DAYS = 90
MAX_REASON = 2_000
KEYS = ("metric", "reason", "until")


def of(suite_id: UUID | None) -> list[rules.Waiver]:
    """Those that still hold, the oldest first."""
    if suite_id is None:
        return []
    found = Waiver.objects.select_related("created_by").filter(suite_id=suite_id, until__gt=Now()).order_by("id")
    return [rules.Waiver(who(one), one.reason.strip() or "no reason was given", one.until, one.metric or None) for one in found]


def who(waiver: Waiver) -> str:
    if waiver.created_by:
        return waiver.created_by.get_username()
    return f"the key {waiver.created_with}" if waiver.created_with else "somebody who is gone"


def listed(suite: Suite) -> QuerySet[Waiver]:
    """All of the suite, those that have run out too."""
    return Waiver.objects.select_related("created_by").filter(suite=suite).order_by("id")


@transaction.atomic
def give_waiver(suite: Suite, body: Any, *, user_id: int | None = None, key_prefix: str = "") -> Waiver:
    """Let failing metrics of the suite pass from now on, up to `until`. Raises InvalidInput, NotFound."""
    metric, reason, until = _parse(suite, body)
    if not held(Suite, suite.id):
        raise NotFound("There is no such suite in this project.")
    made = Waiver.objects.create(suite=suite, metric=metric, reason=reason, until=until, created_by_id=user_id, created_with=key_prefix)
    made.refresh_from_db()  # the database's own clock set the time
    return made


def end_waiver(suite: Suite, waiver_id: UUID) -> None:
    """From now on it holds no more. Verdicts that it changed stay, and say so. Raises NotFound."""
    if not Waiver.objects.filter(suite=suite, id=waiver_id).delete()[0]:
        raise NotFound("The suite has no such waiver.")


def _parse(suite: Suite, body: Any) -> tuple[str, str, datetime]:
    if not isinstance(body, dict):
        raise InvalidInput(Problem("", f"A waiver is a JSON object with {', '.join(KEYS)}.", "wrong_type"))
    if flaw := find_flaw(body):
        raise InvalidInput(flaw)
    reader = Reader(body)
    metric = _metric(reader, suite)
    reason = reader.text("reason", most=MAX_REASON, required=True)
    if "reason" in body and reason and not reason.strip():
        reader.refuse("reason", "Say why: whoever reads the verdict will ask.", "required")
    until = _until(reader)
    reader.refuse_unknown()
    reader.raise_if_any()
    assert until is not None  # else there was a problem
    return metric, reason.strip(), until


def _metric(reader: Reader, suite: Suite) -> str:
    metric = reader.text("metric", most=MAX_NAME)
    ruled = [rule["metric"] for rule in suite.gate.get("rules", ())]
    if metric and metric not in ruled:
        reader.refuse("metric", f"No rule of the gate is about {metric!r}; there are {', '.join(ruled) or 'none'}.", "unknown_metric")
    return metric


def _until(reader: Reader) -> datetime | None:
    given = reader.get("until")
    if given is None:
        reader.refuse("until", f"until is needed: when the waiver ends, at most {MAX_DAYS} days from now.", "required")
        return None
    moment = read_moment(given, "", "until", reader.problems)
    if moment is not None and not timedelta(0) < moment - timezone.now() <= timedelta(days=MAX_DAYS):
        reader.refuse("until", f"until is a time from now on, at most {MAX_DAYS} days off.", "range")
    return moment

"""The demo's traces: the same ones for the same arguments, on every Python, in the shape of the API."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

from evalplatform.management.demo import coding, documents, flaws, maths, reviews, steps, support
from evalplatform.management.demo.catalogue import NEW_RELEASE, OLD_RELEASE, cost_usd
from evalplatform.management.demo.dice import Dice, weighted
from evalplatform.management.demo.drafts import Draft
from evalplatform.management.demo.judgements import scores
from evalplatform.management.demo.prose import filler

UNTIL = datetime(2026, 6, 30, tzinfo=UTC)
PERIOD = timedelta(days=30)
NEW_RELEASE_AFTER = 0.55  # of the traces
DUPLICATE_RATE, BROKEN_RATE, SPANS_RATE = 0.012, 0.015, 0.4
REMEMBERED = 256

_KINDS = weighted({"maths": 11, "support": 33, "retrieval": 28, "code": 13, "classification": 17})
_USERS = 900
_ODD_USERS = ("+1 555 0100", "-5", "+15550100", "@handle", "=1+1", 'O\'Neill, "Zoë"')
_ODD_NAMES = ('=HYPERLINK("https://example.com","reply")', "=SUM(A1:A9)", "+1", 'reply, "urgent"', "two\nlines", "-reply", "返信 ✉️")
_PLANS = weighted({"free": 5, "pro": 3, "enterprise": 1})


def traces(count: int, *, seed: int = 7, payload_bytes: int | None = None, until: datetime = UNTIL) -> Iterator[dict[str, Any]]:
    """`count` traces of the thirty days before `until`, oldest first, with the external ids demo-000001 and so on.

    As JSON they have about 1.9 kB on average, from 0.8 to 5; `payload_bytes` sets another average. They
    share parts with each other: serialise them, do not change them.
    """
    dice = Dice(seed)
    maker = _Maker(dice, count, until, payload_bytes)
    number = 0
    for session_id, release, drafts in _sessions(dice, seed, count):
        user_id, customer = maker.customer()
        for draft in drafts:
            number += 1
            yield maker.trace(number, _Setting(session_id, release, user_id, customer), draft)
            if number == count:
                return


def _sessions(dice: Dice, seed: int, count: int) -> Iterator[tuple[str, str, list[Draft]]]:
    """Sessions without end. Now and then one repeats an earlier question, word for word or nearly."""
    problems = maths.problems(seed)
    made = problem = number = 0
    seen: list[Draft] = []
    while True:
        number += 1
        release = NEW_RELEASE if made >= count * NEW_RELEASE_AFTER else OLD_RELEASE
        kind = dice.pick(_KINDS)
        if seen and dice.chance(DUPLICATE_RATE * 2):  # a session has two traces on average, these have one
            kind = "again"
            repeat = flaws.exact_duplicate if dice.chance(0.5) else flaws.near_duplicate
            drafts = [repeat(dice, dice.pick(seen))]
        elif kind == "maths":
            drafts = maths.session(dice, problems[problem % maths.PROBLEMS], release)
            problem += 1
        else:
            drafts = _session_of(kind, dice, release)
            seen = [*seen[-REMEMBERED:], drafts[-1]] if len(seen) > 2 * REMEMBERED else seen
            seen.append(drafts[-1])
        made += len(drafts)
        yield f"{kind}-{number:06d}", release, drafts


def _session_of(kind: str, dice: Dice, release: str) -> list[Draft]:
    if kind == "support":
        return support.session(dice)
    if kind == "retrieval":
        return documents.session(dice, release)
    if kind == "code":
        return coding.session(dice, release)
    return reviews.session(dice, release)


@dataclass(frozen=True, slots=True)
class _Setting:
    """What the traces of one session share."""

    session_id: str
    release: str
    user_id: str
    customer: dict[str, Any]


class _Maker:
    """Puts time, costs, scores and flaws to drafts."""

    def __init__(self, dice: Dice, count: int, until: datetime, payload_bytes: int | None) -> None:
        self.dice = dice
        self.payload_bytes = payload_bytes
        self.missing = 0  # bytes, from traces that were longer or shorter
        self.start = (until - PERIOD).astimezone(UTC).replace(tzinfo=None)
        self.step = PERIOD / count
        self.customers = [*(self._customer(f"user-{number:04d}") for number in range(_USERS)), *map(self._customer, _ODD_USERS)]

    def _customer(self, user_id: str) -> tuple[str, dict[str, Any]]:
        plan = self.dice.pick(_PLANS)
        region = self.dice.pick(("eu", "us", "apac"))
        return user_id, {"plan": plan, "region": region, "seats": 1 if plan == "free" else self.dice.between(2, 250)}

    def customer(self) -> tuple[str, dict[str, Any]]:
        return self.dice.pick(self.customers)

    def trace(self, number: int, setting: _Setting, draft: Draft) -> dict[str, Any]:
        dice, model = self.dice, draft.model
        if dice.chance(BROKEN_RATE):
            draft = flaws.broken(dice, draft)
        error = flaws.error(dice, model.error_rate)
        output = None if error else draft.output
        input_tokens, output_tokens = _tokens(draft.input) + 70 * len(draft.tools), _tokens(output)
        latency_ms = model.latency_ms(dice, output_tokens)
        started = self.start + self.step * number
        usage = {
            "input_tokens": input_tokens,
            "output_tokens": output_tokens,
            "cost_usd": cost_usd(model.name, input_tokens, output_tokens),
        }
        benchmark = draft.task == "maths"
        made = {
            "external_id": f"demo-{number:06d}",
            "name": dice.pick(_ODD_NAMES) if dice.chance(0.004) else draft.name,
            "session_id": setting.session_id,
            "user_id": "" if benchmark else setting.user_id,
            "environment": "staging" if benchmark or dice.chance(0.1) else "production",
            "release": setting.release,
            "model": model.name,
            "provider": model.provider,
            "status": "error" if error else "ok",
            "error": error,
            "input": draft.input,
            "output": output,
            "reference": draft.reference,
            "tools": draft.tools,
            "metadata": {
                "task": draft.task,
                "prompt_version": 3 + (number & 1),
                **draft.facts,
                **({} if benchmark else {"customer": setting.customer}),
            },
            "tags": draft.tags,
            "usage": usage,
            "latency_ms": latency_ms,
            "started_at": steps.moment(started),
            "ended_at": steps.moment(started + timedelta(milliseconds=latency_ms)),
            "scores": [] if error or output is None else scores(dice, draft, setting.release),
        }
        if not error and steps.can_be_shown(draft) and dice.chance(SPANS_RATE):
            made["spans"] = steps.spans(dice, draft, started, latency_ms, usage)
        return made if self.payload_bytes is None else self._fill(made, self.payload_bytes)

    def _fill(self, made: dict[str, Any], wanted: int) -> dict[str, Any]:
        """The trace with notes after its first message, so that the JSON of all has about `wanted` bytes on average."""
        self.missing += wanted - len(orjson.dumps(made))
        missing = self.missing
        if missing <= 20:
            return made
        self.missing = 0
        longer = flaws.with_more_text(made["input"], "\n\nNotes: " + filler(self.dice, missing - 10), last=False)
        tokens = made["usage"]["input_tokens"] + missing // 4
        cost = cost_usd(made["model"], tokens, made["usage"]["output_tokens"])
        return {**made, "input": longer, "usage": {**made["usage"], "input_tokens": tokens, "cost_usd": cost}}


def _tokens(payload: Any) -> int:
    """Roughly: four characters a token, four tokens around a message."""
    if isinstance(payload, str):
        return len(payload) // 4 + 1
    if isinstance(payload, dict):
        return len(payload.get("content") or payload.get("prompt") or "tool call with arguments") // 4 + 5
    return sum(len(message["content"] or "tool call with arguments") for message in payload or ()) // 4 + 4 * len(payload or ())

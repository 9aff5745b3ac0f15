"""Scores as scorers, people and the application would give them; better models get better ones."""

from typing import Any

from evalplatform.management.demo.catalogue import NEW_RELEASE
from evalplatform.management.demo.dice import Dice
from evalplatform.management.demo.drafts import Draft

CORRECT = {"name": "correct", "value": 1, "source": "scorer"}
WRONG = {"name": "correct", "value": 0, "source": "scorer"}
_SENTIMENTS = tuple({"name": "sentiment", "label": label, "source": "api"} for label in ("positive", "negative"))
_THUMBS = (
    {"name": "feedback", "value": 1, "label": "up", "source": "human"},
    {"name": "feedback", "value": 0, "label": "down", "source": "human"},
    {"name": "feedback", "value": 0, "label": "down", "source": "human", "comment": "That was not my question."},
)
_COMMENTS = (
    "", "", "", "Clear and polite.", "Could be shorter.", "Wrong product, but a good tone.", 'He wrote "tomorrow", it was Friday.',
    "Solved it in one go 👍", "=good", "- too long\n- no link", "Answered in the wrong language.",
)  # fmt: skip


def scores(dice: Dice, draft: Draft, release: str) -> list[dict[str, Any]]:
    """The judgements of one answered trace; often none."""
    given: list[dict[str, Any]] = []
    if draft.correct is not None:
        given.append(CORRECT if draft.correct else WRONG)
    if draft.task == "maths":
        return given
    good = draft.model.quality_in(release) if draft.correct is None else (0.85 if draft.correct else 0.25)
    if dice.chance(0.15):
        given.append(_helpfulness(dice, good))
    if draft.task == "support" and dice.chance(0.5):
        given.append(_SENTIMENTS[0 if dice.chance(good) else 1])
    if dice.chance(0.1 if release == NEW_RELEASE else 0.07):
        given.append(_THUMBS[0] if dice.chance(good) else dice.pick(_THUMBS[1:]))
    return given


def _helpfulness(dice: Dice, good: float) -> dict[str, Any]:
    """From 1 to 5, on average about 1 + 4 · `good`."""
    stars = 1 + sum(dice.chance(good) for _ in range(4))
    return {"name": "helpfulness", "value": stars, "source": "human", "comment": dice.pick(_COMMENTS)}

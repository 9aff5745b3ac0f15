"""Word problems with a known answer: every model is asked each of them, so their right and wrong answers can be paired."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from evalplatform.management.demo.catalogue import CHAT_MODELS, LanguageModelProfile
from evalplatform.management.demo.dice import Dice
from evalplatform.management.demo.drafts import Draft, Message, assistant, system, user

PROBLEMS = 250
SAME_AGAIN = 0.8
SYSTEM = system(
    "You are a patient maths tutor for pupils of ten to fourteen years. Work step by step, write down every calculation with its "
    "result, and do "
    "not skip a step because it looks easy. Use whole numbers where possible. Finish with a line that gives the answer as a plain number "
    "without its unit, so that it can be checked by a program."
)

# question, working, x and y from a, b, c: y is the answer
_KINDS: tuple[tuple[str, str, Callable[[int, int, int], tuple[int, int]]], ...] = (
    (
        "{who} packs {a} trays of {thing} a day with {b} on each tray. After giving {c} to a neighbour, how many are left at the end of "
        "the day?",
        "{a} trays with {b} each make {a} × {b} = {x}.\nWithout the {c} given away, {x} − {c} = {y} remain.",
        lambda a, b, c: (a * b, a * b - c),
    ),
    (
        "A shop sells {thing} in boxes of {b}. {who} buys {a} boxes and then finds {c} more in a cupboard at home. How many does {who} "
        "have?",
        "{a} boxes of {b} are {a} × {b} = {x}.\nTogether with the {c} from the cupboard that is {x} + {c} = {y}.",
        lambda a, b, c: (a * b, a * b + c),
    ),
    (
        "{who} reads {a} pages on every weekday and {b} pages on each day of the weekend. How many pages are that in {c} full weeks?",
        "One week has 5 × {a} + 2 × {b} = {x} pages.\nIn {c} weeks that is {c} × {x} = {y}.",
        lambda a, b, c: (5 * a + 2 * b, (5 * a + 2 * b) * c),
    ),
    (
        "A train has {a} carriages with {b} seats each. {c} seats are taken when it leaves. How many seats are free?",
        "There are {a} × {b} = {x} seats.\n{c} are taken, so {x} − {c} = {y} are free.",
        lambda a, b, c: (a * b, a * b - c),
    ),
    (
        "{who} earns ${a} an hour and works {b} hours a week. After {c} weeks, how many dollars has {who} earned?",
        "In one week {who} earns {a} × {b} = ${x}.\nAfter {c} weeks that is {x} × {c} = ${y}.",
        lambda a, b, c: (a * b, a * b * c),
    ),
    (
        "A tank holds {a} litres when {who} starts. {b} litres flow in every minute and 2 litres leak out. How many litres are in it "
        "after {c} minutes?",
        "Every minute the tank gains {b} − 2 = {x} litres.\nAfter {c} minutes it holds {a} + {c} × {x} = {y} litres.",
        lambda a, b, c: (b - 2, a + c * (b - 2)),
    ),
    (
        "{who} plants {a} rows of {b} seedlings in the garden. A storm destroys one row completely, and then {who} plants {c} new ones. "
        "How many grow there now?",
        "One row is lost, so ({a} − 1) × {b} = {x} survive.\nWith {c} new ones there are {x} + {c} = {y}.",
        lambda a, b, c: ((a - 1) * b, (a - 1) * b + c),
    ),
    (
        "A parcel service charges ${a} for a parcel and ${b} for each kilogram. {who} sends a parcel of {c} kilograms and pays with a "
        "gift card "
        "of $10. How many dollars remain to be paid?",
        "The parcel costs {a} + {b} × {c} = ${x}.\nThe card covers 10, so {x} − 10 = ${y} remain.",
        lambda a, b, c: (a + b * c, a + b * c - 10),
    ),
)
_WHO = (
    "Amara",
    "Björn",
    "Chidi",
    "Dana",
    "Elif",
    "Farid",
    "Grace",
    "Hiro",
    "Inés",
    "Jonas",
    "Kavya",
    "Liam",
    "Mei",
    "Noor",
    "Olga",
    "Priya",
)
_THINGS = ("muffins", "shells", "pencils", "marbles", "apples", "candles", "stickers", "peaches", "postcards", "buttons")
_OPENINGS = (
    "",
    "Let's see. ",
    "Step by step:\n",
    "First, ",
    "Here is how I would do it. ",
    "We can split this into two parts. ",
    "Sure! ",
    "Okay. ",
    "Working it out: ",
    "I start with what we know. ",
    "Good question. ",
    "To solve this, ",
)
_CHECKS = (
    "",
    "\nA quick check by estimating gives the same size.",
    "\nI checked the multiplication twice.",
    "\nDone in reverse, the numbers fit.",
    "\nAll units agree.",
    "\nNothing else in the text changes the amount.",
)
_CLOSINGS = ("\nThe answer is {y}.", "\nSo the answer is {y}", "\nAnswer: {y}", "\nThat makes {y}.", "\nTherefore: **{y}**", "\n#### {y}")
_MISTAKES = (1, -1, 10, -10, 2, 100, -2, 5)


@dataclass(frozen=True)
class Problem:
    """A word problem. `difficulty` from 0 to 1 moves every model's chance alike, as real problems do.

    `luck` from 0 to 1 is each model's own with this problem: asked again, it mostly does as before.
    """

    number: int
    question: Message
    working: str
    slots: dict[str, str | int]
    difficulty: float
    luck: tuple[float, ...]

    def answer(self, *, off: int, opening: str, check: str, closing: str) -> str:
        """The worked answer; with `off` other than 0 the last step is miscalculated by that much."""
        slots = {**self.slots, "y": int(self.slots["y"]) + off}
        return opening + self.working.format_map(slots) + check + closing.format_map(slots)


@cache
def problems(seed: int) -> tuple[Problem, ...]:
    dice = Dice(seed)
    luck = zip(*(_evenly_spread(dice) for _ in CHAT_MODELS), strict=True)
    return tuple(_problem(number, dice, of_models) for number, of_models in enumerate(luck))


def _evenly_spread(dice: Dice) -> list[float]:
    """Numbers from 0 to 1 with equal gaps in a random order, so that shares in them are what they should be and not nearly."""
    return [(place + 0.5) / PROBLEMS for _, place in sorted((dice.roll(), place) for place in range(PROBLEMS))]


def _problem(number: int, dice: Dice, luck: tuple[float, ...]) -> Problem:
    question, working, solve = _KINDS[number % len(_KINDS)]
    a, b, c = dice.between(12, 48), dice.between(6, 24), dice.between(3, 60)
    x, y = solve(a, b, c)
    slots: dict[str, str | int] = {"a": a, "b": b, "c": c, "x": x, "y": y, "who": dice.pick(_WHO), "thing": dice.pick(_THINGS)}
    return Problem(number, user(question.format_map(slots)), working, slots, difficulty=dice.roll(), luck=luck)


def session(dice: Dice, problem: Problem, release: str) -> list[Draft]:
    """One problem, asked of every model."""
    reference = problem.answer(off=0, opening="", check="", closing="\nThe answer is {y}.")
    question = [SYSTEM, problem.question]
    drafts = []
    for model, luck in zip(CHAT_MODELS, problem.luck, strict=True):
        chance = model.quality_in(release) + 0.4 * (0.5 - problem.difficulty)
        correct = (luck if dice.chance(SAME_AGAIN) else dice.roll()) < chance
        drafts.append(_draft(dice, problem, model, question, reference, correct=correct))
    return drafts


def _draft(dice: Dice, problem: Problem, model: LanguageModelProfile, question: list[Message], reference: str, *, correct: bool) -> Draft:
    text = problem.answer(
        off=0 if correct else dice.pick(_MISTAKES),
        opening=dice.pick(_OPENINGS if model.wordy else _OPENINGS[:4]),
        check=dice.pick(_CHECKS) if model.wordy else "",
        closing=dice.pick(_CLOSINGS),
    )
    return Draft(
        name="maths.solve",
        task="maths",
        model=model,
        input=question,
        output=assistant(text),
        reference=reference,
        correct=correct,
        facts={"problem": problem.number, "topic": "arithmetic"},
        tags=["maths", "benchmark"],
    )

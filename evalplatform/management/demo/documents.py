"""Questions about passages of a handbook (retrieval): the answer stands in one of the passages, the others only look alike."""

from dataclasses import dataclass

from evalplatform.management.demo.catalogue import CHAT_TRAFFIC
from evalplatform.management.demo.dice import Dice
from evalplatform.management.demo.drafts import Draft, assistant, system, user


@dataclass(frozen=True)
class Fact:
    """A passage that states `{v}`, the questions it answers, and the values it may have."""

    passage: str
    questions: tuple[str, ...]
    answers: tuple[str, ...]
    values: tuple[str, ...]


SYSTEM = system(
    "Answer the question from the numbered passages only, in one or two sentences, and name the passage in brackets. "
    "If they do not hold the answer, say so instead of guessing; a wrong answer costs more than none. Quote numbers and units as they "
    "stand there."
)
FACTS = (
    Fact(
        "{org} handbook, travel. Staff of {team} may book trains in first class for journeys of more than {v}. Taxis are paid for "
        "between 22:00 and "
        "06:00, or with luggage of more than 20 kg. Receipts are handed in within {n} weeks; later ones need the signature of the head "
        "of department.",
        ("From what length of journey may {team} staff travel first class?", "When is first class allowed on trains?"),
        ("First class is allowed on journeys of more than {v} [{p}].", "It may be booked when the journey takes longer than {v} [{p}]."),
        ("3 hours", "4 hours", "250 km", "400 km", "5 hours"),
    ),
    Fact(
        "{org} handbook, leave. Each employee has {v} of paid leave a year, in part time the same share of it. Up to {n} days move into "
        "the next year "
        "and lapse at the end of March. Requests of {team} go to the team lead at least two weeks ahead; a refusal has to be explained "
        "in writing.",
        ("How much paid leave does an employee of {org} have?", "How many days off are there a year?"),
        ("Every employee has {v} of paid leave a year [{p}].", "It is {v} a year, part-timers have a share of that [{p}]."),
        ("25 days", "26 days", "28 days", "30 days"),
    ),
    Fact(
        "{org} operations manual. Backups of the {team} database run every {v} and are kept for {n} months. A restore is rehearsed in "
        "every quarter; "
        "the last one took 41 minutes. Backups are encrypted with a key that two persons hold, and a copy lies in another region.",
        ("How often is the {team} database backed up?", "What is the interval between backups?"),
        ("A backup runs every {v} [{p}].", "According to the manual, every {v} [{p}]."),
        ("15 minutes", "30 minutes", "hour", "6 hours", "night"),
    ),
    Fact(
        "{org} security policy. Laptops lock themselves after {v} without input. Passwords have at least {n}0 characters in a manager; "
        "there is no "
        "rule about changing them. Lost devices are reported to {team} within 24 hours, who wipe them from afar. USB sticks are not "
        "accepted.",
        ("After how long does a laptop lock itself?", "When does the screen lock start?"),
        ("It locks itself after {v} without input [{p}].", "After {v} [{p}]."),
        ("3 minutes", "5 minutes", "10 minutes", "90 seconds"),
    ),
    Fact(
        "{org} data sheet, pump P-{n}00. The nominal pressure is {v}; the safety valve opens 10 % above it. The pump is greased every "
        "500 hours of "
        "operation, and the seal changed with every second greasing. {team} keeps seals and two spare motors on the shelf in hall 2.",
        ("What is the nominal pressure of the pump P-{n}00?", "Which pressure is the pump made for?"),
        ("The pump P-{n}00 has a nominal pressure of {v} [{p}].", "{v}, with the safety valve opening a tenth above that [{p}]."),
        ("6 bar", "8 bar", "10 bar", "16 bar", "25 bar"),
    ),
    Fact(
        "{org} terms of service. A contract runs for {v} and goes on from month to month afterwards. It can be ended with {n} weeks' "
        "notice, in the "
        "account or by letter. Customers of {team} who move abroad may end it at once and get back what they have paid ahead.",
        ("What is the minimum term of a contract?", "How long does a contract with {org} run at first?"),
        ("A contract runs for {v} at first [{p}].", "The minimum term is {v}; afterwards it goes on monthly [{p}]."),
        ("6 months", "12 months", "18 months", "24 months"),
    ),
    Fact(
        "{org} laboratory guide. Samples for {team} are stored at {v} and used within {n} days. Thawed samples are never frozen again. "
        "Labels carry "
        "date, initials and batch; a sample without a label is thrown away. The alarm of the freezer calls the person on duty.",
        ("At what temperature are samples stored?", "How cold are the samples of {team} kept?"),
        ("Samples are stored at {v} [{p}].", "They are kept at {v} and used within {n} days [{p}]."),
        ("-20 °C", "-80 °C", "4 °C", "-5 °C"),
    ),
)
_ORGS = ("Halden Works", "Meridian Labs", "Quay Logistics", "Tannwald AG", "Oberon Energy", "Pines & Partners", "Sable Air")
_TEAMS = ("Field Service", "Finance", "Platform", "Research", "Sales", "Support", "Quality", "Procurement", "Night Shift", "Data")
_OPENINGS = (
    "",
    "",
    "Yes: ",
    "According to the handbook: ",
    "As far as I can see: ",
    "Here is what I found. ",
    "In short: ",
    "The passage says: ",
)
_ENDINGS = (
    "",
    "",
    "",
    " See the passage for the exceptions.",
    " The other passage is about something else.",
    " Nothing else is said about it.",
)
_LOST = "The passages do not say anything about that."


def session(dice: Dice, release: str) -> list[Draft]:
    """One question, half of the time asked of a second model as well."""
    places = {"org": dice.pick(_ORGS), "team": dice.pick(_TEAMS), "n": str(dice.between(2, 8))}
    fact = dice.pick(FACTS)
    value = dice.pick(fact.values)
    place = dice.below(2)
    passages = [_distractor(dice, fact)]
    passages.insert(place, fact.passage.format_map({**places, "v": value}))
    slots = {**places, "v": value, "p": str(place + 1)}
    context = "\n\n".join(f"[{number}] {passage}" for number, passage in enumerate(passages, 1))
    question = [SYSTEM, user(f"{context}\n\nQuestion: {dice.pick(fact.questions).format_map(slots)}")]
    models = [dice.pick(CHAT_TRAFFIC) for _ in range(dice.between(1, 2))]
    drafts = []
    for model in models:
        correct = dice.chance(model.quality_in(release))
        drafts.append(
            Draft(
                name="handbook.answer",
                task="retrieval",
                model=model,
                input=question,
                output=assistant(_answer(dice, fact, slots, correct=correct)),
                reference=fact.answers[0].format_map(slots),
                correct=correct,
                facts={"topic": places["org"], "retriever": {"k": 2, "index": "handbook-2026"}},
                tags=["retrieval"],
                passages=tuple(passages),
            )
        )
    return drafts


def _distractor(dice: Dice, fact: Fact) -> str:
    other = dice.pick(FACTS)
    if other is fact:
        other = FACTS[(FACTS.index(fact) + 1) % len(FACTS)]
    slots = {"org": dice.pick(_ORGS), "team": dice.pick(_TEAMS), "n": str(dice.between(2, 8)), "v": dice.pick(other.values)}
    return other.passage.format_map(slots)


def _answer(dice: Dice, fact: Fact, slots: dict[str, str], *, correct: bool) -> str:
    if correct:
        return _wrapped(dice, dice.pick(fact.answers).format_map(slots))
    if dice.chance(0.3):
        return _wrapped(dice, _LOST)
    wrong = fact.values[(fact.values.index(slots["v"]) + 1 + dice.below(len(fact.values) - 1)) % len(fact.values)]
    return _wrapped(dice, dice.pick(fact.answers).format_map({**slots, "v": wrong}))


def _wrapped(dice: Dice, answer: str) -> str:
    return dice.pick(_OPENINGS) + answer + dice.pick(_ENDINGS)

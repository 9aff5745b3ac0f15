"""Support chats: a session of several traces, each with the turns before it, with and without calls of tools."""

from evalplatform.management.demo.catalogue import CHAT_TRAFFIC, TOOL_TRAFFIC
from evalplatform.management.demo.dice import Dice
from evalplatform.management.demo.drafts import Draft, Message, assistant, call, system, tool_result, user
from evalplatform.management.demo.support_languages import FOREIGN_SCENARIOS, SHOPS, slots
from evalplatform.management.demo.support_texts import (
    ANSWER_ENDINGS,
    ANSWER_OPENERS,
    ENDINGS,
    OPENERS,
    SCENARIOS,
    TOOLS,
    Scenario,
    Turn,
)

_PROMPTS = {
    shop: tuple(
        system(
            f"You are the assistant of the web shop {shop}, which sells things for home, office and the outdoors in twenty countries. "
            f"{manner} {limits} "
            "Parcels take two to five working days, returns are free for 30 days, and the guarantee of the law applies to everything. "
            "Do not give legal or medical advice, and do not talk about other shops. If a customer asks for a person, make a ticket and "
            "say "
            "when somebody will call back. Write plain text without headings, and lists only where there are steps to follow."
        )
        for manner in (
            "Be brief and friendly.",
            "Answer politely, in the customer's language.",
            "Stay calm, even when the customer is not.",
        )
        for limits in (
            "Never promise a date that you have not looked up. Refunds above $200 need a colleague.",
            "Use the tools instead of guessing, and ask for the order number if it is missing.",
        )
    )
    for shop in SHOPS
}
# What people should not write into a chat, but do. All of it is reserved for examples: nobody can be reached or charged by it.
_PERSONAL = (
    " You can reach me at {name}.{number}@example.com.",
    " My number is +1 (202) 555-01{last}, please call me.",
    " I paid with the card 4111 1111 1111 1111, valid until 12/30.",
    " My IBAN is DE89 3704 0044 0532 0130 00, for the refund.",
    " The log says 192.0.2.{days}: connection refused.",
    " The key I use is demo_key_{number}abcdef{number}.",
)


def session(dice: Dice) -> list[Draft]:
    """One customer's conversation: a trace for each answer, and sometimes one for the call of a tool before it."""
    foreign = dice.chance(0.08)
    scenario = dice.pick(FOREIGN_SCENARIOS if foreign else SCENARIOS)
    with_tools = not foreign and scenario.turns[0].tool != "" and dice.chance(0.6)
    model = dice.pick(TOOL_TRAFFIC if with_tools else CHAT_TRAFFIC)
    facts = {"topic": scenario.topic, "language": scenario.language, "channel": dice.pick(("web", "app", "email"))}
    tags = ["support", scenario.topic, "tools"] if with_tools else ["support", scenario.topic]
    chat = _Chat(dice, scenario, with_tools)
    drafts = []
    for asked, answer in chat.exchanges():
        edited = dice.chance(0.03)
        drafts.append(
            Draft(
                name="support.reply",
                task="support",
                model=model,
                input=asked,
                output=answer,
                reference=_edited(answer) if edited else None,
                facts=facts,
                tags=[*tags, "edited"] if edited else tags,
                tools=TOOLS if with_tools else [],
            )
        )
    return drafts


class _Chat:
    """A conversation that grows; what has been given out is never changed."""

    def __init__(self, dice: Dice, scenario: Scenario, with_tools: bool) -> None:
        self.dice = dice
        self.scenario = scenario
        self.with_tools = with_tools
        self.slots = slots(dice)
        self.messages: list[Message] = [dice.pick(_PROMPTS[self.slots["shop"]])]

    def exchanges(self) -> list[tuple[list[Message], Message]]:
        """What the model was given and what it answered, from the first turn to the last."""
        made = []
        for number, turn in enumerate(self.scenario.turns):
            self.messages = [*self.messages, self._question(turn, first=number == 0)]
            if self.with_tools and turn.tool:
                made += self._look_up(turn, number)
            answer = self._answer(turn)
            made.append((self.messages, answer))
            self.messages = [*self.messages, answer]
            if self.dice.chance(0.2):
                break
        return made

    def _question(self, turn: Turn, *, first: bool) -> Message:
        dice = self.dice
        text = dice.pick(turn.asks)
        if first and self.scenario.language == "en":
            text = dice.pick(OPENERS) + text + dice.pick(ENDINGS)
        if first and dice.chance(0.12):
            text += dice.pick(_PERSONAL)
        return user(text.format_map({**self.slots, "last": self.slots["number"][:2]}))

    def _answer(self, turn: Turn) -> Message:
        dice = self.dice
        text = dice.pick(turn.answers)
        if self.scenario.language == "en":
            text = dice.pick(ANSWER_OPENERS) + text + dice.pick(ANSWER_ENDINGS)
        return assistant(text.format_map(self.slots))

    def _look_up(self, turn: Turn, number: int) -> list[tuple[list[Message], Message]]:
        identifier = f"call_{self.slots['number']}{number}"
        called = call(identifier, turn.tool, turn.arguments.format_map(self.slots))
        before = self.messages
        self.messages = [*before, called, tool_result(identifier, turn.result.format_map(self.slots))]
        return [(before, called)] if self.dice.chance(0.25) else []


def _edited(answer: Message) -> Message | None:
    """The answer as a colleague corrected it."""
    if not answer["content"]:
        return None
    return assistant(f"{answer['content']} I have also noted it in your ticket, so you will not have to explain it again.")

"""Alpaca as LLaMA-Factory reads it: `{instruction, input, output, system, history}`, text only, earlier turns as pairs.

Sources: AlpacaDatasetConverter in src/llamafactory/data/converter.py and data/README.md of github.com/hiyouga/LLaMA-Factory.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from exports.finetuning.breaches import Breach, reject
from exports.finetuning.conversation import Example, Turn
from exports.finetuning.targets import Limits, Needs, Status, checks
from exports.finetuning.targets import plain_turns as plain
from exports.finetuning.targets.checks import Features, Rules

TEXTS = ("instruction", "input", "output", "system")
KEYS = (*TEXTS, "history")


class Target:
    """All keys stand in each line, since the loader wants the columns that dataset_info.json names; `input` is always empty, for the whole
    question is the instruction. The answers in `history` are learned too.
    """

    name = "alpaca"
    title = "Alpaca (LLaMA-Factory)"
    rules_version = "2026-11"
    source = "https://github.com/hiyouga/LLaMA-Factory/blob/main/data/README.md#alpaca-format"
    status = Status.CURRENT
    deprecated_after: date | None = None
    needs = Needs.CONVERSATION
    limits = Limits()
    repairs: tuple[str, ...] = plain.REPAIRS
    features: Features = (*({"name": key, "dtype": "string"} for key in TEXTS), {"name": "history", "list": {"list": "string"}})

    # What only render finds: the conversation cannot be said in this form.
    REFUSALS: Rules = (
        plain.NEEDS,
        plain.ROLE,
        plain.TOOLS,
        plain.IMAGE,
        plain.NAME,
        plain.WEIGHT,
        plain.SYSTEMS,
        plain.SYSTEM_PLACE,
        ("not_alternating", "The turns are pairs of a user's and an assistant's, one at least."),
    )
    RULES: Rules = (
        ("not_an_object", checks.OBJECT),
        ("missing_key", checks.MISSING),
        ("unknown_key", checks.UNKNOWN),
        ("wrong_type", checks.TYPE),
        ("empty_question", "instruction or input is not empty, nor is a question in the history."),
        ("empty_answer", "output is not empty, nor is an answer in the history."),
        ("not_a_pair", "The history is a list of pairs of question and answer."),
        *REFUSALS,
    )

    def render(self, example: Example) -> dict[str, Any]:
        found = plain.conversation(example)
        plain.refuse_tools(found)
        system, turns = plain.split_system(found.turns, "/history")
        *history, (instruction, output) = _pairs(turns)
        return {"instruction": instruction, "input": "", "output": output, "system": system or "", "history": history}

    def check(self, line: Any) -> list[Breach]:
        found: list[Breach] = []
        if not checks.is_object(line, "", found, needed=("instruction", "output"), known=KEYS):
            return found
        for key in TEXTS:
            if key in line:
                checks.is_text(line[key], f"/{key}", found)
        if line.get("instruction") == "" and line.get("input", "") == "":
            found.append(Breach("empty_question", "/instruction", "There is no question: instruction and input are empty."))
        if line.get("output") == "":
            found.append(Breach("empty_answer", "/output", "There is no answer: output is empty."))
        if "history" in line and checks.is_list(line["history"], "/history", found):
            for number, pair in enumerate(line["history"]):
                _check_pair(pair, f"/history/{number}", found)
        return found

    def texts(self, line: Mapping[str, Any]) -> list[str]:
        written = [line[key] for key in TEXTS if line.get(key)]
        return written + [text for pair in line.get("history", ()) for text in pair]

    def schema(self) -> dict[str, Any]:
        text, word = {"type": "string"}, {"type": "string", "minLength": 1}
        pair = {"type": "array", "items": word, "minItems": 2, "maxItems": 2}
        history = {"type": "array", "items": pair}
        properties = {"instruction": text, "input": text, "output": word, "system": text, "history": history}
        asked = [{"properties": {"instruction": word}}, {"properties": {"input": word}, "required": ["input"]}]
        return checks.of_line(self.title, {**checks.closed(properties, "instruction", "output"), "anyOf": asked})


def _pairs(turns: Sequence[Turn]) -> list[list[str]]:
    texts = [_text(turn, number) for number, turn in enumerate(turns)]
    if not texts or len(texts) % 2:
        message = "The turns must be pairs of a question and its answer; the repair drop_trailing_user cuts what follows the last answer."
        raise reject("not_alternating", "/output", message)
    return [texts[start : start + 2] for start in range(0, len(texts), 2)]


def _text(turn: Turn, number: int) -> str:
    pointer = f"/history/{number // 2}/{number % 2}"
    plain.refuse_system(turn, pointer)
    plain.refuse_calls(turn, pointer)
    if turn.role != ("assistant" if number % 2 else "user"):
        message = f"User and assistant must take turns; here stands the {turn.role} out of turn. The repair merge_turns makes one of two."
        raise reject("not_alternating", pointer, message)
    plain.refuse_marks(turn, pointer)
    return plain.text(turn, pointer)


def _check_pair(pair: Any, pointer: str, found: list[Breach]) -> None:
    if type(pair) is not list or len(pair) != 2:
        found.append(Breach("not_a_pair", pointer, "This must be a list of a question and its answer."))
        return
    for number, rule in enumerate(("empty_question", "empty_answer")):
        checks.is_word(pair[number], f"{pointer}/{number}", found, rule=rule)

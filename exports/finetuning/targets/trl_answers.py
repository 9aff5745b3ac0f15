"""What TRL's trainers for preferences and labels ask of a prompt and of its answers.

Source: tokenize_fn in trl/trainer/dpo_trainer.py and kto_trainer.py, apply_chat_template in trl/data_utils.py: the prompt is ended by
what opens an answer of the assistant, and the answer is what follows it.
"""

from typing import Any

from exports.finetuning.breaches import Breach
from exports.finetuning.targets import trl_messages
from exports.finetuning.targets.checks import Rules

RULES: Rules = (
    ("prompt_end", "The prompt ends with a message of the user or of a tool."),
    ("answer_start", "An answer begins with a message of the assistant."),
    ("answer_end", "An answer ends with a message of the assistant."),
)


def check_prompt(line: dict[str, Any], found: list[Breach]) -> None:
    if "prompt" not in line:
        return
    messages = line["prompt"]
    trl_messages.check(messages, "/prompt", found)
    role = _role(messages, -1)
    if role in ("system", "assistant"):
        message = f"The prompt ends with a message of the {role}; an answer follows a user or a tool."
        found.append(Breach("prompt_end", f"/prompt/{len(messages) - 1}/role", message))


def check_answer(line: dict[str, Any], key: str, found: list[Breach]) -> None:
    if key not in line:
        return
    messages = line[key]
    trl_messages.check(messages, f"/{key}", found)
    if (role := _role(messages, 0)) and role != "assistant":
        found.append(Breach("answer_start", f"/{key}/0/role", f"The answer begins with a message of the {role}, not of the assistant."))
    if (role := _role(messages, -1)) and role != "assistant":
        message = f"The answer ends with a message of the {role}; the repair drop_trailing_user cuts what follows the assistant's last."
        found.append(Breach("answer_end", f"/{key}/{len(messages) - 1}/role", message))


def answer_schema() -> dict[str, Any]:
    first = {"properties": {"role": {"const": "assistant"}}}
    whole = trl_messages.schema()
    return {**whole, "prefixItems": [{**whole["items"], **first}]}


def _role(messages: Any, place: int) -> str:
    """The role of a message, empty where there is none that is known."""
    message = messages[place] if type(messages) is list and messages else None
    role = message.get("role") if type(message) is dict else None
    return role if type(role) is str and role in trl_messages.ROLES else ""

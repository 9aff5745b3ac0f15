"""Programming tasks with a right and a wrong solution each."""

from dataclasses import dataclass

from evalplatform.management.demo.catalogue import CHAT_MODELS, CHAT_TRAFFIC
from evalplatform.management.demo.dice import Dice
from evalplatform.management.demo.drafts import Draft, assistant, system, user


@dataclass(frozen=True)
class Task:
    """`NAME` stands for the function's name in all texts."""

    language: str
    ask: str
    right: str
    wrong: str
    names: tuple[str, ...]
    test: str


TASKS = (
    Task(
        "python",
        "Write a function `NAME(items, size)` that cuts a list into pieces of `size`, the last one shorter if need be.",
        'def NAME(items, size):\n    if size < 1:\n        raise ValueError("size must be 1 or more")\n'
        "    return [items[start : start + size] for start in range(0, len(items), size)]",
        "def NAME(items, size):\n    return [items[start : start + size] for start in range(0, len(items) - size, size)]",
        ("chunks", "batched_list", "split_every", "pages_of"),
        "NAME([1, 2, 3], 2) == [[1, 2], [3]]",
    ),
    Task(
        "python",
        'Write `NAME(text)`, which gives true when the brackets ()[]{} in the text are balanced. Example: NAME("(a[0])") is true.',
        'def NAME(text):\n    pairs = {")": "(", "]": "[", "}": "{"}\n    open_ones = []\n    for sign in text:\n'
        "        if sign in pairs.values():\n            open_ones.append(sign)\n        elif sign in pairs and (not open_ones or "
        "open_ones.pop() != pairs[sign]):\n"
        "            return False\n    return not open_ones",
        'def NAME(text):\n    return all(text.count(a) == text.count(b) for a, b in ("()", "[]", "{}"))',
        ("balanced", "is_balanced", "brackets_match"),
        'NAME(")(") is False',
    ),
    Task(
        "python",
        "I need `NAME(words)` that groups words which are anagrams of each other and keeps the order in which they were first seen.",
        'def NAME(words):\n    groups = {}\n    for word in words:\n        groups.setdefault("".join(sorted(word)), []).append(word)\n'
        "    return list(groups.values())",
        "def NAME(words):\n    groups = {}\n    for word in words:\n        groups.setdefault(frozenset(word), []).append(word)\n"
        "    return list(groups.values())",
        ("group_anagrams", "anagrams", "by_letters"),
        'NAME(["aab", "ab"]) == [["aab"], ["ab"]]',
    ),
    Task(
        "sql",
        "In PostgreSQL: table NAME(id, customer_id, total, created_at). I want each customer's latest row, also when two have the same "
        "time.",
        "SELECT DISTINCT ON (customer_id) *\nFROM NAME\nORDER BY customer_id, created_at DESC, id DESC;",
        "SELECT *\nFROM NAME\nWHERE created_at IN (SELECT max(created_at) FROM NAME GROUP BY customer_id);",
        ("orders", "invoices", "payments", "bookings"),
        "one row for each customer_id",
    ),
    Task(
        "sql",
        "How do I get the share of rows of NAME with status 'failed' for each day of the last week? Days without rows should show 0.",
        "SELECT day, coalesce(avg((status = 'failed')::int), 0) AS share\n"
        "FROM generate_series(current_date - 6, current_date, interval '1 day') AS day\n"
        "LEFT JOIN NAME ON NAME.created_at >= day AND NAME.created_at < day + interval '1 day'\nGROUP BY day\nORDER BY day;",
        "SELECT created_at::date AS day, count(*) FILTER (WHERE status = 'failed') / count(*) AS share\nFROM NAME\n"
        "WHERE created_at > now() - interval '7 days'\nGROUP BY day;",
        ("deliveries", "jobs", "runs", "requests"),
        "seven rows, shares between 0 and 1",
    ),
    Task(
        "javascript",
        "Write a `NAME(fn, ms)` in plain JavaScript: it calls `fn` once, `ms` milliseconds after the last call, with the last arguments.",
        "export function NAME(fn, ms) {\n  let timer;\n  return (...args) => {\n    clearTimeout(timer);\n    timer = setTimeout(() => "
        "fn(...args), ms);\n  };\n}",
        "export function NAME(fn, ms) {\n  let waiting = false;\n  return (...args) => {\n    if (waiting) return;\n    waiting = true;\n"
        "    setTimeout(() => { waiting = false; fn(...args); }, ms);\n  };\n}",
        ("debounce", "afterQuiet", "whenIdle"),
        "three quick calls run fn once, with the third's arguments",
    ),
)
_SYSTEM = (
    system(
        "You are a senior developer. Answer with one code block and at most three sentences. Use what the language brings along, follow "
        "its usual "
        "style, and give clear names. Say so when the question leaves something open, and then choose the plainest reading of it."
    ),
    system(
        "You help with code in an editor. Prefer the standard library, name edge cases, and keep it short. Never invent functions that "
        "do not exist. "
        "The user sees your answer beside the open file, so do not repeat the question and do not write tests unless asked."
    ),
)
_CONTEXTS = (
    "",
    " It runs on every request, so it should be fast.",
    " No dependencies, please.",
    " It is for a beginner's course.",
    " We are on the latest stable version.",
    " The input comes from users, so expect nonsense.",
    ' My colleague says "it cannot be done in under ten lines".',
    " Please add a short explanation.",
    '\n\nWhat I have so far fails:\n\n    Traceback (most recent call last):\n      File "app.py", line {n}, in <module>\n    '
    "IndexError: list index out of range",
)
_BEFORE = (
    "",
    "Here it is:\n\n",
    "This does it:\n\n",
    "Try this:\n\n",
    "You can write it like so:\n\n",
    "I would write:\n\n",
    "The usual way:\n\n",
    "Short and plain:\n\n",
    "With {n} items this is fast enough:\n\n",
)
_AFTER = (
    "",
    "\n\nIt needs one pass and no extra library.",
    "\n\nNote the edge case of an empty input.",
    "\n\nTo test it: `{test}`.",
    "\n\nThe time grows linearly with the input; {n} items take well under a millisecond.",
)


def session(dice: Dice, release: str) -> list[Draft]:
    """One task, asked of two models."""
    task = dice.pick(TASKS)
    name, number = dice.pick(task.names), str(dice.between(3, 400))
    ask = task.ask.replace("NAME", name) + dice.pick(_CONTEXTS).replace("{n}", number)
    question = [dice.pick(_SYSTEM), user(ask)]
    test = task.test.replace("NAME", name)
    reference = task.right.replace("NAME", name)
    drafts = []
    first = dice.pick(CHAT_TRAFFIC)
    second = dice.pick([model for model in CHAT_MODELS if model is not first])
    for model in (first, second):
        correct = dice.chance(model.quality_in(release))
        code = reference if correct else task.wrong.replace("NAME", name)
        text = f"{dice.pick(_BEFORE)}```{task.language}\n{code}\n```{dice.pick(_AFTER)}"
        drafts.append(
            Draft(
                name="code.write",
                task="code",
                model=model,
                input=question,
                output=assistant(text.replace("{n}", number).replace("{test}", test)),
                reference=reference,
                correct=correct,
                facts={"topic": task.language, "test": test},
                tags=["code", task.language],
            )
        )
    return drafts

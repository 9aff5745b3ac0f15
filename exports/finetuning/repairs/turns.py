"""Repairs of turns: which ones there are, in which order, and how neighbours become one."""

from collections.abc import Sequence

from exports.finetuning.conversation import Image, Part, Text, Turn
from exports.finetuning.repairs.reach import Placed

BETWEEN = "\n\n"


def as_system(turn: Turn) -> Turn:
    return turn._replace(role="system") if turn.role == "developer" else turn


def without_name(turn: Turn) -> Turn:
    return turn._replace(name="") if turn.name else turn


def without_text_beside_calls(turn: Turn) -> Turn:
    return turn._replace(content=None) if turn.calls and turn.content else turn


def without_empty(placed: Sequence[Placed]) -> Sequence[Placed]:
    """If that would leave nothing of the answer, the answer stays as it is, so that the prompt is never learned in its place."""
    kept = [one for one in placed if not _is_empty(one.turn)]
    if any(one.answers for one in kept):
        return kept
    return [one for one in placed if one.answers or not _is_empty(one.turn)]


def with_system_first(placed: Sequence[Placed]) -> Sequence[Placed]:
    """Systems of different names stay apart, as does what stands in the answer."""
    systems = [one for one in placed if one.turn.role == "system" and not one.answers]
    if not systems or systems == [placed[0]] or any(one.turn.name != systems[0].turn.name for one in systems):
        return placed
    others = [one for one in placed if one.turn.role != "system" or one.answers]
    return [_joined(systems), *others]


def without_leading(placed: Sequence[Placed]) -> Sequence[Placed]:
    first = next((index for index, one in enumerate(placed) if one.turn.role == "user"), None)
    if first is None or placed[first].answers:
        return placed
    return [one for index, one in enumerate(placed) if index >= first or one.turn.role in ("system", "developer")]


def without_trailing(placed: Sequence[Placed]) -> Sequence[Placed]:
    """Only within the answer: were there no assistant in it, the prompt's last one would be learned in its place."""
    last = max((index for index, one in enumerate(placed) if one.answers and one.turn.role == "assistant"), default=None)
    return placed if last is None else placed[: last + 1]


def merged(placed: Sequence[Placed]) -> Sequence[Placed]:
    """Calls end a turn: what follows them is joined only if it is calls too, since text after calls is said later than text before."""
    runs: list[list[Placed]] = []
    for one in placed:
        if runs and _goes_on(runs[-1][-1].turn, one.turn):
            runs[-1].append(one)
        else:
            runs.append([one])
    return [_joined(run) for run in runs]


def _goes_on(last: Turn, turn: Turn) -> bool:
    if turn.role == "tool" or (last.role, last.name, last.weight) != (turn.role, turn.name, turn.weight):
        return False
    return not last.calls or bool(turn.calls and not turn.content)


def _joined(run: Sequence[Placed]) -> Placed:
    if len(run) == 1:
        return run[0]
    turns = [one.turn for one in run]
    calls = tuple(call for turn in turns for call in turn.calls)
    return Placed(turns[0]._replace(content=_contents(turns), calls=calls), any(one.answers for one in run))


def _contents(turns: Sequence[Turn]) -> str | tuple[Part, ...] | None:
    contents = [turn.content for turn in turns if turn.content]
    texts = [one for one in contents if isinstance(one, str)]
    if len(texts) == len(contents):
        return BETWEEN.join(texts) if texts else turns[0].content
    parts: list[Part] = []
    for one in contents:
        parts.extend((Text(one),) if isinstance(one, str) else one)
    return tuple(parts)


def _is_empty(turn: Turn) -> bool:
    if turn.role == "tool" or turn.calls:
        return False
    if isinstance(turn.content, tuple):
        return not any(isinstance(part, Image) or part.text.strip() for part in turn.content)
    return not (turn.content and turn.content.strip())

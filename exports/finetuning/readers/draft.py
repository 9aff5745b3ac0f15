"""A list of turns while it is being read: the turn that is open takes text, images and calls until the next one begins."""

from exports.finetuning.breaches import reject
from exports.finetuning.conversation import Image, Part, Role, Text, ToolCall, Turn

Piece = str | Image


class Draft:
    """`turns` are those that are closed; `open` whether another one is not."""

    __slots__ = ("_calls", "_gave", "_name", "_pieces", "_role", "_weight", "open", "turns")

    def __init__(self) -> None:
        self.turns: list[Turn] = []
        self.open = False

    def begin(self, role: Role, *, name: str = "", weight: int | None = None) -> None:
        self.close()
        self.open, self._role, self._name, self._weight = True, role, name, weight
        self._pieces: list[Piece] = []
        self._calls: list[ToolCall] = []
        self._gave = False

    def go_on(self) -> None:
        """Open the assistant's turn again if it was the last one, else begin one."""
        if self.open and self._role == "assistant":
            return
        self.close()
        before = self.turns.pop().content if self.turns and self.turns[-1].role == "assistant" else None
        self.begin("assistant")
        if isinstance(before, str):  # only plain turns are appended whole; all others are still open
            self._pieces.append(before)

    def say(self, piece: Piece, pointer: str) -> None:
        """Raises Rejected after a call: to put the text before it would teach another order."""
        if self._calls:
            if not piece:
                return
            raise reject("text_after_call", pointer, "This stands after a tool call of its turn; a turn has text first, then its calls.")
        self._pieces.append(piece)

    def call(self, call: ToolCall, pointer: str) -> None:
        if self._role != "assistant":
            raise reject("call_not_by_assistant", pointer, f"Only the assistant calls tools, but this is a turn of role {self._role}.")
        self._calls.append(call)

    def answer(self, turn: Turn) -> None:
        """A tool's result, which is a turn of its own; the open turn goes on after it."""
        if self._pieces or self._calls:
            self.turns.append(self._closed())
            self._pieces, self._calls = [], []
        self.turns.append(turn)
        self._gave = True

    def append(self, turn: Turn) -> None:
        """A whole turn: the result of a tool, or one with nothing but text."""
        if self.open:
            self.close()
        self.turns.append(turn)

    def close(self) -> None:
        if self.open and (self._pieces or self._calls or not self._gave):
            self.turns.append(self._closed())
        self.open = False

    def _closed(self) -> Turn:
        return Turn(self._role, joined(self._pieces, self._role), tuple(self._calls), "", self._name, self._weight)


def joined(pieces: list[Piece], role: Role) -> str | tuple[Part, ...] | None:
    """The content of a turn. Several texts become one: of an assistant as they are, since an API cuts one answer into blocks (at citations,
    for one) and its clients join them so; of others with LF, as exports.finetuning.conversation.plain_text does.
    """
    if not pieces:
        return None
    texts = [piece for piece in pieces if isinstance(piece, str)]
    if len(texts) == len(pieces):
        return texts[0] if len(texts) == 1 else ("" if role == "assistant" else "\n").join(texts)
    return tuple(Text(piece) if isinstance(piece, str) else piece for piece in pieces)

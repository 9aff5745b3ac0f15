"""Takes personal data and secrets out of conversations: masked, or under pseudonyms that stay the same in all files of a project."""

import hmac
from collections import Counter

from evalplatform.errors import InvalidInput, Problem
from exports.finetuning import asked
from exports.finetuning.conversation import Conversation
from exports.finetuning.redact import card, credentials, email, iban, ip, json_text, key, patterns, phone, walking
from exports.finetuning.redact.found import Kind
from exports.finetuning.redact.scanning import Scanner

# Of two that begin at one place and are of one length, the first wins.
KINDS = {one.name: one for one in (email.KIND, phone.KIND, card.KIND, iban.KIND, ip.KIND, key.KIND, credentials.KIND)}


class Redactor:
    """Redacts what a request asks for. Raises InvalidInput with a pointer for each unknown kind and each expression of no use.

    `key` is the project's: with another one the same value has another pseudonym. May be used by several threads.
    """

    def __init__(self, asked: asked.Redact, *, key: bytes) -> None:
        labels = frozenset(one.label for one in KINDS.values())
        _refuse_unknown(asked.kinds)
        own = patterns.kinds(asked.patterns, taken=labels)
        chosen = [one for name, one in KINDS.items() if name in asked.kinds]
        self.scanner = Scanner(chosen, own=own, labels=labels | {one.label for one in own})
        self.has_own = bool(own)
        self._pseudonyms = asked.mode == "pseudonym"
        self._key = key

    def text(self, text: str) -> tuple[str, dict[str, int]]:
        """The text without the data, and how much there was by kind."""
        work = _Work(self)
        return work.redact(text), work.counts()

    def conversation(self, conversation: Conversation) -> tuple[Conversation, dict[str, int]]:
        """The conversation without the data, the very same where there was none, and how much there was by kind."""
        if not self.has_own and not self._may_hold_data(conversation):
            return conversation, {}
        work = _Work(self)
        changed = walking.redacted(conversation, work.redact)
        counts = work.counts()
        return (changed if counts else conversation), counts

    def replacement(self, kind: Kind, value: bytes) -> bytes:
        label = kind.label.encode()
        if not self._pseudonyms:
            return b"[%b]" % label
        digest = hmac.digest(self._key, kind.name.encode() + b"\0" + value, "sha256")
        return b"[%b_%b]" % (label, digest[:5].hex().encode())

    def _may_hold_data(self, conversation: Conversation) -> bool:
        """By one search over all texts: most conversations hold nothing."""
        found = []
        for text in walking.texts(conversation):
            if (searchable := json_text.searchable(text)) is None:
                return True
            found.append(searchable)
        return self.scanner.may_hold_data("\n".join(found).encode("utf-8", "surrogatepass"))


class _Work:
    """One call: redacts, and counts what was found."""

    def __init__(self, redactor: Redactor) -> None:
        self._redactor = redactor
        self._scanner = redactor.scanner
        self._found: Counter[str] = Counter()

    def redact(self, text: str) -> str:
        """The very same text where nothing was found. An expression of the user's is held against each string inside JSON."""
        searchable = json_text.searchable(text, exactly=self._redactor.has_own)
        if searchable is not None and not self._scanner.may_hold_data(searchable.encode("utf-8", "surrogatepass")):
            return text
        inside = json_text.redact_json(text, self.redact)
        if inside is not None:
            return inside
        raw = text.encode("utf-8", "surrogatepass")
        changed = self._scanner.replace(raw, self._replacement)
        return text if changed is raw else changed.decode("utf-8", "surrogatepass")

    def counts(self) -> dict[str, int]:
        return dict(sorted(self._found.items()))

    def _replacement(self, kind: Kind, value: bytes) -> bytes:
        self._found[kind.name] += 1
        return self._redactor.replacement(kind, value)


def _refuse_unknown(kinds: tuple[str, ...]) -> None:
    known = ", ".join(KINDS)
    problems = [
        Problem(f"/kinds/{index}", f"There is no kind {name!r} of data to redact; there are: {known}.", "unknown_kind")
        for index, name in enumerate(kinds)
        if name not in KINDS
    ]
    if problems:
        raise InvalidInput(*problems)

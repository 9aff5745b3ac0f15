"""Redacts a text by some kinds, and checks what holds for every text."""

from exports.finetuning.asked import Redact, RedactMode
from exports.finetuning.redact import KINDS, Redactor

KEY = b"a key of tests, 32 bytes long ..."


def redacted(text: str, *kinds: str, mode: RedactMode = RedactMode.MASK, patterns: dict[str, str] | None = None) -> str:
    """By all kinds where none is named. What is redacted once stays as it is."""
    asked = Redact(mode, kinds or (() if patterns else tuple(KINDS)), tuple((patterns or {}).items()))
    redactor = Redactor(asked, key=KEY)
    changed, _ = redactor.text(text)
    assert redactor.text(changed) == (changed, {})
    return changed

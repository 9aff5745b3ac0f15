"""Texts of people inside YAML and Markdown, so that they stay texts whatever is in them."""

import re

_MARKDOWN = re.compile(r"([!-/:-@\[-`{-~])")
_BLANK = re.compile(r"\s+")
_SURROGATES = re.compile("[\ud800-\udfff]")


def yaml(text: str) -> str:
    """A double-quoted scalar (YAML 1.2, 7.3.1) on one line, which YAML 1.1 reads alike. Halves of surrogate pairs become U+FFFD."""
    return f'"{"".join(map(_yaml_character, _whole(text)))}"'


def markdown(text: str) -> str:
    """The text as it is on one line, also in a cell of a table: no mark-up, no HTML, no link."""
    visible = "".join(one if one.isprintable() else " " for one in _whole(text))
    return _MARKDOWN.sub(r"\\\1", _BLANK.sub(" ", visible).strip())


def _whole(text: str) -> str:
    return _SURROGATES.sub("\ufffd", text)


def _yaml_character(one: str) -> str:
    if one in '"\\':
        return f"\\{one}"
    if one.isprintable():
        return one
    code = ord(one)
    if code > 0xFFFF:
        return f"\\U{code:08x}"
    return f"\\u{code:04x}" if code > 0xFF else f"\\x{code:02x}"

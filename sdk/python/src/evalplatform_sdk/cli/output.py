"""What the command shows: answers on standard output, as JSON or for people, and all else on standard error."""

import json
import re
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

# a trace holds what strangers wrote: none of it may steer a terminal
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def plain(value: Any) -> str:
    """The value on one line, without characters that steer a terminal."""
    text = "" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", " ".join(text.encode("utf-8", "replace").decode().splitlines()).replace("\t", " "))


def say(text: str) -> None:
    """For people: on standard error, so that an answer can be read by a program."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def show_json(value: Any) -> None:
    json.dump(value, sys.stdout, ensure_ascii=True, default=str)
    sys.stdout.write("\n")
    sys.stdout.flush()


def show_json_list(rows: Iterable[Any]) -> None:
    """A list, written as its members come: it may be longer than memory."""
    mark = "["
    for row in rows:
        sys.stdout.write(mark + json.dumps(row, ensure_ascii=True, default=str))
        mark = ",\n"
    sys.stdout.write("[]\n" if mark == "[" else "]\n")


def show_table(columns: Sequence[str], rows: Iterable[Sequence[Any]], *, color: bool = True) -> None:
    """A table on a terminal, and otherwise lines with tabs, which programs cut."""
    if not sys.stdout.isatty():
        for row in (columns, *rows):
            sys.stdout.write("\t".join(plain(value) for value in row) + "\n")
        return
    table = Table(*columns)
    for row in rows:
        table.add_row(*(Text(plain(value)) for value in row))
    Console(no_color=not color).print(table)

"""The key that a file gets at a destination, from a template such as `{project}/date={date}/{export}/{name}`."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from string import Formatter
from uuid import UUID

DEFAULT = "{project}/{export}/{name}"
PLACEHOLDERS = ("project", "resource", "export", "date", "time", "schedule", "name")
_KNOWN = ", ".join(f"{{{one}}}" for one in PLACEHOLDERS)
MAX_LENGTH = 512
MAX_KEY_BYTES = 1024  # of S3 and its compatible stores
NO_SCHEDULE = "none"
_PLAIN = re.compile(r"[A-Za-z0-9 !_.*'()=,@+~/-]*")  # what no store and no URL reads in a way of its own
_UNSAFE = re.compile(r"[^A-Za-z0-9_.-]+")


@dataclass(frozen=True)
class Subject:
    """What a key is made of. `prefix` begins the names of the export's data files, and no other export's."""

    project: str
    resource: str
    export: UUID
    cutoff: datetime
    prefix: str
    schedule: str = ""


def problem(template: str) -> str:
    """What is wrong with the template; empty if nothing is."""
    if len(template) > MAX_LENGTH:
        return f"A key template has at most {MAX_LENGTH} characters."
    try:
        pieces = list(Formatter().parse(template))
    except ValueError as error:
        return f"The key template cannot be read: {error}."
    for text, name, form, conversion in pieces:
        if name is not None and (name not in PLACEHOLDERS or form or conversion):
            return f"There is no placeholder {{{name}}}; there are {_KNOWN}, each without a format."
        if not _PLAIN.fullmatch(text):
            return "A key template has letters, digits and !_.*'()=,@+~/- beside its placeholders, and spaces."
    steps = template.split("/")
    if any(step in ("", ".", "..") for step in steps):
        return "No step of a key template is empty, `.` or `..`, so it neither begins nor ends with `/`."
    return ""


def key(template: str, subject: Subject, name: str, *, companion: bool, together: bool = False) -> str:
    """The key of the file `name`. No two exports share one: a template without `{name}` gets it as its last step, and one without
    `{export}` names the companions, whose own names are the same for every export, after the data files. Files that stay `together` keep
    their names, which tell of each other, in a folder that is named so."""
    whole = template if "{name}" in template else f"{template}/{{name}}"
    if "{export}" not in template and (companion or together):
        name = f"{subject.prefix}/{name}" if together else f"{subject.prefix}.{name}"
    moment = subject.cutoff.astimezone(UTC)
    return whole.format(
        project=subject.project,
        resource=subject.resource,
        export=subject.export,
        date=f"{moment:%Y-%m-%d}",
        time=f"{moment:%H%M%S}",
        schedule=_step(subject.schedule),
        name=name,
    )


def probe(template: str, name: str) -> str:
    """The key of a probe: in the folder of the template's steps before the first placeholder."""
    steps = template.split("/")
    fixed = [step for position, step in enumerate(steps) if not any("{" in one for one in steps[: position + 1])]
    return "/".join([*fixed, name])


def _step(name: str) -> str:
    """The name of a schedule as a part of a key."""
    return _UNSAFE.sub("-", name).strip("-.")[:100] or NO_SCHEDULE

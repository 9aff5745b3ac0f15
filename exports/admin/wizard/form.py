"""All that a person may say of a new export, in one form; a page shows one part of it, and carries the rest along."""

from collections.abc import Mapping, Sequence, Set
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError

from evalplatform.backoffice.fields import Json, Lines, choice, text
from evalplatform.backoffice.steps import tell
from evalplatform.errors import InvalidInput
from evalplatform.projects.models import Project
from exports import resources, spec
from exports.admin.wizard import conditions
from exports.admin.wizard.conditions import Row
from exports.compressors import COMPRESSORS
from exports.encoders import ENCODERS
from exports.models import Destination, WindowKind

ROWS = (1, 2, 3)
_CONDITIONS = tuple(f"{what}_{number}" for number in ROWS for what in ("field", "op", "value"))


class Part(NamedTuple):
    title: str
    says: str
    fields: Sequence[str]


PARTS = (
    Part("Rows", "Which rows: all conditions hold. An empty page is every row of the resource.", ("resource", *_CONDITIONS, "filter")),
    Part("Content", "Rows as they are, or a training file in the shape of a target.", ("shape", "fields", "curate", "template")),
    Part("File", "How they are written, and where to.", ("format", "compression", "rows_per_file", "destination", "priority")),
    Part("Start", "Now; or, with a cron expression, again and again from its next time on.", ("name", "cron", "time_zone", "window")),
)
DEFAULTS = {"resource": "traces", "shape": spec.RECORDS, "format": "jsonl", "compression": "none", "priority": "normal", "window": "whole"}
OF_SCHEDULE = ("name", "cron", "time_zone", "window")


class WizardForm(forms.Form):
    """`body` is what the API would be sent; what it refuses stands at the field that it is about."""

    def __init__(self, project: Project, scopes: Set[str], data: Mapping[str, Any]) -> None:
        super().__init__({**DEFAULTS, **{name: data[name] for name in data}})
        allowed = [name for name in resources.names() if not resources.get(name).scope or resources.get(name).scope in scopes]
        self.fields |= _of_rows(allowed) | _of_content() | _of_file(project, scopes) | _of_start()

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if not self.errors:
            try:
                spec.parse(self.body)
            except InvalidInput as error:
                self.refuse(error)
        return found

    @property
    def body(self) -> dict[str, Any]:
        said = self.cleaned_data
        wanted = {name: said[name] for name in ("resource", "shape", "format", "compression", "priority")}
        more = {"fields": said["fields"], "curate": said["curate"], "template": said["template"], "destination": said["destination"]}
        more["rows_per_file"] = said["rows_per_file"]
        kept = {name: value for name, value in more.items() if value not in (None, "", [])}
        return {**wanted, "filter": conditions.joined(resources.get(said["resource"]), self._rows(), said["filter"]), **kept}

    @property
    def schedule(self) -> dict[str, Any] | None:
        """The body of a schedule, where a cron expression was given."""
        said = self.cleaned_data
        asked = {name: said[name].strip() for name in OF_SCHEDULE if said[name].strip()}
        return {**asked, "request": self.body} if said["cron"].strip() else None

    def refuse(self, error: InvalidInput) -> None:
        of_filter = [one for one in error.problems if one.pointer.startswith("/filter")]
        for one in of_filter:
            name = conditions.place(one.pointer, self._rows(), self.cleaned_data["filter"])
            self.add_error(name, ValidationError(one.detail, code=one.code))
        if rest := [one for one in error.problems if one not in of_filter]:
            tell(self, InvalidInput(*rest))

    def _rows(self) -> list[Row]:
        said = self.cleaned_data
        rows = [Row(number, *(str(said.get(f"{what}_{number}", "")) for what in ("field", "op", "value"))) for number in ROWS]
        return [row for row in rows if row.field]


def part_with_errors(form: WizardForm) -> int | None:
    """The first part that something is wrong with; None where all is well, or what is wrong is none of the fields."""
    return next((number for number, part in enumerate(PARTS) if any(name in form.errors for name in part.fields)), None)


def _of_rows(names: Sequence[str]) -> dict[str, forms.Field]:
    found: dict[str, forms.Field] = {"resource": choice("Resource", [(name, name) for name in names])}
    for number in ROWS:
        found[f"field_{number}"] = text(f"Field {number}", help="such as model, score.correct, metadata.topic" if number == 1 else "")
        found[f"op_{number}"] = choice(f"Comparison {number}", [(one, one) for one in conditions.OPERATORS], required=False)
        found[f"value_{number}"] = text(f"Value {number}", help="several for in and between: with commas" if number == 1 else "")
    found["filter"] = Json("Filter", help="in the filter language, for what conditions cannot say; it holds beside them")
    return found


def _of_content() -> dict[str, forms.Field]:
    return {
        "shape": choice("Shape", [(name, "rows as they are" if name == spec.RECORDS else name) for name in spec.SHAPES]),
        "fields": Lines("Fields", help="one a line; empty is all that a row has. Of rows as they are"),
        "curate": Json("Curation", help='of a training file, such as {"min_score": {"correct": 1}, "dedupe": "exact"}'),
        "template": Json("Template", help="of the shape custom"),
    }


def _of_file(project: Project, scopes: Set[str]) -> dict[str, forms.Field]:
    there = Destination.objects.filter(project=project, deleted_at__isnull=True).order_by("name") if "destinations:read" in scopes else []
    places = [("", "this server, to download"), *((str(one.id), one.name) for one in there)]
    whole = forms.IntegerField(label="Rows per file", required=False, min_value=spec.MIN_ROWS_PER_FILE, max_value=spec.MAX_ROWS_PER_FILE)
    whole.help_text = "empty is one file"
    return {
        "format": choice("Format", [(name, name) for name in ENCODERS]),
        "compression": choice("Compression", [(name, name) for name in COMPRESSORS]),
        "rows_per_file": whole,
        "destination": choice("Destination", places, required=False),
        "priority": choice("Priority", [(name, name) for name in spec.PRIORITIES]),
    }


def _of_start() -> dict[str, forms.Field]:
    return {
        "name": text("Name of the schedule", help="empty for an export now"),
        "cron": text("Cron expression", help="such as 30 2 * * *; empty is now, once"),
        "time_zone": text("Time zone", help="such as Europe/Berlin; empty is UTC"),
        "window": choice("Rows of a repeated export", WindowKind.choices),
    }

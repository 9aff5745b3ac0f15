"""What was asked for: the body of a request, checked once and frozen."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from evalplatform import exact_json, filtering
from evalplatform.errors import InvalidInput, Problem
from evalplatform.fields import MAX_COLUMN_NAME_BYTES, Column, Resource, UnknownField, columns_of
from exports import resources
from exports.compressors import COMPRESSORS
from exports.encoders import COMPRESS_INSIDE, ENCODERS
from exports.finetuning import targets

if TYPE_CHECKING:
    from exports.finetuning.wanted import Training

RECORDS = "records"
SHAPES = (RECORDS, *targets.names())
OF_TRAINING = ("curate", "template")
REJECTS = "rejects.jsonl"  # stands beside the training files
REPORT_PAGE = "report.html"  # likewise, of training files
PRIORITIES = ("low", "normal", "high")
MAX_FIELDS = 200
MIN_ROWS_PER_FILE = 100
MAX_ROWS_PER_FILE = 1_000_000_000
MIN_CHUNK_ROWS, DEFAULT_CHUNK_ROWS, MAX_CHUNK_ROWS = 100, 1000, 10_000


@dataclass(frozen=True)
class ExportSpec:
    """A request that can be carried out. `columns` are named as they will be written; `filter` is the language of filtering.py."""

    resource: Resource
    columns: tuple[Column, ...]
    filter: dict[str, Any] = field(default_factory=dict)
    shape: str = "records"
    format: str = "jsonl"
    compression: str = "none"
    priority: str = "normal"
    formula_guard: bool = True
    chunk_rows: int = DEFAULT_CHUNK_ROWS
    rows_per_file: int | None = None
    destination: UUID | None = None  # of which project it is, jobs.py asks
    training: "Training | None" = None  # of every shape but records

    @property
    def outer_compression(self) -> str:
        """The compression around the file."""
        return "none" if self.format in COMPRESS_INSIDE else self.compression


def parse(body: Any) -> ExportSpec:
    """The request in `body`. Raises InvalidInput with a pointer for each thing that is wrong with it."""
    if not isinstance(body, dict):
        raise InvalidInput(Problem("", "An export is a JSON object with at least `resource`.", "wrong_type"))
    reader = _Reader(body)
    resource = reader.resource()
    shape = reader.choice("shape", SHAPES, RECORDS)
    training = reader.training(shape, resource) if resource else None
    columns = training.columns if training else reader.columns(resource) if resource and shape == RECORDS else ()
    spec = {
        "filter": _joined(reader.filter(resource), training) if resource else {},
        "shape": shape,
        "training": training,
        "format": reader.choice("format", tuple(ENCODERS), "jsonl"),
        "compression": reader.choice("compression", tuple(COMPRESSORS), "zstd" if body.get("format") in COMPRESS_INSIDE else "none"),
        "priority": reader.choice("priority", PRIORITIES, "normal"),
        "rows_per_file": reader.rows_per_file(),
        "destination": reader.destination(),
        **reader.options(),
    }
    reader.refuse_unknown(body, "", _KEYS)
    if reader.problems or resource is None:
        raise InvalidInput(*reader.problems)
    return ExportSpec(resource=resource, columns=columns, **spec)


_KEYS = (
    "resource", "filter", "shape", "fields", "exclude", "rename", "format", "compression", "priority", "rows_per_file", "destination",
    "options", *OF_TRAINING,
)  # fmt: skip
_OPTIONS = ("csv_formula_guard", "chunk_rows")


class _Reader:
    """Reads one body and gathers all that is wrong with it, so that a caller mends it in one go."""

    def __init__(self, body: dict[str, Any]) -> None:
        self.body = body
        self.problems: list[Problem] = []

    def refuse(self, pointer: str, detail: str, code: str = "invalid") -> None:
        self.problems.append(Problem(pointer, detail, code))

    def refuse_unknown(self, found: dict[str, Any], pointer: str, known: tuple[str, ...]) -> None:
        for key in found.keys() - set(known):
            self.refuse(f"{pointer}/{_escaped(key)}", f"There is no such key; known are {', '.join(known)}.", "unknown_field")

    def choice(self, key: str, choices: tuple[str, ...], default: str) -> str:
        value = self.body.get(key, default)
        if value not in choices:
            self.refuse(f"/{key}", f"{key} is one of {', '.join(choices)}.", f"unknown_{key}")
            return default
        return str(value)

    def resource(self) -> Resource | None:
        name = self.body.get("resource")
        if not isinstance(name, str) or name not in resources.names():
            self.refuse("/resource", f"resource is one of {', '.join(resources.names())}.", "unknown_resource")
            return None
        return resources.get(name)

    def filter(self, resource: Resource) -> dict[str, Any]:
        wanted = self.body.get("filter")
        wanted = {} if wanted is None else wanted
        try:
            filtering.build(resource, wanted)
        except InvalidInput as error:
            self.problems += [Problem(f"/filter{one.pointer}", one.detail, one.code) for one in error.problems]
            return {}
        return dict(wanted)

    def training(self, shape: str, resource: Resource) -> "Training | None":
        """What the body says of a training file, for each shape but records."""
        if shape != RECORDS:
            from exports.finetuning import wanted  # tokenizers and the like, which most requests do without

            try:
                return wanted.read(self.body, shape, resource)
            except InvalidInput as error:
                self.problems += error.problems
        for key in OF_TRAINING if shape == RECORDS else ():
            if self.body.get(key) not in (None, {}):
                self.refuse(f"/{key}", f"{key} is for training files: choose a shape other than {RECORDS}.", "unfit_key")
        return None

    def columns(self, resource: Resource) -> tuple[Column, ...]:
        """The chosen fields, less the excluded ones, under their new names."""
        chosen = self.names("fields")
        columns = self.known(resource, chosen) if chosen else columns_of(resource.listed)
        excluded = set(self.names("exclude"))
        rename = self.rename()
        for name in (excluded | rename.keys()) - {column.name for column in columns}:
            self.refuse(
                "/exclude" if name in excluded else f"/rename/{_escaped(name)}", f"{name!r} is not among the fields.", "unknown_field"
            )
        kept = tuple(Column(rename.get(column.name, column.name), column.field) for column in columns if column.name not in excluded)
        self.check_names(kept)
        return kept

    def names(self, key: str) -> list[str]:
        value = self.body.get(key)
        value = [] if value is None else value
        if not isinstance(value, list) or not all(_is_text(one) for one in value) or len(value) > MAX_FIELDS:
            self.refuse(f"/{key}", f"{key} is a list of at most {MAX_FIELDS} names of fields.", "wrong_type")
            return []
        return value

    def known(self, resource: Resource, chosen: list[str]) -> tuple[Column, ...]:
        columns = []
        for position, name in enumerate(chosen):
            try:
                columns.append(Column(name, resource.field(name)))
            except UnknownField as error:
                self.refuse(f"/fields/{position}", str(error), "unknown_field")
        return tuple(columns)

    def rename(self) -> dict[str, str]:
        value = self.body.get("rename")
        value = {} if value is None else value
        if not isinstance(value, dict) or not all(isinstance(new, str) and new for new in value.values()):
            self.refuse("/rename", "rename maps names of fields to new names, each a text that is not empty.", "wrong_type")
            return {}
        return value

    def check_names(self, columns: tuple[Column, ...]) -> None:
        names = [column.name for column in columns]
        if not names and not self.problems:
            self.refuse("/fields", "No field is left to export.")
        for name in {name for name in names if names.count(name) > 1}:
            self.refuse("/fields", f"Two columns would be named {name!r}. Give one another name under `rename`.", "duplicate_name")
        for name in names:
            if not _is_text(name) or len(name.encode()) > MAX_COLUMN_NAME_BYTES:
                limit = f"A column's name has at most {MAX_COLUMN_NAME_BYTES} bytes of UTF-8, without NUL."
                self.refuse("/rename", f"{limit} Give {name[:80]!r} another one under `rename`.", "bad_name")

    def rows_per_file(self) -> int | None:
        value = self.body.get("rows_per_file")
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool) or not MIN_ROWS_PER_FILE <= value <= MAX_ROWS_PER_FILE:
            bounds = f"from {MIN_ROWS_PER_FILE:,} to {MAX_ROWS_PER_FILE:,}"
            self.refuse("/rows_per_file", f"rows_per_file is a whole number {bounds}, or null for one file.")
            return None
        return value

    def destination(self) -> UUID | None:
        value = self.body.get("destination")
        try:
            if value is None or str(UUID(value)) == value:
                return value and UUID(value)
        except (ValueError, TypeError, AttributeError):
            pass
        self.refuse("/destination", "destination is the id of a destination, or null for the server's own storage.", "wrong_type")
        return None

    def options(self) -> dict[str, Any]:
        options = self.body.get("options")
        options = {} if options is None else options
        if not isinstance(options, dict):
            self.refuse("/options", "options is an object.", "wrong_type")
            return {}
        self.refuse_unknown(options, "/options", _OPTIONS)
        guard = options.get("csv_formula_guard", True)
        if not isinstance(guard, bool):
            self.refuse("/options/csv_formula_guard", "csv_formula_guard is true or false.", "wrong_type")
        chunk_rows = options.get("chunk_rows", DEFAULT_CHUNK_ROWS)
        if not isinstance(chunk_rows, int) or isinstance(chunk_rows, bool) or not MIN_CHUNK_ROWS <= chunk_rows <= MAX_CHUNK_ROWS:
            self.refuse("/options/chunk_rows", f"chunk_rows is a whole number from {MIN_CHUNK_ROWS} to {MAX_CHUNK_ROWS:,}.")
        return {"formula_guard": guard, "chunk_rows": chunk_rows}


def _joined(filter: dict[str, Any], training: "Training | None") -> dict[str, Any]:
    """The request's filter and the conditions of the curation."""
    conditions = [one for one in (filter, *(training.conditions if training else ())) if one]
    return {"and": conditions} if len(conditions) > 1 else conditions[0] if conditions else {}


def _escaped(key: str) -> str:
    """A key as a part of a JSON pointer (RFC 6901)."""
    return key.replace("~", "~0").replace("/", "~1")


def _is_text(value: Any) -> bool:
    """A string that PostgreSQL can hold: without NUL and halves of surrogate pairs."""
    return isinstance(value, str) and exact_json.find_flaw_of_text(value, "") is None

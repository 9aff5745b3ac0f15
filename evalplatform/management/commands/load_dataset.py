"""`manage.py load_dataset NAME FILE --project SLUG`: examples out of a file of JSONL, JSON, CSV or Parquet, as one version of a dataset."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import IntegrityError, InterfaceError, OperationalError, transaction

from evalplatform.errors import DomainError, NotFound
from evalplatform.evaluations import datasets
from evalplatform.evaluations.datasets.files.columns import CELLS, OTHERS, Columns
from evalplatform.evaluations.datasets.files.loading import READERS, File, change_by_file, format_of
from evalplatform.evaluations.models import Dataset
from evalplatform.projects import gone
from evalplatform.projects.models import Project

ROWS_BETWEEN_SIGNS = 1000
_FIELDS = ("input", "reference", "external_id", "split", "metadata")


class Command(BaseCommand):
    help = (
        "Load examples from a file of JSONL, JSON, CSV (plain or gzip) or Parquet into a dataset, which is made if there is none of that "
        "name. "
        "All rows are in as one new version, or none is. The same file again changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", metavar="NAME", help="the dataset's name")
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--project", required=True, metavar="SLUG", help="the project that the dataset belongs to")
        parser.add_argument("--format", choices=tuple(READERS), help="when the file's name does not tell it")
        for field in _FIELDS:
            option = f"--{field.replace('_', '-')}"
            parser.add_argument(option, metavar="COLUMN", help=f"the column that holds it, when that is not {field!r}")
        parser.add_argument("--others", choices=OTHERS, default=OTHERS[0], help=f"what to do with all other columns (default: {OTHERS[0]})")
        parser.add_argument("--cells", choices=CELLS, default=CELLS[0], help="what a cell of text is, in CSV and Parquet (default: auto)")
        parser.add_argument("--replace", action="store_true", help="remove examples that are not in the file")
        parser.add_argument("--draft", action="store_true", help="leave the change in the draft, and publish no version")
        parser.add_argument("--note", default="", help="of the version")

    def handle(self, *, name: str, file: Path, project: str, **options: Any) -> None:
        format = options["format"] or format_of(file.name)
        if format is None:
            raise CommandError(f"The name of {file} does not tell its format. Give --format {' or '.join(READERS)}.")
        columns = Columns(
            names={field: options[field] for field in _FIELDS if options[field]}, others=options["others"], cells=options["cells"]
        )
        asked = datasets.Asked(replace=options["replace"], publish=not options["draft"], note=options["note"])
        with self._explained(), _opened(file) as source, transaction.atomic():  # a dataset that is made for nothing goes again
            dataset = _dataset(_project(project), name)
            change = change_by_file(dataset, File(source, format, columns), asked, progress=self._show)
        self.stdout.write(_summary(change, draft=options["draft"]))

    def _show(self, rows: int) -> None:
        if rows % ROWS_BETWEEN_SIGNS == 0 and self.stderr.isatty():
            self.stderr.write(f"\r{rows:,} rows\x1b[K", style_func=str, ending="")
            self.stderr.flush()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except DomainError as error:
            for problem in error.problems:
                self.stderr.write(f"{problem.pointer or '(whole)'}: {problem.detail}")
            raise CommandError(error.message.replace("; see errors", "")) from None
        except IntegrityError as error:
            if not gone.is_project(error):
                raise
            raise CommandError(gone.MESSAGE) from None
        except (OperationalError, InterfaceError) as error:
            raise CommandError(f"The database failed: {str(error).strip().splitlines()[0]}. Nothing of the file is in.") from None
        except KeyboardInterrupt:
            raise CommandError("Stopped. Nothing of the file is in.") from None


@contextmanager
def _opened(file: Path) -> Iterator[Any]:
    try:
        source = file.open("rb")
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from None
    with source:
        yield source


def _project(slug: str) -> Project:
    found = Project.objects.filter(slug=slug).first()
    if found is None:
        known = ", ".join(Project.objects.values_list("slug", flat=True)[:10]) or "none yet"
        raise CommandError(f"There is no project {slug!r} (there is: {known}). Make one in the dashboard, under Projects.")
    return found


def _dataset(project: Project, name: str) -> Dataset:
    try:
        return datasets.find(project.id, name)
    except NotFound:
        return datasets.create_dataset(project.id, {"name": name})


def _summary(change: datasets.Change, *, draft: bool) -> str:
    counts = f"{change.created:,} created, {change.replaced:,} replaced, {change.unchanged:,} unchanged, {change.removed:,} removed"
    if change.version:
        return f"{counts}: version {change.version.number}, examples: {change.version.examples:,}"
    return f"{counts}: {'in the draft' if draft else 'nothing has changed, so there is no new version'}"

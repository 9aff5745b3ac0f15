"""`manage.py load_traces FILE --project SLUG`: traces out of a JSONL file or a pipe, in the shape that the API takes."""

import argparse
import gc
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import orjson
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import IntegrityError, InterfaceError, OperationalError

from evalplatform.projects import gone
from evalplatform.projects.models import Project
from evalplatform.tracing.ingest.checking import RefusedLine
from evalplatform.tracing.ingest.files import Input, UnreadableInput, open_file
from evalplatform.tracing.ingest.loading import load
from evalplatform.tracing.ingest.outcome import Status
from evalplatform.tracing.second_process import HelperEnded

SHOWN = 20  # refused lines that are printed; all of them are in the reject file
WIDTH = 30
SECONDS_BETWEEN_BARS = 0.2


class Command(BaseCommand):
    help = (
        "Load traces from a JSONL file, plain or gzip. Bad lines are refused alone, and the command then exits 1; the others are in. "
        "A trace with an external_id that is there already replaces it, so the same file can be loaded again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", help="a path, or - for standard input")
        parser.add_argument("--project", required=True, metavar="SLUG", help="the project that the traces belong to")
        parser.add_argument("--reject-file", type=Path, metavar="PATH", help="write refused lines here, as JSONL: line, problems, text")
        parser.add_argument("--batch", type=_batch_rows, default=1000, metavar="ROWS", help="traces in one transaction (default: 1000)")
        parser.add_argument("--quiet", action="store_true", help="print nothing but what was refused")

    def handle(self, *, file: str, project: str, reject_file: Path | None, batch: int, quiet: bool, **options: Any) -> None:
        _refuse_same(file, reject_file)
        owner = _find_project(project)
        progress = _Progress(self.stderr, visible=not quiet and self.stderr.isatty())
        counts: Counter[Status] = Counter()
        with _opened(file) as source, _rejects(reject_file) as rejects, _little_garbage():
            broken = _explained(self._load(source, owner, batch, rejects, counts, progress))
        progress.close()
        if counts["refused"] > SHOWN:
            self.stderr.write(f"… and {counts['refused'] - SHOWN:,} more lines were refused.")
        if not quiet:
            self.stdout.write(_summary(counts, progress.seconds))
        if broken:
            raise CommandError(f"{broken} {_taken(counts):,} traces before that are in.")
        if counts["refused"]:
            where = f" They are in {reject_file}." if reject_file else ""
            raise CommandError(f"{counts['refused']:,} of {counts.total():,} lines were refused; the others are in.{where}")

    def _load(
        self, source: Input, owner: Project, batch: int, rejects: IO[bytes] | None, counts: Counter[Status], progress: "_Progress"
    ) -> Iterator[None]:
        for written in load(owner.pk, source.lines(settings.INGEST_MAX_BYTES), batch_rows=batch):
            progress.clear()
            for nth, line in enumerate(written.refused, start=counts["refused"] + 1):
                if rejects:
                    rejects.write(_reject(line))
                if nth <= SHOWN:
                    self._show(line)
            counts.update(written.counts)
            progress.show(source, counts.total())
            yield

    def _show(self, line: RefusedLine) -> None:
        for problem in line.problems:
            self.stderr.write(f"line {line.number}: {problem.pointer or '(whole)'}: {problem.detail}")


class _Progress:
    """A bar on a terminal: the part of the file that was read, or for a pipe only how many traces."""

    def __init__(self, out: Any, *, visible: bool) -> None:
        self.out = out
        self.visible = visible
        self.started = time.monotonic()
        self.drawn_at = -SECONDS_BETWEEN_BARS

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.started

    def show(self, source: Input, done: int) -> None:
        if not self.visible or self.seconds - self.drawn_at < SECONDS_BETWEEN_BARS:
            return
        self.drawn_at = self.seconds
        text = f"{done:,} lines, {done / self.seconds:,.0f} a second"
        if source.size:
            part = min(1.0, source.position / source.size)
            text = f"[{'#' * round(part * WIDTH):.<{WIDTH}}] {part:4.0%}  {text}"
        self.out.write(f"\r{text}\x1b[K", style_func=str, ending="")
        self.out.flush()

    def clear(self) -> None:
        if self.visible:
            self.out.write("\r\x1b[K", style_func=str, ending="")

    close = clear


@contextmanager
def _little_garbage() -> Iterator[None]:
    """Keep what is loaded by now, Django above all, out of garbage collection: walking it took a quarter of the processor's time."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _batch_rows(text: str) -> int:
    rows = int(text)
    if not 1 <= rows <= 10_000:
        raise argparse.ArgumentTypeError("it must be 1 to 10000")
    return rows


def _find_project(slug: str) -> Project:
    found = Project.objects.filter(slug=slug).first()
    if found is None:
        known = ", ".join(Project.objects.values_list("slug", flat=True)[:10]) or "none yet"
        raise CommandError(f"There is no project {slug!r} (there is: {known}). Make one in the dashboard, under Projects.")
    return found


@contextmanager
def _opened(file: str) -> Iterator[Input]:
    if file == "-":
        # The unbuffered stream below, where there is one: a thread reads it, and Python's own buffer is locked at exit.
        yield Input(getattr(sys.stdin.buffer, "raw", sys.stdin.buffer))
        return
    try:
        source = open_file(Path(file))
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from None
    try:
        yield source
    finally:
        source.close()


def _refuse_same(file: str, reject_file: Path | None) -> None:
    """Opening the reject file empties it."""
    if reject_file and file != "-" and reject_file.exists() and reject_file.samefile(file):
        raise CommandError(f"{reject_file} is the file to load; give --reject-file another name.")


@contextmanager
def _rejects(path: Path | None) -> Iterator[IO[bytes] | None]:
    if path is None:
        yield None
        return
    try:
        opened = path.open("wb")
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}.") from None
    with opened:
        yield opened


def _explained(batches: Iterator[None]) -> str:
    """Work through the batches; why that ended early, or an empty string."""
    try:
        for _ in batches:
            pass
    except UnreadableInput as error:
        return str(error)
    except HelperEnded as error:
        return f"{error} Load the file again: what has an external_id is not doubled."
    except IntegrityError as error:
        if not gone.is_project(error):
            raise
        return gone.MESSAGE
    except (OperationalError, InterfaceError) as error:
        return f"The database failed: {str(error).strip().splitlines()[0]}."
    except KeyboardInterrupt:
        return "Stopped."
    return ""


def _reject(line: RefusedLine) -> bytes:
    text = None if line.raw is None else line.raw.rstrip(b"\r\n").decode("utf-8", "backslashreplace")
    return orjson.dumps({"line": line.number, "problems": line.problems, "text": text}, option=orjson.OPT_APPEND_NEWLINE)


def _taken(counts: Counter[Status]) -> int:
    return counts.total() - counts["refused"]


def _summary(counts: Counter[Status], seconds: float) -> str:
    parts = ", ".join(f"{counts[status]:,} {status}" for status in ("created", "replaced", "unchanged", "refused"))
    return f"{parts} in {seconds:.1f} s ({counts.total() / max(seconds, 1e-9):,.0f} a second)"

"""`manage.py run_suite SUITE --project SLUG`: an evaluation of a suite, followed to its verdict, for people and for CI."""

import sys
import traceback
from argparse import BooleanOptionalAction
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import InterfaceError, OperationalError

from evalplatform.errors import DomainError, InvalidInput, Problem
from evalplatform.evaluations import claims, completing, progress, requests, sending, suites
from evalplatform.evaluations.following import follow
from evalplatform.evaluations.models import Evaluation, EvaluationState, Suite
from evalplatform.evaluations.output_lines import submit_lines
from evalplatform.evaluations.report.document import stored
from evalplatform.evaluations.report.forms import FORMS
from evalplatform.projects.models import Project

PASSED, FAILED, UNKNOWN = 0, 1, 2
PATIENCE_SECONDS = 10.0  # for workers elsewhere to begin; without Redis no message of ours reaches any
_COMMIT = ("repository", "sha", "branch", "pull_request")


class Command(BaseCommand):
    help = (
        "Evaluate a suite and say whether its gate passes. Exit codes: 0 it passes, or has no gate; 1 it fails; 2 there is no verdict, or "
        "the evaluation did not complete. Workers do the work where there are any, else this process does."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("suite", metavar="SUITE", help="name or id")
        parser.add_argument("--project", required=True, metavar="SLUG", help="the project that the suite belongs to")
        parser.add_argument("--outputs", metavar="FILE", help="JSON lines with example and output; - reads standard input")
        parser.add_argument("--baseline", metavar="X", help="an evaluation's id or a branch, instead of what the gate names")
        for name in _COMMIT[:3]:
            parser.add_argument(f"--{name}", default="", help="of the commit")
        parser.add_argument("--pull-request", type=int, metavar="N")
        parser.add_argument("--wait", action=BooleanOptionalAction, default=True, help="follow it to its end, or say its id and go")
        for name in FORMS:
            parser.add_argument(f"--{name}", type=Path, metavar="FILE", help=f"write the report there as {name}")

    def handle(self, *, suite: str, project: str, **options: Any) -> None:
        with _explained(self.stderr), _opened(options["outputs"]) as outputs:
            found = suites.find(_project(project).id, suite)
            _refuse_waiting_for_ever(found, options)
            evaluation = requests.request_evaluation(found.project_id, _body(found, options))
            self.stderr.write(f"evaluation {evaluation.id}", style_func=str)
            if outputs:
                self._submit(evaluation, outputs)
            if options["wait"]:
                self._end(self._followed(evaluation), options)
            else:
                self.stdout.write(str(evaluation.id))

    def _submit(self, evaluation: Evaluation, outputs: IO[bytes]) -> None:
        """All of the file, or the evaluation is cancelled."""
        try:
            prepared = self._followed(evaluation, until_prepared=True)
            submit_lines(prepared, outputs)
        except BaseException:
            claims.cancel(evaluation.id)
            raise
        completing.close(evaluation)
        sending.send(prepared)

    def _followed(self, evaluation: Evaluation, *, until_prepared: bool = False) -> Evaluation:
        patience = PATIENCE_SECONDS if settings.REDIS_URL else 0.0
        found = follow(evaluation.id, patience=patience, tell=self._show, until_prepared=until_prepared)
        if self.stderr.isatty():
            self.stderr.write("")
        return found

    def _show(self, evaluation: Evaluation) -> None:
        if self.stderr.isatty():
            now = progress.of(evaluation)
            text = f"\r{evaluation.state}: {now.done:,} of {now.total:,} ({now.errored:,} errored)\x1b[K"
            self.stderr.write(text, style_func=str, ending="")
            self.stderr.flush()

    def _end(self, evaluation: Evaluation, options: dict[str, Any]) -> None:
        """Reports, and the exit code."""
        if evaluation.state != EvaluationState.COMPLETED:
            raise CommandError(f"The evaluation {evaluation.state}. {evaluation.error_message}".strip(), returncode=UNKNOWN)
        report = stored(evaluation)
        self.stdout.write(FORMS["markdown"].write(report))
        for name, form in FORMS.items():
            if options[name]:
                options[name].write_text(form.write(report), encoding="utf-8")
        if code := _exit_code(report["gate"]):
            sys.exit(code)


def _body(suite: Suite, options: dict[str, Any]) -> dict[str, Any]:
    body: dict[str, Any] = {"suite": str(suite.id), "baseline": options["baseline"], "commit": {name: options[name] for name in _COMMIT}}
    return body | ({"source": {"outputs": []}} if options["outputs"] else {})


def _refuse_waiting_for_ever(suite: Suite, options: dict[str, Any]) -> None:
    if "outputs" in suite.target and options["wait"] and not options["outputs"]:
        raise InvalidInput(
            Problem("", "The outputs of this suite come from you: give --outputs FILE, or --no-wait and send them over HTTP.")
        )


def _exit_code(gate: dict[str, Any] | None) -> int:
    if gate is None or gate["counts_as"] == "pass":
        return PASSED
    return FAILED if gate["verdict"] == "fail" else UNKNOWN


def _opened(name: str | None) -> Any:
    if name is None or name == "-":
        return nullcontext(sys.stdin.buffer if name else None)
    return Path(name).open("rb")


def _project(slug: str) -> Project:
    found = Project.objects.filter(slug=slug).first()
    if found is None:
        known = ", ".join(Project.objects.values_list("slug", flat=True)[:10]) or "none yet"
        raise CommandError(
            f"There is no project {slug!r} (there is: {known}). Make one in the dashboard, under Projects.", returncode=UNKNOWN
        )
    return found


@contextmanager
def _explained(stderr: Any) -> Iterator[None]:
    """Whatever keeps us from a verdict ends with the code for that; Python's own for a crash would say that the gate fails."""
    try:
        yield
    except DomainError as error:
        for problem in error.problems:
            stderr.write(f"{problem.pointer or '(whole)'}: {problem.detail}")
        raise CommandError(error.message, returncode=UNKNOWN) from None
    except (OperationalError, InterfaceError) as error:
        raise CommandError(f"The database failed: {str(error).strip().splitlines()[0]}.", returncode=UNKNOWN) from None
    except OSError as error:
        raise CommandError(f"{error.filename or 'A file'} cannot be used: {error.strerror}.", returncode=UNKNOWN) from None
    except CommandError:
        raise
    except Exception as error:
        stderr.write(traceback.format_exc())
        raise CommandError(f"The command failed: {error!r}.", returncode=UNKNOWN) from None
    except KeyboardInterrupt:
        raise CommandError("Stopped. The evaluation goes on where workers are; else cancel it over HTTP.", returncode=UNKNOWN) from None

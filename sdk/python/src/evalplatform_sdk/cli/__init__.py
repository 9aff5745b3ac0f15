"""The command `evalplatform`: traces in, exports and verdicts out, for people and for CI.

Exit codes: 0 fine, or the gate passed; 1 the gate failed; 2 everything else (no verdict, wrong usage, network, server).
"""

import os
import sys
import traceback
from collections.abc import Sequence
from importlib import metadata

import typer

from evalplatform_sdk.cli import comment, evaluations, exports, gates, login, receiving, suites, traces, usage
from evalplatform_sdk.cli.comments import CannotComment
from evalplatform_sdk.cli.git import NoGit
from evalplatform_sdk.cli.output import plain, say
from evalplatform_sdk.cli.settings import Refused, Settings
from evalplatform_sdk.errors import EvalplatformError

UNKNOWN = 2
EXPLAINED = (Refused, EvalplatformError, CannotComment, NoGit)
_ANYWHERE = {"--json": 0, "--no-color": 0, "--url": 1, "--api-key": 1}  # options of all commands, and how many words follow

app = typer.Typer(name="evalplatform", no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode=None, help=__doc__)
for commands in (login, traces, exports, suites, evaluations, gates, comment, receiving, usage):
    commands.add_to(app)


def _say_version(asked: bool) -> None:
    if asked:
        try:
            typer.echo(metadata.version("evalplatform-sdk"))
        except metadata.PackageNotFoundError:
            typer.echo("unknown: not installed")
        raise typer.Exit


@app.callback()
def before(
    context: typer.Context,
    url: str = typer.Option("", envvar="EVALPLATFORM_URL", help="Address of the server."),
    api_key: str = typer.Option("", envvar="EVALPLATFORM_API_KEY", help="Better in the environment: others see a command's words."),
    as_json: bool = typer.Option(False, "--json", help="Answer as JSON on standard output."),
    no_color: bool = typer.Option(False, "--no-color", help="No colors."),
    version: bool = typer.Option(False, "--version", is_eager=True, callback=_say_version, help="Say the version and go."),
) -> None:
    context.obj = Settings(url, api_key, as_json, color=not (no_color or os.environ.get("NO_COLOR")))


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and end the process with its exit code."""
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def run(arguments: Sequence[str]) -> int:
    try:
        return int(app(args=_sorted(arguments), prog_name="evalplatform", standalone_mode=False) or 0)
    except EXPLAINED as error:
        say("\n".join(plain(line) for line in str(error).splitlines()))
    except typer.TyperException as error:
        say(f"{error.format_message()}\nSee `evalplatform --help`, or --help after a command.")
    except (typer.Abort, KeyboardInterrupt):
        say("Stopped.")
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # else Python complains once more as it ends
    except OSError as error:
        say(f"{error.filename or 'A file'} cannot be used: {error.strerror or error}.")
    except Exception:
        say(f"{traceback.format_exc()}This is a mistake in the command. Please report it.")
    return UNKNOWN


def _sorted(arguments: Sequence[str]) -> list[str]:
    """The options of all commands moved to the front, so that they may stand anywhere before `--`."""
    front: list[str] = []
    rest: list[str] = []
    words = list(arguments)
    while words and words[0] != "--":
        word = words.pop(0)
        name, equals, _ = word.partition("=")
        taken = 0 if equals else _ANYWHERE.get(name, 0)
        (front if name in _ANYWHERE else rest).extend([word, *words[:taken]])
        del words[:taken]
    return [*front, *rest, *words]

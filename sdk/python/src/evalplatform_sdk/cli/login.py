"""`evalplatform login`: asks for the server and the key, tries them, and stores them for this user."""

import sys

import typer

from evalplatform_sdk.cli import credentials, settings
from evalplatform_sdk.cli.credentials import Credentials
from evalplatform_sdk.cli.output import say, show_json
from evalplatform_sdk.errors import ApiError
from evalplatform_sdk.server import Server, connect


def add_to(app: typer.Typer) -> None:
    app.command()(login)


def login(context: typer.Context) -> None:
    """Ask for the address and the key (or take --url and --api-key), try them and store them."""
    said = settings.of(context)
    url = (said.url or _ask("Address of the server", default=credentials.load().url)).rstrip("/")
    api_key = said.api_key or _ask("API key", hide=True)
    if not url.startswith(("http://", "https://")):
        raise settings.Refused(f"{url} is no address: it begins with https:// (or http://).")
    made = connect(url, api_key)
    with made.http:
        _try(made)
    place = credentials.store(Credentials(url, api_key))
    say(f"The key is right. It is stored in {place}, which only you can read.")
    if said.as_json:
        show_json({"url": url, "file": str(place)})


def _ask(what: str, *, default: str = "", hide: bool = False) -> str:
    if not sys.stdin.isatty():
        raise settings.Refused(f"{what}: nobody is here to ask. Give --url and --api-key.")
    return str(typer.prompt(what, default=default or None, hide_input=hide, err=True)).strip()


def _try(made: Server) -> None:
    """A key may lack any scope, and be right all the same."""
    try:
        made.call("GET", "/api/external/traces", query={"page_size": 1})
    except ApiError as error:
        if error.code != "missing_scope":
            raise

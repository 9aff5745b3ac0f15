"""The package in Chromium, on a page of another origin that the server allows."""

import json
import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.evalplatform.management.commands.running import Up
from tests.flows.clients import Client, client_of
from tests.sdk.javascript.conftest import HERE, run
from tests.tools import find_chromium

pytestmark = [pytest.mark.npm, pytest.mark.chromium]
IDS = [f"page-{number}" for number in (1, 2, 3, 4)]


@pytest.fixture
def origin(package: Path, tmp_path: Path) -> Iterator[str]:
    """Where the page and the package are served."""
    (tmp_path / "dist").symlink_to(package / "dist")
    (tmp_path / "page.html").write_text("<!doctype html><link rel=icon href=data:,><title>page</title>")
    shutil.copy(HERE / "page.mjs", tmp_path)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path)))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Quiet(SimpleHTTPRequestHandler):
    extensions_map = {".mjs": "text/javascript", ".js": "text/javascript", ".html": "text/html"}

    def log_message(self, format: str, *arguments: object) -> None:
        """Nothing: the tests say what went wrong."""


@pytest.fixture
def allowing(origin: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A server that lets pages of the origin call."""
    up = Up(tmp_path_factory.mktemp("server") / "var", CORS_ALLOWED_ORIGINS=origin)
    try:
        up.start()
        yield client_of(up)
    finally:
        up.end()


def test_a_page_creates_lists_streams_and_reads_exports(origin: str, allowing: Client, package: Path) -> None:
    where = {"EVALPLATFORM_URL": f"http://127.0.0.1:{allowing.up.port}", "EVALPLATFORM_API_KEY": allowing.key}
    said = json.loads(run(HERE, "node", "browsed.mjs", package, find_chromium() or "", origin, **where))
    assert said == {
        "created": 3,
        "left": 0,
        "listed": IDS,
        "streamed": [["page-1", "größe 🙂"], ["page-2", "größe 🙂"], ["page-3", "größe 🙂"], ["page-4", None]],
        "exported": [IDS, IDS],
        "missing": True,
        "proven": "msg_1",
        "elsewhere": [],
    }

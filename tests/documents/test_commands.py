"""Every command in the documents is run by a test: here, or by the one that NAMED says."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import psycopg
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from evalplatform import embedded
from tests.evalplatform.management.commands.running import Up
from tests.flows.clients import Client, client_of
from tests.flows.conftest import up  # noqa: F401 (a fixture)
from tests.tools import ROOT

DOCUMENTS = ["README.md", "CONTRIBUTING.md", *(f"docs/{one.name}" for one in sorted((ROOT / "docs").glob("*.md")))]
INDENTED = r"^    ((?:manage\.py|curl|pip|npm|make|python) .+)$"
# beginning of a command -> what runs it, or why nothing can
NAMED = {
    "make up": "tests/evalplatform/management/commands/test_up.py",
    "make test": ".ci/run",
    "export ": "tests/documents/test_start.py",
    '.venv/bin/python manage.py create_api_key "first steps"': "tests/external_api/test_keys.py",
    'curl -s "$EVALPLATFORM_URL/api/external/auth/token"': "tests/external_api/test_access.py",
    'curl -s "$EVALPLATFORM_URL/api/external/api-keys"': "tests/external_api/resources/test_api_keys.py",
    "python -m pip install --constraint constraints.txt '.[otel,sentry]'": "Makefile",  # of its extra `test`, which holds both
    "printf 'POSTGRES_PASSWORD": "tests/deployment/test_compose.py",
    "docker compose": "tests/deployment/test_compose.py",  # checked against its schema: no engine is here to run it
    "python -m venv .venv": "tests/deployment/test_image.py",
    ".venv/bin/python manage.py serve": "tests/evalplatform/management/commands/test_serve.py",
    "manage.py run_suite": "tests/evalplatform/management/commands/test_run_suite.py",
}


def commands(document: str) -> list[str]:
    """Those of `sh` blocks and of indented lines, each with the lines that go on with it."""
    text = (ROOT / document).read_text()
    blocks = [*re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL), *re.findall(INDENTED, text, re.MULTILINE)]
    return [one.strip() for block in blocks for one in re.split(r"(?<!\\)\n", block) if one.strip() and not one.startswith("#")]


ALL = [(document, one) for document in DOCUMENTS for one in commands(document)]


def named(command: str) -> str:
    return next((place for beginning, place in NAMED.items() if command.startswith(beginning)), "")


@pytest.mark.parametrize("place", sorted(set(NAMED.values())))
def test_what_runs_the_others_is_there(place: str) -> None:
    assert (ROOT / place).exists()


def test_nothing_is_named_that_no_document_says() -> None:
    assert [beginning for beginning in NAMED if not any(command.startswith(beginning) for _, command in ALL)] == []


@pytest.fixture
def shell(up: Up, tmp_path: Path) -> "Shell":  # noqa: F811
    up.start()
    return Shell(up, client_of(up), tmp_path)


class Shell:
    """Where the commands run: beside a server, with the files that they name."""

    def __init__(self, server: Up, client: Client, folder: Path) -> None:
        self.up, self.folder = server, folder
        self.database = embedded.database(server.data_dir)
        dataset = client.call("POST", "/api/external/datasets", {"name": "questions"})
        (folder / "traces.jsonl").write_text('{"external_id": "file-1", "input": "2+2"}\n')
        (folder / "questions.csv").write_text("question,answer,topic\n2+2,4,sums\n")
        pq.write_table(pa.table({"input": ["3+3"], "reference": ["6"]}), folder / "questions.parquet")
        (folder / "exports").mkdir()
        self.names = {
            "URL": f"http://127.0.0.1:{server.port}",
            "KEY": client.key,
            "ID": dataset["id"],
            "EXPORT_DIR": str(folder / "exports"),
        }
        self.names |= {"PATH": f"{embedded._binaries()}:{os.environ['PATH']}"}

    def url(self, name: str) -> str:
        return f"postgres://{self.database['USER']}@{quote(self.database['HOST'], safe='')}/{name}"

    def run(self, command: str, **more: str) -> str:
        where = {"DATABASE_URL": self.url(self.database["NAME"])} if "$DATABASE_URL" in command else {}  # else the server's own
        own = {**self.up.environment, **self.names, **where, **more}
        line = re.sub(r"(?:\.venv/bin/python )?manage\.py", f"{sys.executable} {ROOT / 'manage.py'}", command)
        line = line.replace("http://127.0.0.1:8000", self.names["URL"]).replace("--project demo", "--project flow")
        argv = ["bash", "-euo", "pipefail", "-c", line.replace("curl ", "curl -sSf ", 1)]
        done = subprocess.run(argv, cwd=self.folder, env=own, capture_output=True, text=True, timeout=90, check=False)
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
        return done.stdout


@pytest.mark.curl
def test_all_others_run(shell: Shell) -> None:
    restoring = ("pg_restore", ".venv/bin/python manage.py prepare", ".venv/bin/python manage.py adopt_restored_rows")
    rest = [(document, one) for document, one in ALL if not named(one) and not one.startswith(restoring)]
    for _, command in rest:
        shell.run(command)
    assert len(rest) == 13
    with psycopg.connect(shell.url("postgres"), autocommit=True) as connected:
        connected.execute("CREATE DATABASE restored")
    there = {"DATABASE_URL": shell.url("restored"), "SECRET_KEY": "x" * 60}
    for command in (one for document, one in ALL if document == "docs/operate.md" and one.startswith(restoring)):
        shell.run(command, **there)
    with psycopg.connect(shell.url("restored")) as connected:
        traces = connected.execute("SELECT external_id FROM tracing_trace ORDER BY 1").fetchall()
    assert traces == [("chat-1",), ("file-1",)]
    events = json.loads(shell.run(next(one for _, one in rest if "/events?after=0" in one)))["results"]
    assert [one["type"] for one in events] == ["export.completed"]  # of the README

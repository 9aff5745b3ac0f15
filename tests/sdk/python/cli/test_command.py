import json
import stat
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pytest
from evalplatform_sdk import webhooks

from tests.flows.clients import Client
from tests.integrations.providers.forge import Forge, serving
from tests.ports import free_port
from tests.sdk.python.cli.command import Command

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


@pytest.fixture
def forge() -> Iterator[Forge]:
    with serving() as server:
        yield server


@pytest.fixture
def nobody(tmp_path: Path) -> Command:
    """Without a server and a key."""
    return Command(tmp_path)


def test_login_is_asked_once(nobody: Command, client: Client, tmp_path: Path) -> None:
    url = f"http://127.0.0.1:{client.up.port}"
    done = nobody("login", "--url", url + "/", "--api-key", client.key, "--json")
    assert (done.code, done.answer["url"]) == (0, url)
    assert stat.S_IMODE(Path(done.answer["file"]).stat().st_mode) == 0o600
    assert nobody("traces", "list", "--json").answer == []
    assert client.key not in done.out + done.err


def test_a_wrong_key_is_not_stored(nobody: Command, client: Client) -> None:
    done = nobody("login", "--url", f"http://127.0.0.1:{client.up.port}", "--api-key", "evp_wrong")
    assert (done.code, done.err[:13]) == (2, "invalid_key: ")
    assert nobody("traces", "list").err.startswith("No address is known: use `evalplatform login`")


def test_nobody_to_ask(nobody: Command) -> None:
    assert nobody("login").code == 2


def test_no_server(nobody: Command) -> None:
    done = nobody("usage", EVALPLATFORM_URL=f"http://127.0.0.1:{free_port()}", EVALPLATFORM_API_KEY="x")
    assert (done.code, done.out, "cannot be reached" in done.err) == (2, "", True)


@pytest.mark.parametrize("words", [("nonsense",), ("traces", "push"), ("gate", "x", "--timeout", "soon"), ("--nonsense",)], ids=" ".join)
def test_wrong_usage(words: tuple[str, ...], nobody: Command) -> None:
    done = nobody(*words)
    assert (done.code, done.out, "--help" in done.err) == (2, "", True)


@pytest.mark.parametrize("url", ["evals.example", "ftp://evals.example", "file:///etc"])
def test_what_is_no_address(url: str, nobody: Command) -> None:
    done = nobody("usage", "--url", url, "--api-key", "x")
    assert (done.code, "is no address" in done.err) == (2, True)


def test_options_of_all_commands_stand_anywhere(evalplatform: Command) -> None:
    for words in (("--json", "suites", "list"), ("suites", "--json", "list"), ("suites", "list", "--json")):
        assert evalplatform(*words).answer == []
    key = evalplatform.environment["EVALPLATFORM_API_KEY"]
    assert evalplatform("suites", "list", f"--api-key={key}", "--json", EVALPLATFORM_API_KEY="wrong").code == 0


def test_usage(evalplatform: Command) -> None:
    evalplatform("suites", "list")
    told = evalplatform("usage", "--json").answer
    assert told.keys() >= {"series", "quota", "total"}
    table = evalplatform("usage", "--since", "2026-01-01", "--until", "2026-01-03").out.splitlines()
    assert table[0].split("\t")[:3] == ["day", "requests", "ok"]
    assert [line.split("\t")[0] for line in table[1:]] == [*(["2026-01-01", "2026-01-02"] if len(table) == 4 else []), "total"]
    assert evalplatform("usage", "--since", "soon").code == 2


def test_a_comment(nobody: Command, forge: Forge, tmp_path: Path) -> None:
    (tmp_path / "report.md").write_text("# Größe 🙂")
    (tmp_path / "event.json").write_text(json.dumps({"pull_request": {"number": 7, "head": {"sha": "a"}}}))
    job = {"GITHUB_ACTIONS": "true", "GITHUB_REPOSITORY": "acme/bot", "GITHUB_EVENT_PATH": "event.json", "GITHUB_TOKEN": "t"}
    for _ in range(2):
        done = nobody("comment", "--markdown", "report.md", "--marker", "s", "--json", **job, GITHUB_API_URL=forge.url)
        assert (done.code, done.answer) == (0, {"id": "1"})
    assert forge.comments[7] == {1: "<!-- evalplatform:s -->\n# Größe 🙂"}


def test_a_note_on_a_merge_request(nobody: Command, forge: Forge, tmp_path: Path) -> None:
    (tmp_path / "report.md").write_text("# One")
    job = {"GITLAB_CI": "true", "CI_PROJECT_ID": "12", "CI_MERGE_REQUEST_IID": "3", "GITLAB_TOKEN": "t", "CI_API_V4_URL": forge.url}
    assert nobody("comment", "--markdown", "report.md", **job).code == 0
    assert forge.comments[3] == {1: "<!-- evalplatform:report -->\n# One"}


def test_no_request_to_comment(nobody: Command, tmp_path: Path) -> None:
    (tmp_path / "report.md").write_text("# One")
    assert nobody("comment", "--markdown", "report.md").code == 2


def listening(nobody: Command, *words: str) -> tuple["subprocess.Popen[str]", int]:
    argv = (sys.executable, "-m", "evalplatform_sdk.cli", "webhooks", "listen", "--port", "0", *words)
    process = subprocess.Popen(
        argv, cwd=nobody.folder, env=nobody.surroundings(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    return process, int(process.stderr.readline().rpartition(":")[2])


def post(port: int, body: bytes, headers: dict[str, str]) -> int:
    request = urllib.request.Request(f"http://127.0.0.1:{port}/hook", body, headers, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return int(answer.status)
    except HTTPError as error:
        error.close()
        return error.code


def test_webhooks_are_shown_and_checked(nobody: Command) -> None:
    process, port = listening(nobody, "--secret", SECRET, "--count", "2", "--json")
    body = '{"type": "größe"}'.encode()
    headers = webhooks.sign(body, SECRET, id="msg_1", timestamp=int(time.time()))
    assert [post(port, body, headers), post(port, body + b" ", headers)] == [204, 401]
    out, _ = process.communicate(timeout=20)
    first, second = (json.loads(line) for line in out.splitlines())
    assert first == {"id": "msg_1", "holds": True, "refusal": None, "body": {"type": "größe"}}
    assert (second["holds"], second["refusal"][:22], process.returncode) == (False, "No signature is right:", 0)


def test_webhooks_without_a_secret_are_only_shown(nobody: Command) -> None:
    process, port = listening(nobody, "--count", "1")
    assert post(port, b"\x1b[2Jhello", {}) == 204
    out, _ = process.communicate(timeout=20)
    assert out == "(no id): not checked\n  \ufffd[2Jhello\n"


def test_what_is_no_secret(nobody: Command) -> None:
    assert "24 to 64 bytes" in nobody("webhooks", "listen", "--secret", "x").err


def test_completion(nobody: Command) -> None:
    asked: dict[str, Any] = {"_EVALPLATFORM_COMPLETE": "complete_bash", "COMP_WORDS": "evalplatform exp", "COMP_CWORD": "1"}
    assert nobody(**asked).out.split() == ["export"]


def test_version(nobody: Command) -> None:
    assert nobody("--version").code == 0

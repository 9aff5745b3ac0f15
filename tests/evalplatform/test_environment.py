import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from evalplatform import environment as env
from tests.tools import ROOT


def said(reader: Callable[[str], Any], value: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Why the value is refused."""
    monkeypatch.setenv("ITS_NAME", value)
    with pytest.raises(ImproperlyConfigured) as refused:
        env.read(reader, "ITS_NAME")
    start, end = "ITS_NAME has a value that cannot be read: ", ". See docs/settings.md."
    text = str(refused.value)
    assert text.startswith(start)
    return text.removeprefix(start).removesuffix(end)


@pytest.mark.parametrize(("word", "meant"), [("true", True), ("ON", True), (" 1 ", True), ("yes", True), ("off", False), ("0", False)])
def test_words_for_true_and_false(monkeypatch: pytest.MonkeyPatch, word: str, meant: bool) -> None:
    monkeypatch.setenv("ITS_NAME", word)
    assert env.read(env.boolean, "ITS_NAME") is meant


@pytest.mark.parametrize("word", ["maybe", "ture", "2", "y"])
def test_any_other_word_is_refused(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    assert said(env.boolean, word, monkeypatch) == "it is one of true, on, yes, 1, false, off, no, 0"


@pytest.mark.parametrize("url", ["mysql://a@b/c", "sqlite:///x.db", "db.example.com", "mssql://a/b"])
def test_only_postgresql_is_a_database(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    assert said(env.database_url, url, monkeypatch) == "it begins with postgres://, since PostgreSQL is the only database"


@pytest.mark.parametrize("url", ["postgres://host:5432", "postgresql://host/"])
def test_a_database_has_a_name(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    assert said(env.database_url, url, monkeypatch) == "it ends with the name of a database"


def test_a_socket_directory_is_a_host(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ITS_NAME", "postgresql://me:secret@%2Frun%2Fpg:5433/evals")
    found = env.read(env.database_url, "ITS_NAME")
    assert [found[key] for key in ("HOST", "PORT", "NAME", "USER", "PASSWORD")] == ["/run/pg", 5433, "evals", "me", "secret"]


@pytest.mark.parametrize("url", ["redis://localhost:6379/0", "rediss://:secret@cache.example.com", "redis://[::1]:6379/15"])
def test_an_address_of_redis(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("ITS_NAME", url)
    assert env.read(env.redis_url, "ITS_NAME") == url


@pytest.mark.parametrize("url", ["foo", "http://localhost", "redis://", "redis:///0", "localhost:6379"])
def test_what_is_no_address_of_redis(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    assert said(env.redis_url, url, monkeypatch) == "it is redis:// or rediss://, a host and a port"


def test_a_database_of_redis_is_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    assert said(env.redis_url, "redis://host/main", monkeypatch) == "after the host stands the number of a database, or nothing"


def test_a_mail_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ITS_NAME", "smtp+tls://me%40x.example:p%3Aw@mail.example:587")
    found = env.read(env.mail_server, "ITS_NAME")
    names = ("EMAIL_HOST", "EMAIL_PORT", "EMAIL_HOST_USER", "EMAIL_HOST_PASSWORD", "EMAIL_USE_TLS")
    assert [found[name] for name in names] == ["mail.example", 587, "me@x.example", "p:w", True]


@pytest.mark.parametrize("url", ["mail.example", "http://mail.example", "consolemail://", "smtps//x"])
def test_what_is_no_mail_server(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    assert said(env.mail_server, url, monkeypatch) == "it begins with smtp://, smtp+tls:// or smtp+ssl://"


@pytest.mark.parametrize("number", ["0", "1", "-0.1", "1.5"])
def test_a_fraction_lies_between_0_and_1(monkeypatch: pytest.MonkeyPatch, number: str) -> None:
    assert said(env.fraction, number, monkeypatch) == "it lies between 0 and 1, such as 0.05"


def test_a_folder_need_not_be_there_yet(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ITS_NAME", str(tmp_path / "a" / "b"))
    assert env.read(env.writable_folder, "ITS_NAME") == tmp_path / "a" / "b"
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_or_written_to_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    cannot = "is not a folder that this user may write to"
    assert said(env.writable_folder, str(tmp_path / "file" / "b"), monkeypatch) == f"{tmp_path}/file {cannot}"
    monkeypatch.setattr(os, "access", lambda path, mode: False)  # root, as whom tests may run, may write anywhere
    assert said(env.writable_folder, str(tmp_path), monkeypatch) == f"{tmp_path} {cannot}"


def test_what_postgresql_cannot_count_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert said(env.statement_seconds, "3000000", monkeypatch) == "it is at most 2000000"
    assert said(env.statement_seconds, "0", monkeypatch) == "it must be 1 or more"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://a/b"),
        ("DEBUG", "maybe"),
        ("REDIS_URL", "foo"),
        ("EXPORT_DIR", "/dev/null/x"),
        ("BEHIND_TLS", "ja"),
        ("QUOTA_WITHOUT_REDIS", "ajar"),
    ],
)
def test_a_bad_value_stops_the_start_with_its_name(name: str, value: str) -> None:
    script = "import evalplatform.settings"
    ran = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env={**os.environ, name: value}, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 1
    assert f"ImproperlyConfigured: {name} has a value that cannot be read: " in ran.stderr

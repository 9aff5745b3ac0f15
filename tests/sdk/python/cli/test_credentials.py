import stat
from pathlib import Path

import pytest
from evalplatform_sdk.cli import credentials
from evalplatform_sdk.cli.credentials import Credentials

KEPT = Credentials("https://evals.example", "evp_1")


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


def test_kept_for_the_owner_alone() -> None:
    path = credentials.store(KEPT)
    assert credentials.load() == KEPT
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in path.parent.iterdir()] == ["credentials.json"]


def test_stored_again() -> None:
    credentials.store(Credentials("https://old.example", "evp_0"))
    credentials.place().chmod(0o644)
    assert stat.S_IMODE(credentials.store(KEPT).stat().st_mode) == 0o600
    assert credentials.load() == KEPT


@pytest.mark.parametrize("content", ["", "{", "[]", '{"url": "x"}', "\x00"], ids=["empty", "cut", "list", "half", "zero"])
def test_what_cannot_be_read_is_nothing(content: str) -> None:
    credentials.store(KEPT).write_text(content)
    assert credentials.load() == Credentials()


def test_what_is_said_goes_first() -> None:
    credentials.store(KEPT)
    assert credentials.choose("", "") == KEPT
    assert credentials.choose("", "evp_2") == Credentials("https://evals.example", "evp_2")
    assert credentials.choose("https://evals.example/", "").api_key == "evp_1"


def test_a_stored_key_goes_to_no_other_server() -> None:
    credentials.store(KEPT)
    assert credentials.choose("https://evil.example", "") == Credentials("https://evil.example", "")


def test_nothing_known() -> None:
    assert credentials.choose("", "") == Credentials()

import os
from pathlib import Path

import pytest

from evalplatform import account
from evalplatform.account import account_for
from evalplatform.errors import DomainError
from evalplatform.process import CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH, CAP_SETPCAP, Account


@pytest.fixture
def open_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory that everyone may pass, seen by a root whose capabilities each test chooses."""
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(account, "_unprivileged", lambda: (54321, 54321))
    monkeypatch.setattr(account, "_capabilities", set)
    real = account._closed
    monkeypatch.setattr(account, "_closed", lambda path, uid, gid: real(path, uid, gid) if (tmp_path / "closed") in path.parents else None)
    (tmp_path / "program").touch(0o755)
    return tmp_path


def choose(directory: Path, data: str = "data") -> Account | None:
    return account_for(directory / data, program=directory / "program", other_directories=())


def test_a_user_stays_who_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: tmp_path.stat().st_uid or 54321)
    assert account_for(tmp_path / "data", program=tmp_path, other_directories=()) is None


def test_a_user_is_refused_on_foreign_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 54321)
    with pytest.raises(DomainError, match=r"belongs to \w+: start as that user or as root"):
        account_for(tmp_path, program=tmp_path, other_directories=())


def test_root_becomes_an_unprivileged_user(open_directory: Path) -> None:
    assert choose(open_directory) == Account(54321, 54321, None)


@pytest.mark.parametrize(
    ("held", "kept"),
    [
        ({CAP_SETPCAP, CAP_DAC_READ_SEARCH, CAP_DAC_OVERRIDE}, CAP_DAC_READ_SEARCH),
        ({CAP_SETPCAP, CAP_DAC_OVERRIDE}, CAP_DAC_OVERRIDE),
    ],
)
def test_keeps_the_least_that_passes_a_closed_directory(
    held: set[int], kept: int, open_directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (open_directory / "closed").mkdir(mode=0o700)
    monkeypatch.setattr(account, "_capabilities", lambda: held)
    assert choose(open_directory, "closed/data") == Account(54321, 54321, kept)


def test_needs_more_for_a_program_that_it_may_not_run(open_directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (open_directory / "program").chmod(0o750)
    monkeypatch.setattr(account, "_capabilities", lambda: {CAP_SETPCAP, CAP_DAC_READ_SEARCH, CAP_DAC_OVERRIDE})
    assert choose(open_directory) == Account(54321, 54321, CAP_DAC_OVERRIDE)


@pytest.mark.parametrize("held", [set(), {CAP_DAC_READ_SEARCH}])
def test_names_the_closed_directory_when_root_is_too_weak(held: set[int], open_directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (open_directory / "closed").mkdir(mode=0o700)
    monkeypatch.setattr(account, "_capabilities", lambda: held)
    with pytest.raises(DomainError, match="PostgreSQL runs as .*, who may not enter /"):
        choose(open_directory, "closed/data")


def test_every_directory_on_the_way_must_let_pass(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a").chmod(0o711)
    (tmp_path / "a" / "b").chmod(0o710)
    closed = account._closed(tmp_path / "a" / "b" / "c", 54321, 54321)
    assert closed in {tmp_path / "a" / "b", *tmp_path.parents, tmp_path}
    assert account._allows(tmp_path / "a", 54321, 54321, 1) is True
    assert account._allows(tmp_path / "a" / "b", 54321, 54321, 1) is False

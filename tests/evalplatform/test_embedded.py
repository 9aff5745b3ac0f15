import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from evalplatform import embedded, process
from evalplatform.errors import DomainError

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root starts PostgreSQL as another user")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[embedded.Server]:
    server = embedded.Server(tmp_path / "var", durable=False)
    yield server
    server.stop()


def query(data_dir: Path, sql: str) -> object:
    settings = embedded.database(data_dir)
    with psycopg.connect(dbname=settings["NAME"], user=settings["USER"], host=settings["HOST"], autocommit=True) as connection:
        cursor = connection.execute(sql.encode())
        return cursor.fetchone()[0] if cursor.description else None  # type: ignore[index]


def alive(pid: int) -> bool:
    """Whether it runs; one that only waits to be noticed by its parent does not."""
    state = Path(f"/proc/{pid}/stat")
    return state.exists() and state.read_text().rsplit(")", 1)[1].split()[0] != "Z"


@pytest.mark.parametrize("name", ['it\'s a "path" of spaces', "x" * 150, "Müllers, Größe; $HOME"])
def test_serves_under_an_odd_path(name: str, tmp_path: Path) -> None:
    server = embedded.Server(tmp_path / name, durable=False)
    server.start()
    try:
        assert query(tmp_path / name, "SELECT current_user || current_database()") == "evalplatformevalplatform"
    finally:
        server.stop()


def test_leaves_no_socket_directory_and_no_process(server: embedded.Server) -> None:
    server.start()
    directory, child = server.socket_directory, server.child
    server.stop()
    assert directory is not None
    assert not directory.exists()
    assert not server.record.exists()
    assert child is not None
    assert child.returncode == 0


def test_keeps_its_data(server: embedded.Server) -> None:
    server.start()
    query(server.data_dir, "CREATE TABLE kept AS SELECT 42 AS value")
    server.stop()
    server.start()
    assert query(server.data_dir, "SELECT value FROM kept") == 42


def test_listens_on_its_socket_only(server: embedded.Server) -> None:
    server.start()
    assert query(server.data_dir, "SHOW listen_addresses") == ""
    assert server.socket_directory is not None
    assert server.socket_directory.stat().st_mode & 0o777 == 0o700


def test_keeps_fsync_on(tmp_path: Path) -> None:
    server = embedded.Server(tmp_path)
    server.start()
    try:
        assert query(tmp_path, "SHOW fsync") == "on"
    finally:
        server.stop()


def test_connecting_says_that_nothing_runs(tmp_path: Path) -> None:
    with pytest.raises(psycopg.OperationalError, match="no PostgreSQL runs on this DATA_DIR: start it with make up"):
        query(tmp_path, "SELECT 1")


@as_root
def test_root_keeps_one_capability_where_the_way_is_closed(server: embedded.Server) -> None:
    server.data_dir.parent.chmod(0o700)
    server.start()
    assert server.child is not None
    status = dict(line.split(":\t") for line in Path(f"/proc/{server.child.pid}/status").read_text().splitlines())
    assert status["Uid"].split()[1] != "0"
    assert int(status["CapPrm"], 16) == 1 << process.CAP_DAC_READ_SEARCH


@as_root
def test_another_system_user_is_refused(server: embedded.Server) -> None:
    server.start()
    assert server.account is not None
    psql = [str(server.binaries / "psql"), "-h", str(server.socket_directory), "-U", "evalplatform", "-c", "SELECT 1"]
    child = process.start(psql, account=server.account, cwd="/", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    _, said = child.communicate(timeout=10)
    assert b"Peer authentication failed" in said


def test_ends_when_its_parent_is_killed(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    start = f"s = Server(Path({str(tmp_path)!r})); s.start(); print(s.child.pid, flush=True); time.sleep(60)"
    code = f"from evalplatform.embedded import *; {start}"
    environment = {**os.environ, "TMPDIR": str(tmp_path_factory.mktemp("t"))}  # a killed one cannot tidy up
    with subprocess.Popen([sys.executable, "-c", code], env=environment, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        postgres = int(parent.stdout.readline())
        parent.kill()
    until = time.monotonic() + 5
    while alive(postgres) and time.monotonic() < until:
        time.sleep(0.02)
    assert not alive(postgres)


def test_removes_the_socket_directory_of_a_killed_one(server: embedded.Server, tmp_path: Path) -> None:
    stale = tmp_path / f"{embedded.SOCKET_PREFIX}stale"
    stale.mkdir()
    embedded.make_data_dir(server.data_dir)
    server.record.write_text(str(stale))
    server.start()
    assert not stale.exists()


def test_a_stale_lock_file_harms_no_foreign_process(server: embedded.Server) -> None:
    server.start()
    server.stop()
    foreign = process.start(["/bin/sleep", "60"], account=server.account)  # the same user, so that PostgreSQL takes it for its own
    lock_file = server.data / "postmaster.pid"
    lock_file.write_text(f"{foreign.pid}\n{server.data}\n1\n5432\n\n\n0 0\nready\n")
    time.sleep(0.3)  # it has become sleep
    server.start()
    assert query(server.data_dir, "SELECT 1") == 1
    assert foreign.poll() is None
    foreign.kill()
    foreign.wait()


def test_starts_again_after_a_crash(server: embedded.Server) -> None:
    server.start()
    query(server.data_dir, "CREATE TABLE kept AS SELECT 42 AS value")
    assert server.child is not None
    server.child.kill()
    server.child.wait()
    server.keep_alive()
    assert query(server.data_dir, "SELECT value FROM kept") == 42


def test_gives_up_when_it_crashes_all_the_time(server: embedded.Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "RESTARTS_PER_MINUTE", 0)
    server.start()
    assert server.child is not None
    server.child.kill()
    server.child.wait()
    with pytest.raises(DomainError, match="1 times within a minute"):
        server.keep_alive()


def test_kills_what_does_not_stop(server: embedded.Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "STOP_LADDER", ((signal.SIGINT, 0.2), (signal.SIGQUIT, 0.2), (signal.SIGKILL, 5.0)))
    server.start()
    child = server.child
    assert child is not None
    child.send_signal(signal.SIGSTOP)
    server.stop()
    assert child.returncode == -signal.SIGKILL


def test_an_interrupted_init_is_forgotten(server: embedded.Server) -> None:
    left = server.data_dir / "postgres.tmp-killed"
    (left / "base").mkdir(parents=True)
    server.start()
    assert not left.exists()
    assert query(server.data_dir, "SELECT 1") == 1


def test_a_directory_of_something_else_is_refused(server: embedded.Server) -> None:
    (server.data / "precious").mkdir(parents=True)
    with pytest.raises(DomainError, match="is not empty and not a PostgreSQL directory"):
        server.start()
    assert [path.name for path in server.data.iterdir()] == ["precious"]


def test_a_start_that_fails_shows_the_log(server: embedded.Server) -> None:
    server.start()
    server.stop()
    (server.data / "PG_VERSION").write_text("9.6\n")
    with pytest.raises(DomainError, match="initialized by PostgreSQL version 9.6"):
        server.start()


def test_its_log_stays_small(server: embedded.Server, monkeypatch: pytest.MonkeyPatch) -> None:
    server.start()
    monkeypatch.setattr(embedded, "LOG_LIMIT", 10)
    server.keep_alive()
    assert server.log_file.stat().st_size == 0


def test_a_secret_key_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "secret_key").mkdir()
    with pytest.raises(DomainError, match="secret_key can be neither read nor made: Is a directory"):
        embedded.secret_key(tmp_path)


def test_the_secret_key_is_private_and_stays(tmp_path: Path) -> None:
    key = embedded.secret_key(tmp_path / "var")
    assert embedded.secret_key(tmp_path / "var") == key
    assert len(key) == 64
    assert (tmp_path / "var" / "secret_key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in (tmp_path / "var").iterdir()] == ["secret_key"]

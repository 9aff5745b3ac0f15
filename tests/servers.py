"""A pytest plugin: the servers that the tests run against, and the environment that leads to them before the settings load.

It runs in the process that starts the tests; the workers of pytest-xdist inherit its environment.
"""

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from evalplatform import embedded, process
from tests import tools
from tests.ports import free_port, wait_for


@pytest.hookimpl(tryfirst=True)  # before pytest-django, which loads the settings
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    for tool in tools.TOOLS:
        early_config.addinivalue_line("markers", f"{tool.marker}: needs {tool.name}")
    if worker := os.environ.get("PYTEST_XDIST_WORKER"):
        _keep_apart(worker)
    elif not {"-h", "--help", "-V", "--version", "--markers", "--fixtures"} & set(sys.argv):
        _start(early_config)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Take out the tests of tools that are not there; `pytest_terminal_summary` names them."""
    absent = {tool.marker for tool in tools.missing()}
    out = [item for item in items if any(item.get_closest_marker(name) for name in absent)]
    if out:
        config.hook.pytest_deselected(items=out)
        items[:] = [item for item in items if item not in out]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for tool in tools.missing():
        terminalreporter.write_line(f"NOT RUN: all tests marked {tool.marker}, since there is no {tool.name}: {tool.advice}", red=True)


def _keep_apart(worker: str) -> None:
    """Give this test process a data directory and a Redis database of its own; pytest-django does it for PostgreSQL."""
    os.environ["DATA_DIR"] = str(Path(os.environ["DATA_DIR"]) / worker)
    redis = os.environ.get("TEST_REDIS_URL", "")
    if redis.endswith("/0"):
        os.environ["TEST_REDIS_URL"] = f"{redis[:-1]}{int(worker.removeprefix('gw')) % 16}"


def _start(config: pytest.Config) -> None:
    data_dir = Path(tempfile.mkdtemp(prefix="evalplatform-tests-"))
    data_dir.chmod(0o711)  # PostgreSQL may run as another user than we
    config.add_cleanup(lambda: shutil.rmtree(data_dir, ignore_errors=True))
    os.environ["DATA_DIR"] = str(data_dir / "var")
    os.environ["SECRET_KEY"] = "only-for-tests-" + "x" * 40
    if not os.environ.get("DATABASE_URL"):
        database = embedded.Server(data_dir, durable=False)
        config.add_cleanup(database.stop)
        database.start()
        os.environ["DATABASE_URL"] = database.url
    redis = tools.find_redis()
    if redis and "://" in redis:
        os.environ["TEST_REDIS_URL"] = redis
    elif redis:
        os.environ["TEST_REDIS_URL"] = _start_redis(config, redis, data_dir)
    os.environ.pop("REDIS_URL", None)  # only the tests about Redis use one


def _start_redis(config: pytest.Config, program: str, directory: Path) -> str:
    """Start a server that keeps nothing, and give its URL: TCP, since Celery and redis-py spell a socket's URL differently."""
    port = free_port()
    password = secrets.token_hex(16)
    options = ["--bind", "127.0.0.1", "--port", str(port), "--requirepass", password, "--save", "", "--dir", str(directory)]
    server = process.start([program, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    config.add_cleanup(lambda: _end(server))
    wait_for(port, server)
    return f"redis://:{password}@127.0.0.1:{port}/0"


def _end(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    server.wait()

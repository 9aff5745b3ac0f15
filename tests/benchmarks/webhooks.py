"""`python -m tests.benchmarks.webhooks`: many events to twenty endpoints of which five fail twice, two hang and one is gone.

First paced, to endpoints that are all well and then to those, for the time from event to arrival; then all at once, while the worker and
PostgreSQL are killed, for the rate, and for whether anything is lost.
"""

import argparse
import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import django

from evalplatform import embedded
from tests.ports import free_port, wait_for
from tests.tools import ROOT

TYPE = "export.cancelled"
WELL = ("well",) * 20
MIXED = ("well",) * 12 + ("twice",) * 5 + ("hangs",) * 2 + ("gone",)


@dataclass
class Scene:
    database: embedded.Server
    port: int
    worker: subprocess.Popen[bytes] | None = None
    kills: int = 0
    figures: dict[str, Any] = field(default_factory=dict)

    def start_worker(self) -> None:
        self.worker = subprocess.Popen([sys.executable, "-m", "tests.benchmarks.webhook_worker"], cwd=ROOT, stderr=subprocess.DEVNULL)

    def kill_worker(self) -> None:
        if self.worker:
            self.worker.send_signal(signal.SIGKILL)
            self.worker.wait()
            self.kills += 1

    def kill_database(self) -> None:
        """As a crash would: the postmaster, without a word; its supervisor starts it again."""
        pid = int((self.database.data / "postmaster.pid").read_text().split("\n")[0])
        os.kill(pid, signal.SIGKILL)
        self.kills += 1
        until = time.monotonic() + 60
        while time.monotonic() < until and not self._is_up():
            self.database.keep_alive()
            time.sleep(0.2)

    def _is_up(self) -> bool:
        from django.db import DatabaseError, connection

        connection.close()
        try:
            connection.ensure_connection()
        except DatabaseError:
            return False
        return True

    def endpoints(self, name: str, behaviours: tuple[str, ...]) -> Any:
        """A project with these; what they do stands in their paths."""
        from evalplatform.projects.models import Project
        from integrations.webhooks import endpoints

        project = Project.objects.create(slug=name, name=name)
        for number, what in enumerate(behaviours):
            url = f"http://127.0.0.1:{self.port}/{name}-{what}-{number}"
            endpoints.create(project_id=project.id, body={"kind": "standard", "url": url, "event_types": [TYPE]})
        return project

    def end(self, project: Any) -> None:
        from integrations.webhooks import endpoints

        for one in endpoints.of_project(project.id):
            endpoints.delete(one)

    def arrived(self, name: str) -> dict[str, Any]:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/report?/{name}-", timeout=60) as answer:
            return dict(json.loads(answer.read()))


def happen(project: Any, count: int) -> None:
    from django.db import transaction

    from evalplatform.events.models import Event

    with transaction.atomic():
        Event.objects.bulk_create([Event(project=project, type=TYPE, payload={"export": str(n)}) for n in range(count)])


def live(behaviours: tuple[str, ...]) -> int:
    return sum(one in ("well", "twice") for one in behaviours)


def until_arrived(scene: Scene, name: str, behaviours: tuple[str, ...], events: int, *, seconds: float) -> dict[str, Any]:
    end = time.monotonic() + seconds
    while True:
        found = scene.arrived(name)
        whole = sum(one["ids"] == events for one in found.values())
        if whole == live(behaviours) or time.monotonic() > end:
            return found
        time.sleep(0.2)


def paced(scene: Scene, name: str, behaviours: tuple[str, ...], *, events: int, a_second: float) -> dict[str, float]:
    """Times from event to arrival at those that are well, in milliseconds."""
    project = scene.endpoints(name, behaviours)
    for _ in range(events):
        happen(project, 1)
        time.sleep(1 / a_second)
    found = until_arrived(scene, name, behaviours, events, seconds=60)
    scene.end(project)
    seconds = sorted(second for path, one in found.items() if "-well-" in path for second in one["seconds"])
    return {"p50_ms": statistics.median(seconds) * 1000, "p95_ms": seconds[int(len(seconds) * 0.95)] * 1000, "arrived": len(seconds)}


def flood(scene: Scene, events: int, *, seconds: float) -> dict[str, Any]:
    """All at once, with kills at a quarter, a half and three quarters of the way."""
    name, total = "flood", events * live(MIXED)
    project = scene.endpoints(name, MIXED)
    began = time.monotonic()
    happen(project, events)
    for part, kill in ((0.25, scene.kill_worker), (0.5, scene.kill_database), (0.75, scene.kill_worker)):
        while sum(one["ids"] for one in scene.arrived(name).values()) < total * part and time.monotonic() - began < seconds:
            time.sleep(0.2)
        kill()
        if scene.worker and scene.worker.poll() is not None:
            scene.start_worker()
    found = until_arrived(scene, name, MIXED, events, seconds=seconds)
    took = time.monotonic() - began
    scene.end(project)
    ids, asked = (sum(one[key] for one in found.values()) for key in ("ids", "asked"))
    missing = {path: events - one["ids"] for path, one in found.items() if ("-well-" in path or "-twice-" in path) and one["ids"] < events}
    again = sum(one["again"] for one in found.values())
    figures = {"seconds": took, "deliveries": ids, "attempts": asked, "deliveries_a_second": ids / took, "attempts_a_second": asked / took}
    return {**figures, "arrived_again": again, "missing": missing, "kills": scene.kills}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.webhooks", description=__doc__)
    parser.add_argument("--events", type=int, default=10_000, help="of the flood")
    parser.add_argument("--paced", type=int, default=300, help="events of each of the two paced rounds")
    parser.add_argument("--a-second", type=float, default=5.0, help="paced events a second")
    parser.add_argument("--seconds", type=float, default=1800, help="after which the flood is given up")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was started is stopped
    directory = Path(tempfile.mkdtemp(prefix="webhooks-"))
    directory.chmod(0o711)
    database, port = embedded.Server(directory / "database"), free_port()
    receiver = subprocess.Popen([sys.executable, "-m", "tests.benchmarks.webhook_receiver", str(port)], cwd=ROOT)
    scene = Scene(database, port)
    try:
        wait_for(port, receiver)
        database.start()
        _connect(database, directory)
        scene.start_worker()
        sys.stderr.write("the database is there\n")
        quiet = paced(scene, "quiet", WELL, events=options.paced, a_second=options.a_second)
        sys.stderr.write(f"quiet {quiet}\n")
        beside = paced(scene, "beside", MIXED, events=options.paced, a_second=options.a_second)
        sys.stderr.write(f"beside {beside}\n")
        flooded = flood(scene, options.events, seconds=options.seconds)
    finally:
        scene.kill_worker()
        receiver.kill()
        receiver.wait()
        database.stop()
        shutil.rmtree(directory, ignore_errors=True)
    sys.stdout.write(json.dumps({"load": os.getloadavg(), "quiet": quiet, "beside": beside, "flood": flooded}, indent=2) + "\n")
    return 1 if flooded["missing"] or beside["p95_ms"] > 2 * quiet["p95_ms"] else 0


def _connect(database: embedded.Server, directory: Path) -> None:
    settings = {"DATABASE_URL": database.url, "SECRET_KEY": "only-for-benchmarks-" + "x" * 40, "OUTBOUND_ALLOW": "127.0.0.1"}
    settings |= {"DATA_DIR": str(directory / "var"), "WEBHOOK_LEASE_SECONDS": "6", "LOG_LEVEL": "ERROR"}
    os.environ.update(settings, DJANGO_SETTINGS_MODULE="evalplatform.settings")
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


if __name__ == "__main__":
    sys.exit(main())

"""Web, workers and beat as threads of one process: how `up` serves when there is no Redis."""

import logging
import sys
import threading
import time

from celery import beat
from celery.worker import WorkController, state
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from waitress import create_server

from evalplatform.celery import app
from evalplatform.queue import LONG, SHORT
from exports.sweep import sweep

log = logging.getLogger(__name__)

CONCURRENCY = {SHORT: 2, LONG: 2}
STOP_SECONDS = 1.5


class Lane(WorkController):
    """A worker for one queue. The bare controller, since the command line's worker would take over the signals."""

    def __init__(self, queue: str) -> None:
        self.ready = threading.Event()
        super().__init__(
            app=app,
            hostname=f"{queue}@localhost",
            queues=[queue],
            pool="threads",
            concurrency=CONCURRENCY[queue],
            without_gossip=True,
            without_mingle=True,
            without_heartbeat=True,
        )

    def on_consumer_ready(self, consumer: object) -> None:
        self.ready.set()


class Web(threading.Thread):
    """Waitress on 127.0.0.1, in a loop that can be told to stop."""

    def __init__(self, port: int) -> None:
        super().__init__(name="web", daemon=True)
        self._until: float | None = None
        self._server = create_server(
            WSGIHandler(),
            host="127.0.0.1",
            port=port,
            threads=8,
            ident=None,
            asyncore_use_poll=True,  # select() ends at 1,024 files
            outbuf_high_watermark=1024 * 1024,  # what a slow client may cost
            max_request_body_size=2 * settings.INGEST_MAX_BYTES,  # the views answer to what is above their own limits
        )

    def run(self) -> None:
        while self._until is None:
            self._turn(1)
        self._server.asyncore.dispatcher.close(self._server)  # no new connections
        while self._busy() and time.monotonic() < self._until:
            self._turn(0.05)

    def stop(self, seconds: float) -> None:
        """Take no more requests, and give those that are under way up to `seconds`."""
        self._until = time.monotonic() + seconds
        self._server.pull_trigger()
        self.join(seconds + 0.2)

    def _turn(self, seconds: float) -> None:
        self._server.asyncore.loop(timeout=seconds, map=self._server._map, use_poll=True, count=1)

    def _busy(self) -> bool:
        return any(channel.requests or channel.total_outbufs_len for channel in list(self._server.active_channels.values()))


class Threads:
    """All parts of the server in this process."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._lanes: dict[str, threading.Thread] = {}
        self._beat = beat.Service(app, max_interval=1)  # looks every second, so that it can stop
        self._beat_thread = threading.Thread(target=self._beat.start, name="beat", daemon=True)
        self._web: Web | None = None

    def start(self) -> None:
        """Start the workers, then the web, so that no request meets a server without workers."""
        sys.setswitchinterval(0.001)  # so that a page need not wait long for a busy job
        app.conf.worker_enable_remote_control = False  # nobody could reach it
        for queue in CONCURRENCY:
            self._start_lane(queue)
        sweep(queue_is_empty=True)  # the queue died with the process before this one; what it held need not wait for its time
        self._beat_thread.start()
        self._web = Web(self.port)
        self._web.start()

    def keep_alive(self) -> None:
        """Start a worker again that ended by itself."""
        for queue, thread in self._lanes.items():
            if not thread.is_alive():
                log.error("The worker of the queue %s ended; it is started again", queue)
                self._start_lane(queue)

    def stop(self) -> None:
        """Let requests and tasks under way end for a moment. The threads end with the process: they wait in calls that cannot be woken."""
        until = time.monotonic() + STOP_SECONDS
        state.should_stop = 0  # type: ignore[assignment]  # seen by both lanes before they take another task
        self._beat.stop()
        if self._web:
            self._web.stop(until - time.monotonic())
        while state.active_requests and time.monotonic() < until:
            time.sleep(0.02)
        if self._beat_thread.is_alive():
            self._beat_thread.join(max(0.0, until - time.monotonic()))  # it writes down what was due when

    def _start_lane(self, queue: str) -> None:
        """Start one and wait until it takes tasks: which queue it takes is a state of the app, set for one at a time."""
        lane = Lane(queue)
        thread = self._lanes[queue] = threading.Thread(target=lane.start, name=f"worker-{queue}", daemon=True)
        thread.start()
        if not lane.ready.wait(30):
            raise RuntimeError(f"the worker of the queue {queue} is not ready after 30 s")

"""Web, workers and beat as threads of one process: how `up` serves when there is no Redis."""

import logging
import sys
import threading
import time
from queue import Empty
from typing import Any

from celery import beat
from celery.worker import WorkController, state
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from kombu.utils.scheduling import FairCycle
from waitress import create_server

from evalplatform.celery import app
from evalplatform.errors import DomainError
from evalplatform.evaluations.sweep import sweep as sweep_evaluations
from evalplatform.queue import ASKING, BACKGROUND, LONG, QUEUES, SENDING, SHORT
from exports import apart
from exports.sweep import sweep
from external_api.usage.flusher import Flusher

log = logging.getLogger(__name__)

CONCURRENCY = {SHORT: 2, LONG: 2, BACKGROUND: 1, ASKING: 8, SENDING: 2}
STOP_SECONDS = 1.5
USAGE_SECONDS = 0.5  # to bring the last counts of calls into the database; what does not come to it is there at the next start


class InOrder(FairCycle):
    """Asks the queues of a lane from the first one on, each time; the transport in memory would let all of them take turns."""

    def get(self, callback: Any, **options: Any) -> Any:
        self.pos = 0
        return super().get(callback, **options)


class Lane(WorkController):
    """A worker for the queues of one lane. The bare controller, since the command line's worker would take over the signals."""

    def __init__(self, lane: str) -> None:
        self.ready = threading.Event()
        super().__init__(
            app=app,
            hostname=f"{lane}@localhost",
            queues=list(QUEUES[lane]),
            pool="threads",
            concurrency=CONCURRENCY[lane],
            without_gossip=True,
            without_mingle=True,
            without_heartbeat=True,
        )

    def on_consumer_ready(self, consumer: Any) -> None:
        channel = consumer.task_consumer.channel
        channel._cycle = InOrder(channel._get_and_deliver, channel._active_queues, Empty)
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
            threads=16,  # streams of events may hold 8 of them
            ident=None,
            connection_limit=1000,
            channel_timeout=30,  # an idle connection or half a request holds its place no longer
            asyncore_use_poll=True,  # select() ends at 1,024 files
            outbuf_high_watermark=1024 * 1024,  # what a slow client may cost
            channel_request_lookahead=1,  # without it nobody looks at a connection while its request is being answered
            log_socket_errors=False,  # that a client has left is no error of ours
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
        self._beat: beat.Service | None = None
        self._beat_thread: threading.Thread | None = None
        self._web: Web | None = None
        self._usage = Flusher()

    def start(self) -> None:
        """Start the workers, then the web, so that no request meets a server without workers."""
        sys.setswitchinterval(0.001)  # so that a page need not wait long for a busy job
        app.conf.worker_enable_remote_control = False  # nobody could reach it
        apart.begin()
        for lane in CONCURRENCY:
            self._start_lane(lane)
        sweep(queue_is_empty=True)  # the queue died with the process before this one; what it held need not wait for its time
        sweep_evaluations(queue_is_empty=True)
        self._start_beat()
        self._web = Web(self.port)
        self._web.start()
        self._usage.start()

    def keep_alive(self) -> None:
        """Start a worker or beat again that ended by itself. Raises DomainError when the web server did."""
        if self._web and not self._web.is_alive():
            raise DomainError("web", "The web server has ended; server.log in DATA_DIR says why.")
        if self._beat_thread and not self._beat_thread.is_alive():
            log.error("Beat ended, as when its schedule cannot be written; it is started again")
            self._start_beat()
        for lane, thread in self._lanes.items():
            if not thread.is_alive():
                log.error("The worker of the lane %s ended; it is started again", lane)
                self._start_lane(lane)

    def stop(self) -> None:
        """Let requests and tasks under way end for a moment. The threads end with the process: they wait in calls that cannot be woken."""
        until = time.monotonic() + STOP_SECONDS
        state.should_stop = 0  # type: ignore[assignment]  # seen by both lanes before they take another task
        if self._beat:
            self._beat.stop()
        if self._web:
            self._web.stop(until - time.monotonic())
        while state.active_requests and time.monotonic() < until:
            time.sleep(0.02)
        apart.end()
        self._usage.stop(until - time.monotonic() + USAGE_SECONDS)
        if self._beat_thread and self._beat_thread.is_alive():
            self._beat_thread.join(max(0.0, until - time.monotonic()))  # it writes down what was due when

    def _start_beat(self) -> None:
        self._beat = beat.Service(app, max_interval=1)  # looks every second, so that it can stop
        self._beat_thread = threading.Thread(target=self._beat.start, name="beat", daemon=True)
        self._beat_thread.start()

    def _start_lane(self, name: str) -> None:
        """Start one and wait until it takes tasks: which queues it takes is a state of the app, set for one at a time."""
        lane = Lane(name)
        thread = self._lanes[name] = threading.Thread(target=lane.start, name=f"worker-{name}", daemon=True)
        thread.start()
        if not lane.ready.wait(30):
            raise RuntimeError(f"the worker of the lane {name} is not ready after 30 s")

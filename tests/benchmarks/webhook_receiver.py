"""`python -m tests.benchmarks.webhook_receiver PORT`: takes webhooks and keeps count of them; GET /report?path gives the counts.

What a path does stands in its name: /well answers 204, /twice fails the first two times, /hangs never answers, /gone says so.
"""

import asyncio
import json
import sys
import time
from collections import Counter, defaultdict
from datetime import datetime

HANG_SECONDS = 60


class Counts:
    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        self.times: Counter[tuple[str, str]] = Counter()
        self.first: defaultdict[str, dict[str, float]] = defaultdict(dict)  # path -> id -> seconds from the event to its first arrival
        self.again: Counter[str] = Counter()

    def take(self, path: str, id: str, body: bytes) -> int:
        """The status to answer; 0: none."""
        self.asked[path] += 1
        self.times[path, id] += 1
        what = path.strip("/").split("-")[1]
        if what == "hangs":
            return 0
        if what == "gone":
            return 410
        if what == "twice" and self.times[path, id] <= 2:
            return 500
        if id in self.first[path]:
            self.again[path] += 1
        else:
            self.first[path][id] = time.time() - datetime.fromisoformat(json.loads(body)["timestamp"]).timestamp()
        return 204

    def report(self, prefix: str) -> dict[str, object]:
        paths = sorted(path for path in self.asked if path.startswith(prefix))
        return {path: self._of(path) for path in paths}

    def _of(self, path: str) -> dict[str, object]:
        seconds = list(self.first[path].values())
        return {"asked": self.asked[path], "ids": len(seconds), "again": self.again[path], "seconds": seconds}


async def _serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, counts: Counts) -> None:
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        method, path, _ = head[0].split(" ")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)}
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        if method == "GET":
            answer = json.dumps(counts.report(path.partition("?")[2])).encode()
            writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s" % (len(answer), answer))
        elif status := counts.take(path, headers.get("webhook-id", ""), body):
            writer.write(b"HTTP/1.1 %d X\r\nConnection: close\r\nContent-Length: 0\r\n\r\n" % status)
        else:
            await asyncio.sleep(HANG_SECONDS)
        await writer.drain()
    except (OSError, asyncio.IncompleteReadError):
        pass
    finally:
        writer.close()


async def main(port: int) -> None:
    counts = Counts()
    server = await asyncio.start_server(lambda reader, writer: _serve(reader, writer, counts), "127.0.0.1", port, backlog=512)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))

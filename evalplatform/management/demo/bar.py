"""A progress bar that redraws itself on a terminal, and elsewhere writes a line at every quarter."""

from django.core.management.base import OutputWrapper

WIDTH = 30


class Bar:
    """`show` it as often as you like; `close` ends its line."""

    def __init__(self, out: OutputWrapper, label: str) -> None:
        self.out = out
        self.label = label
        self._in_place = out.isatty()
        self._quarters = 0

    def show(self, done: int, total: int) -> None:
        part = min(1.0, done / total) if total else 0.0
        text = f"{self.label} {done:,} of {total:,}"
        if self._in_place:
            filled = round(part * WIDTH)
            self.out.write(f"\r{text} [{'#' * filled}{'.' * (WIDTH - filled)}] {part:4.0%}\x1b[K", ending="")
            self.out.flush()
        elif int(part * 4) > self._quarters:
            self._quarters = int(part * 4)
            self.out.write(text)
            self.out.flush()

    def close(self) -> None:
        if self._in_place:
            self.out.write("")

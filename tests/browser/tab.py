"""A tab of a real browser, and what is wrong with the pages that were seen in it."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, TypeVar

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response, sync_playwright

from tests.tools import find_chromium

T = TypeVar("T")
Scheme = Literal["light", "dark"]

WIDE, NARROW = 1280, 390
VIEWS: tuple[tuple[Scheme, int], ...] = (("light", WIDE), ("dark", NARROW))
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)  # fmt: skip
_AXE = (files("axe_playwright_python") / "axe.min.js").read_text()
_GRAVE = """() => axe.run(document, {resultTypes: ["violations"]}).then(found => found.violations
    .filter(one => one.impact === "serious" || one.impact === "critical")
    .flatMap(one => one.nodes.map(node => [one.id, node.target.join(" "), node.html.slice(0, 200), node.failureSummary])))"""
_OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@dataclass
class Tab:
    """Its page lives in a thread of its own: Playwright keeps an event loop there, which Django and other tests must not meet.

    `visit` and `do` collect in `flaws` what is wrong with what is seen; the fixture that gave the tab looks at them at the end.
    `forgiven` are statuses of answers that a test provokes.
    """

    origin: str
    shots: Path
    name: str
    _call: Callable[[Callable[[], Any]], Any]
    _page: Page
    flaws: list[str] = field(default_factory=list)
    forgiven: set[int] = field(default_factory=set)
    known: Callable[[str, str, str], bool] = lambda rule, target, html: False
    _seen: int = 0

    def do(self, act: Callable[[Page], T]) -> T:
        """What `act` gives, which works with Playwright's page."""
        done: T = self._call(lambda: act(self._page))
        return done

    def visit(self, url: str) -> str:
        """Open the address on this server, look at it in light and dark, wide and narrow, and give its HTML."""
        self.do(lambda page: page.goto(self.origin + url, wait_until="load"))
        return self.look()

    def look(self) -> str:
        """Look at the page as it is now; give its HTML."""
        return self.do(self._look)

    def _look(self, page: Page) -> str:
        page.wait_for_load_state("networkidle")
        page.evaluate(_AXE)
        for scheme, width in VIEWS:
            _show(page, scheme, width)
            self._judge(page, f"{scheme}, {width} px")
        _show(page, "light", WIDE)
        self._seen += 1
        page.screenshot(path=self.shots / f"{self.name}-{self._seen}.png", full_page=True)
        return page.content()

    def _judge(self, page: Page, view: str) -> None:
        where = f"{page.url.removeprefix(self.origin)} ({view})"
        for rule, target, html, why in page.evaluate(_GRAVE):
            if not self.known(rule, target, html):
                self.flaws.append(f"{where}: {rule} at {target}: {html}\n    {why}")
        if (too_wide := page.evaluate(_OVERFLOW)) > 0:
            self.flaws.append(f"{where}: scrolls sideways by {too_wide} px")


@contextmanager
def browser_thread() -> Iterator[tuple[Callable[[Callable[[], Any]], Any], Browser]]:
    """A browser, and how to call in its thread."""
    with ThreadPoolExecutor(1, thread_name_prefix="browser") as pool:

        def call(act: Callable[[], Any]) -> Any:
            return pool.submit(act).result()

        playwright = call(lambda: sync_playwright().start())
        try:
            browser = call(lambda: playwright.chromium.launch(executable_path=find_chromium(), args=list(FLAGS)))
            try:
                yield call, browser
            finally:
                call(browser.close)
        finally:
            call(playwright.stop)


@contextmanager
def tab_of(
    browser: Browser, call: Callable[[Callable[[], Any]], Any], *, origin: str, cookie: tuple[str, str], shots: Path, name: str
) -> Iterator[Tab]:
    """A tab with a session, in a profile of its own."""
    context: BrowserContext = call(lambda: browser.new_context(viewport={"width": WIDE, "height": 900}, reduced_motion="reduce"))
    call(lambda: context.add_cookies([{"name": cookie[0], "value": cookie[1], "url": origin}]))
    tab = Tab(origin, shots, name, call, call(context.new_page))
    call(lambda: _listen(tab, tab._page))
    try:
        yield tab
    finally:
        call(context.close)


def _listen(tab: Tab, page: Page) -> None:
    def requested(request: Request) -> None:
        if not request.url.startswith((tab.origin, "data:", "blob:", "about:")):
            tab.flaws.append(f"a request left the machine: {request.url}")

    def answered(response: Response) -> None:
        if response.status >= 400 and response.status not in tab.forgiven:
            tab.flaws.append(f"{response.status} for {response.url}")

    def said(message: ConsoleMessage) -> None:
        if message.type == "error" and not (tab.forgiven and "Failed to load resource" in message.text):
            tab.flaws.append(f"console on {page.url}: {message.text}")

    page.on("request", requested)
    page.on("response", answered)
    page.on("console", said)
    page.on("pageerror", lambda error: tab.flaws.append(f"script error on {page.url}: {error}"))


def _show(page: Page, scheme: Scheme, width: int) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    page.wait_for_timeout(50)

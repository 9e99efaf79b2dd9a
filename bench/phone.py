"""How soon a slow telephone shows a page, and how much of the page then jumps.

`nox -s bench -- --phone` opens each page of the built site in headless Chromium with a processor four times slower than
this one and a network of 1.6 Mbit/s and 150 ms (Lighthouse's "slow 4G", once called fast 3G), reads to its end, and
prints the first contentful paint and the largest layout shift (https://web.dev/articles/cls), while it loads and all in
all.
"""

from __future__ import annotations

import functools
import gzip
import statistics
import sys
import threading
from http.server import ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "browser"))

import click
from playwright.sync_api import Browser, sync_playwright
from weights import Quiet

from lessonlib.sphinxext.outputs.pdf import find_chromium
from served import SITE

SLOWER = 4  # times
MEGABITS, LATENCY = 1.6, 150  # a second; milliseconds
COMPRESSED = {".html", ".css", ".js", ".svg", ".json"}
PAGES = ["index.html", *(f"lessons/{page.name}" for page in sorted((SITE / "lessons").glob("*.html"))), "lab.html"]
# Largest shift, as the standard sums them: up to a second apart, five at most; none that follows on a tap.
WATCH_SHIFTS = """
    globalThis.largestShift = () => largest;
    let largest = 0, sum = 0, first = 0, last = 0;
    new PerformanceObserver((list) => {
        for (const { value, startTime, hadRecentInput } of list.getEntries()) {
            if (hadRecentInput) continue;
            if (startTime - last > 1000 || startTime - first > 5000) [sum, first] = [0, startTime];
            [sum, last] = [sum + value, startTime];
            largest = Math.max(largest, sum);
        }
    }).observe({ type: "layout-shift", buffered: true });
"""
PAINT = "performance.getEntriesByName('first-contentful-paint')[0].startTime / 1000"
READ_ON = """
    async () => {
        for (let top = 0; top < document.documentElement.scrollHeight; top += 400) {
            scrollTo(0, top);
            await new Promise((done) => setTimeout(done, 50));
        }
    }
"""


class Compressing(Quiet):
    """Serves a folder as the usual hosts do: text is compressed."""

    def send_head(self) -> Any:
        """Return what the answer consists of, its head already sent."""
        file = Path(self.translate_path(self.path))
        if file.suffix not in COMPRESSED or not file.is_file():
            return super().send_head()
        body = gzip.compress(file.read_bytes())
        self.send_response(200)
        for name, value in (
            ("Content-Type", self.guess_type(str(file))),
            ("Content-Encoding", "gzip"),
            ("Content-Length", str(len(body))),
        ):
            self.send_header(name, value)
        self.end_headers()
        return BytesIO(body)


def visit(chromium: Browser, url: str) -> tuple[float, float, float]:
    """Return the seconds to the first paint, and the largest shift while the page loads and when it has been read."""
    with chromium.new_context(viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True) as context:
        page = context.new_page()
        page.add_init_script(WATCH_SHIFTS)
        tools = context.new_cdp_session(page)
        tools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        speed = MEGABITS * 1e6 / 8
        slow = {"offline": False, "latency": LATENCY, "downloadThroughput": speed, "uploadThroughput": speed}
        tools.send("Network.emulateNetworkConditions", slow)
        page.goto(url, wait_until="networkidle", timeout=120_000)
        paint, loading = page.evaluate(PAINT), page.evaluate("largestShift()")
        page.evaluate(READ_ON)
        page.wait_for_load_state("networkidle")
        return paint, loading, page.evaluate("largestShift()")


@click.command()
@click.option("--rounds", default=3, show_default=True, help="how often each page is opened; medians are printed")
def main(rounds: int) -> None:
    """Open each page of the built site on a slow telephone."""
    handler = functools.partial(Compressing, directory=str(SITE))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server, sync_playwright() as playwright:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        chromium = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        print(f"Chromium {chromium.version}, {rounds} rounds: seconds to the first paint; shift while loading, in all")
        for name in PAGES:
            address = f"http://127.0.0.1:{server.server_address[1]}/{name}"
            found = zip(*(visit(chromium, address) for _ in range(rounds)), strict=True)
            paint, loading, whole = map(statistics.median, found)
            print(f"{name:32} {paint:6.2f} {loading:8.3f} {whole:8.3f}", flush=True)
        chromium.close()
        server.shutdown()


if __name__ == "__main__":
    main()

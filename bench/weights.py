"""What a reader's browser loads to show a page, figures aside."""

import functools
import gzip
import shutil
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import sync_playwright

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "chrome")
LOADED = "performance.getEntriesByType('resource').map(entry => entry.name)"


class Quiet(SimpleHTTPRequestHandler):
    """Serve a folder, and say nothing about it."""

    def log_message(self, *_arguments: object) -> None:
        """Keep the table readable."""


def first_view(site: Path, page: str) -> float | None:
    """Return the kilobytes (gzip) of a page and what Chromium loads with it; None without Chromium."""
    program = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    if program is None:
        return None
    handler = functools.partial(Quiet, directory=str(site))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server, sync_playwright() as playwright:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        alone = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
        chromium = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", alone])
        tab = chromium.new_page(viewport={"width": 1280, "height": 800})
        tab.goto(f"http://127.0.0.1:{server.server_address[1]}/{page}", wait_until="networkidle")
        paths = {urlsplit(url).path.lstrip("/") for url in tab.evaluate(LOADED)} | {page}
        chromium.close()
        server.shutdown()
    files = [site / path for path in paths if not path.startswith("_images/") and (site / path).is_file()]
    return sum(len(gzip.compress(file.read_bytes(), 9)) for file in files) / 1000

"""The built site, served on this machine alone, and what is known of its files."""

import functools
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

SITE = Path(os.environ.get("LESSONLIB_SITE", "docs/_build/html")).resolve()
SCREENSHOTS = SITE.parent / "screenshots"
# Not the root: a host may serve the site from anywhere.
PREFIX = "/some/where/else/"


def pages() -> list[str]:
    """Return the addresses of all pages, relative to the site's root."""
    if not (SITE / "index.html").exists():
        raise pytest.UsageError(f"no site in {SITE}: build it first (python noxfile.py -s docs), or set LESSONLIB_SITE")
    found = (page.relative_to(SITE) for page in SITE.rglob("*.html"))
    return sorted(page.as_posix() for page in found if page.parts[0] != "_static" and page.name != "404.html")


class Handler(SimpleHTTPRequestHandler):
    """Serve the site below a prefix, and its page "404.html" for all else, as static hosts do."""

    def __init__(self, *arguments, prefix: str, **options) -> None:
        self.prefix = prefix
        super().__init__(*arguments, **options)

    def translate_path(self, path: str) -> str:
        inside = path.startswith(self.prefix)
        return super().translate_path("/" + path.removeprefix(self.prefix) if inside else "/outside")

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        lost = SITE / "404.html"
        if code != 404 or not lost.exists():
            super().send_error(code, message, explain)
            return
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(lost.read_bytes())

    def log_message(self, *_arguments: object) -> None:
        """Keep the test's output readable."""


@contextmanager
def serve(prefix: str = PREFIX) -> Iterator[str]:
    """Serve the site below a prefix, and give its address."""
    handler = functools.partial(Handler, prefix=prefix, directory=str(SITE))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}{prefix}"
        server.shutdown()

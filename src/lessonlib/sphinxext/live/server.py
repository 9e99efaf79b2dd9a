"""Serve the site while it changes: each page loads a script that keeps it up to date.

The script has the address of this server, so the site's strict policy allows it, and events reach it as
server-sent events, which are plain HTTP. The files of the site stay as they were built.
"""

from __future__ import annotations

import asyncio
import json
import re
from dataclasses import dataclass, field
from mimetypes import guess_type
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urljoin

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from lessonlib.sphinxext.core.files import digest

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request

FRESH = {"Cache-Control": "no-store"}
LASTING = {"Cache-Control": "max-age=31536000, immutable"}
HELD = "live"  # in an address: a digest of what the file holds
CODE = {".css", ".js", ".mjs"}
PAGES = (".html", "/")
# It begins with a sign that is seldom: a long page is searched fast.
LOADED = re.compile(
    r'"(?:(?<=\bsrc=")|(?<=\bhref=")|(?<=@import "))([^"#:?]+\.(?:css|gif|jpe?g|js|mjs|png|svg|webp))(?:\?[^"#]*)?(?=")'
)
OWN, STATIC = "/_live/", Path(__file__).with_name("static")
NOT_THERE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>
<body><main><h1>{title}</h1><p>{text}</p></main></body></html>
"""


@dataclass
class State:
    """What open pages are told: what is wrong, and that something was written."""

    site: Path
    building: bool = True
    problems: list[str] = field(default_factory=list)
    open: dict[int, str] = field(default_factory=dict)  # addresses
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    ended: bool = False
    kept: dict[Path, bytes] = field(default_factory=dict)  # scripts and styles
    served: dict[str, bytes] = field(default_factory=dict)  # pages of a build that runs, until open ones are told

    def shown(self) -> list[str]:
        """Return the files of the pages that are open, seen from the site's root."""
        return [file_at(self.site, address).relative_to(self.site).as_posix() for address in self.open.values()]

    def keep(self) -> None:
        """Keep scripts and styles as they are after a build: while the next one runs, they are written in steps."""
        files = (file for file in (self.site / "_static").rglob("*") if file.suffix in CODE)
        self.kept = {file: file.read_bytes() for file in files}

    def read(self, file: Path) -> bytes:
        """Return a file of the site as an open page should see it; nothing, where there is none."""
        if self.building and file in self.kept:
            return self.kept[file]
        return file.read_bytes() if file.is_file() else b""

    async def tell(self) -> None:
        """Let all open pages look whether they are as they should be."""
        self.served.clear()
        async with self.changed:
            self.changed.notify_all()

    async def end(self) -> None:
        """Let all open pages go."""
        self.ended = True
        await self.tell()


def file_at(site: Path, address: str) -> Path:
    """Return the file that an address leads to; that of a folder is its index. Nothing outside the site is reached."""
    try:
        file = Path(site, unquote(address).lstrip("/")).resolve()
    except (OSError, ValueError):  # too long, or with a zero in it
        return site / "no such page"
    if not file.is_relative_to(site):
        return site / "no such page"
    return file / "index.html" if address.endswith("/") else file


def content_at(state: State, address: str) -> bytes:
    """Return what an address leads to, as an open page should see it; nothing, where there is nothing."""
    if address.startswith(OWN):
        file = file_at(STATIC, address.removeprefix(OWN))
        return file.read_bytes() if file.is_file() else b""
    return state.read(file_at(state.site, address))


def served(state: State, address: str) -> bytes:
    """Return the content of an address; in a page or a sheet, the addresses that it loads say what they hold.

    So a browser loads what has not changed from its memory, and a page is another one as soon as any of it is.
    """
    if address in state.served:
        return state.served[address]
    content = content_at(state, address)
    if address.endswith(PAGES) or (address.endswith(".css") and b"@import" in content):
        content = with_digests(state, address, content.decode("utf-8", "replace")).encode()
    if content and state.building and address.endswith(PAGES):
        state.served[address] = content
    return content


def with_digests(state: State, address: str, text: str) -> str:
    """Return a page or a sheet with the digests of the scripts, styles and images that it loads."""

    def with_digest(found: re.Match[str]) -> str:
        try:
            at = urljoin(address, found[1])
        except ValueError:  # half an address of IPv6, say
            return found[0]
        # Sheets may load each other in a circle, so of one that a sheet loads only its own text counts.
        content = served(state, at) if address.endswith(PAGES) else content_at(state, at)
        return f'"{found[1]}?{HELD}={digest(content)}' if content else found[0]

    return LOADED.sub(with_digest, text)


def with_script(state: State, page: str, now: str) -> str:
    """Return a page with the script that keeps it up to date, and with its digest as it is now."""
    own = f'<link rel="stylesheet" href="{OWN}problems.css">'
    own += f'<script defer src="{OWN}in_place.js"></script>'
    own += f'<script defer src="{OWN}reload.js" data-digest="{now}"></script>'
    begin, head, rest = page.partition("</head>")
    return begin + with_digests(state, "/", own) + head + rest


def not_there(state: State) -> Response:
    """Return a page in place of one that is not there; it opens when that one is."""
    title, text = ("There is no such page", "It opens here as soon as there is one.")
    if state.building:
        title, text = ("The site is being built", "The page opens when it is there.")
    page = with_script(state, NOT_THERE.format(title=title, text=text), "")
    return HTMLResponse(page, status_code=404, headers=FRESH)


def answer(address: str, content: bytes, held: str | None) -> Response:
    """Return a file, to be kept where its address says what it holds."""
    kind = guess_type(address)[0]
    return Response(content, media_type=kind, headers=LASTING if held == digest(content) else FRESH)


def application(state: State, hosts: list[str]) -> Starlette:
    """Return the server, which answers to these names only: no other site can have its name lead here."""

    async def page_or_file(request: Request) -> Response:
        address = request.url.path
        file = file_at(state.site, address)
        if file.is_dir():
            return RedirectResponse(f"/{address.strip('/')}/", headers=FRESH)
        if not file.is_file():
            return not_there(state)
        held = request.query_params.get(HELD)
        if held is None and file.suffix not in {".html", *CODE}:
            return FileResponse(file, headers=FRESH)
        content = served(state, address)
        if file.suffix == ".html":
            return HTMLResponse(with_script(state, content.decode("utf-8", "replace"), digest(content)), headers=FRESH)
        return answer(address, content, held)

    async def own(request: Request) -> Response:
        return answer(request.url.path, content_at(state, request.url.path), request.query_params.get(HELD))

    async def events(request: Request) -> Response:
        address = request.query_params.get("page", "/")
        return StreamingResponse(follow(state, address), media_type="text/event-stream", headers=FRESH)

    async def nothing(_request: Request) -> Response:
        return Response("What changes at every save is not kept.", status_code=404, headers=FRESH)

    async def forget(_request: Request) -> Response:
        return FileResponse(STATIC / "forget.js", headers=FRESH)

    return Starlette(
        routes=[
            Route(OWN + "events", events),
            Route(OWN + "{name}", own),
            Route("/offline.json", nothing),
            Route("/service-worker.js", forget),
            Route("/{path:path}", page_or_file),
        ],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=hosts, www_redirect=False)],
    )


async def follow(state: State, address: str) -> AsyncIterator[str]:
    """Send what an open page must know, whenever it is something else."""
    key, last = id(asyncio.current_task()), ""
    state.open[key] = address
    try:
        yield "retry: 300\n\n"
        while not state.ended:
            async with state.changed:
                page = served(state, address)
                said: dict[str, Any] = {"digest": digest(page) if page else "", "problems": state.problems}
                now = json.dumps(said)
                if now == last:
                    await state.changed.wait()
                    continue
            last = now
            yield f"data: {now}\n\n"
    finally:
        del state.open[key]

"""Serve the site while it changes: each page loads a script that reloads it when what it shows is another.

The script has the address of this server, so the site's strict policy allows it, and events reach it as
server-sent events, which are plain HTTP. The files of the site stay as they were built.
"""

from __future__ import annotations

import asyncio
import json
import re
from dataclasses import dataclass, field
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request

FRESH = {"Cache-Control": "no-store"}
CODE = {".css", ".js", ".mjs"}
LOADED = re.compile(r'(?:src|href)="([^"#:?]+\.(?:css|gif|jpe?g|js|mjs|png|svg|webp))[?"]')
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

    kept: dict[Path, bytes] = field(default_factory=dict)

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


def digest_of(state: State, file: Path, page: bytes) -> str:
    """Return a digest of a page and of the scripts, styles and images that it loads; nothing, if it is not there."""
    found = sha256(page)
    for address in LOADED.findall(page.decode("utf-8", "replace")):
        loaded = Path(file.parent, unquote(address)).resolve()
        if loaded.is_relative_to(state.site):
            found.update(state.read(loaded))
    return found.hexdigest()[:24] if page else ""


def with_script(page: str, digest: str) -> str:
    """Return a page with the script that reloads it when its digest is another."""
    own = '<link rel="stylesheet" href="/_live/problems.css">'
    own += f'<script defer src="/_live/reload.js" data-digest="{escape(digest)}"></script>'
    begin, head, rest = page.partition("</head>")
    return begin + own + head + rest


def not_there(state: State) -> Response:
    """Return a page in place of one that is not there; it opens when that one is."""
    title, text = ("There is no such page", "It opens here as soon as there is one.")
    if state.building:
        title, text = ("The site is being built", "The page opens when it is there.")
    page = with_script(NOT_THERE.format(title=title, text=text), "")
    return HTMLResponse(page, status_code=404, headers=FRESH)


def application(state: State, hosts: list[str]) -> Starlette:
    """Return the server, which answers to these names only: no other site can have its name lead here."""

    async def page_or_file(request: Request) -> Response:
        address = request.url.path
        file = file_at(state.site, address)
        if file.is_dir():
            return RedirectResponse(f"/{address.strip('/')}/", headers=FRESH)
        if not file.is_file():
            return not_there(state)
        if file.suffix == ".html":
            page = state.read(file)
            return HTMLResponse(
                with_script(page.decode("utf-8", "replace"), digest_of(state, file, page)), headers=FRESH
            )
        if state.building and file in state.kept:
            kind = "text/css" if file.suffix == ".css" else "text/javascript"
            return Response(state.kept[file], media_type=kind, headers=FRESH)
        return FileResponse(file, headers=FRESH)

    async def events(request: Request) -> Response:
        address = request.query_params.get("page", "/")
        return StreamingResponse(follow(state, address), media_type="text/event-stream", headers=FRESH)

    async def nothing(_request: Request) -> Response:
        return Response("What changes at every save is not kept.", status_code=404, headers=FRESH)

    async def forget(_request: Request) -> Response:
        return FileResponse(Path(__file__).with_name("static") / "forget.js", headers=FRESH)

    own = StaticFiles(directory=Path(__file__).with_name("static"))
    return Starlette(
        routes=[
            Route("/_live/events", events),
            Mount("/_live", own),
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
                file = file_at(state.site, address)
                said: dict[str, Any] = {"digest": digest_of(state, file, state.read(file)), "problems": state.problems}
                now = json.dumps(said)
                if now == last:
                    await state.changed.wait()
                    continue
            last = now
            yield f"data: {now}\n\n"
    finally:
        del state.open[key]

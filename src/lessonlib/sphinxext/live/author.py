"""From save to page: files are watched, each save is built, and open pages are told."""

from __future__ import annotations

import asyncio
import sysconfig
import time
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING, Any

from watchfiles import Change, DefaultFilter, awatch

from lessonlib.sphinxext.live.problems import FAILED, Problems
from lessonlib.sphinxext.live.process import Builder

if TYPE_CHECKING:
    from lessonlib.sphinxext.live.options import Options
    from lessonlib.sphinxext.live.server import State

FEW = 3  # so many names are listed


def say(text: str) -> None:
    """Print a line with the time."""
    print(f"[{time.strftime('%H:%M:%S')}] {text}", flush=True)


def packages() -> frozenset[str]:
    """Return the installed packages: when they are others, what is imported is old."""
    return frozenset(folder.name for folder in Path(sysconfig.get_path("purelib")).glob("*.dist-info"))


class Sources(DefaultFilter):
    """Leaves out what a build writes, and the temporary files of editors."""

    def __init__(self, options: Options) -> None:
        super().__init__()
        self.made = options.made

    def __call__(self, change: Change, path: str) -> bool:
        """Return whether a build looks at a file."""
        file = Path(path)
        made = any(file.is_relative_to(folder) for folder in self.made)
        return super().__call__(change, path) and not made and not file.name.startswith(".")


class Author:
    """Builds what an author saves."""

    def __init__(self, options: Options, state: State, address: str) -> None:
        self.options, self.state, self.address = options, state, address
        self.saved: dict[str, float] = {}  # the path of each file, and when it was saved
        self.due = asyncio.Event()
        self.due.set()
        self.problems = Problems()
        self.builder: Builder | None = None
        self.builds = 0

    async def watch(self) -> None:
        """Note each save."""
        folders = [self.options.source, *self.options.watch]
        async for changes in awatch(*folders, watch_filter=Sources(self.options), debounce=200, step=30):
            now = time.monotonic()
            self.saved |= {path: self.saved.get(path, now) for _, path in changes}
            self.due.set()

    async def work(self) -> None:
        """Build at once, and then at each save."""
        installed = packages()
        while True:
            await self.due.wait()
            self.due.clear()
            saved, self.saved = self.saved, {}
            if self.builder and (any(map(self.is_code, saved)) or packages() != installed):
                say(f"{self.named(saved)} changed: starting anew ...")
                await self.builder.end()
                self.builder, installed = None, packages()
            if self.builder and self.builder.process.returncode is not None:  # it has died while it waited
                self.builder = None
            self.builder = self.builder or await Builder.start()
            await self.build(self.builder, saved)
            if not self.builder.forks or self.builder.process.returncode is not None:  # the next one imports meanwhile
                await self.builder.end()
                self.builder = await Builder.start()

    def is_code(self, path: str) -> bool:
        """Return whether a file is one that a build has imported: conf.py, an extension, a template."""
        return Path(path).suffix in {".py", ".toml"} or Path(path).suffix == ".html"

    def named(self, saved: dict[str, float]) -> str:
        """Return what was saved, in words."""
        roots = [self.options.source, *self.options.watch]
        names = []
        for path in map(Path, sorted(saved)):
            root = next((root for root in roots if path.is_relative_to(root)), None)
            names.append(path.relative_to(root).as_posix() if root else str(path))
        more = f" and {len(names) - FEW} more" if len(names) > FEW else ""
        return (", ".join(names[:FEW]) + more) or "the site"

    async def build(self, builder: Builder, saved: dict[str, float]) -> None:
        """Build once, and tell open pages what has become of them."""
        begin = min(saved.values(), default=time.monotonic())
        name = self.named(saved)
        self.state.building = True
        self.problems.forget({"INITIALIZATION"})
        say(f"{name}: building ..." if saved else "the site: building; pages that have not run run first ...")
        builder.ask(first=not self.builds, saved=sorted(saved), shown=self.state.shown())
        while (event := await builder.hear()) is not None:
            seconds = time.monotonic() - begin
            match event["event"]:
                case "shown":
                    say(f"{name}: shown after {seconds:.1f} s")
                    await self.tell()
                case "done":
                    self.problems.forget({FAILED})
                    self.state.keep()
                    say(f"{name}: all is up to date after {seconds:.1f} s")
                    break
                case "failed":
                    self.fail(event["text"], name)
                    break
                case _:
                    await self.note(event)
        else:
            self.fail(f"the building process has ended (exit code {await builder.process.wait()}, see above)", name)
        self.state.building = False
        await self.tell()
        if not self.builds and self.options.open_browser:
            # Not awaited: a browser in the terminal ends when its reader does.
            asyncio.get_running_loop().run_in_executor(None, webbrowser.open, self.address)
        self.builds += 1

    async def note(self, event: dict[str, Any]) -> None:
        """Note what a build tells on its way."""
        match event["event"]:
            case "site":
                self.state.site = Path(event["folder"])  # a page is served before all of them are published
            case "read":
                self.problems.forget({"READING"}, set(event["files"]), set(event["known"]))
            case "checking":
                self.problems.forget({"CONSISTENCY_CHECK"})
            case "writing":
                self.problems.forget({"RESOLVING", "WRITING"}, set(event["files"]))
            case "problem":
                say(event["text"])
                self.problems.note(event["text"], event["phase"])
                await self.tell()

    def fail(self, text: str, name: str) -> None:
        """Keep what ended a build."""
        say(f"{text}\n{name}: not built; mend it and save")
        self.problems.forget({FAILED})
        self.problems.note(text, FAILED)

    async def tell(self) -> None:
        """Tell open pages."""
        self.state.problems = self.problems.texts()
        await self.state.tell()

    async def end(self) -> None:
        """Let the build that runs end; what is broken off would be built anew the next time."""
        if self.builder is None:
            return
        if self.state.building:
            say("a build runs, and ends first (Control-C again breaks it off) ...")
        try:
            await self.builder.end()
        except BaseException:
            self.builder.kill()
            raise

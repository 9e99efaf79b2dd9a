"""What both processes of `live` are told on the command line."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Options:
    """Where the sources are and where the site goes; how it is built, watched and served."""

    source: Path
    out: Path
    doctrees: Path
    jobs: int
    settings: tuple[str, ...]
    watch: tuple[Path, ...]
    host: str
    port: int
    open_browser: bool

    @property
    def made(self) -> list[Path]:
        """Return what builds write: a change of it is no reason to build."""
        whole = self.out.parent
        return [self.out if whole in {self.source, *self.source.parents} else whole, self.doctrees]


def read(arguments: list[str]) -> Options:
    """Return the options that arguments give; ends the program, and says why, where they are wrong."""
    parser = argparse.ArgumentParser(prog="live", description=__doc__, allow_abbrev=False)
    parser.add_argument("source", type=Path, help="the folder with conf.py")
    parser.add_argument("out", type=Path, help="where the site goes")
    parser.add_argument("-d", dest="doctrees", type=Path, help="where Sphinx keeps what it has read")
    parser.add_argument("-j", dest="jobs", type=int, default=2, help="processes of a build of many pages")
    parser.add_argument("-D", dest="settings", action="append", default=[], help="a setting, in place of conf.py's")
    parser.add_argument("--watch", type=Path, action="append", default=[], help="another folder to watch")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000, help="0: any that is free")
    parser.add_argument("--open-browser", action="store_true", help="open the site when it is there")
    given = parser.parse_args(arguments)
    source, out = given.source.resolve(), given.out.resolve()
    if not (source / "conf.py").is_file():
        parser.error(f"{given.source} holds no conf.py; give the folder that does")
    for setting in given.settings:
        if "=" not in setting:
            parser.error(f"-D {setting}: a setting is written name=value")
    for folder in given.watch:
        if not folder.is_dir():
            parser.error(f"--watch {folder}: there is no such folder")
    if not 0 <= given.port < 65536:
        parser.error(f"--port {given.port}: a port is a number from 0 to 65535")
    return Options(
        source=source,
        out=out,
        doctrees=(given.doctrees or out.parent / "doctrees").resolve(),
        jobs=given.jobs,
        settings=tuple(given.settings),
        watch=tuple(folder.resolve() for folder in given.watch),
        host=given.host,
        port=given.port,
        open_browser=given.open_browser,
    )

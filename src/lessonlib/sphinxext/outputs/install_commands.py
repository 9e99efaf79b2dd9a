"""The directive `install`: the commands that put the course on a learner's machine, with this site's own wheels.

The wheels are made when all pages are written, and their digests stand in the commands: pages are written with a word
in their place. A site that knows no address says how to install the files that lie in its downloads. With `:engine:`
the commands install what an author needs, lessonlib and what it builds with, and no course.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from lessonlib.locale import counted, localised, noted
from lessonlib.sphinxext.core.compat import builder_of
from lessonlib.sphinxext.outputs.course_wheel import FOLDER, WHEELS, course_release, wheel_address, with_extras
from lessonlib.wheels import engine as lessonlib

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import OptionSpec

COMMANDS = {
    noted("Windows, in the Command Prompt"): ("py -m venv lessons", r"lessons\Scripts\activate"),
    noted("macOS, in the Terminal"): ("python3 -m venv lessons", "source lessons/bin/activate"),
    noted("Linux, in a terminal"): ("python3 -m venv lessons", "source lessons/bin/activate"),
}
# In a page's metadata: it says how to install.
MARK = "says-how-to-install"
UNKNOWN = "digest-of-the-wheel"
DIGEST = rf"(?:{UNKNOWN}|[0-9a-f]{{64}})"
NAMED = re.compile(rf"(?<={WHEELS}/){DIGEST}(?=/)|(?<=\.whl#sha256=){DIGEST}")
ADDRESS = re.compile(rf"(?:{WHEELS}/{DIGEST}/)?([\w.+-]+\.whl)#sha256={DIGEST}")


class install_commands(nodes.General, nodes.Element):  # noqa: N801 (docutils names nodes so)
    """Where the commands are to stand."""


class InstallDirective(SphinxDirective):
    """Say the commands for each system."""

    option_spec: ClassVar[OptionSpec] = {"engine": directives.flag}

    def run(self) -> list[nodes.Node]:
        self.env.metadata[self.env.docname][MARK] = "yes"
        return [install_commands("", engine="engine" in self.options)]


class FillInstall(SphinxPostTransform):
    """Say the commands on the site; a book, which has no file to install, leads to it."""

    default_priority = 6

    def run(self, **kwargs: Any) -> None:
        for place in list(self.document.findall(install_commands)):
            on_the_site = builder_of(self.env).name == "html"
            place.replace_self(self.on_the_site(engine=place["engine"]) if on_the_site else self.elsewhere())

    def on_the_site(self, *, engine: bool) -> list[nodes.Node]:
        known = bool(wheel_address(self.config, "", UNKNOWN))
        wheels = [self._of_lessonlib(engine=engine)] if engine or not known else []
        wheels += [] if engine else [self._of_the_course()]
        shown: list[nodes.Node] = []
        if not known:
            up = "../" * self.env.docname.count("/")
            shown = [to_download([wheel.partition("[")[0] for wheel in wheels], f"{up}{FOLDER}/")]
            wheels += [] if engine else self.config.lessonlib_requires
        return [*shown, *commands(wheels, () if engine else ("lessonlib doctor",))]

    def _of_lessonlib(self, *, engine: bool) -> str:
        """Return what pip is told to install lessonlib, for authors or for learners."""
        wheel = lessonlib().wheel
        where = wheel_address(self.config, wheel, UNKNOWN) or wheel
        if not engine:
            return with_extras(self.config, where)
        return f"lessonlib[sphinx] @ {where}" if "://" in where else f"{where}[sphinx]"

    def _of_the_course(self) -> str:
        course = course_release(self.config)
        where = wheel_address(self.config, course.wheel, UNKNOWN)
        return f"{course.name} @ {where}" if where else course.wheel

    def elsewhere(self) -> list[nodes.Node]:
        base = self.config.html_baseurl
        said = localised("The commands stand on this page of the course’s site")
        if not base:
            return [nodes.paragraph("", f"{said}.")]
        return [nodes.paragraph("", f"{said}: ", nodes.reference("", base, refuri=base), nodes.Text("."))]


def to_download(wheels: list[str], folder: str) -> nodes.paragraph:
    """Return the sentence that leads to the files to download."""
    links: list[nodes.Node] = []
    for wheel in wheels:
        links += [nodes.Text(localised(" and "))] if links else []
        links.append(nodes.reference("", "", nodes.literal("", wheel), refuri=f"{folder}{wheel}", internal=True))
    before, after = counted(
        "First download {files}. Then type the commands in the folder where you put it.",
        "First download {files}. Then type the commands in the folder where you put them.",
        len(wheels),
        files="\0",
    ).split("\0")
    return nodes.paragraph("", "", nodes.Text(before), *links, nodes.Text(after))


def commands(wheels: list[str], last: tuple[str, ...]) -> list[nodes.Node]:
    """Return the commands for each system; a shell would read brackets and blanks as its own, so they are quoted."""
    said = " ".join(f'"{wheel}"' if set(wheel) & set("[ <>;") else wheel for wheel in wheels)
    shown: list[nodes.Node] = []
    for system, first in COMMANDS.items():
        lines = "\n".join([*first, f"python -m pip install {said}", *last])
        shown += [nodes.rubric("", localised(system)), nodes.literal_block(lines, lines, language="text")]
    return shown


def name_wheels(app: Sphinx, digests: Mapping[str, str]) -> None:
    """Put the digests of the wheels (name of the file → SHA-256) into the pages that say how to install them."""

    def named(address: re.Match[str]) -> str:
        return NAMED.sub(digests.get(address[1], UNKNOWN), address[0])

    for docname in app.env.found_docs:
        if MARK in app.env.metadata[docname]:
            file = Path(app.outdir) / app.builder.get_target_uri(docname)
            before = file.read_text(encoding="utf-8")
            after = ADDRESS.sub(named, before)
            if after != before:
                file.write_text(after, encoding="utf-8")


def setup(app: Sphinx) -> None:
    app.add_node(install_commands)
    app.add_directive("install", InstallDirective)
    app.add_post_transform(FillInstall)

"""The questions for other systems: a content package in QTI 2.1 for each lesson, and the directive that lists them.

A question becomes an item with its feedback, one that varies a pool of items; see `items`. What a question shows is
written by `content`. Source: https://www.imsglobal.org/question/qtiv2p1/imsqti_infov2p1.html.
"""

import time
import zipfile
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata

from lessonlib.locale import counted
from lessonlib.sphinxext.core import dependents
from lessonlib.sphinxext.core.compat import builder_of
from lessonlib.sphinxext.core.domain import course_of
from lessonlib.sphinxext.core.files import MadeFrom, digest, remove
from lessonlib.sphinxext.outputs.course_wheel import FOLDER
from lessonlib.sphinxext.outputs.qti import items, package
from lessonlib.sphinxext.questions.nodes import question
from lessonlib.wheels import date_of_files

BELOW = "qti"


class packages_list(nodes.General, nodes.Element):  # noqa: N801 (docutils names nodes so)
    """Where the list of all packages is to stand."""


class PackagesDirective(SphinxDirective):
    """List the packages with the questions of each lesson."""

    def run(self) -> list[nodes.Node]:
        dependents.mark(self.env)
        return [packages_list("")]


class FillPackagesList(SphinxPostTransform):
    """Link the packages once all lessons are known; only the site has them."""

    default_priority = 6

    def run(self, **kwargs: Any) -> None:
        builder = builder_of(self.env)
        for place in list(self.document.findall(packages_list)):
            up = "../" * builder.get_target_uri(self.env.docname).count("/")
            listed = nodes.bullet_list("")
            for docname, page in course_of(self.env).pages.items():
                if page.questions:
                    title = self.env.titles[docname].astext()
                    link = nodes.reference("", title, refuri=f"{up}{address(docname)}")
                    count = nodes.Text(counted(", {number} question", ", {number} questions", len(page.questions)))
                    listed += nodes.list_item("", nodes.paragraph("", "", link, count))
            place.replace_self(listed if builder.name in {"html", "dirhtml"} else [])


def address(docname: str) -> str:
    """Return where the package of a page lies, seen from the site's root."""
    return f"{FOLDER}/{BELOW}/{docname}.zip"


def folders(app: Sphinx) -> list[str]:
    """Return what belongs to the packages among the downloads: nothing in a course that offers none."""
    return [BELOW] if __name__ in app.extensions else []


def write_packages(app: Sphinx, exception: Exception | None) -> None:
    """Write a package for each page that asks something and has been read again; remove those of other pages."""
    if exception or app.builder.name not in {"html", "dirhtml"}:
        return
    made = MadeFrom(Path(app.doctreedir) / "question-packages.json")
    asking = [docname for docname, page in course_of(app.env).pages.items() if page.questions]
    for docname in asking:
        file, page = Path(app.outdir, address(docname)), _sources(app, _page(app, docname))
        if made.holds(docname, file, page):
            continue
        asked, title = [*app.env.get_doctree(docname).findall(question)], app.env.titles[docname].astext()
        # A word beside them changes no question.
        questions = _sources(app, title, *(node.pformat() for node in asked))
        if not made.holds(_questions(docname), file, questions):
            file.parent.mkdir(parents=True, exist_ok=True)
            _write(file, package.files(title, [items.items_of(node) for node in asked]))
        made.note(docname, file, page)
        made.note(_questions(docname), file, questions)
    written = {Path(app.outdir, address(docname)) for docname in asking}
    for file in Path(app.outdir, FOLDER, BELOW).rglob("*.zip"):
        if file not in written:
            remove(file)
    made.keep([*asking, *map(_questions, asking)])


def _page(app: Sphinx, docname: str) -> bytes:
    """Return a page as it was read."""
    return (Path(app.doctreedir) / f"{docname}.doctree").read_bytes()


def _questions(docname: str) -> str:
    """Return under which name it is noted what the questions of a page are."""
    return f"{docname} (questions)"


def _sources(app: Sphinx, *parts: str | bytes) -> str:
    """Return a digest of what a package is made from: parts of a page, the library, the date of the files."""
    return digest(*parts, app.config.lessonlib_state, app.config.language or "", str(date_of_files()))


def _write(file: Path, content: dict[str, str]) -> None:
    """Write an archive, the same bytes for the same content."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as out:
        for name, text in content.items():
            entry = zipfile.ZipInfo(name, time.gmtime(date_of_files())[:6])
            entry.create_system, entry.external_attr = 3, 0o100644 << 16  # Unix: a file that everybody may read
            out.writestr(entry, text, zipfile.ZIP_DEFLATED)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Write the packages when the pages are done."""
    app.add_node(packages_list)
    app.add_directive("question-packages", PackagesDirective)
    app.add_post_transform(FillPackagesList)
    app.connect("build-finished", write_packages)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

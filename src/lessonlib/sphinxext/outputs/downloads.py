"""What learners take with them: notebooks, the question bank, the course as a wheel, the site itself.

All of it is written to `downloads/` when the pages are done, from the sources and what their cells printed.
"""

import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util.typing import ExtensionMetadata

from lessonlib.locale import ENGLISH
from lessonlib.notebooks.setup_cell import first_cell
from lessonlib.notebooks.writer import Cell, code_cell, notebook, script
from lessonlib.quiz import bank
from lessonlib.sphinxext.core.domain import course_of
from lessonlib.sphinxext.core.files import remove
from lessonlib.sphinxext.core.translated_checks import own_words, words
from lessonlib.sphinxext.execution.environment import kernel_settings
from lessonlib.sphinxext.outputs import archive, course_wheel, download_links, exports, install_commands, qti
from lessonlib.sphinxext.outputs.course_wheel import FOLDER, course_release, keep_by_digest, wheel_address
from lessonlib.wheels import build_engine, engine

logger = logging.getLogger(__name__)


def write_all(app: Sphinx, exception: Exception | None) -> None:
    """Write notebooks, bank and wheel of a site that was built without an error."""
    if exception or app.builder.name != "html":
        return
    folder, release = Path(app.outdir) / FOLDER, course_release(app.config)
    before = scripts_before(folder)
    for old in folder.glob("*"):  # but for those that take long, and know what they are made from
        if old.name not in {engine().wheel, release.wheel, archive.ARCHIVE, *qti.folders(app)}:
            remove(old)
    asked = [asked for _, asked in course_of(app.env).asked()]
    questions, variants = [each.question for each in asked], [variant for each in asked for variant in each.variants]
    lessons = {docname: exports.export_of(app, docname).cells for docname in exports.with_notebooks(app.env)}
    kernels, title = kernel_settings(app.config), app.config.project
    language = app.config.language or ENGLISH
    tasks, said = exports.tasks_of(app), words(app)
    text = bank.write(questions, tasks, kernels, variants, release.name, title, language, said)
    course = {bank.NAME: text}
    # What lies in the wheel installs nothing, so its bytes do not depend on its digest; what lies beside it may.
    course |= {f"{docname}.ipynb": as_json(in_full(stub, release.name)) for docname, (stub, _) in lessons.items()}
    where = build_wheels(app, folder, course)
    where = f"{release.name} @ {where}" if where else ""
    _write(folder / bank.NAME, course[bank.NAME])
    for name, content in own_words(app).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    for docname, both in lessons.items():
        # The library reads all pages again when it has changed itself, and may write scripts in another way.
        known = {} if docname in exports.of_this_build(app) else before
        for cells, mark in zip(both, ("", "-solution"), strict=True):
            write_lesson(folder / f"{docname}{mark}", in_full(cells, release.name, where), known)
        # The theme's copy has hidden cells and solutions; nothing leads to it any more.
        (Path(app.outdir) / "_sources" / f"{docname}.ipynb").unlink(missing_ok=True)
    binder = Path(app.confdir).parent / ".binder"  # what sets up Binder lies at the root of a repository
    if binder.is_dir():
        shutil.copytree(binder, folder / "binder")
    exports.keep_exports(app)


def build_wheels(app: Sphinx, folder: Path, course: Mapping[str, str]) -> str:
    """Write the wheels of lessonlib and of the course; return the address of the course's, if one is known."""
    digests: dict[str, str] = {}

    def published(wheel: Path) -> str:
        digests[wheel.name] = keep_by_digest(wheel)
        return wheel_address(app.config, wheel.name, digests[wheel.name])

    where = published(course_wheel.build(app, folder, course, published(build_engine(folder))))
    install_commands.name_wheels(app, digests)
    return where


def write_lesson(file: Path, book: dict[str, Any], known: Mapping[str, str]) -> None:
    """Write a lesson as a notebook and as a Python file.

    Args:
        file: where to, without an ending.
        book: the notebook.
        known: the text of a notebook → the same as a Python file, as far as it has been written before.
    """
    text = as_json(book)
    _write(file.with_name(f"{file.name}.ipynb"), text)
    _write(file.with_name(f"{file.name}.py"), known.get(text) or script(book))


def scripts_before(folder: Path) -> dict[str, str]:
    """Return the scripts that an earlier build has written, by the text of the notebook beside each."""
    found = [(book, book.with_suffix(".py")) for book in folder.rglob("*.ipynb")]
    return {book.read_text(encoding="utf-8"): code.read_text(encoding="utf-8") for book, code in found if code.exists()}


def in_full(cells: Sequence[Cell], course: str, wheel: str = "") -> dict[str, Any]:
    """Return cells as a notebook whose first one installs the course from the wheel at an address, if it has one."""
    return notebook([code_cell(first_cell(course, wheel)), *cells])


def as_json(book: dict[str, Any]) -> str:
    """Return a notebook as the text of its file."""
    return json.dumps(book, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8", newline="\n")


def check_pages(app: Sphinx, env: BuildEnvironment) -> None:
    """Warn of lessons that no notebook can be made of."""
    for docname, page in course_of(env).lessons().items():
        if env.doc2path(docname).suffix != ".md":
            where = f"{env.doc2path(docname)}:{next(iter(page.objective_lines.values()))}"
            said = "a lesson is offered as a notebook, so write it as a MyST page (.md)"
            logger.warning(said, location=where, type="lessonlib", subtype="notebook")


def setup(app: Sphinx) -> ExtensionMetadata:
    """Write what learners take with them when the pages are done, and lead to it from each lesson."""
    for module in (course_wheel, install_commands, exports, download_links, archive):
        module.setup(app)
    app.connect("env-check-consistency", check_pages)
    app.connect("build-finished", write_all, priority=800)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

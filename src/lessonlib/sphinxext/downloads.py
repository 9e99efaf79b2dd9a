"""What learners take with them: notebooks, the question bank, the wheel that built the site, the site itself.

All of it is written to `downloads/` when the pages are done, from the sources and what their cells printed.
"""

import ast
import json
import shutil
import time
import zipfile
from pathlib import Path
from typing import Any

import nbformat
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import SphinxError
from sphinx.util.typing import ExtensionMetadata

from lessonlib import bank
from lessonlib.blocks import Directive, blocks, flat
from lessonlib.notebooks import Page, notebook, script
from lessonlib.sphinxext import install
from lessonlib.sphinxext.course import course_of
from lessonlib.sphinxext.store import digest, digest_of_files, remove
from lessonlib.sphinxext.wheel import FOLDER, ROOT, build_wheel, date_of_files, is_made_from, wheel_address, wheel_name

ARCHIVE = "site.zip"
KINDS = {
    ".ipynb": "Notebook to fill in",
    "-solution.ipynb": "Notebook with solutions",
    ".py": "To fill in, as a Python file",
    "-solution.py": "Solutions, as a Python file",
}
DENSE = {".jpg", ".mp4", ".png", ".whl", ".woff2"}  # compressed already


def page_of(app: Sphinx, docname: str) -> Page:
    """Return a page as the notebooks need it."""
    executed = Path(app.outdir).parent / "jupyter_execute" / f"{docname}.ipynb"
    if not executed.exists():
        raise SphinxError(
            f"{app.env.doc2path(docname)}: a lesson is offered as a notebook, so write it as a MyST page (.md)"
        )
    cells = nbformat.read(executed, as_version=4).cells  # type: ignore[no-untyped-call]
    for cell in cells:
        if cell.cell_type == "code":
            cell.outputs = in_one_piece(cell.outputs)
    glued = glued_values(executed.with_suffix(".glue.json"))
    base = app.config.html_baseurl.rstrip("/")
    return Page(
        address=f"{base}/{app.builder.get_target_uri(docname)}",
        wheel=wheel_address(app.config),
        cells=cells,
        questions={asked.question.id: asked.question for _, asked in course_of(app.env).asked()},
        role=lambda name, text: role(app, docname, glued, name, text),
    )


def in_one_piece(outputs: list[Any]) -> list[Any]:
    """Return outputs without the pieces of a stream that stand in its first one, too.

    Stock kernels print in pieces, cut by the clock. myst-nb adds them to the first while it renders, and keeps them.
    """
    kept: list[Any] = []
    for output in outputs:
        first = next((each for each in kept if each.get("name") == output.get("name")), None)
        if output.output_type != "stream" or first is None or output.text.rstrip() not in first.text:
            kept.append(output)
    return kept


def role(app: Sphinx, docname: str, glued: dict[str, str], name: str, text: str) -> str:
    """Return a role of a page as Markdown."""
    title, _, target = text.rpartition("<") if text.endswith(">") else (text, "", text)
    title, target = title.strip(), target.removesuffix(">").strip()
    if name == "glue:text":
        return glued_text(glued, target)
    if name == "doc":
        found = app.env.relfn2path(target, docname)[0].removesuffix(".md") if target[0] != "/" else target[1:]
        said = app.env.titles[found].astext() if title == text and found in app.env.titles else title
        return f"[{said}]({app.config.html_baseurl.rstrip('/')}/{app.builder.get_target_uri(found)})"
    if name in app.config.extlinks:
        url, caption = app.config.extlinks[name]
        return f"[{title if title != text else caption % target}]({url % target})"
    return title


def glued_values(file: Path) -> dict[str, str]:
    """Return name → repr of the values that a page has glued; myst-nb writes them beside its notebook."""
    if not file.exists():
        return {}
    values = json.loads(file.read_text(encoding="utf-8"))
    return {name: str(value["data"].get("text/plain", "…")) for name, value in values.items()}


def glued_text(glued: dict[str, str], target: str) -> str:
    """Return a glued value, formatted as the page formats it.

    >>> glued_text({"luck": "0.2345"}, "luck:.1f")
    '0.2'
    """
    name, _, form = target.partition(":")
    shown = glued.get(name, "…")
    try:
        value: Any = ast.literal_eval(shown)
    except (ValueError, SyntaxError):
        return shown
    try:
        return format(value, form)
    except (ValueError, TypeError) as error:
        raise SphinxError(f"{{glue:text}}`{target}`: the value {shown} cannot be written so: {error}") from error


def tasks_of(app: Sphinx) -> list[bank.Task]:
    """Return the exercises of all pages with their hints."""
    titles = {practised.id: practised.title for _, practised in course_of(app.env).practised()}
    found = []
    for docname in course_of(app.env).pages:
        path = app.env.doc2path(docname)
        for block in blocks(path.read_text(encoding="utf-8")) if path.suffix == ".md" else ():
            if isinstance(block, Directive) and block.name == "exercise":
                hints = tuple(f"{term} {text}" for term, text in flat(block.content).entries)
                found.append(bank.Task(block.argument, titles.get(block.argument, block.argument), hints))
    return found


def write_all(app: Sphinx, exception: Exception | None) -> None:
    """Write notebooks, bank and wheel of a site that was built without an error."""
    if exception or app.builder.name != "html":
        return
    folder = Path(app.outdir) / FOLDER
    for old in folder.glob("*"):
        if old.name not in {wheel_name(), ARCHIVE}:  # these take long, and know what they are made from
            remove(old)
    for docname in course_of(app.env).lessons():
        page = page_of(app, docname)
        for solved, mark in ((False, ""), (True, "-solution")):
            book = notebook(page, solved=solved)
            text = json.dumps(book, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
            _write(folder / f"{docname}{mark}.ipynb", text)
            _write(folder / f"{docname}{mark}.py", script(book))
        # The theme's copy has hidden cells and solutions; nothing leads to it any more.
        (Path(app.outdir) / "_sources" / f"{docname}.ipynb").unlink(missing_ok=True)
    questions = [asked.question for _, asked in course_of(app.env).asked()]
    _write(folder / bank.NAME, bank.write(questions, tasks_of(app)))
    build_wheel(folder)
    if (ROOT / ".binder").is_dir():
        shutil.copytree(ROOT / ".binder", folder / "binder")


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8", newline="\n")


def zip_site(app: Sphinx, exception: Exception | None) -> None:
    """Put the finished site into one file, for a room with a slow network."""
    if exception or app.builder.name != "html":
        return
    site = Path(app.outdir)
    archive = site / FOLDER / ARCHIVE
    names = [file.relative_to(site) for file in sorted(site.rglob("*")) if file.is_file() and file != archive]
    shown = [name for name in names if not any(part.startswith(".") for part in name.parts)]
    sources = digest(digest_of_files([site / name for name in shown], site), str(date_of_files()))
    if is_made_from(archive, sources):
        return
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as out:
        for name in shown:
            entry = zipfile.ZipInfo(f"site/{name.as_posix()}", time.gmtime(date_of_files())[:6])
            kind = zipfile.ZIP_STORED if name.suffix in DENSE else zipfile.ZIP_DEFLATED
            out.writestr(entry, (site / name).read_bytes(), kind)
        out.comment = sources.encode()


def link_downloads(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Say below a lesson's title what there is to take along."""
    if app.builder.name != "html" or docname not in course_of(app.env).lessons():
        return
    here = app.builder.get_target_uri(docname)
    up = "../" * here.count("/")
    line = nodes.paragraph("", "To take with you: ", classes=["lesson-downloads"])
    for number, (ending, title) in enumerate(KINDS.items()):
        line += nodes.Text(", " if number else "")
        said = title if number == 0 else title[0].lower() + title[1:]
        line += nodes.reference("", said, refuri=f"{up}{FOLDER}/{docname}{ending}", internal=True)
    line += nodes.Text(".")
    section = next(doctree.findall(nodes.section))
    section.insert(2 if section.children[1:2] else 1, line)


def name_downloads(app: Sphinx, pagename: str, _: str, context: dict[str, Any], doctree: Any) -> None:
    """Put the notebooks into the theme's menu of downloads, in place of its own."""
    if doctree is None or pagename not in course_of(app.env).lessons():
        return
    for group in context.get("header_buttons", []):
        if group.get("label") == "download-buttons":
            first = next((button for button in group["buttons"] if button["text"] == ".ipynb"), None)
            if first is not None:
                place = group["buttons"].index(first)
                made = [
                    first | {"url": f"{context['pathto'](FOLDER, 1)}/{pagename}{ending}", "text": title}
                    for ending, title in KINDS.items()
                ]
                group["buttons"][place : place + 1] = made


def setup(app: Sphinx) -> ExtensionMetadata:
    """Write what learners take with them when the pages are done, and lead to it from each lesson."""
    install.setup(app)
    app.connect("doctree-resolved", link_downloads)
    app.connect("html-page-context", name_downloads, priority=502)
    app.connect("build-finished", write_all, priority=800)
    app.connect("build-finished", zip_site, priority=950)  # when the site is finished (`site.py`: 900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

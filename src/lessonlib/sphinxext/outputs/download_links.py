"""The links to what a lesson offers: below its title, and in the theme's menu of downloads."""

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from lessonlib.locale import localised, noted
from lessonlib.sphinxext.core.domain import course_of
from lessonlib.sphinxext.outputs.course_wheel import FOLDER

ENDINGS = {
    ".ipynb": noted("Notebook"),
    "-solution.ipynb": noted("Notebook with solutions"),
    ".py": noted("Python file"),
    "-solution.py": noted("Python file with solutions"),
}


def link_downloads(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Say below a lesson's title what there is to take along."""
    if app.builder.name != "html" or docname not in course_of(app.env).lessons():
        return
    here = app.builder.get_target_uri(docname)
    up = "../" * here.count("/")
    line = nodes.paragraph("", "", classes=["lesson-downloads"])
    for ending, title in ENDINGS.items():
        line += nodes.Text(" · " if line.children else "")
        line += nodes.reference("", localised(title), refuri=f"{up}{FOLDER}/{docname}{ending}", internal=True)
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
                    first | {"url": f"{context['pathto'](FOLDER, 1)}/{pagename}{ending}", "text": localised(title)}
                    for ending, title in ENDINGS.items()
                ]
                group["buttons"][place : place + 1] = made


def setup(app: Sphinx) -> None:
    app.connect("doctree-resolved", link_downloads)
    app.connect("html-page-context", name_downloads, priority=502)

"""Notes to the instructor: written in the lesson beside their passage, shown in the instructor's room only.

A note is a kind of comment, so no page, notebook, book or search index shows it.
"""

from typing import Any

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.util.nodes import make_refnode

from lessonlib.sphinxext import minutes, whole
from lessonlib.sphinxext.answers import refer_from_elsewhere
from lessonlib.sphinxext.course import course_of
from lessonlib.sphinxext.objectives import inline, table

logger = logging.getLogger(__name__)

# The directive's name → what is said before the note.
KINDS = {"say": "Say", "ask": "Ask", "stuck": "Where people get stuck"}


class instructor_note(nodes.comment):  # noqa: N801 (docutils names nodes so)
    """What the instructor should know at this place; `kind` is one of `KINDS`."""


class gathered_notes(nodes.General, nodes.Element):  # noqa: N801
    """Where the notes of all lessons are to stand."""


class NoteDirective(SphinxDirective):
    """Tell the instructor what to say, what to ask, or where people get stuck; the name says which."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        note = instructor_note("", kind=self.name)
        self.set_source_info(note)
        self.state.nested_parse(self.content, self.content_offset, note)
        if not note.children:
            where = f"{self.env.doc2path(self.env.docname)}:{self.lineno}"
            logger.warning("%s is empty: write what the instructor should know here", self.name, location=where)
            return []
        return [note]


class GatheredNotesDirective(SphinxDirective):
    """Show the notes of all lessons, by lesson and section."""

    def run(self) -> list[nodes.Node]:
        whole.mark(self.env)
        return [gathered_notes("")]


def shown(note: nodes.Element) -> list[nodes.Node]:
    """Return a copy of a note's content, which begins by saying of which kind it is."""
    content = [child.deepcopy() for child in note.children]
    label = [nodes.strong("", f"{KINDS[note['kind']]}:"), nodes.Text(" ")]
    if isinstance(content[0], nodes.paragraph):
        content[0].children[:0] = label
        content[0].setup_child(label[0])
        return content
    return [nodes.paragraph("", "", *label), *content]


def title_over(node: nodes.Node) -> nodes.section | None:
    """Return the section in which a node stands; None above the page's title."""
    above = node.parent
    while above is not None and not isinstance(above, nodes.section):
        above = above.parent
    return above


class GatherNotes(SphinxPostTransform):
    """Copy the notes into the instructor's room, before references are resolved."""

    default_priority = 6

    def run(self, **kwargs: Any) -> None:
        for place in list(self.document.findall(gathered_notes)):
            lessons = [self._lesson(docname) for docname in course_of(self.env).lessons()]
            place.replace_self([section for section in lessons if section is not None])

    def _lesson(self, docname: str) -> nodes.section | None:
        """Return a section with all notes of one lesson, or nothing if it has none."""
        doctree = self.env.get_doctree(docname)
        title = self.env.titles[docname].astext()
        lesson = nodes.section("", nodes.title("", title), ids=[f"notes-{nodes.make_id(docname)}"])
        lesson += self._timetable(docname, doctree)
        last = None
        for note in doctree.findall(instructor_note):
            above = title_over(note)
            if above is None:
                logger.warning("%s stands above the title: write it below", note["kind"], location=note)
                continue
            if above is not last:
                last = above
                anchor = "" if isinstance(above.parent, nodes.document) else above["ids"][0]
                link = make_refnode(self.app.builder, self.env.docname, docname, anchor, nodes.Text(above[0].astext()))
                mark = nodes.Text(" (optional)" if "optional-section" in above["classes"] else "")
                lesson += nodes.paragraph("", "", nodes.strong("", "", link), mark, classes=["note-section"])
            lesson += nodes.container("", *self._here(shown(note), docname), classes=["instructor-note", note["kind"]])
        return lesson if last is not None else None

    def _timetable(self, docname: str, doctree: nodes.document) -> nodes.table:
        """Return how long each section takes to show: its core by the clock, and what is optional in it."""
        page = course_of(self.env).page(docname)
        shown = minutes.timetable(doctree, page)
        rows: list[list[list[nodes.Node]]] = []
        for each in shown:
            anchor = "" if each is shown[0] else each.section["ids"][0]
            title = nodes.Text(each.section[0].astext())
            link = make_refnode(self.app.builder, self.env.docname, docname, anchor, title)
            if each.core or each.more:
                begin = minutes.clock(each.begin) if each.core else ""
                rows.append([*inline(begin, f"{each.core or ''}", f"{each.more or ''}"), [link]])
        total = minutes.SHOWING * page.core.reading
        rows.append(inline(minutes.clock(total), f"{total}", "", "In all"))
        return table(["From", "Minutes", "Optional", "Section"], rows)

    def _here(self, content: list[nodes.Node], docname: str) -> list[nodes.Node]:
        """Return nodes from another page with references that are resolved from this one."""
        for part in content:
            for reference in part.findall(pending_xref):
                refer_from_elsewhere(self.env, reference, docname, self.env.docname)
        return content


def _skip(self: Any, node: nodes.Element) -> None:
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    silent = (_skip, None)
    app.add_node(instructor_note, html=silent, latex=silent, text=silent, man=silent, texinfo=silent)
    app.add_node(gathered_notes)
    for name in KINDS:
        app.add_directive(name, NoteDirective)
    app.add_directive("instructor-notes", GatheredNotesDirective)
    app.add_post_transform(GatherNotes)

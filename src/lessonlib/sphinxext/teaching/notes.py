"""Notes to the instructor: written in the lesson beside their passage, shown in the instructor's room only.

A note is a kind of comment, so no page, notebook, book or search index shows it.
"""

from typing import Any

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.util.nodes import make_refnode

from lessonlib.locale import localised, noted
from lessonlib.sphinxext.core import dependents
from lessonlib.sphinxext.core.compat import builder_of
from lessonlib.sphinxext.core.domain import course_of
from lessonlib.sphinxext.lessons import timing
from lessonlib.sphinxext.lessons.objectives import inline, table
from lessonlib.sphinxext.questions.answers import refer_from_elsewhere

logger = logging.getLogger(__name__)

HEADS = (noted("From"), noted("Minutes"), noted("Optional"), noted("Section"))
GATHERED = "gathers-notes"
# The directive's name → what is said before the note.
KINDS = {"say": noted("Say:"), "ask": noted("Ask:"), "stuck": noted("Where people get stuck:")}


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
            said = "%s is empty: write what the instructor should know here"
            logger.warning(said, self.name, location=where, type="lessonlib", subtype="note")
            return []
        return [note]


class GatheredNotesDirective(SphinxDirective):
    """Show the notes of all lessons, by lesson and section."""

    def run(self) -> list[nodes.Node]:
        dependents.mark(self.env)
        self.env.metadata[self.env.docname][GATHERED] = "yes"
        return [gathered_notes("")]


def shown(note: nodes.Element) -> list[nodes.Node]:
    """Return a copy of a note's content, which begins by saying of which kind it is."""
    content = [child.deepcopy() for child in note.children]
    label = [nodes.strong("", localised(KINDS[note["kind"]])), nodes.Text(" ")]
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


def anchor_of(docname: str, section: nodes.section) -> str:
    """Return where the notes of a section stand on the page that gathers them."""
    return f"notes-{nodes.make_id(docname)}-{section['ids'][0]}"


def near(env: BuildEnvironment, docname: str, anchor: str) -> tuple[str, str] | None:
    """Return page and anchor of the notes that stand nearest to a passage of a lesson: in its section, or above."""
    page = next((name for name in sorted(env.found_docs) if GATHERED in env.metadata[name]), None)
    doctree = env.get_doctree(docname)
    noted = [title_over(note) for note in doctree.findall(instructor_note)]
    above = next((node for node in doctree.findall(nodes.Element) if anchor in node["ids"]), None)
    while page and above is not None:
        if isinstance(above, nodes.section) and above in noted:
            return page, anchor_of(docname, above)
        above = above.parent
    return None


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
        lesson += self._timetable(docname)
        last = None
        for note in doctree.findall(instructor_note):
            above = title_over(note)
            if above is None:
                said = "%s stands above the title: write it below"
                logger.warning(said, note["kind"], location=note, type="lessonlib", subtype="note")
                continue
            if above is not last:
                last = above
                anchor = "" if isinstance(above.parent, nodes.document) else above["ids"][0]
                link = make_refnode(
                    builder_of(self.env), self.env.docname, docname, anchor, nodes.Text(above[0].astext())
                )
                mark = nodes.Text(localised(" (optional)") if "optional-section" in above["classes"] else "")
                name = anchor_of(docname, above)
                lesson += nodes.paragraph(
                    "", "", nodes.strong("", "", link), mark, classes=["note-section"], ids=[name]
                )
            lesson += nodes.container("", *self._here(shown(note), docname), classes=["instructor-note", note["kind"]])
        return lesson if last is not None else None

    def _timetable(self, docname: str) -> nodes.table:
        """Return how long each section takes to show: its core by the clock, and what is optional in it."""
        page = course_of(self.env).page(docname)
        rows: list[list[list[nodes.Node]]] = []
        for each in page.timetable:
            link = make_refnode(builder_of(self.env), self.env.docname, docname, each.anchor, nodes.Text(each.title))
            if each.core or each.more:
                begin = timing.clock(each.begin) if each.core else ""
                rows.append([*inline(begin, f"{each.core or ''}", f"{each.more or ''}"), [link]])
        total = page.core.reading
        rows.append(inline(timing.clock(total), f"{total}", "", localised("In all")))
        return table([*map(localised, HEADS)], rows)

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

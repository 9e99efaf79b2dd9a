"""Exercises: a task, hints one after the other, and a solution that the build runs."""

from collections.abc import Iterator
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.writers.html5 import HTML5Translator

from lessonlib.locale import localised, noted
from lessonlib.sphinxext.core import builders, checks
from lessonlib.sphinxext.core.compat import app_of, builder_of
from lessonlib.sphinxext.core.directives import DefinitionListDirective, add_directive, names
from lessonlib.sphinxext.core.domain import Practised, course_of
from lessonlib.sphinxext.core.translating import with_messages
from lessonlib.sphinxext.markdown.blocks import Spoken, joined

logger = logging.getLogger(__name__)

# What stands under the title of an optional section.
OPTIONAL = noted("Optional: nothing on the core path needs this section.")


class exercise(nodes.General, nodes.Element, with_messages):  # noqa: N801 (docutils names nodes so)
    """A task with its hints."""


class folded(nodes.General, nodes.Element):  # noqa: N801
    """Something to open: a hint, a solution."""


class optional_mark(nodes.Invisible, nodes.Element):  # noqa: N801
    """Where a section says that it is optional."""


class solution_mark(nodes.Invisible, nodes.Element):  # noqa: N801
    """Where the solution begins; it ends with its section."""


class ExerciseDirective(DefinitionListDirective):
    """Set a task; the definition list holds the hints."""

    option_spec: ClassVar[dict[str, Any]] = {
        "objective": names,
        "minutes": directives.positive_int,
        "optional": directives.flag,
    }

    def is_words(self, term: nodes.term) -> bool:
        return True

    def run(self) -> list[nodes.Node]:
        for option in ("objective", "minutes"):
            if not self.options.get(option):
                self.complain(f"has no :{option}:; name its objective, and say how many minutes it takes")
                return []
        parts = self.parse_parts()
        if not parts.entries or not all(entry.text for entry in parts.entries):
            self.complain("has no hints, or an empty one; end it with a list of hints (a term, then ': text')")
        optional = "optional" in self.options
        self._register(optional)
        length = localised(
            "Optional, about {number} minutes" if optional else "About {number} minutes", number=self.options["minutes"]
        )
        shown = exercise("", nodes.paragraph("", length, classes=["exercise-length"]), *parts.before)
        for number, entry in enumerate(parts.entries, start=1):
            titled = localised("Hint {number}: {when}", number=number, when=entry.name)
            shown += folded("", *entry.text, title=titled, kind="hint", when=entry.name)
        shown += parts.after
        shown["ids"], shown["of"], shown["optional"] = [f"exercise-{self.id}"], self.id, optional
        shown["messages"] = [*parts.messages]
        return [shown]

    def _register(self, optional: bool) -> None:
        for file in checks.files(app_of(self.env)):  # the notebooks begin an exercise as its check says
            self.env.note_dependency(str(file))
        course_of(self.env).page(self.env.docname).exercises.append(
            Practised(self.id, self.id, self.options["objective"], self.options["minutes"], optional, self.lineno)
        )


def hints_in(doctree: nodes.document) -> dict[str, tuple[str, ...]]:
    """Return the hints of the exercises of a page as text, for `lessonlib.checks.hint`."""
    return {task["of"]: tuple(map(_said, hints_of(task))) for task in doctree.findall(exercise)}


def hints_of(task: exercise) -> list[folded]:
    """Return the hints of an exercise."""
    return [child for child in task.children if isinstance(child, folded) and child["kind"] == "hint"]


def _said(hint: folded) -> str:
    return joined(Spoken().labelled(hint["when"], hint.children))


class OptionalDirective(SphinxDirective):
    """Mark the section in which it stands as optional, with all its questions and exercises."""

    def run(self) -> list[nodes.Node]:
        mark = optional_mark()
        self.set_source_info(mark)
        return [mark]


class SolutionDirective(SphinxDirective):
    """Begin the solution of an exercise; the rest of the section belongs to it."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        mark = solution_mark("", id=self.arguments[0])
        self.set_source_info(mark)
        return [mark]


class MarkOptional(SphinxTransform):
    """Say under the title of a section that it is optional."""

    default_priority = 490

    def apply(self, **kwargs: Any) -> None:
        for mark in list(self.document.findall(optional_mark)):
            section = mark.parent
            if not isinstance(section, nodes.section) or not isinstance(section[section.index(mark) - 1], nodes.title):
                said = "'optional' stands right under the title of a section"
                logger.warning(said, location=mark, type="lessonlib", subtype="directive")
                mark.parent.remove(mark)
                continue
            section["classes"].append("optional-section")
            mark.replace_self(nodes.paragraph("", localised(OPTIONAL), classes=["optional-mark"]))


class FoldSolutions(SphinxTransform):
    """Fold what follows a solution's mark, up to the end of its section."""

    default_priority = 500

    def apply(self, **kwargs: Any) -> None:
        page = course_of(self.env).page(self.env.docname)
        for task in self.document.findall(exercise):
            # Its heading is often named as it is, and so leads there already.
            named = {id for above in lineage(task) if isinstance(above, nodes.section) for id in above["ids"]}
            task["ids"] = [id for id in task["ids"] if id not in named]
        for mark in list(self.document.findall(solution_mark)):
            section = mark.parent
            begin = section.index(mark)
            solved = [practised for practised in page.exercises if practised.id == mark["id"]]
            if not solved or begin + 1 == len(section):
                what = "is empty" if solved else "belongs to no exercise on this page"
                said = f"solution '{mark['id']}' {what}"
                logger.warning(said, location=mark, type="lessonlib", subtype="directive")
            if not isinstance(section, (nodes.section, nodes.document)):
                said = f"solution '{mark['id']}' stands inside of something else; end that before it"
                logger.warning(said, location=mark, type="lessonlib", subtype="directive")
            for practised in solved:
                practised.solved = True
                practised.title = section[0].astext() if isinstance(section[0], nodes.title) else practised.id
            shown = folded(
                "", *section.children[begin + 1 :], title=localised("Solution"), kind="solution", of=mark["id"]
            )
            section.children = [*section.children[:begin]]
            section.append(shown)


class PlainFolds(SphinxPostTransform):
    """Open what is folded where nothing can be clicked."""

    default_priority = 400

    def run(self, **kwargs: Any) -> None:
        if builder_of(self.env).name in builders.LIVE:
            return
        for node in list(self.document.findall(folded)):
            node.replace_self(nodes.container("", nodes.rubric("", node["title"]), *node.children))
        for task in list(self.document.findall(exercise)):
            task.replace_self(nodes.container("", *task.children, ids=task["ids"]))


def lineage(node: nodes.Element) -> Iterator[nodes.Element]:
    """Yield what a node stands in, from the inside out."""
    above = node.parent
    while above is not None:
        yield above
        above = above.parent


def visit_exercise(self: HTML5Translator, node: nodes.Element) -> None:
    self.body.append(self.starttag(node, "div", CLASS="exercise"))


def depart_exercise(self: HTML5Translator, node: nodes.Element) -> None:
    self.body.append("</div>\n")


def visit_folded(self: HTML5Translator, node: nodes.Element) -> None:
    self.body.append(f'<details class="folded {node["kind"]}"><summary>{self.encode(node["title"])}</summary>\n')


def depart_folded(self: HTML5Translator, node: nodes.Element) -> None:
    self.body.append("</details>\n")


def setup(app: Sphinx) -> None:
    app.add_node(exercise, html=(visit_exercise, depart_exercise))
    app.add_node(folded, html=(visit_folded, depart_folded))
    app.add_node(solution_mark)
    app.add_node(optional_mark)
    add_directive(app, "exercise", ExerciseDirective)
    add_directive(app, "optional", OptionalDirective)
    add_directive(app, "solution", SolutionDirective)
    app.add_transform(MarkOptional)
    app.add_transform(FoldSolutions)
    app.add_post_transform(PlainFolds)

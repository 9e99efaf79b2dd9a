"""Terms: each of the glossary is linked where a lesson introduces it, and not used on its own before."""

import re
from collections.abc import Iterator

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx

from lessonlib.sphinxext.core.domain import CourseDomain, course_of
from lessonlib.sphinxext.core.translating import as_written
from lessonlib.sphinxext.lessons.exercises import lineage


def collect(app: Sphinx, doctree: nodes.document) -> None:
    """Note what a lesson says, paragraph by paragraph, and where it first links a term of the glossary."""
    page = course_of(app.env).page(app.env.current_document.docname)
    if not page.objectives:
        return
    for shown in doctree.findall(nodes.paragraph):
        is_objective = any(name.startswith("objective-") for name in shown.parent["ids"])
        if is_objective or any(isinstance(above, nodes.comment) for above in lineage(shown)) or shown.line is None:
            continue  # promised, not for learners, or written by no author
        paragraph = as_written(shown)  # other languages have other forms of a word
        links = list(paragraph.findall(addnodes.pending_xref))
        for link in links:
            if link["reftype"] == "term":
                page.terms.setdefault(link["reftarget"].lower(), len(page.said))
        elsewhere = [id(text) for link in links if link["reftype"] != "term" for text in link.findall(nodes.Text)]
        texts = [text for text in paragraph.findall(nodes.Text) if not isinstance(text.parent, nodes.literal)]
        page.said.append((paragraph.line, "".join(text for text in texts if id(text) not in elsewhere)))


def unexplained(course: CourseDomain) -> Iterator[tuple[str, int, str]]:
    """Yield the terms that no lesson links, and those that are used before they are: document, line, message."""
    objects = course.env.domains.standard_domain.objects
    places_of = {name.lower(): place for (kind, name), place in objects.items() if kind == "term"}
    glossary = {name: where for name, (where, _) in places_of.items()}
    lessons = [(docname, page) for docname, page in course.pages.items() if page.objectives]
    if not glossary or not lessons:
        return
    # The longest first: "hidden layer" is not a use of "layer".
    longest_first = sorted(glossary, key=len, reverse=True)
    word = re.compile(rf"\b({'|'.join(map(re.escape, longest_first))})(?:s|es)?\b", re.IGNORECASE)
    linked: set[str] = set()
    complained: set[str] = set()
    for docname, page in lessons:
        for index, (line, words) in enumerate(page.said):
            linked |= {term for term, place in page.terms.items() if place == index and term in glossary}
            for term in {found.lower() for found in word.findall(words)} - linked - complained:
                complained.add(term)
                yield docname, line, f"'{term}' is used before a lesson introduces it: link it there with {{term}}"
    # A term that was translated has two names for one place.
    places = {term: places_of[term] for term in linked}.values()
    for term in sorted(term for term in set(glossary) - complained if places_of[term] not in places):
        yield glossary[term], 1, f"no lesson links the term '{term}': link it with {{term}} where it is introduced"


def setup(app: Sphinx) -> None:
    app.connect("doctree-read", collect)

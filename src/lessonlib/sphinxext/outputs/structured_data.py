"""What search engines and training registries read of a lesson: schema.org, as Bioschemas profiles it.

https://bioschemas.org/profiles/TrainingMaterial/1.0-RELEASE says which properties there must be.
"""

import json
from typing import Any
from urllib.parse import urljoin

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from lessonlib.sphinxext.core.domain import course_of
from lessonlib.sphinxext.lessons.objectives import OPENING

PROFILE = "https://bioschemas.org/profiles/TrainingMaterial/1.0-RELEASE"
ADDED = {"lesson-minutes", "lesson-downloads"}
CODE = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"}


def introduction(doctree: nodes.document) -> str:
    """Return the paragraphs between a page's title and its objectives, but not those that lessonlib adds."""
    said = []
    for node in next(doctree.findall(nodes.section)).children[1:]:
        if isinstance(node, nodes.section | nodes.bullet_list):
            break
        if not isinstance(node, nodes.paragraph) or ADDED & set(node["classes"]):
            continue
        if node.astext() != OPENING:
            said.append(" ".join(node.astext().split()))
    return " ".join(said)


def describe(app: Sphinx, docname: str, doctree: nodes.document) -> dict[str, Any]:
    """Return a lesson as schema.org describes it, with what `lessonlib_structured_data` says of all lessons."""
    course, config = course_of(app.env), app.config
    page = course.page(docname)
    url = urljoin(config.html_baseurl, app.builder.get_target_uri(docname))
    at = {"@id": url, "url": url} if config.html_baseurl else {}
    home = {"url": config.html_baseurl} if config.html_baseurl else {}
    lessons = [name for name, other in course.pages.items() if other.objectives]
    makers = {"@type": "Organization", "name": config.author}
    return {
        "@context": "https://schema.org/",
        "@type": "LearningResource",
        **at,
        "http://purl.org/dc/terms/conformsTo": {"@type": "CreativeWork", "@id": PROFILE},
        "name": app.env.titles[docname].astext(),
        "description": introduction(doctree),
        "keywords": list(page.terms) or [config.project],
        "inLanguage": config.language,
        "isAccessibleForFree": True,
        "learningResourceType": ["lesson", "exercise"],
        "audience": {"@type": "EducationalAudience", "educationalRole": "student"},
        "teaches": list(page.objectives.values()),
        "timeRequired": f"PT{page.core.total}M",
        "position": lessons.index(docname) + 1,
        "isPartOf": {"@type": "Course", "name": config.project, **home, "provider": makers},
        "author": makers,
        **config.lessonlib_structured_data,
    }


def script(description: dict[str, Any]) -> str:
    """Return the tag that carries a description; no text in it can end the tag."""
    text = json.dumps(description, ensure_ascii=False)
    for sign, code in CODE.items():
        text = text.replace(sign, code)
    return f'<script type="application/ld+json">{text}</script>\n'


def add(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    """Describe each lesson in its page's head."""
    page = course_of(app.env).known(pagename)
    if doctree is not None and page and page.objectives:
        context["metatags"] = context.get("metatags", "") + script(describe(app, pagename, doctree))


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_config_value("lessonlib_structured_data", {}, "html", dict)
    app.connect("html-page-context", add)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

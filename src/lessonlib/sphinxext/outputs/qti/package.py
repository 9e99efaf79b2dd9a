"""The files of a content package: a manifest, a test, and its items."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from lessonlib.sphinxext.outputs.qti.content import NAMESPACE, element, text
from lessonlib.sphinxext.outputs.qti.items import Item

PACKAGE = "http://www.imsglobal.org/xsd/imscp_v1p1"
TEST = "test.xml"


def files(title: str, questions: Sequence[Sequence[Item]]) -> dict[str, str]:
    """Return the files of a package by their names; the items of one question are its variants."""
    named = {name_of(item): item for items in questions for item in items}
    content = {"imsmanifest.xml": text(manifest(named)), TEST: text(test(title, questions))}
    return content | {name: text(item.content) for name, item in named.items()}


def name_of(item: Item) -> str:
    """Return the name of an item's file."""
    return f"items/{item.name}.xml"


def test(title: str, questions: Sequence[Sequence[Item]]) -> Element:
    """Return the test that asks all questions of a lesson, in their order; of variants it draws one."""
    asked = []
    for number, items in enumerate(questions, start=1):
        references = [element("assessmentItemRef", {"identifier": item.name, "href": name_of(item)}) for item in items]
        if len(references) > 1:
            pool = {"identifier": f"pool-{number}", "title": items[0].title, "visible": "false"}
            references = [element("assessmentSection", pool, element("selection", {"select": "1"}), *references)]
        asked += references
    section = element("assessmentSection", {"identifier": "questions", "title": title, "visible": "true"}, *asked)
    mode = {"identifier": "part", "navigationMode": "nonlinear", "submissionMode": "individual"}
    attributes = {"xmlns": NAMESPACE, "identifier": "test", "title": title}
    return element("assessmentTest", attributes, element("testPart", mode, section))


def manifest(named: dict[str, Item]) -> Element:
    """Return what says which files there are, and of which kind."""
    items = [
        element(
            "resource",
            {"identifier": item.name, "type": "imsqti_item_xmlv2p1", "href": name},
            element("file", {"href": name}),
        )
        for name, item in named.items()
    ]
    needs = [element("dependency", {"identifierref": item.name}) for item in named.values()]
    whole = {"identifier": "the-test", "type": "imsqti_test_xmlv2p1", "href": TEST}
    schema = [element("schema", {}, "QTIv2.1 Package"), element("schemaversion", {}, "1.0.0")]
    return element(
        "manifest",
        {"xmlns": PACKAGE, "identifier": "package"},
        element("metadata", {}, *schema),
        element("organizations"),
        element("resources", {}, element("resource", whole, element("file", {"href": TEST}), *needs), *items),
    )

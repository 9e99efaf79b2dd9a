"""Proofs: the doctests of answers, marked so that Sphinx's doctest builder runs them.

Each question is a doctest group of its own. What nobody needs to read (the expression behind a
wrong option, every accepted spelling of a blank) is a comment node, which no other builder writes.
"""

import ast
import doctest
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging

from lessonlib import kernel
from lessonlib.questions import Question, fill
from lessonlib.reading import QuestionError

logger = logging.getLogger(__name__)


def is_session(node: nodes.Node) -> bool:
    """Whether a node is a block that starts with `>>>`."""
    return isinstance(node, (nodes.literal_block, nodes.doctest_block)) and node.astext().lstrip().startswith(">>>")


def is_proof(node: nodes.Node) -> bool:
    """Whether the doctest builder will run a node."""
    return isinstance(node, nodes.Element) and "testnodetype" in node


def proof_in(answer: list[nodes.Node]) -> nodes.Element:
    """Return the one doctest of an answer.

    Raises:
        QuestionError: there is none, or more than one.
    """
    blocks = [block for part in answer for block in part.findall(is_session)]
    if len(blocks) != 1:
        raise QuestionError(
            f"has {len(blocks) or 'no'} doctests in its answer; it needs exactly one pycon block after the list"
        )
    assert isinstance(blocks[0], nodes.Element)
    return blocks[0]


def prove(block: nodes.Element, group: str, line: int) -> None:
    """Have the doctest builder run a visible block as part of a group."""
    block["testnodetype"] = "doctest"
    block["groups"] = [group]
    block["language"] = "pycon"
    block.line = line


def hidden(code: str, group: str, line: int, kind: str = "doctest") -> nodes.comment:
    """Return a block that only the doctest builder sees."""
    node = nodes.comment("", "", testnodetype=kind, groups=[group], test=code, xml_space="preserve")
    node.line = line
    return node


def prove_value(expression: str, value: str, group: str, line: int) -> nodes.comment:
    """Return the proof that an expression yields what a wrong option says."""
    return hidden(f">>> {expression}\n{value}\n", group, line)


def prove_blanks(question: Question, program: str, proof: nodes.Element, line: int) -> list[nodes.comment]:
    """Return the proofs of a program with blanks: each spelling gives the key, the starter fails."""
    first = [accepted[0] for accepted in question.blanks]
    prove(proof, f"{question.id}, as first spelled", line)
    found = [hidden(fill(program, first), f"{question.id}, as first spelled", line, "testsetup")]
    for index, accepted in enumerate(question.blanks):
        for spelling in accepted[1:]:
            group = f"{question.id}, blank {index + 1} as {spelling}"
            fillings = [*first[:index], spelling, *first[index + 1 :]]
            found.append(hidden(fill(program, fillings), group, line, "testsetup"))
            found.append(hidden(proof.astext(), group, line))
    starter = fill(program, ["____"] * len(first))
    code = f">>> from lessonlib.questions import fails\n>>> fails({starter!r})\nTrue\n"
    found.append(hidden(code, f"{question.id}, unfilled", line - 1))  # the import takes one line
    return found


class ShowImports(SphinxPostTransform):
    """Begin the proof of a question with the imports that the doctest builder makes for it, so that it runs alone."""

    default_priority = 300  # before answers are copied for print

    def run(self, **kwargs: Any) -> None:
        for block in list(self.document.findall(is_proof)):
            if isinstance(block, nodes.literal_block):
                imports = imports_for(block.astext(), self.config.doctest_global_setup)
                text = "".join(f">>> {line}\n" for line in imports) + block.astext()
                shown = nodes.literal_block(text, text, **block.attributes)
                block.replace_self(shown)


def imports_for(proof: str, setup_code: str) -> list[str]:
    """Return the lines of a setup that a proof needs.

    >>> imports_for(">>> np.zeros(2).shape", "import keras" + chr(10) + "import numpy as np")
    ['import numpy as np']
    """
    code = "".join(example.source for example in doctest.DocTestParser().get_examples(proof))
    names = {node.id for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Name)}
    needed = []
    for statement in ast.parse(setup_code).body:
        assert isinstance(statement, ast.Import | ast.ImportFrom)
        if names & {alias.asname or alias.name for alias in statement.names}:
            needed.append(ast.unparse(statement))
    return needed


def find_dead_sessions(app: Sphinx, doctree: nodes.document) -> None:
    """Fail the build for a `>>>` that nothing would run."""
    for block in doctree.findall(nodes.literal_block):
        if is_session(block) and "testnodetype" not in block:
            logger.warning("this '>>>' is never run; use a doctest block, or drop the prompts", location=block)


def say_how_many(app: Sphinx, exception: Exception | None) -> None:
    """End a doctest build with the number of answers it proved."""
    from lessonlib.sphinxext.course import course_of

    if app.builder.name == "doctest" and exception is None and not app.statuscode:
        asked = list(course_of(app.env).asked())
        pages = {docname for docname, _ in asked}
        said = f"Proved the answers of {len(asked)} questions (pages: {len(pages)})."
        if app.quiet:
            print(said)  # it is the result, and no chatter
        else:
            logger.info(said)


def import_keras(app: Sphinx) -> None:
    """Import Keras for the proofs while its start-up chatter goes nowhere."""
    if app.builder.name == "doctest":
        kernel.import_quietly()


def setup(app: Sphinx) -> None:
    app.setup_extension("sphinx.ext.doctest")
    app.add_post_transform(ShowImports)
    app.connect("builder-inited", import_keras)
    app.connect("doctree-read", find_dead_sessions)
    app.connect("build-finished", say_how_many)

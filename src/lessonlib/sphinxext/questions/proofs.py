"""Proofs: the doctests of answers, marked so that Sphinx's doctest builder runs them.

Each question is a doctest group of its own. What nobody needs to read (the expression behind a
wrong option, every accepted spelling of a blank) is a comment node, which no other builder writes.
"""

import ast
import doctest
import io
import tokenize
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging

from lessonlib.quiz.parsing import QuestionError
from lessonlib.sphinxext.core.domain import course_of

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
    block = blocks[0]
    assert isinstance(block, nodes.Element)
    if is_proof(block):
        raise QuestionError("is proved by a directive, which may be skipped; write its proof as a pycon block")
    refuse_flags(block.astext())
    return block


def refuse_flags(code: str) -> None:
    """Refuse a doctest that need not run as it stands.

    Raises:
        QuestionError: an example has a flag, SKIP or any other, or cannot be read.
    """
    try:
        examples = doctest.DocTestParser().get_examples(code)
        ast.parse("".join(example.source for example in examples))
    except (SyntaxError, ValueError) as error:
        raise QuestionError(f"the answer's doctest cannot be read: {error}") from error
    for example in examples:
        if example.options:
            said = example.source.strip()
            raise QuestionError(f"'{said}' has a doctest flag; what decides must have run, so remove it")


def refuse_no_value(expression: str, value: str) -> None:
    """Refuse what is said to yield a value and is no expression, and a value that stands for any.

    Raises:
        QuestionError: nothing would run, or something else, or it would show nothing.
    """
    if "..." in value:
        raise QuestionError(f"'{value}' holds an ellipsis, so nothing shows that '{expression}' yields it")
    try:
        tokens = tokenize.generate_tokens(io.StringIO(expression).readline)
        commented = any(token.type == tokenize.COMMENT for token in tokens)
        ast.parse(expression, mode="eval")
    except (SyntaxError, ValueError, tokenize.TokenError) as error:
        raise QuestionError(f"'{expression}' yields nothing: write one expression of Python") from error
    if commented or "\n" in expression:
        raise QuestionError(f"'{expression}' holds a comment, which may be a flag: write one expression of Python")


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


def of_variant(answer: list[nodes.Node], variant: str) -> list[nodes.comment]:
    """Return the proofs in an answer, in groups of their own and seen by the doctest builder only."""
    copies = []
    for block in [block for part in answer for block in part.findall(is_proof)]:
        assert isinstance(block, nodes.Element)
        group, code = group_of(block["groups"][0], variant), block.get("test") or block.astext()
        copies.append(hidden(code, group, block.line or 0, block["testnodetype"]))
        copies[-1].source = block.source
    return copies


def group_of(group: str, variant: str) -> str:
    """Return the doctest group of a variant, which a failed proof names."""
    return f"{group}, where {variant}"


class ShowImports(SphinxPostTransform):
    """Begin the proof of a question with the imports that the doctest builder makes for it, so that it runs alone."""

    default_priority = 300  # before answers are copied for print

    def run(self, **kwargs: Any) -> None:
        for block in list(self.document.findall(is_proof)):
            if isinstance(block, nodes.literal_block):
                imports = imports_for(block.astext(), self.config.doctest_global_setup)
                begun = "".join(map(as_session, imports))
                text = begun + block.astext()
                shown = type(block)(text, text, **block.attributes)
                if "marked" in shown:
                    shown["marked"] = begun + shown["marked"]
                block.replace_self(shown)


def imports_for(proof: str, setup_code: str) -> list[str]:
    """Return the statements of a setup that a proof needs.

    >>> imports_for(">>> np.zeros(2).shape", "import keras" + chr(10) + "import numpy as np")
    ['import numpy as np']
    >>> imports_for(">>> random.random()", "import random, keras" + chr(10) + "random.seed(1)")
    ['import random, keras', 'random.seed(1)']
    """
    code = "".join(example.source for example in doctest.DocTestParser().get_examples(proof))
    names = {node.id for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Name)}
    needed: list[str] = []
    for statement in reversed(ast.parse(setup_code).body):
        read, made = _names(statement)
        # What makes nothing may change what it names: a seed, a setting.
        if names & (made or read):
            names |= read
            needed.insert(0, ast.unparse(statement))
    return needed


def _names(statement: ast.stmt) -> tuple[set[str], set[str]]:
    """Return the names that a statement of a setup reads, and those that it makes."""
    if isinstance(statement, ast.Import | ast.ImportFrom):
        return set(), {(alias.asname or alias.name).partition(".")[0] for alias in statement.names}
    found = [node for node in ast.walk(statement) if isinstance(node, ast.Name)]
    made = {node.id for node in found if isinstance(node.ctx, ast.Store)}
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        made.add(statement.name)
    return {node.id for node in found if isinstance(node.ctx, ast.Load)}, made


def as_session(statement: str) -> str:
    """Return a statement as one types it.

    >>> print(as_session("def one():" + chr(10) + "    return 1"))
    >>> def one():
    ...     return 1
    <BLANKLINE>
    """
    first, *more = statement.splitlines()
    return "".join([f">>> {first}\n", *(f"... {line}\n" for line in more)])


def find_dead_sessions(app: Sphinx, doctree: nodes.document) -> None:
    """Fail the build for a `>>>` that nothing would run."""
    page = course_of(app.env).known(app.env.current_document.docname)
    if page is None or not (page.objectives or page.questions):
        return  # on a page that teaches nothing, prompts show what is typed
    for block in doctree.findall(nodes.literal_block):
        if is_session(block) and "testnodetype" not in block:
            said = "this '>>>' is never run; use a doctest block, or drop the prompts"
            logger.warning(said, location=block, type="lessonlib", subtype="session")


def setup(app: Sphinx) -> None:
    app.add_post_transform(ShowImports)
    app.connect("doctree-read", find_dead_sessions)

"""The headings and directives of a page's source, for those who build no page: films, tests.

MyST's own parser reads them; a builder has the nodes, which say more.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, ClassVar

from docutils.parsers.rst import Directive as RstDirective
from docutils.parsers.rst import directives
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.directives import parse_directive_text
from myst_parser.parsers.mdit import create_md_parser


@dataclass(frozen=True)
class Heading:
    """A heading by its depth."""

    depth: int
    text: str


@dataclass(frozen=True)
class Directive:
    """A directive with its argument, its options as YAML reads them, and its content."""

    name: str
    argument: str
    options: dict[str, Any] = field(default_factory=dict)
    content: str = ""


class _Any(RstDirective):
    """A directive that takes all that may be written."""

    optional_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec: ClassVar[dict[str, Any]] = {"any": directives.unchanged}


def tokens(text: str) -> list[Token]:
    """Return the tokens of a text, as MyST reads it."""
    config = MdParserConfig(enable_extensions={"colon_fence", "deflist", "dollarmath"})
    return create_md_parser(config, RendererHTML).parse(text)


def blocks(text: str) -> Iterator[Heading | Directive]:
    r"""Yield the headings and the outermost directives of a text in order.

    >>> [type(block).__name__ for block in blocks("# A\ntext\n:::{note}\n:::")]
    ['Heading', 'Directive']
    """
    found = tokens(text)
    for token, following in zip(found, [*found[1:], None], strict=False):
        if token.type == "heading_open" and following is not None:
            yield Heading(int(token.tag[1:]), following.content)
        elif token.type in ("fence", "colon_fence") and token.info.startswith("{"):
            name, _, first = token.info[1:].partition("}")
            read = parse_directive_text(_Any, first.strip(), token.content, validate_options=False)
            yield Directive(name, " ".join(read.arguments), read.options, "\n".join(read.body).strip("\n"))

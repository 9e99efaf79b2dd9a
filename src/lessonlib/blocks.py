"""MyST text, cut into prose and directives: all that is needed to make notebooks of pages.

The parser of the site is not used here: it makes nodes, and a notebook wants the text that its author wrote.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

DIRECTIVE = re.compile(r"(:{3,}|`{3,})\{([\w:-]+)\}\s*(.*)")
FENCE = re.compile(r"\s*(`{3,}|~{3,})")
HEADING = re.compile(r"(#{1,6}) (.+)")
TARGET = re.compile(r"\([\w:.-]+\)=\s*")


@dataclass(frozen=True)
class Prose:
    """Ordinary text."""

    text: str


@dataclass(frozen=True)
class Heading:
    """A heading by its depth."""

    depth: int
    text: str


@dataclass(frozen=True)
class Directive:
    """A fence with a name, its argument, its options and its content."""

    name: str
    argument: str
    options: dict[str, str] = field(default_factory=dict)
    content: str = ""


@dataclass(frozen=True)
class Flat:
    """The content of a directive in three parts: text, the entries of its list, text."""

    before: str
    entries: tuple[tuple[str, str], ...]
    after: str


def blocks(text: str) -> Iterator[Prose | Heading | Directive]:
    r"""Yield the parts of a text in order; targets of links are left out.

    >>> [type(block).__name__ for block in blocks("# A\ntext\n:::{note}\n:::")]
    ['Heading', 'Prose', 'Directive']
    """
    lines = iter(text.splitlines())
    kept: list[str] = []
    fence = ""
    for line in lines:
        opened, directive, heading = FENCE.match(line), DIRECTIVE.fullmatch(line), HEADING.fullmatch(line)
        if fence:
            fence = "" if line.strip() == fence else fence
        elif directive or heading:
            yield from _prose(kept)
            kept = []
            if heading:
                yield Heading(len(heading[1]), heading[2])
            elif directive:
                yield _directive(directive, lines)
            continue
        elif opened:
            fence = opened[1]
        elif TARGET.fullmatch(line) or line.startswith("% "):
            continue
        kept.append(line)
    yield from _prose(kept)


def _prose(lines: list[str]) -> Iterator[Prose]:
    text = "\n".join(lines).strip("\n")
    if text.strip():
        yield Prose(text)


def _directive(opened: re.Match[str], lines: Iterator[str]) -> Directive:
    """Return a directive, having read its lines up to the fence that closes it."""
    content: list[str] = []
    for line in lines:
        if line.strip() == opened[1]:
            break
        content.append(line)
    options = {}
    while content and (option := re.fullmatch(r":([\w-]+):\s*(.*)", content[0])):
        options[option[1]] = option[2]
        content.pop(0)
    return Directive(opened[2], opened[3].strip(), options, "\n".join(content).strip("\n"))


def flat(content: str) -> Flat:
    """Return the three parts of a question's or an exercise's content.

    >>> flat("Which?" + chr(10)*2 + "(24, 24)" + chr(10) + ": Yes." + chr(10)*2 + "Because …").entries
    (('(24, 24)', 'Yes.'),)
    """
    before: list[str] = []
    entries: list[tuple[str, str]] = []
    after: list[str] = []
    in_list = fenced = False
    lines = content.splitlines()
    index = 0
    while index < len(lines):
        line = lines[index]
        if FENCE.match(line):
            fenced = not fenced
        if not fenced and not after and _is_term(lines, index):
            entries.append((line.strip(), lines[index + 1][1:].strip()))
            in_list, index = True, index + 2
            continue
        if in_list and (line.startswith((" ", "\t")) or (line.strip() and lines[index - 1].strip())):
            entries[-1] = (entries[-1][0], f"{entries[-1][1]} {line.strip()}")
        elif in_list and line.strip():
            in_list = False
            after.append(line)
        elif not in_list:
            (after if entries else before).append(line)
        index += 1
    return Flat("\n".join(before).strip(), tuple(entries), "\n".join(after).strip())


def _is_term(lines: list[str], index: int) -> bool:
    alone = index == 0 or not lines[index - 1].strip()
    return alone and bool(lines[index].strip()) and index + 1 < len(lines) and lines[index + 1].startswith(": ")


def without_lists(text: str) -> str:
    """Return text with its definition lists as plain lists, which Jupyter knows.

    >>> print(without_lists("Shape" + chr(10) + ": what leaves"))
    - **Shape**: what leaves
    """
    return re.sub(r"(?m)^(?![ >#|`-])(.+)\n: +(?=\S)", r"- **\1**: ", text)

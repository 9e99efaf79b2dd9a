"""Tables → GitHub's tables, which hold one line in each cell: blocks become lines with breaks between them."""

import re
from collections.abc import Iterator

from docutils import nodes

from lessonlib.sphinxext.markdown.inline import SILENT, Spans, code_span, formula, items_of, stands_in_a_line

BREAK = "<br>"
RULES = {"text-left": ":--", "text-center": ":-:", "text-right": "--:"}


class Tables(Spans):
    """Writes tables."""

    def block_table(self, node: nodes.Element) -> Iterator[str]:
        yield from (self.bold(child) for child in node.children if isinstance(child, nodes.title))
        self.bar = r"\vert "
        rows = [*node.findall(nodes.row)]
        head = rows[0] if rows and isinstance(rows[0].parent, nodes.thead) else None
        cells = laid_out([[(entry, self._cell(entry)) for entry in items_of(row)] for row in rows])
        self.bar = "|"
        width = max(map(len, cells), default=0)
        if head is None:
            cells.insert(0, [""] * width)
        rule = [RULES.get(each, "---") for each in _sides(rows[0], width)] if rows else []
        lines = [cells[0], rule, *cells[1:]]
        yield "\n".join(f"| {' | '.join(line + [''] * (width - len(line)))} |" for line in lines)

    def _cell(self, entry: nodes.Element) -> str:
        """Return a cell as one line; GitHub's tables hold no blocks."""
        found = BREAK.join(filter(None, map(self._flat, entry.children)))
        return re.sub(r"(?<!\\)\|", r"\\|", found)

    def _flat(self, node: nodes.Node) -> str:
        """Return a block as a line, or as lines with breaks between them."""
        if isinstance(node, (nodes.literal_block, nodes.doctest_block)):
            return BREAK.join(code_span(line) for line in node.astext().split("\n") if line.strip())
        if isinstance(node, nodes.TextElement) and not isinstance(node, (nodes.math_block, nodes.raw)):
            return self.line(node)
        if stands_in_a_line(node):
            return self.one(node).replace("\n", " ")
        if isinstance(node, nodes.math_block):
            return f"${formula(node).replace('|', self.bar)}$"
        if isinstance(node, SILENT) or not isinstance(node, nodes.Element):
            return ""
        return BREAK.join(filter(None, map(self._flat, node.children)))


def laid_out(rows: list[list[tuple[nodes.Element, str]]]) -> list[list[str]]:
    """Return the texts of cells by row and column; a cell that spans others leaves them empty."""
    taken: set[tuple[int, int]] = set()
    lines: list[dict[int, str]] = [{} for _ in rows]
    for down, row in enumerate(rows):
        across = 0
        for entry, text in row:
            while (down, across) in taken:
                across += 1
            lines[down][across] = text
            spans = (range(entry.get(name, 0) + 1) for name in ("morerows", "morecols"))
            high, wide = spans
            taken |= {(down + y, across + x) for y in high for x in wide}
            across += len(wide)
    return [[line.get(place, "") for place in range(max(line, default=-1) + 1)] for line in lines]


def _sides(row: nodes.Element, width: int) -> list[str]:
    sides = [next((each for each in entry["classes"] if each in RULES), "") for entry in items_of(row)]
    return sides + [""] * (width - len(sides))

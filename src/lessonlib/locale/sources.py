"""The texts that Python code says through `localised`, `noted` and `counted`, for catalogs."""

import ast
from collections.abc import Iterator

ONE, BOTH = {"localised", "noted"}, {"counted", "in_number"}

Message = str | tuple[str, str]


def in_python(code: str) -> Iterator[tuple[int, Message]]:
    """Yield the texts that are said, with their lines: all that may stand as the first argument, or the first two.

    >>> list(in_python('localised("yes" if right else "no")'))
    [(1, 'yes'), (1, 'no')]
    """
    for node in ast.walk(ast.parse(code)):
        name = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
        if isinstance(node, ast.Call) and name in ONE and node.args:
            found = [part.value for part in _alternatives(node.args[0]) if isinstance(part, ast.Constant)]
            yield from ((node.lineno, text) for text in found if isinstance(text, str))
        elif isinstance(node, ast.Call) and name in BOTH:
            one, more = (ast.literal_eval(part) for part in node.args[:2])
            yield node.lineno, (one, more)


def _alternatives(node: ast.expr) -> Iterator[ast.expr]:
    if isinstance(node, ast.IfExp):
        yield from (*_alternatives(node.body), *_alternatives(node.orelse))
    else:
        yield node

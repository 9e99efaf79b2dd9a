"""Random pages in MyST, for hypothesis: what authors write in lessons, and what they might."""

from hypothesis import strategies as st

WORDS = [
    "layer",
    "kernel",
    "Größe",
    "28×28",
    "a_b",
    "snake_case_",
    "_x",
    "f(x)",
    "x[0]",
    "layers[0](x)",
    "2 * 3 * 4",
    "a < b > c",
    "R&D",
    "&amp;",
    "C#",
    "#1",
    "1.",
    "2)",
    "- 3",
    "+ 4",
    "> 5",
    "$5",
    "~6~",
    "a|b",
    "a\\b",
    "==",
    "--",
    "!",
    "(c)",
    "“q”",
    "<b>",
    "`",
    "* *",
    "https://example.org/a_b",
    "me@example.org",
    "[^1]",
    ":::",
    "```",
    "100 %",
    "…",
]
SPECIAL = set("\\`*_{}[]<>()#+-.!|&$~:^\"'=%@")


def written(text: str) -> str:
    """Return text with every sign of markup escaped, as an author would write it."""
    return "".join(f"\\{sign}" if sign in SPECIAL else sign for sign in text)


plain = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(lambda words: written(" ".join(words)))
simple = st.lists(
    st.sampled_from(["layer", "kernel", "Größe", "f(x)", "“q”", "three,", "end."]), min_size=1, max_size=3
)
simple = simple.map(lambda words: written(" ".join(words)))
code = st.sampled_from(["`x`", "`` a`b ``", "`layers[0](x)`", "`a|b`", "`*no*`", "`$x$`", "`` ` ``", "`a\\b`"])
ROLES = [
    "{doc}`other`",
    "{doc}`this one <other>`",
    "{ref}`there`",
    "{ref}`that <there>`",
    "{term}`kernel`",
    "{term}`kernels <kernel>`",
    "{math}`a_1 < b^2`",
    "$x_1 + y$",
    "{kbd}`Ctrl`",
    "{sub}`2`",
    "{sup}`2`",
    "{guilabel}`OK`",
    "{abbr}`CNN (network)`",
    "{eq}`line`",
    "{download}`k.png`",
    "{download}`the file <k.png>`",
    "[a page](other.md)",
    "[*there*](other.md#there)",
    "[`code`](https://example.org/x_(y))",
    "<https://example.org>",
    "![a *picture*](k.png)",
    "[![k](k.png)](other.md)",
    "{emphasis}`so`",
    "{strong}`so`",
    "{code}`x = 1`",
    "{numref}`picture`",
    "[](#there)",
    "{file}`a/b.py`",
    "{samp}`n = {N}`",
]
role = st.sampled_from(ROLES)
marked = st.builds(
    lambda mark, text: f"{mark}{text}{mark}", st.sampled_from(["*", "**", "_", "__"]), st.one_of(simple, code, role)
)
inline = st.lists(st.one_of(plain, code, role, marked), min_size=1, max_size=5)
sentence = st.builds(
    lambda parts, glue: "Text " + glue.join(parts), inline, st.sampled_from([" ", " ", " ", "\n", "  \n", "\\\n"])
)
line = inline.map(lambda parts: "Text " + " ".join(parts))

CODE = st.sampled_from(
    [
        "x = 1",
        "```\nfence\n```",
        "~~~",
        ":::{note}\nno note\n:::",
        "# no heading",
        "    indented\n\nmore",
        "$x$ \\ * _",
        "<b>",
    ]
)


def indented(text: str, by: str) -> str:
    """Return lines further in, but for the first."""
    return text.replace("\n", f"\n{by}").replace(f"\n{by}\n", "\n\n")


def fence(sign: str, info: str, content: str, more: int, longer: int) -> str:
    """Return content between fences that are long enough for it; the closing one may be longer."""
    longest = max(
        (len(part) for line in content.split("\n") for part in [line.strip()] if set(part) == {sign}), default=0
    )
    begun = max((len(line.strip()) - len(line.strip().lstrip(sign)) for line in content.split("\n")), default=0)
    length = max(3, longest + 1, begun + 1) + more
    return f"{sign * length}{info}\n{content}\n{sign * (length + longer)}"


few = st.integers(0, 2)
fences = st.builds(
    fence, st.sampled_from("`~"), st.sampled_from(["", "python", "text", " python "]), CODE, few, few
).filter(lambda text: not text.startswith("`") or "`" not in text.split("\n")[0].lstrip("`"))
code_blocks = st.builds(
    lambda options, content, more, longer: fence("`", "{code-block} python", f"{options}{content}", more, longer),
    st.sampled_from(["", ":caption: A *caption*\n\n", "---\nemphasize-lines: 1\n---\n"]),
    CODE,
    few,
    few,
)
OPTIONS = ["", ":class: c\n\n", "---\nclass: c\n---\n", "---\nclass:\n  c\n---\n\n"]


def admonition(sign: str, info: str, options: str, content: str, more: int, longer: int) -> str:
    return fence(sign, info, f"{options}{content}", more, longer)


NOTES = [
    "{note}",
    "{tip}",
    "{warning}",
    "{seealso}",
    "{admonition} A *title* of `mine`",
    "{topic} Topic",
    "{sidebar} Side",
    "{epigraph}",
    "{container} c",
    "{hint}",
]


def bullets(sign: str, items: list[str], loose: bool) -> str:
    joint = "\n\n" if loose else "\n"
    return joint.join(f"{sign} {indented(item, ' ' * (len(sign) + 1))}" for item in items)


def numbers(start: int, sign: str, items: list[str], loose: bool) -> str:
    joint = "\n\n" if loose else "\n"
    marks = [f"{start + number}{sign}" for number in range(len(items))]
    return joint.join(
        f"{mark} {indented(item, ' ' * (len(mark) + 1))}" for mark, item in zip(marks, items, strict=True)
    )


def definitions(entries: list[tuple[str, str]]) -> str:
    return "\n\n".join(f"{term}\n: {indented(text, '  ')}" for term, text in entries)


def table(head: list[str], rows: list[list[str]], rule: str) -> str:
    lines = [head, [rule] * 2, *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |" for cells in lines)


cell = st.one_of(
    simple, code.filter(lambda text: "|" not in text), st.sampled_from(["$x_1$", "[a page](other.md)", "*so*"])
)
tables = st.builds(
    table,
    st.lists(cell, min_size=2, max_size=2),
    st.lists(st.lists(cell, min_size=2, max_size=2), min_size=1, max_size=3),
    st.sampled_from(["---", ":--", "--:", ":-:"]),
)
list_table = st.builds(
    lambda title, options, rows: fence(
        "`", "{list-table} " + title, options + "\n".join(f"* - {a}\n  - {b}" for a, b in rows), 0, 0
    ),
    st.sampled_from(["", "A title", "*A* title"]),
    st.sampled_from(["", ":header-rows: 1\n\n", "---\nheader-rows: 1\n---\n"]),
    st.lists(st.tuples(cell, cell), min_size=2, max_size=3),
)
FIXED = [
    "***",
    "- - -",
    "% a comment",
    "(a-target)=\nText below a target.",
    "+++",
    "<div>raw <em>HTML</em></div>",
    "$$\na_1 + b\n$$",
    "$$a \\lt b$$",
    "```{math}\n\\frac{a}{b}\n```",
    "```{figure} k.png\n:alt: a picture\n\nThe *caption*.\n\nA legend.\n```",
    "```{image} k.png\n:alt: a *star*\n```",
    "![alone](k.png)",
    '```{csv-table}\na, b\n"c, d", e\n```',
    "```{rubric} A *rubric*\n```",
    "```{parsed-literal}\nx *is* so\n```",
    "```{code-block}\nno language\n```",
    "> quoted\nlazily",
    "Setext\n------",
    "```{versionadded} 1\nNew.\n```",
    "```{only} html\nOnly here.\n```",
    "    indented code\n\n    more",
    "```{toctree}\nother\n```",
    "A term\n: with `code`\n: and more",
    ":::{epigraph}\nSaid.\n\n-- Me\n:::",
    "```{contents}\n```",
    "```{index} a\n```",
    "```{doctest}\n>>> 1 + 1\n2\n```",
]
fixed = st.sampled_from(FIXED)
paragraphs = st.one_of(sentence, sentence, sentence, line)


def blocks(inner: st.SearchStrategy) -> st.SearchStrategy:
    """Return blocks that hold others."""
    several = st.lists(inner, min_size=1, max_size=3).map("\n\n".join)
    begun = st.builds(lambda first, rest: "\n\n".join([first, *rest]), paragraphs, st.lists(inner, max_size=2))
    return st.one_of(
        st.builds(bullets, st.sampled_from("-*+"), st.lists(begun, min_size=1, max_size=3), st.booleans()),
        st.builds(
            numbers, st.integers(0, 11), st.sampled_from(".)"), st.lists(begun, min_size=1, max_size=3), st.booleans()
        ),
        several.map(lambda text: "\n".join(f"> {line}".rstrip() for line in text.split("\n"))),
        st.builds(
            admonition, st.sampled_from(":`~"), st.sampled_from(NOTES), st.sampled_from(OPTIONS), begun, few, few
        ),
        st.lists(st.tuples(line, begun), min_size=1, max_size=2).map(definitions),
    )


leaves = st.one_of(paragraphs, fences, code_blocks, tables, list_table, fixed)
block = st.recursive(leaves, blocks, max_leaves=5)
QUESTION_OPTIONS = (
    ":objective: sizes\n:asks: why\n:right: A\n",
    "---\nobjective: sizes\nasks: why\nright: A\n---\n",
    ":objective: sizes\n:asks: why\n:right: B\n:optional:\n",
    "---\nobjective: sizes\nasks: why\nright: A, B\nkind: several\noptional: true\n---\n",
    ":objective: sizes\n:asks: why\n:kind: text\n",
)


def question(
    options: str, stem: list[str], choices: list[tuple[str, str]], answer: list[str], more: int, longer: int
) -> str:
    """Return a question; its id is put in when the page is written, since no other page may have it."""
    entries = "\n\n".join(f"{term}\n: {text}" for term, text in choices)
    proof = "```pycon\n>>> 1 + 1\n2\n```"
    content = "\n\n".join([f"{options}\n{stem[0]}", *stem[1:], entries, proof, *answer])
    return fence(":", "{question} QUESTION", content, more, longer)


no_list = st.one_of(
    paragraphs, fences, tables, st.sampled_from(["$$\na_1 + b\n$$", "- a\n- b", "1. one\n2. two", "> said"])
)
questions = st.builds(
    question,
    st.sampled_from(QUESTION_OPTIONS),
    st.lists(no_list, min_size=1, max_size=3),
    st.lists(st.tuples(line, line), min_size=2, max_size=4, unique_by=lambda entry: entry[0]),
    st.lists(no_list, max_size=2),
    few,
    few,
)
# Sphinx itself cannot show some roles in a table of contents.
titles = st.lists(
    st.one_of(plain, code, st.sampled_from(["$x_1$", "*so*", "[a page](other.md)"])), min_size=1, max_size=3
)
heading = st.builds(lambda depth, text: f"{'#' * depth} Title {' '.join(text)}", st.integers(2, 3), titles)
pages = st.lists(st.one_of(block, block, block, heading, questions), min_size=1, max_size=6).map("\n\n".join)

"""The theme's icons, cut down to those that the pages show.

The whole fonts weigh as much as all else on a page, and the names of all icons are a third of the theme's style sheet.
The cut-down fonts are declared for their own characters only (`unicode-range`), so a browser still finds any other icon
in the theme's.
"""

import logging
import re
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

from lessonlib.sphinxext.core.files import digest

# It reports each table that it cuts, which drowns what Sphinx says.
logging.getLogger("fontTools").setLevel(logging.WARNING)

ICON_CLASS = re.compile(r"\bfa-[a-z0-9-]+")
ICON_CODE = re.compile(r'((?:\.fa-[a-z0-9-]+,?)+)\{--fa:"\\([0-9a-f]+)"\}')
# Icons that the theme's style sheet puts on admonitions, links and the like.
STYLE_CODE = re.compile(r'--pst-icon-[a-z-]+:"(.)"')
FONT_FACE = re.compile(r"@font-face\{[^}]*url\(([^)]*\.woff2)\)\}")


def codes_used(pages: Iterable[str], *, style: str) -> set[int]:
    """Return the characters of the icons that any page, or the style sheet itself, shows."""
    names = {name for page in pages for name in ICON_CLASS.findall(page)}
    codes = {ord(character) for character in STYLE_CODE.findall(style)}
    for selectors, code in ICON_CODE.findall(style):
        if names & {selector.strip(".") for selector in selectors.split(",")}:
            codes.add(int(code, 16))
    return codes


def cut(font_file: Path, codes: set[int]) -> tuple[bytes, set[int]]:
    """Return a WOFF2 font with the given characters only, and which of them it has."""
    # Here: most builds change no icon, and need not import it.
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    font = TTFont(font_file, recalcTimestamp=False)
    kept = codes & set(font.getBestCmap())
    subsetter = Subsetter(Options(layout_features=[], hinting=False, desubroutinize=True))
    subsetter.populate(unicodes=kept)
    subsetter.subset(font)
    font.flavor = "woff2"
    written = BytesIO()
    font.save(written)
    return written.getvalue(), kept


def names(style: str, codes: set[int]) -> list[str]:
    """Return the rules that give icons of these characters their names."""
    return [rule[0] for rule in ICON_CODE.finditer(style) if int(rule[2], 16) in codes]


def write_icons(static: Path, given: Path, pages: Iterable[str]) -> None:
    """Write `icons.css` and its fonts into a site's static folder, and take all icons' names from the style sheet.

    `given` is the theme's own style sheet, which names all icons.
    """
    style_file = static / "styles" / given.name
    style = given.read_text(encoding="utf-8")
    short = ICON_CODE.sub("", style)
    if style_file.read_text(encoding="utf-8") != short:
        style_file.write_text(short, encoding="utf-8")
    scripts = (file.read_text(encoding="utf-8") for file in static.glob("scripts/*theme.js"))
    codes = codes_used([*pages, *scripts], style=style)
    named = names(style, codes)
    faces = {face[0]: style_file.parent / face[1] for face in FONT_FACE.finditer(style)}
    rules = [f"/* made from {digest(*named, *map(Path.read_bytes, faces.values()), *faces)} */"]
    written = static / "icons.css"
    if written.exists() and written.read_text(encoding="utf-8").startswith(rules[0]):
        return
    for old in static.glob("icons-*.woff2"):
        old.unlink()
    for rule, font_file in faces.items():
        font, kept = cut(font_file, codes)
        if kept:
            name = f"icons-{font_file.name}"
            (static / name).write_bytes(font)
            characters = ",".join(f"U+{code:x}" for code in sorted(kept))
            rules.append(re.sub(r"url\([^)]*\)", f"url({name})", rule).replace("}", f";unicode-range:{characters}}}"))
    written.write_text("\n".join([*rules, *named]) + "\n", encoding="utf-8")

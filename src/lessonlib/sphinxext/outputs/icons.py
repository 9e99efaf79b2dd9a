"""The theme's icon fonts, cut down to the icons that the pages show.

The whole fonts weigh as much as all else on a page. The cut-down ones are declared for their own
characters only (`unicode-range`), so a browser still finds any other icon in the theme's.
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


def write_icons(static: Path, pages: Iterable[str]) -> None:
    """Write `icons.css` and its fonts into a site's static folder."""
    style_file = static / "styles" / "pydata-sphinx-theme.css"
    if not style_file.exists():  # a theme without these icons
        return
    style = style_file.read_text(encoding="utf-8")
    codes = codes_used(pages, style=style)
    faces = {face[0]: style_file.parent / face[1] for face in FONT_FACE.finditer(style)}
    rules = [f"/* made from {digest(repr(sorted(codes)), *map(Path.read_bytes, faces.values()), *faces)} */"]
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
    written.write_text("\n".join(rules) + "\n", encoding="utf-8")

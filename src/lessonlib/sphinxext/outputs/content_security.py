"""Pages that are strict from the moment they are written: a Content-Security-Policy, and no handler inside a tag.

What may run is known before the page is: files of this site, the inline scripts of templates and extensions, and those
that the author lists. Whatever else stands on a page, in raw HTML or in the output of a cell, is refused by the browser
and named by the build. No page is asked what it says of itself.
"""

import base64
import functools
import hashlib
import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from jinja2 import FileSystemBytecodeCache
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.config import Config
from sphinx.jinja2glue import BuiltinTemplateLoader
from sphinx.theming import Theme
from sphinx.util import logging

from lessonlib.sphinxext.builds.staging import FOLDER
from lessonlib.sphinxext.core.errors import mistake
from lessonlib.sphinxext.core.translating import is_translated_site, source_language
from lessonlib.sphinxext.core.untranslated import foreign
from lessonlib.sphinxext.outputs.lang_attributes import with_languages
from lessonlib.sphinxext.outputs.refusals import Refusals

logger = logging.getLogger(__name__)

POLICY = (
    "default-src 'none'; script-src {scripts}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self'; media-src 'self' data:; connect-src 'self'; manifest-src 'self'; "
    "form-action 'self'; base-uri 'none'"
)
# https://html.spec.whatwg.org/multipage/scripting.html: a script of another type is data, and no browser runs it.
RUN = {"", "module", "text/javascript", "application/javascript", "text/ecmascript", "application/ecmascript"}
# What looks like one. The parser is slow, so it is only asked when this finds what is not allowed.
INLINE = re.compile(r"<script\b(?![^>]*\b(?:src=|json))[^>]*>(.*?)</script", re.DOTALL | re.IGNORECASE)
HEAD = re.compile(r"<head\b[^>]*>\n?")
# Firefox fetches what these name ahead of time, which no policy but one for everything (`default-src`) could allow.
NEIGHBOURS = re.compile(r'[ \t]*<link rel="(?:next|prev)" [^>]*>\n?')
HASH = re.compile(r"sha256-[A-Za-z0-9+/]{43}=")


class Scripts(HTMLParser):
    """Collects the inline scripts of a page that a browser would run."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=False)
        self.found: list[str] = []
        self.inside = False
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "script" and "src" not in said and (said.get("type") or "").strip().lower() in RUN:
            self.inside = True
            self.found.append("")

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.found[-1] += data

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "script"


def script_hash(script: str) -> str:
    """Return what a policy calls an inline script.

    >>> script_hash("window.answer = 42")
    'sha256-5VBuAvch/qA4Qxjh53Z5gwKeqpSmH2sKBCHklACVze0='
    """
    return f"sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}"


def policy(hashes: Iterable[str] = ()) -> str:
    """Return a Content-Security-Policy that allows scripts of this site, and inline ones by their hash."""
    return POLICY.format(scripts=" ".join(["'self'", *(f"'{each}'" for each in sorted({*hashes}))]))


def scripts_in_templates(folders: Iterable[Path]) -> Iterator[str]:
    """Yield the inline scripts that stand in templates letter for letter; in others a page's text may be written."""
    for file in sorted(file for folder in folders for file in Path(folder).rglob("*.html")):
        for script in Scripts(file.read_text(encoding="utf-8")).found:
            if not re.search(r"\{[{%#]", script):
                yield script


class StrictTemplates(BuiltinTemplateLoader):
    """Sphinx's templates; each page that they write has its policy at once."""

    def init(self, builder: Builder, theme: Theme | None = None, dirs: list[str] | None = None) -> None:
        """Remember the builder, which knows the settings and the documents, and keep templates as they are compiled."""
        super().init(builder, theme, dirs)
        self.builder = builder
        folder = Path(builder.doctreedir, FOLDER, "templates")
        folder.mkdir(parents=True, exist_ok=True)
        self.environment.bytecode_cache = FileSystemBytecodeCache(str(folder))

    @functools.cached_property
    def of_templates(self) -> frozenset[str]:
        """The inline scripts of the theme, and of the author's own templates."""
        return frozenset(scripts_in_templates(map(Path, self.pathchain)))

    def render(self, template: str, context: dict[str, Any]) -> str:  # type: ignore[override]
        """Return a page as it is published."""
        page = super().render(template, context)
        if self.builder.name not in {"html", "dirhtml"} or not HEAD.search(page):
            return page
        env = self.builder.env
        if is_translated_site(env):
            page = with_languages(page, foreign(env), source_language(env.config))
        return self.with_policy(self.finish(page), context)

    def finish(self, page: str) -> str:
        """Return a page without what the site can do without."""
        return page

    def with_policy(self, page: str, context: dict[str, Any]) -> str:
        """Return a page with its policy, the first thing in its head, and name what the policy refuses."""
        known = {script_hash(script) for script in (*self.of_templates, *registered(context)) if script in page}
        seen = {script_hash(script): script for script in INLINE.findall(page) if script.strip()}
        hashes = known | (seen.keys() & {*self.builder.config.lessonlib_inline_scripts})
        if seen.keys() - hashes:  # it may stand in a comment, or be data
            for script in dict.fromkeys(Scripts(page).found):
                if script.strip() and script_hash(script) not in hashes:
                    self.name_script(script, str(context.get("pagename", "")))
        for refusal in dict.fromkeys(Refusals(str(context.get("body", ""))).found):
            self.warn(refusal.what, refusal.instead, refusal.words, str(context.get("pagename", "")))
        meta = f'<meta http-equiv="Content-Security-Policy" content="{policy(hashes)}" />\n'
        return HEAD.sub(lambda head: f"{head[0]}    {meta}", NEIGHBOURS.sub("", page), count=1)

    def name_script(self, script: str, pagename: str) -> None:
        """Warn of an inline script that no browser will run."""
        listed = f"Put it into a file of html_js_files, or list '{script_hash(script)}' in lessonlib_inline_scripts"
        words = script.strip().partition("\n")[0]
        self.warn(f"an inline script ({' '.join(script.split())[:40]} ...)", listed, words, pagename)

    def warn(self, what: str, instead: str, words: str, pagename: str) -> None:
        """Warn of what the policy refuses, at the line of the page that has these words, or else at its first."""
        env = self.builder.env
        place = None
        if pagename in env.found_docs:
            file = Path(env.doc2path(pagename))
            lines = file.read_text(encoding="utf-8-sig").splitlines()
            line = next((number for number, line in enumerate(lines, start=1) if words in line), 1)
            place = f"{file}:{line}"
        said = "refused by the page's Content-Security-Policy, so no browser takes it: %s. %s"
        logger.warning(said, what, instead, location=place, type="lessonlib", subtype="refused")


def registered(context: dict[str, Any]) -> Iterator[str]:
    """Yield the inline scripts that extensions, the theme or the settings have registered for a page.

    The theme writes the name of a page between single quotes, so one that could end them is not taken along.
    """
    name = str(context.get("pagename", ""))
    for file in context.get("script_files", []):
        script = getattr(file, "attributes", {}).get("body")
        if script and not (name in script and re.search(r"['\\<\n]", name)):
            yield script


def check_settings(app: Sphinx, config: Config) -> None:
    """Say which setting is wrong, and write all pages by these templates."""
    for each in config.lessonlib_inline_scripts:
        if not HASH.fullmatch(str(each)):
            raise mistake(
                f"lessonlib_inline_scripts lists {each!r}; list what the build's warning names, as in "
                "'sha256-5VBuAvch/qA4Qxjh53Z5gwKeqpSmH2sKBCHklACVze0='",
                app.confdir / "conf.py",
            )

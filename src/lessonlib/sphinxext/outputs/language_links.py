"""A page in other languages: links on it, and for search engines, where the course names languages.

The site in the language of the pages lies above those in the others, each of which has a folder of its name.
"""

import html
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from babel import Locale, UnknownLocaleError
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config

from lessonlib.locale import localised
from lessonlib.sphinxext.core.translating import source_language

STYLE = "languages.css"


def own_name(language: str) -> str:
    """Return what a language is called by those who speak it.

    >>> own_name("de")
    'Deutsch'
    """
    try:
        name = Locale.parse(language, sep="_").get_language_name() or language
    except (UnknownLocaleError, ValueError):
        return language
    return name[0].upper() + name[1:]


def folder_of(config: Config, language: str) -> str:
    """Return where a language lies, seen from that of the pages."""
    return "" if language == source_language(config) else f"{language}/"


def tag(language: str) -> str:
    """Return a language as HTML names it."""
    return language.replace("_", "-")


def use_folder(app: Sphinx, config: Config) -> None:
    """Let the addresses of a translated site be those of its folder."""
    if len(config.lessonlib_languages) > 1 and config.html_baseurl:
        config.html_baseurl = f"{config.html_baseurl.rstrip('/')}/{folder_of(config, config.language)}"


def serve_style(app: Sphinx) -> None:
    """Put the style of the links beside the site's own."""
    if len(app.config.lessonlib_languages) > 1:
        app.config.html_static_path.append(str(Path(__file__).parent / "languages"))


def link(app: Sphinx, page: str, _template: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    """Link a page with itself in the other languages."""
    config = app.config
    if len(config.lessonlib_languages) < 2 or doctree is None or app.builder.name not in {"html", "dirhtml"}:
        return
    own, target = folder_of(config, config.language), app.builder.get_target_uri(page)
    up = "../" * (target.count("/") + own.count("/"))
    root = config.html_baseurl.removesuffix(own) if config.html_baseurl else up
    heads, shown = [], []
    for language in config.lessonlib_languages:
        place, code = f"{folder_of(config, language)}{target}", tag(language)
        alternate = html.escape(urljoin(root, place) if config.html_baseurl else up + place, quote=True)
        heads.append(f'<link rel="alternate" hreflang="{code}" href="{alternate}" />')
        here = ' aria-current="true"' if language == config.language else ""
        address = html.escape(up + place or "./", quote=True)
        name = html.escape(own_name(language))
        shown.append(f'<li><a href="{address}" lang="{code}" hreflang="{code}"{here}>{name}</a></li>')
    context["metatags"] = "\n".join([context.get("metatags", ""), *heads])
    label = localised("This page in other languages")
    context["body"] = f'<nav class="languages" aria-label="{label}"><ul>{"".join(shown)}</ul></nav>\n{context["body"]}'
    app.add_css_file(STYLE)


def setup(app: Sphinx) -> None:
    app.connect("config-inited", use_folder, priority=20)
    app.connect("html-page-context", link)
    app.connect("builder-inited", serve_style)

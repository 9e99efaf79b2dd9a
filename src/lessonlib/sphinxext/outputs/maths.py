"""Formulas as MathML, made while the site is built: no script, no font, no request.

Docutils converts; it knows the LaTeX of school formulas and refuses what it does not know.
"""

import html

from docutils import nodes
from docutils.utils.math import MathError
from docutils.utils.math.latex2mathml import tex2mathml
from sphinx.application import Sphinx
from sphinx.locale import _
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number
from sphinx.util.typing import ExtensionMetadata
from sphinx.writers.html5 import HTML5Translator

logger = logging.getLogger(__name__)


def mathml(formula: nodes.math | nodes.math_block) -> str:
    """Return one formula as a MathML element; LaTeX that cannot be converted is a warning at its line."""
    as_block = isinstance(formula, nodes.math_block)
    try:
        converted = tex2mathml(formula.astext(), as_block=as_block)
    except MathError as error:
        logger.warning("formula not understood: %s", error, location=formula, type="lessonlib", subtype="formula")
        return f"<code>{html.escape(formula.astext())}</code>"
    # EPUB is XML, where the name of this one character is not defined.
    return str(converted).replace("&ApplyFunction;", "&#8289;")


def visit_math(self: HTML5Translator, node: nodes.math) -> None:
    """Write a formula within a sentence."""
    self.body.append(mathml(node))
    raise nodes.SkipNode


def visit_math_block(self: HTML5Translator, node: nodes.math_block) -> None:
    """Write a formula on a line of its own, with its number and the link to it."""
    self.body.append(self.starttag(node, "div", CLASS="math notranslate nohighlight"))
    self.body.append(mathml(node))
    if node["number"]:
        self.body.append(f'<span class="eqno">({get_node_equation_number(self, node)})')
        self.add_permalink_ref(node, _("Link to this equation"))
        self.body.append("</span>")
    self.body.append("</div>\n")
    raise nodes.SkipNode


def setup(app: Sphinx) -> ExtensionMetadata:
    """Offer the renderer "mathml" to the setting `html_math_renderer`."""
    app.add_html_math_renderer("mathml", (visit_math, None), (visit_math_block, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}

"""The builder that runs the proofs: Sphinx's for doctests, and none that did not run counts as proved."""

import ast
import doctest
from collections.abc import Set
from contextlib import suppress
from functools import cached_property

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.ext.doctest import DocTestBuilder, TestGroup
from sphinx.util import logging

from lessonlib.sphinxext.core.compat import app_of
from lessonlib.sphinxext.core.domain import Asked, course_of
from lessonlib.sphinxext.core.errors import mistake
from lessonlib.sphinxext.execution.environment import kernel_settings
from lessonlib.sphinxext.questions import proved
from lessonlib.sphinxext.questions.kinds import renderer_of
from lessonlib.sphinxext.questions.proofs import group_of

logger = logging.getLogger(__name__)

FLAGS = doctest.ELLIPSIS | doctest.IGNORE_EXCEPTION_DETAIL | doctest.DONT_ACCEPT_TRUE_FOR_1
"""How proofs are compared: Sphinx's default. A course may set others for doctests of its own, and a key that is none
might pass by them."""


class ProofBuilder(DocTestBuilder):
    """Sphinx's doctest builder; it fails for a proof that did not run whole."""

    def init(self) -> None:
        super().init()
        self.ran: set[str] = set()
        self.asked = self.known = self.whole = False

    def get_outdated_docs(self) -> set[str]:
        """Return all pages; this is asked only where what has not changed may be left as it is (not with `-a`)."""
        self.asked = True
        return super().get_outdated_docs()

    def write_documents(self, docnames: Set[str]) -> None:
        """Run the proofs, unless all was proved and nothing has changed since."""
        app = app_of(self.env)
        self.known = self.asked and proved.is_known(app)
        self.whole = docnames >= self.env.found_docs
        if self.known:
            return
        proved.watch()
        # As kernels do; what cannot be imported, the proofs say with its line.
        with suppress(ImportError):
            kernel_settings(app.config).begin(imported_by(app.config.doctest_global_setup))
        super().write_documents(docnames)

    def test_group(self, group: TestGroup) -> bool:
        """Run a group; note its name if each of its examples was tried."""
        tried, codes = self._tried(), [code[0].code for code in group.tests]
        flags = self.test_runner.optionflags
        if group.name in self._of_questions:
            self.test_runner.optionflags = FLAGS
        try:
            success = super().test_group(group)
        finally:
            self.test_runner.optionflags = flags
        wanted = sum(len(doctest.DocTestParser().get_examples(code)) for code in codes) if success else 0
        if success and self._tried() - tried >= wanted > 0:
            self.ran.add(group.name)
        return success

    @cached_property
    def _of_questions(self) -> set[str]:
        """The groups of all questions."""
        return {group for _, asked in course_of(self.env).asked() for group in _groups(asked)}

    def _tried(self) -> int:
        return int(self.test_runner.tries) - int(getattr(self.test_runner, "skips", 0))

    def finish(self) -> None:
        """Fail for each question whose key was not proved; what failed has been said."""
        if self.known:
            return
        failed = self.total_failures + self.setup_failures
        for docname, asked in course_of(self.env).asked():
            for missing in [] if failed else self._not_run(asked):
                app_of(self.env).statuscode = 1
                said = "question '%s': its proof did not run, so nothing decides what is right"
                logger.error(said, missing, location=f"{self.env.doc2path(docname)}:{asked.line}")
        super().finish()
        if self.whole and not (failed or self.cleanup_failures or app_of(self.env).statuscode):
            proved.keep(app_of(self.env))

    def _not_run(self, asked: Asked) -> list[str]:
        """Return the groups of a question, and of its variants, that should have run and did not."""
        return [said for name, said in _groups(asked).items() if name not in self.ran]


def _groups(asked: Asked) -> dict[str, str]:
    """Return the groups of a question and of its variants, and what each is called."""
    group = renderer_of(asked.question).group(asked.question)
    variants = {group_of(group, each.name): f"{asked.question.id}, where {each.name}" for each in asked.variants[1:]}
    return {group: asked.question.id, **variants}


def say_how_many(app: Sphinx, exception: Exception | None) -> None:
    """End a doctest build with the number of answers it proved."""
    if app.builder.name == "doctest" and exception is None and not app.statuscode:
        asked = list(course_of(app.env).asked())
        pages = {docname for docname, _ in asked}
        said = f"Proved the answers of {len(asked)} questions (pages: {len(pages)})."
        varying = [each for _, each in asked if each.variants]
        if varying:
            variants, left_out = (sum(len(each.variants) for each in varying), sum(each.left_out for each in varying))
            said += (
                f" Of these {len(varying)} vary, in {variants} variants ({left_out} left out: options fall together)."
            )
        if isinstance(app.builder, ProofBuilder) and app.builder.known:
            said += " Nothing has changed since."
        if app.quiet:
            print(said)  # it is the result, and no chatter
        else:
            logger.info(said)


def imported_by(code: str) -> list[str]:
    r"""Return the modules that code imports.

    >>> imported_by("import keras, numpy as np\nfrom lessonlib import shapes")
    ['keras', 'numpy', 'lessonlib']
    """
    found: list[str] = []
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            found += [each.name for each in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.append(node.module)
    return found


def check_settings(app: Sphinx, config: Config) -> None:
    """Refuse settings under which proofs would not run.

    Raises:
        Mistake: the setup of all proofs cannot be read, or all are to be skipped.
    """
    try:
        ast.parse(config.doctest_global_setup)
    except SyntaxError as error:
        said = f"doctest_global_setup, line {error.lineno}: {error.msg}: {(error.text or '').strip()}"
        raise mistake(said, app.confdir / "conf.py") from error
    if config.doctest_default_flags & doctest.SKIP:
        raise mistake(
            "doctest_default_flags holds SKIP, so no answer would be proved: take it out", app.confdir / "conf.py"
        )


def setup(app: Sphinx) -> None:
    app.setup_extension("sphinx.ext.doctest")
    app.add_builder(ProofBuilder, override=True)
    app.connect("config-inited", check_settings)
    app.connect("build-finished", say_how_many)

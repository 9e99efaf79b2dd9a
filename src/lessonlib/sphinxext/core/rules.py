"""The rules that a course is held to. Each is a warning of its own type, `lessonlib.<rule>`, and can be switched off.

`lessonlib_rules = {"alt_text": False}` in `conf.py` switches a rule off; `suppress_warnings` does the same.
"""

from sphinx.application import Sphinx
from sphinx.config import Config

from lessonlib.sphinxext.core.errors import mistake

TYPE = "lessonlib"
OF_THE_COURSE = {
    "ids": "no two questions, exercises or objectives have the same id",
    "references": "objectives and misconceptions that are named are described on a page",
    "questions": "each objective has at least two questions",
    "reasons": "each objective has a question that asks to predict, or to say why",
    "core_questions": "each objective has a question that is not optional",
    "exercises": "each objective has an exercise",
    "solutions": "each exercise has a solution on its page",
    "glossary": "each term of the glossary is linked where it is introduced, and not used before",
    "core_minutes": "what is not optional takes as long as `lessonlib_core_minutes` says",
}
RULES = OF_THE_COURSE | {
    "alt_text": "each image says in words what it shows",
    "check": "each check in the folder `checks` belongs to an exercise",
    "directive": "each directive of lessonlib has what it needs",
    "fence": "each fence closes what it opened",
    "formula": "each formula can be written as MathML",
    "kernel": "kernels can be forked, where the system can",
    "network": "what shows a network finds one",
    "note": "a note to the instructor stands below a title, and says something",
    "notebook": "each lesson can be offered as a notebook",
    "pdf": "the PDF has all that the course has",
    "plan": "each plan can be kept",
    "refused": "no page asks for what its Content-Security-Policy refuses",
    "session": "each prompt `>>>` of a lesson is run",
    "title": "each lesson has a title",
    "translation": "each translation is a single paragraph, with the numbers of what it translates",
    "transfer": "no answer stands on the page that asks",
}


def switch_off(app: Sphinx, config: Config) -> None:
    """Suppress the warnings of the rules that do not hold for this course.

    Raises:
        Mistake: there is no such rule.
    """
    for name, holds in config.lessonlib_rules.items():
        if name not in RULES:
            said = f"lessonlib_rules: there is no rule {name!r}; the rules are {', '.join(sorted(RULES))}"
            raise mistake(said, app.confdir / "conf.py")
        if not holds:
            config.suppress_warnings = [*config.suppress_warnings, f"{TYPE}.{name}"]
    if f"{TYPE}.course" in config.suppress_warnings:  # what they were called together
        config.suppress_warnings = [*config.suppress_warnings, *(f"{TYPE}.{name}" for name in OF_THE_COURSE)]


def setup(app: Sphinx) -> None:
    app.add_config_value("lessonlib_rules", {}, "env", dict)
    app.connect("config-inited", switch_off, priority=30)

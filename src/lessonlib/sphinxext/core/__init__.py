"""What all other parts of the extension stand on: the course as a domain, directives, builders, assets, errors."""

from sphinx.application import Sphinx

from lessonlib.sphinxext.core import (
    assets,
    checks,
    compat,
    dependents,
    domain,
    fences,
    rules,
    script_words,
    settings,
    translated_checks,
    translated_glue,
    translated_settings,
    translating,
    untranslated,
)


def setup(app: Sphinx) -> None:
    for module in (
        compat,
        settings,
        rules,
        assets,
        checks,
        domain,
        fences,
        dependents,
        translated_settings,
        translated_checks,
        translating,
        translated_glue,
        untranslated,
        script_words,
    ):
        module.setup(app)

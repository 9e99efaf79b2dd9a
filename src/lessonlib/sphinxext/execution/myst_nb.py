"""Who runs the pages, and how myst-nb gets those that have run.

`lessonlib_execution` says who: True, lessonlib; False, myst-nb. Where lessonlib runs them, the settings of myst-nb keep
their meanings.
"""

import pathlib
from copy import deepcopy
from typing import Any, ClassVar

import nbformat
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ConfigError, SphinxError

from lessonlib.sphinxext.core.compat import written_in_conf
from lessonlib.sphinxext.core.files import LIBRARY, digest, digest_of_files
from lessonlib.sphinxext.execution.cache import Record
from lessonlib.sphinxext.execution.environment import environment, kernel_settings
from lessonlib.sphinxext.execution.packages import installed
from lessonlib.sphinxext.execution.sources import OURS, Page, Reader, read

MODE = "lessonlib_mode"  # what `nb_execution_mode` means for the pages that we run; nothing, if myst-nb runs them
UNSET = "--unset--"  # the value of myst-nb's settings of old names


class Now:
    """The pages that are read in this build, for the function that myst-nb calls without saying which one it reads."""

    docname = ""
    pages: ClassVar[dict[str, Page]] = {}
    records: ClassVar[dict[str, Record]] = {}


def read_executed_page(text: str, suffix: str, reader: Reader | None, extensions: tuple[str, ...]) -> Any:
    """Return a page as a notebook with the outputs of its cells; myst-nb calls this."""
    page, record = Now.pages.get(Now.docname), Now.records.get(Now.docname)
    if page is None:
        return read(text, suffix, reader, extensions, None)
    known = page.text == text  # extensions may change it before it is read
    notebook = deepcopy(page.notebook) if known else read(text, suffix, reader, extensions, page.path)
    said = notebook.metadata.get(page.settings.metadata_key) or {}
    if said.get("execution_mode", "inline") != "inline":  # it has run, or is not to run: myst-nb must not run it
        said["execution_mode"] = "off"
    if record is None and page.kernel_name in OURS:  # nobody asks the kernel for its language, which colours the code
        notebook.metadata.setdefault("language_info", {"name": "python", "pygments_lexer": "ipython3"})
    if record:
        cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
        if [cell.source for cell in cells] != page.code:
            raise SphinxError(f"{page.path}: the page has changed while it ran; build again")
        for number, (cell, outputs) in enumerate(zip(cells, record.outputs, strict=True), start=1):
            cell.execution_count = number
            cell.outputs = nbformat.from_dict(outputs)  # type: ignore[no-untyped-call]
        notebook.metadata["language_info"] = nbformat.from_dict(record.language)  # type: ignore[no-untyped-call]
        if record.widgets:
            notebook.metadata["widgets"] = nbformat.from_dict(record.widgets)  # type: ignore[no-untyped-call]
    return notebook


def mode_of(config: Config) -> str:
    """Return the execution mode of the pages that we run; nothing, if myst-nb runs them.

    `lessonlib_execution` says who runs them. Where it says nothing, `nb_execution_mode = "off"` leaves them to us, as
    it did before there was this setting.

    Raises:
        ConfigError: a setting of myst-nb cannot be obeyed.
    """
    legacy = config.jupyter_execute_notebooks
    mode = str(config.nb_execution_mode if legacy == UNSET else legacy)
    if config.lessonlib_execution is None:
        return "auto" if mode == "off" else ""
    if str(config.lessonlib_execution).lower() in {"false", "no", "0"}:
        return ""
    other = "set lessonlib_execution = False in conf.py to let myst-nb run the pages"
    if mode == "inline":
        raise ConfigError(f"nb_execution_mode = 'inline' goes cell by cell while a page is read: {other}")
    if written_in_conf(config, "nb_execution_raise_on_error") is False:
        said = "nb_execution_raise_on_error = False: a cell that fails ends the build when lessonlib runs it. Allow"
        raise ConfigError(f"{said} errors (nb_execution_allow_errors, or the tag raises-exception), or {other}")
    return mode


def configure(app: Sphinx, config: Config) -> None:
    """Tell myst-nb where pages with outputs come from, and Sphinx when to read all pages anew.

    Raises:
        ConfigError: myst-nb is not there, which reads the pages.
    """
    if "myst_nb" not in app.extensions:
        other = " in place of 'myst_parser', which it contains" if "myst_parser" in app.extensions else ""
        raise ConfigError(f"lessonlib.sphinxext needs 'myst_nb', which reads the pages: add it to extensions{other}")
    # A page may look as any part of the library, or any package, makes it look, so all pages depend on all of them.
    library = [file for kind in ("*.py", "*.mo") for file in LIBRARY.rglob(kind)]
    packages = [f"{name}=={version}" for name, version in sorted(installed().items())]
    config.lessonlib_state = digest(environment(kernel_settings(config)), *packages, digest_of_files(library, LIBRARY))
    config[MODE] = mode_of(config)
    if not config[MODE]:
        return
    config.nb_execution_mode = "off"
    if config.jupyter_execute_notebooks != UNSET:
        config.jupyter_execute_notebooks = "off"
    ours = f"{__name__}.{read_executed_page.__name__}"
    extensions = tuple(sorted(config.myst_enable_extensions))
    formats: dict[str, Any] = {".md": None, ".ipynb": None, **config.nb_custom_formats}
    for suffix, reader in formats.items():
        theirs = _whole_reader(reader)
        options = {"suffix": suffix, "reader": theirs, "extensions": extensions}
        formats[suffix] = [ours, options, bool(theirs and theirs[2])]
    config.nb_custom_formats = formats


def _whole_reader(reader: Any) -> Reader | None:
    """Return a reader of `nb_custom_formats` in its long form."""
    if reader is None:
        return None
    if isinstance(reader, str):
        return reader, {}, False
    name, options, *commonmark = reader
    return name, options, bool(commonmark and commonmark[0])


def note_page(app: Sphinx, docname: str, source: list[str]) -> None:
    """Note which page is read."""
    Now.docname = docname


def loaded(docname: str) -> list[pathlib.Path]:
    """Return the files that cells of a page are made from (their option `load`)."""
    page = Now.pages.get(docname)
    names = [cell.metadata["load"] for cell in page.cells if "load" in cell.metadata] if page else []
    return [page.path.parent / str(name) for name in names if page]


def setup(app: Sphinx) -> None:
    app.add_config_value("lessonlib_state", "", "env", str)
    app.add_config_value(MODE, "", "env", str)
    app.add_config_value("lessonlib_execution", None, "env", (bool, str, type(None)))
    app.connect("config-inited", configure, priority=100)
    app.connect("source-read", note_page)

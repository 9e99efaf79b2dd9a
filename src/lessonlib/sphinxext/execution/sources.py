"""Sources as notebooks, and what the settings of myst-nb and of a page say about how they run."""

import pathlib
import re
import reprlib
import sys
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import nbformat
import yaml
from markdown_it.renderer import RendererHTML
from myst_nb.core.config import NbParserConfig
from myst_nb.core.read import read_myst_markdown_notebook
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser
from sphinx.util import import_object

from lessonlib.sphinxext.core.errors import mistake
from lessonlib.sphinxext.core.files import digest
from lessonlib.sphinxext.execution.inputs import Places, declared_files, digest_of_declared

Reader = tuple[str, dict[str, Any], bool]
"""What reads a format for myst-nb (`nb_custom_formats`): a function's name, its options, whether text is CommonMark."""

FRONT_MATTER = re.compile(r"---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*$", re.DOTALL | re.MULTILINE)
OURS = {"", "lesson", "python", "python3"}
MATTERS = {"raises-exception", "skip-execution"}  # tags that change what a cell prints; others change how it is shown


def read_page(text: str, extensions: tuple[str, ...], path: pathlib.Path | None = None) -> nbformat.NotebookNode:
    """Return a page as a notebook; a page without cells is one too, and so is one without a word."""
    if not text.strip():
        return nbformat.v4.new_notebook(metadata={"source_map": []})  # type: ignore[no-any-return,no-untyped-call]
    config = MdParserConfig(enable_extensions=set(extensions))
    notebook: nbformat.NotebookNode = read_myst_markdown_notebook(text, config=config, add_source_map=True, path=path)
    lines, starts = text.splitlines(), notebook.metadata["source_map"]
    for number, cell in enumerate(notebook.cells):
        if cell.cell_type == "markdown":
            # myst-nb cuts off the blank lines before a text, and counts as if there had been one.
            blank = next((n for n, line in enumerate(lines[starts[number] :]) if line.strip()), 1)
            starts[number] += blank - 1
    return notebook


def read(text: str, suffix: str, reader: Reader | None, extensions: tuple[str, ...], path: pathlib.Path | None) -> Any:
    """Return a source as a notebook, read by what myst-nb would read it with."""
    if reader:
        name, options, _ = reader
        return import_object(name)(text, **options)
    if suffix == ".ipynb":
        return nbformat.reads(text, as_version=4)  # type: ignore[no-untyped-call]
    return read_page(text, extensions, path)


def check_front_matter(text: str, path: pathlib.Path) -> None:
    """Look at what stands between the dashes that a page begins with.

    Raises:
        Mistake: it is empty, is no YAML, or holds something else than names with values.
    """
    found = FRONT_MATTER.match(text)
    if found is None:
        return
    try:
        said = yaml.safe_load(found[1])
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or error
        raise mistake(f"the front matter cannot be read: {problem}", path, mark.line + 2 if mark else 1) from error
    if said is None:
        raise mistake("the front matter is empty; fill it, or remove both lines of dashes", path)
    if not isinstance(said, dict):
        held = f"the front matter holds {reprlib.repr(said)}; it is to hold names with values, such as"
        raise mistake(f"{held} file_format: mystnb", path, 2)


def cell_between_colons(text: str, extensions: tuple[str, ...]) -> int:
    """Return the line (from 1) of a code-cell between colons, which myst-nb does not run, or 0."""
    if ":::{code-cell}" not in text:
        return 0
    tokens = create_md_parser(MdParserConfig(enable_extensions=set(extensions)), RendererHTML).parse(text)
    cells = (token for token in tokens if token.type == "colon_fence" and token.info.startswith("{code-cell}"))
    return next((token.map[0] + 1 for token in cells if token.map), 0)


@dataclass(frozen=True)
class Page:
    """A page that has cells, and how they are to run."""

    name: str
    path: pathlib.Path
    where: Places
    notebook: nbformat.NotebookNode
    settings: NbParserConfig
    text: str = ""

    @property
    def cells(self) -> list[nbformat.NotebookNode]:
        """The code cells."""
        return [cell for cell in self.notebook.cells if cell.cell_type == "code"]

    @property
    def code(self) -> list[str]:
        """The code, cell by cell."""
        return [cell.source for cell in self.cells]

    @property
    def runs(self) -> bool:
        """Whether we run it: neither left as it is, nor left to myst-nb (`inline`)."""
        mode, excluded = self.settings.execution_mode, self.settings.execution_excludepatterns
        if mode in {"off", "inline"} or any(
            pathlib.PurePosixPath(self.path.as_posix()).match(each) for each in excluded
        ):
            return False
        return mode != "auto" or not all(cell.outputs for cell in self.cells)

    @property
    def kernel_name(self) -> str:
        """The kernel that the page names."""
        name = str(self.notebook.metadata.get("kernelspec", {}).get("name") or "")
        aliases: dict[str, str] = self.settings.kernel_rgx_aliases
        return next((alias for regex, alias in aliases.items() if re.fullmatch(regex, name)), name)

    @cached_property
    def kernel(self) -> str:
        """The kernel that the page asks for; nothing for ours, which is that of this very Python.

        Raises:
            Mistake: it is not installed.
        """
        return "" if self.kernel_name in OURS or _is_this_python(self.kernel_name, self.path) else self.kernel_name

    @property
    def limit(self) -> int | None:
        """The seconds that a cell may take."""
        limit = self._execution("timeout", self.settings.execution_timeout)
        return None if limit is None or limit < 0 else int(limit)

    @property
    def allows_errors(self) -> bool:
        """Whether a cell may fail."""
        return bool(self._execution("allow_errors", self.settings.execution_allow_errors))

    def _execution(self, name: str, otherwise: Any) -> Any:
        """Return a setting that a notebook may hold for nbclient."""
        return self.notebook.metadata.get("execution", {}).get(name, otherwise)

    @property
    def depends(self) -> tuple[str, ...] | None:
        """What the page says that it uses; None if it says nothing.

        Raises:
            Mistake: what it says is no name of a file, and no list of such.
        """
        said = self.notebook.metadata.get("depends")
        if said is None:
            return None
        names = [said] if isinstance(said, str) else said
        if not isinstance(names, list) or not all(isinstance(name, str) and name.strip() for name in names):
            wanted = "a file, a folder, a pattern or $VARIABLE, or a list of them"
            raise mistake(f"depends: {reprlib.repr(said)} is to name what the page uses: {wanted}", self.path)
        return tuple(names)

    def declared(self) -> dict[str, str]:
        """Return what the page says that it uses, with digests.

        Raises:
            Mistake: there is no such file.
        """
        for name in self.depends or ():
            try:
                is_there = name.startswith("$") or declared_files(name, self.path.parent)
            except ValueError as error:
                raise mistake(f"depends: {name!r} is no pattern: {error}", self.path) from error
            if not is_there:
                raise mistake(f"depends: there is no file {name!r} in {self.path.parent}", self.path)
        return {name: digest_of_declared(name, self.path.parent) for name in self.depends or ()}

    def key(self, state: str) -> str:
        """Return the name of the records of this page: its code, its place, and how it runs."""
        how = (
            self.where.short(str(self.path.parent)),
            self.kernel,
            self.allows_errors,
            self.settings.execution_in_temp,
            self.depends,
        )
        code = [f"{sorted(MATTERS & set(cell.metadata.get('tags', [])))}\n{cell.source}" for cell in self.cells]
        return digest(state, repr(how), *code)


def _is_this_python(name: str, path: pathlib.Path) -> bool:
    """Return whether a kernel is the stock one of the Python that builds the site."""
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

    manager = KernelSpecManager()
    try:
        spec = manager.get_kernel_spec(name)
    except NoSuchKernel as error:
        known = ", ".join(sorted(set(manager.find_kernel_specs()) - {"lesson"}))
        said = f"the page asks for the kernel {name!r}, which is not installed here (there are {known})"
        raise mistake(f"{said}; install it, or name another one under kernelspec", path) from error
    program, *arguments = spec.argv or [""]
    python = program == "python" or pathlib.Path(program).absolute() == pathlib.Path(sys.executable).absolute()
    stock = ["-m", "ipykernel_launcher", "-f", "{connection_file}"]
    return python and [each for each in arguments if not each.startswith("-X")] == stock and not spec.env

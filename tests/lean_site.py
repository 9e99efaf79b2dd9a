"""A small site with a library of its own, whose kernels import nothing before a page does."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import lessonlib

CONF = """
project, version, copyright = "Test", "1", "the authors"
extensions = ["lessonlib.sphinxext", "myst_nb"]
myst_enable_extensions = ["colon_fence", "deflist"]
html_theme = "basic"
lessonlib_execution = True
lessonlib_environment = {"LESSONLIB_DATA": None, "KERAS_HOME": None, "KERAS_BACKEND": None}
exclude_patterns = ["_build"]
"""
HEAD = "---\nfile_format: mystnb\nkernelspec: {name: python3}\n---\n\n# Page\n\n"


def cell(code: str, *, front: str = "", tags: str = "") -> str:
    """Return a page of one cell; what `front` says goes into its front matter."""
    head = HEAD.replace("\n---\n\n#", f"\n{front}\n---\n\n#") if front else HEAD
    option = f":tags: [{tags}]\n" if tags else ""
    return f"{head}```{{code-cell}}\n{option}{code}\n```\n"


class LeanSite:
    """Files of sources (place → text), and what was built from them."""

    def __init__(self, folder: Path, files: dict[str, str], conf: str = "") -> None:
        self.folder, self.source, self.library = folder, folder / "source", folder / "library" / "lessonlib"
        shutil.copytree(Path(lessonlib.__file__).parent, self.library, ignore=shutil.ignore_patterns("__pycache__"))
        pages = "\n".join(name.rpartition(".")[0] for name in files if name.endswith((".md", ".ipynb", ".notebook")))
        self.write({"conf.py": CONF + conf, "index.md": f"# Home\n\n```{{toctree}}\n{pages}\n```\n", **files})

    def write(self, files: dict[str, str]) -> None:
        for name, text in files.items():
            file = self.source / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")

    def build(self, *options: str, fails: bool = False, **environment: str) -> subprocess.CompletedProcess[str]:
        """Build the site, every warning an error, in a process of its own."""
        made = self.folder / "_build"
        places = ["-d", str(made / "doctrees"), str(self.source), str(made / "html")]
        settings = {"PYTHONPATH": str(self.library.parent), "LESSONLIB_DATA": "embedded"} | environment
        built = subprocess.run(
            [sys.executable, "-m", "sphinx", "-W", "-b", "html", *options, *places],
            env=os.environ | settings,
            capture_output=True,
            text=True,
            check=False,
        )
        assert bool(built.returncode) is fails, built.stdout + built.stderr
        return built

    def html(self, name: str) -> str:
        """Return a page as text, without its markup."""
        page = (self.folder / "_build" / "html" / f"{name}.html").read_text(encoding="utf-8")
        return re.sub(r"<[^>]+>", "", page)


def ran(built: subprocess.CompletedProcess[str]) -> set[str]:
    """Return the pages that ran in a build."""
    return set(re.findall(r"^ran (\S+): ", built.stdout, re.MULTILINE))


def change(file: Path, old: str, new: str) -> None:
    """Put a text in place of another, where it stands first."""
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")

"""The directive `install`: the commands that put the course on a learner's machine, with this site's own wheel."""

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from lessonlib.sphinxext.wheel import wheel_address

COMMANDS = {
    "Windows, in the Command Prompt": ("py -m venv lessons", r"lessons\Scripts\activate"),
    "macOS, in the Terminal": ("python3 -m venv lessons", "source lessons/bin/activate"),
    "Linux, in a terminal": ("python3 -m venv lessons", "source lessons/bin/activate"),
}


class InstallDirective(SphinxDirective):
    """Say the commands for each system."""

    def run(self) -> list[nodes.Node]:
        same = (f"python -m pip install {wheel_address(self.config)}", "lessonlib doctor")
        shown: list[nodes.Node] = []
        for system, first in COMMANDS.items():
            lines = "\n".join([*first, *same])
            shown += [nodes.rubric("", system), nodes.literal_block(lines, lines, language="text")]
        return shown


def setup(app: Sphinx) -> None:
    app.add_directive("install", InstallDirective)

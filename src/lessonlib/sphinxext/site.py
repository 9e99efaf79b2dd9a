"""What the built site needs and no setting gives."""

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata


def setup(app: Sphinx) -> ExtensionMetadata:
    """Connect the steps above."""
    return {"parallel_read_safe": True, "parallel_write_safe": True}

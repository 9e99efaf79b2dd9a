"""The whole site in one file, for a room with a slow network."""

import os
import time
import zipfile
from pathlib import Path

from sphinx.application import Sphinx

from lessonlib.sphinxext.core.files import digest, digest_of_files
from lessonlib.sphinxext.outputs.course_wheel import FOLDER
from lessonlib.wheels import date_of_files, is_made_from

ARCHIVE = "site.zip"
DENSE = {".jpg", ".mp4", ".png", ".whl", ".woff2"}  # compressed already


def zip_site(app: Sphinx, exception: Exception | None) -> None:
    """Put the finished site into one file, for a room with a slow network."""
    if exception or app.builder.name != "html":
        return
    site = Path(app.outdir)
    archive = site / FOLDER / ARCHIVE
    found = (Path(os.path.relpath(place, site), name) for place, _, names in os.walk(site) for name in names)
    own = archive.relative_to(site)
    shown = sorted(name for name in found if name != own and not any(part.startswith(".") for part in name.parts))
    sources = digest(digest_of_files([site / name for name in shown], site), str(date_of_files()))
    if is_made_from(archive, sources):
        return
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as out:
        for name in shown:
            entry = zipfile.ZipInfo(f"site/{name.as_posix()}", time.gmtime(date_of_files())[:6])
            entry.create_system, entry.external_attr = 3, 0o100644 << 16  # Unix: a file that everybody may read
            kind = zipfile.ZIP_STORED if name.suffix in DENSE else zipfile.ZIP_DEFLATED
            out.writestr(entry, (site / name).read_bytes(), kind)
        out.comment = sources.encode()


def setup(app: Sphinx) -> None:
    app.connect("build-finished", zip_site, priority=950)  # when the site is finished (`site.py`: 900)

"""Copy the wheels that earlier builds published: `python .ci/keep_wheels.py FROM TO`.

Each lies in a folder named by its SHA-256, as in the install line of the notebooks of its build. One whose
content has another digest is no such wheel: pip would refuse it, so nothing is published and the job fails.

A wheel stays for a year after the last build that made it, which a list beside the wheels tells: a notebook that was
saved on that day still installs its library, and the site does not grow for ever.
"""

import hashlib
import json
import shutil
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

LIST = "last-built.json"
YEAR = timedelta(days=365)


def days(file: Path) -> dict[str, date]:
    """Return digest → the day of the last build that made that wheel; nothing where no list is kept yet."""
    if not file.exists():
        return {}
    try:
        listed = json.loads(file.read_text(encoding="utf-8"))
        return {digest: date.fromisoformat(day) for digest, day in listed.items()}
    except (ValueError, TypeError, AttributeError) as error:
        sys.exit(f"{file} is no list of days ({error}): see who changed it")


def keep(earlier: Path, site: Path, today: date) -> int:
    """Copy what the site does not have yet and is no older than a year; return how many wheels were copied."""
    known = days(earlier / LIST)
    kept = {wheel.parent.name: today for wheel in site.glob("*/*.whl")}
    made = len(kept)
    for wheel in sorted(earlier.glob("*/*.whl")):
        found = hashlib.sha256(wheel.read_bytes()).hexdigest()
        if found != wheel.parent.name:
            sys.exit(f"{wheel} has the digest {found}, not the one that its folder names: see who changed it")
        day = known.get(found, today)
        if found not in kept and today - day <= YEAR:
            (site / found).mkdir(parents=True)
            shutil.copy(wheel, site / found)
            kept[found] = day
    site.mkdir(parents=True, exist_ok=True)
    listed = {digest: day.isoformat() for digest, day in sorted(kept.items())}
    (site / LIST).write_text(json.dumps(listed, indent=1) + "\n", encoding="utf-8")
    return len(kept) - made


if __name__ == "__main__":
    copied = keep(Path(sys.argv[1]), Path(sys.argv[2]), datetime.now(UTC).date())
    print(f"{copied} wheels of earlier builds stay on the site")

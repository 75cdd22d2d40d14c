"""Where CMS's own files of hospital programs are looked for. They are not part of this repository."""

import csv
import os
from pathlib import Path
from random import Random

import pytest

REPOSITORY = Path(__file__).parents[3]
FOLDER = Path(os.environ.get("OPENVBC_PUBLIC_DATA", REPOSITORY.parent / "shared" / "data"))


def public(folder: str, *names: str) -> list[pytest.MarkDecorator]:
    """The marks of tests that read these files: skipped where one is missing."""
    missing = [name for name in names if not (FOLDER / folder / name).is_file()]
    reason = f"no {', '.join(missing)} below {FOLDER / folder}; docs/public_data.md says how to get CMS's files"
    return [pytest.mark.public_data, pytest.mark.skipif(bool(missing), reason=reason)]


def sample(paths: list[Path], folder: Path, hospitals: int, ccns: tuple[str, ...] = (), column: str = "") -> list[Path]:
    """The same files with some hospitals only: a seeded sample, and those that are named."""
    with paths[0].open(encoding="utf-8-sig") as file:
        found = sorted({row[column or "Facility ID"] for row in csv.DictReader(file)})
    chosen = {*Random(16).sample(found, hospitals), *ccns}  # noqa: S311  # a sample, no secret
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for path in paths:
        with path.open(encoding="utf-8-sig") as file:
            rows = list(csv.DictReader(file))
        made.append(folder / path.name)
        with made[-1].open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(row for row in rows if row[column or "Facility ID"] in chosen)
    return made

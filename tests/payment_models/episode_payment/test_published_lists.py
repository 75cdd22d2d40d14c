"""Published triggers, discounts and points are those of CMS's own lists and files."""

import csv
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from openvbc.payment_models.registry import published_parameters

LISTS = Path(__file__).parents[4] / "shared/data/bundles/shadow_bundles_2025"
#: CMS's quality file of CJR, in which a footnote marks hospitals that are not eligible for reconciliation.
HOSPITALS = Path(__file__).parents[4] / "shared/data/cjr/cjr_quality_reporting_january_2024.csv"
pytestmark = [
    pytest.mark.public_data,
    pytest.mark.skipif(not LISTS.is_dir(), reason=f"no lists of CMS in {LISTS}: see docs/public_data.md"),
]


def _rows(name: str) -> Iterator[Mapping[str, str]]:
    with (LISTS / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _published(name: str) -> dict[str, str]:
    found = published_parameters().codes(f"bpci_advanced_{name}", performance_year=2024)
    return {code: text.meaning(code) for text in found for code in text.code_list}


def _named() -> dict[tuple[str, str], str]:
    """Our category of each of CMS's groups of episodes, by its name and setting; from the codes that both list."""
    found: dict[tuple[str, str], set[str]] = {}
    for kind, file, column in (("drg", "ip", "MS-DRG Code"), ("hcpcs", "op", "HCPCS Code")):
        ours = _published(f"{kind}_triggers")
        for row in _rows(f"trigger_{file}_anchor_episode_list.csv"):
            found.setdefault((file, row["Episode Group Name"]), set()).add(ours[row[column]])
    assert all(len(each) == 1 for each in found.values())
    return {key: each.pop() for key, each in found.items()}


@pytest.mark.parametrize(
    ("ours", "file", "column"),
    [
        ("drg_triggers", "trigger_ip_anchor_episode_list.csv", "MS-DRG Code"),
        ("hcpcs_triggers", "trigger_op_anchor_episode_list.csv", "HCPCS Code"),
    ],
)
def test_triggers_are_those_of_the_list(ours: str, file: str, column: str) -> None:
    assert sorted(_published(ours)) == sorted(row[column] for row in _rows(file))


def test_each_group_of_the_list_is_one_category() -> None:
    named = _named()
    assert len(set(named.values())) == 34
    assert set(named.values()) == set(_published("categories"))


def test_medical_categories_have_the_lower_discount() -> None:
    named, parameters = _named(), published_parameters()
    for file in ("ip", "op"):
        for row in _rows(f"trigger_{file}_anchor_episode_list.csv"):
            category = named[file, row["Episode Group Name"]]
            rate = parameters.resolve("bpci_advanced_discount", performance_year=2024, category=category).number
            assert rate == Decimal("0.02" if row["Medical/Surgical"] == "Medical" else "0.03"), category


def test_categories_are_in_the_groups_of_the_list() -> None:
    lines = {
        row["Episode Group Name"].lower(): row["Service Line Grouping"] for row in _rows("trigger_service_line.csv")
    }
    ours = _published("categories")
    for (_, name), category in _named().items():
        assert ours[category].replace("_", " ") == lines[name.lower()].lower()


def test_points_of_cjr_tell_which_hospitals_of_2024_were_eligible() -> None:
    """All but one of 212 that have both percentiles; that one lacks its improvement points in the file."""
    found = published_parameters()

    def number(name: str, **scope: str) -> Decimal:
        return found.resolve(name, performance_year=2023, **scope).number

    def points(measure: str, percentile: str) -> Decimal:
        bands = [f"from_{percent}" for percent in range(30, 100, 10)]
        reached = [
            band for band in bands if Decimal(percentile.rstrip("%")) >= number("cjr_percentile_band", band=band)
        ]
        return max((number(f"cjr_{measure}_points", band=band) for band in reached), default=Decimal(0))

    columns = {"hip_knee_complications": "COMP-HIP-KNEE Percentile", "patient_experience": "HCAHPS HLMR Percentile"}
    differing, compared = [], 0
    with HOSPITALS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if any("%" not in row[column] for column in columns.values()):
                continue
            compared += 1
            score = sum((points(measure, row[column]) for measure, column in columns.items()), Decimal(0))
            score += number("cjr_outcomes_points") if row["PRO"] == "Y" else 0
            if (score >= number("cjr_least_score")) != (row["Reconciliation Footnote"] != "*"):
                differing.append(row["Facility ID"])
    assert (compared, differing) == (212, ["050124"])

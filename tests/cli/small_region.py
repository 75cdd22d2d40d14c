"""A region of a few hundred people, with all that settling a Shared Savings Program contract from claims needs."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from openvbc.claims.synthetic.places import COUNTIES
from openvbc.claims.synthetic.region import Region, write_region
from openvbc.payment_models.mssp.counting.factors import COUNTY_COLUMNS, NATIONAL_COLUMNS
from openvbc.payment_models.mssp.historical.axes import ENROLLMENT_TYPES
from openvbc.payment_models.registry import model_folder

CONTRACT = Path(str(model_folder("mssp").joinpath("contracts", "from_claims_2024.yaml")))
#: Three benchmark years, the year before them, from which diagnoses come, and the performance year.
YEARS = (2020, 2021, 2022, 2023, 2024)

#: Beside the counted figures; the few people assigned stand for enough of them.
GIVEN = """
organization: Riverbend ACO
performance_year: 2024
status: final
figures:
  {met_quality_standard: true, met_alternative_standard: false, quality_score: 80%, disaster_relief: 0,
   prospective_trend_rate: {esrd: 4%, disabled: 4%, aged_dual: 4%, aged_non_dual: 4%}}
overrides:
  assigned_beneficiaries: {value: 6000, by: the tests, reason: the region is small}
"""


@dataclass(frozen=True)
class SmallRegion:
    """Files of the region. options: those of commands that count from it. made: what its maker says of it."""

    folder: Path
    made: Region

    @property
    def project(self) -> Path:
        return self.folder / "project"

    @property
    def participants(self) -> Path:
        return self.folder / "participants.csv"

    @property
    def options(self) -> tuple[str, ...]:
        return self.options_of(self.project)

    def options_of(self, project: Path) -> tuple[str, ...]:
        """The options with another project in place of the region's own."""
        named = {
            "--claims": project,
            "--participants": self.participants,
            "--inputs": self.folder / "given.yaml",
            "--national": self.folder / "national_factors.csv",
            "--counties": self.folder / "county_factors.csv",
        }
        return tuple(str(each) for option in named.items() for each in option)


@cache
def region(people: int, acos: int = 1, seed: int = 11) -> SmallRegion:
    """A region of so many people, made once a process in a folder that the system removes."""
    folder = Path(mkdtemp(prefix="openvbc-region-")) / "region"
    made = write_region(folder, people=people, seed=seed, years=YEARS, acos=acos)
    (folder / "given.yaml").write_text(GIVEN, encoding="utf-8")
    nation = [(year, kind, 12000, 1, 1, "", "") for year in YEARS for kind in ENROLLMENT_TYPES.keys]
    counties = [
        (year, county, kind, 11500, "1.02", 1, 9000)
        for year in YEARS
        for county in COUNTIES
        for kind in ENROLLMENT_TYPES.keys
    ]
    _write(folder / "national_factors.csv", NATIONAL_COLUMNS, nation)
    _write(folder / "county_factors.csv", COUNTY_COLUMNS, counties)
    return SmallRegion(folder, made)


def _write(path: Path, columns: tuple[str, ...], rows: Sequence[tuple[object, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as content:
        csv.writer(content).writerows([columns, *rows])

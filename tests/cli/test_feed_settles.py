"""A made-up feed (CCLF) with its assignment lists settles, and gives what the region that it was made from gives."""

import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from openvbc.claims.project.load import LoadReport, LoadRequest, load
from openvbc.claims.synthetic.cclf import FeedOptions, write_assignment_lists, write_feed
from openvbc.cli import cli
from openvbc.payment_models.mssp.counting.factors import NATIONAL_COLUMNS
from openvbc.payment_models.mssp.historical.axes import ENROLLMENT_TYPES
from tests.cli.small_region import CONTRACT, YEARS, SmallRegion, region
from tests.payment_models.mssp.counting.made_up_regions import change, write_rows

Json = dict[str, Any]

pytest.importorskip("hccinfhir", reason="risk scores need the optional package hccinfhir")
# hccinfhir opens its own files by a function that Python has deprecated.
pytestmark = pytest.mark.filterwarnings("ignore:path is deprecated:DeprecationWarning")

#: What Part A of a feed has not: an amount allowed. All else that assigns is in it.
_AS_A_FEED_HAS_IT = """
    SELECT * REPLACE (CASE WHEN claim_type = 'professional' THEN allowed_amount END AS allowed_amount) FROM rows
"""


@dataclass(frozen=True)
class Both:
    """A region and the feed made from it. known: the region without what a feed never says; fed: the feed, loaded.

    national: factors of the nation with thresholds, so that nobody is cut off by the few people at hand.
    """

    region: SmallRegion
    known: Path
    fed: LoadReport
    national: Path

    def settled(self, project: Path) -> Json:
        words = ("settle", str(CONTRACT), "--year", "2024", *self.region.options_of(project), "--json")
        return dict(json.loads(run(*words, "--national", str(self.national))))


def run(*words: str) -> str:
    result = CliRunner().invoke(cli, words, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Both:
    folder = tmp_path_factory.mktemp("feed")
    made = region(600)
    known = shutil.copytree(made.project, folder / "known")
    change(known, "medical_claim", _AS_A_FEED_HAS_IT)
    nation = [
        dict(zip(NATIONAL_COLUMNS, (year, kind, 12000, 1, 1, 200000, ""), strict=True))
        for year in YEARS
        for kind in ENROLLMENT_TYPES.keys
    ]
    national = write_rows(folder / "national_factors.csv", NATIONAL_COLUMNS, nation)
    write_feed(made.made, folder / "cclf", "A9001", FeedOptions(everything=True))
    write_assignment_lists(made.made, folder / "cclf", "A9001")
    return Both(made, known, load(LoadRequest((folder / "cclf",), folder / "project")), national)


def counted(settled: Json) -> Mapping[str, list[str]]:
    """Months and dollars of the assigned by year and type: what scores are held against."""
    (stream,) = settled["streams"]
    return {
        line["label"]: [value["value"] for value in line["values"]]
        for section in stream["sections"]
        for line in section["lines"]
        if line["label"].startswith(("Parts A and B expenditures, completed", "Months of assigned beneficiaries"))
    }


def test_a_feed_with_its_lists_assigns_the_same_people_and_counts_the_same_dollars(both: Both) -> None:
    ours, theirs = both.settled(both.known), both.settled(both.fed.project.folder)
    before, after = counted(ours), counted(theirs)
    # Four years and four types: dollars, months, and the months of eight counties.
    assert [len(values) for values in before.values()] == [16, 16, 128]
    assert after == before

    def assigned(settled: Json) -> list[str]:
        return re.findall(r"(20\d\d): .*?(\d+ assigned to A9001 \([^)]*\))", "\n".join(settled["notes"]))

    assert assigned(theirs) == assigned(ours)
    assert len(assigned(ours)) == 4


def test_what_a_feed_cannot_carry_is_told(both: Both) -> None:
    told = "\n".join(both.settled(both.fed.project.folder)["notes"])
    for words in (
        "lines name no biller: a billing TIN, or the CCN of a facility",
        "cclf, professional, Medicare claim type 82: ",
        "qualifying lines of facilities do not say what was allowed, and are compared by what was paid",
        "months do not count that only a data source without Parts A and B or Medicare Advantage names",
        "months of people whom a risk model has no cell for, or whose status the data do not say",
        "what the plan paid is not in the feed",
    ):
        assert words in told


def test_utilization_of_a_feed_leaves_drugs_absent_and_reports_the_rest(both: Both) -> None:
    """Of the people whom the contract assigns, in the months of the lists."""
    words = ("--year", "2024", "--contract", str(CONTRACT), "--participants", str(both.region.participants), "--json")
    fed = json.loads(run("utilization", str(both.fed.project.folder), *words))
    known = json.loads(run("utilization", str(both.known), *words))
    of_feed, of_region = ({each["measure"]: each["2024"] for each in report["measures"]} for report in (fed, known))
    assert of_feed["pmpm_pharmacy"]["value"] is None
    assert "no line of pharmacy claims of 2024 says what was paid" in json.dumps(of_feed["pmpm_pharmacy"])
    same = ("members", "member_months", "prescriptions_per_1000", "inpatient_stays_per_1000", "pmpm_professional",
            "pmpm_inpatient", "primary_care_visits_per_1000")  # fmt: skip
    for name in same:
        assert of_feed[name]["value"] == of_region[name]["value"] is not None, name
    assert any("lines of pharmacy claims of 2024 says what was paid" in note for note in fed["notes"])

"""Made-up files have CMS's layout, nobody real in them, and the spread of spending of CMS's sample."""

import csv
import hashlib
from pathlib import Path

import pytest

from openvbc.claims.synthetic.desynpuf import write_synthetic_desynpuf
from tests.claims.readers.desynpuf.made_up_files import INPATIENT_HEADER, SUMMARY_HEADER


@pytest.fixture(scope="module")
def paths(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ...]:
    return write_synthetic_desynpuf(tmp_path_factory.mktemp("desynpuf"), 4000, seed=5)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def annual_cents(row: dict[str, str]) -> int:
    return sum(int(row[name].replace(".", "")) for name in ("MEDREIMB_IP", "MEDREIMB_OP", "MEDREIMB_CAR"))


def test_names_and_headers_are_cms_s(paths: tuple[Path, ...]) -> None:
    assert [path.name for path in paths] == [
        "DE1_0_2008_Beneficiary_Summary_File_Sample_1.csv",
        "DE1_0_2009_Beneficiary_Summary_File_Sample_1.csv",
        "DE1_0_2008_to_2009_Inpatient_Claims_Sample_1.csv",
    ]
    headers = [path.read_text().partition("\n")[0] for path in paths]
    assert headers == [SUMMARY_HEADER, SUMMARY_HEADER, INPATIENT_HEADER]


def test_the_same_seed_writes_the_same_bytes(tmp_path: Path) -> None:
    first = write_synthetic_desynpuf(tmp_path / "a", 50, seed=1)
    again = write_synthetic_desynpuf(tmp_path / "b", 50, seed=1)
    other = write_synthetic_desynpuf(tmp_path / "c", 50, seed=2)
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in again]
    assert all(one.read_bytes() != two.read_bytes() for one, two in zip(first, other, strict=True))
    # The bytes themselves: a change of Python or of this generator that moves the demonstration is seen here.
    assert hashlib.sha256(b"".join(path.read_bytes() for path in first)).hexdigest()[:16] == "b6e5229ae0f84615"


def test_nobody_in_them_is_real(paths: tuple[Path, ...]) -> None:
    people = {row["DESYNPUF_ID"] for path in paths for row in rows(path)}
    assert len(people) == 4000
    assert all(len(person) == 16 and person.startswith("5S") for person in people)
    assert all(row["AT_PHYSN_NPI"].startswith("9999") for row in rows(paths[2]))


def test_samples_hold_different_people(tmp_path: Path) -> None:
    for sample in (1, 2):
        write_synthetic_desynpuf(tmp_path, 20, seed=1, sample=sample)
    one, two = sorted(tmp_path.glob("DE1_0_2008_Beneficiary*"))
    assert not {row["DESYNPUF_ID"] for row in rows(one)} & {row["DESYNPUF_ID"] for row in rows(two)}


@pytest.mark.parametrize(
    ("year", "no_spending", "mean", "percentile_99"), [(0, 26, 3_966, 51_190), (1, 20, 4_314, 44_568)]
)
def test_spending_is_spread_as_in_cms_s_sample(
    paths: tuple[Path, ...], year: int, no_spending: int, mean: int, percentile_99: int
) -> None:
    people = rows(paths[year])
    amounts = sorted(annual_cents(row) for row in people)
    assert abs(100 * amounts.count(0) - no_spending * len(amounts)) < 3 * len(amounts)
    assert abs(sum(amounts) - 100 * mean * len(amounts)) < 10 * mean * len(amounts)
    assert abs(amounts[len(amounts) * 99 // 100] - 100 * percentile_99) < 25 * percentile_99  # 40 people are above
    private = sum(row["BENE_HMO_CVRAGE_TOT_MONS"] != "0" for row in people)
    assert 23 <= 100 * private / len(people) <= 32


def test_claims_come_to_nearly_all_of_the_inpatient_column(paths: tuple[Path, ...]) -> None:
    claims = sum(int(row["CLM_PMT_AMT"].replace(".", "")) for row in rows(paths[2]))
    column = sum(int(row["MEDREIMB_IP"].replace(".", "")) for path in paths[:2] for row in rows(path))
    assert 93 * column < 100 * claims < 101 * column


def test_years_are_needed(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least one year"):
        write_synthetic_desynpuf(tmp_path, 1, seed=1, years=())

"""A contract counted from yearly summaries and settled: members, person-years, cost and payment, against plain Python.

The independent side shares no code with the product: it counts with `csv` and fractions (plain_desynpuf.py) and works
out the payment below by the contract's own words.
"""

import os
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from openvbc.api import given_figures, load_contract, settle_claims
from openvbc.claims.project.load import LoadRequest, load
from openvbc.claims.synthetic.desynpuf import write_synthetic_desynpuf
from openvbc.errors import ClaimsError, ContractError, FileError, InputError
from openvbc.settlement.settle import Settlement, Status
from tests.claims.readers.desynpuf.plain_desynpuf import PlainCount, plain_count
from tests.counts import FULL

REPOSITORY = Path(__file__).parents[2]
PUBLIC = Path(os.environ.get("OPENVBC_PUBLIC_DATA", REPOSITORY.parent / "shared" / "data"))
DESYNPUF = PUBLIC / "claims" / "desynpuf_2008_2010"
#: What is counted of them: the first sample of three in the short form.
COUNTED = DESYNPUF if FULL else DESYNPUF / "sample_1"

CONTRACT = """
contract: Fee-for-service members of one state
parties: {payer: {name: Payer}, provider: {name: Provider}}
agreement: {start: 2009-01-01, end: 2009-12-31, run_out_months: 3}
population:
  line_of_business: traditional_medicare
  attribution:
    geographic: {states: [CA]}
    leave_out: [medicare_advantage_month, month_with_part_a_or_b_only]
payment_streams:
  - stream: savings
    model: shared_savings
    terms:
      risk: two_sided
      benchmark:
        own_history:
          per: person_year
          base_years: [{year: 2008, weight: 100%}]
          inflator: {yearly_rate: 2.5%}
      claims_basis:
        amount: paid
        service_date: claim_start
        pharmacy: false
        months: parts_a_and_b
        without_paid_date: count
        summaries: count
        part_years: whole
      TERMS
      savings: {minimum_savings_rate: {fixed: 1%}, share: 45%, caps: [{rate: 10%, of: benchmark}]}
      losses: {minimum_loss_rate: {fixed: 1%}, share: {rate: 35%}, caps: [{rate: 5%, of: benchmark}]}
"""
PERCENTILE = "truncation: {percentile: 99%}"
DOLLARS = (
    'truncation: {per_member_per_year: "$60,000"}\n      carve_outs:'
    '\n        - {name: joints, diagnosis_related_groups: ["470"]}\n        - {name: doctors, category: professional}'
)


def settled(folder: Path, project: Path, terms: str) -> Settlement:
    path = folder / "contract.yaml"
    path.write_text(CONTRACT.replace("TERMS", terms), encoding="utf-8")
    return settle_claims(load_contract(path), project, 2009, Status.FINAL)


def plain(claims: Path, terms: str, year: int) -> PlainCount:
    if terms is PERCENTILE:
        return plain_count(claims, year, ["05"], percentile=Fraction(99))
    return plain_count(claims, year, ["05"], drgs=["470"], categories=["professional"], threshold_cents=6_000_000)


def cents(value: Fraction) -> Fraction:
    """To the cent, halves away from zero."""
    whole, rest = divmod(abs(value) * 100, 1)
    return Fraction(whole + (rest >= Fraction(1, 2)), 100) * (-1 if value < 0 else 1)


def plain_payment(base: PlainCount, current: PlainCount) -> tuple[Fraction, Fraction]:
    """Base-year cost per person-year and the net payment, by the words of the contract above."""
    per_person_year = Fraction(base.truncated_cents, 100) / Fraction(base.member_months, 12)
    benchmark = per_person_year * Fraction("1.025") * Fraction(current.member_months, 12)
    savings = benchmark - Fraction(current.truncated_cents, 100)
    if savings > 0 and savings >= benchmark / 100:
        return per_person_year, cents(min(savings * Fraction("0.45"), benchmark / 10))
    if savings < 0 and -savings >= benchmark / 100:
        return per_person_year, -cents(min(-savings * Fraction("0.35"), benchmark / 20))
    return per_person_year, Fraction(0)


def check(folder: Path, claims: Path, project: Path, terms: str) -> Settlement:
    settlement = settled(folder, project, terms)
    base, current = plain(claims, terms, 2008), plain(claims, terms, 2009)
    per_person_year, payment = plain_payment(base, current)
    values = settlement.streams[0].evaluation.values
    by_year = {
        name: values[name] for name in ("base_year_member_months", "base_year_expenditures", "base_year_per_capita")
    }
    assert by_year["base_year_member_months"] == {"2008": Decimal(base.member_months)}
    assert by_year["base_year_expenditures"] == {"2008": Decimal(base.truncated_cents).scaleb(-2)}
    per_capita = by_year["base_year_per_capita"]
    assert isinstance(per_capita, dict)
    assert abs(Fraction(per_capita["2008"]) - per_person_year) < Fraction(1, 10**20)
    assert values["member_months"] == Decimal(current.member_months)
    assert values["expenditures"] == Decimal(current.truncated_cents).scaleb(-2)
    assert Fraction(settlement.net_payment) == payment
    assert any(f"2009: {current.members:,} people to the provider" in note for note in settlement.notes)
    return settlement


@pytest.fixture(scope="module")
def claims(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("claims") / "region"
    write_synthetic_desynpuf(folder, people=1500, seed=11)
    return folder


@pytest.fixture(scope="module")
def made_up(claims: Path) -> Path:
    """The project folder of the made-up region."""
    return load(LoadRequest((claims,), claims.parent / "project")).project.folder


@pytest.mark.parametrize("terms", [PERCENTILE, DOLLARS], ids=["percentile", "dollars and carve-outs"])
def test_counted_settlement_of_a_made_up_region_equals_plain_python(
    tmp_path: Path, claims: Path, made_up: Path, terms: str
) -> None:
    check(tmp_path, claims, made_up, terms)


def test_counted_figures_carry_query_files_and_rows(tmp_path: Path, made_up: Path) -> None:
    settlement = settled(tmp_path, made_up, PERCENTILE)
    source = settlement.streams[0].evaluation.sources["total_expenditures"]
    assert str(source).startswith("counted")
    assert "select" in getattr(source, "query", "").lower()
    assert len(getattr(source, "files", ())) >= 1
    assert getattr(source, "rows", 0) > 0


def test_what_the_counting_says_names_nobody(tmp_path: Path, claims: Path, made_up: Path) -> None:
    settlement = settled(tmp_path, made_up, DOLLARS)
    people = {line.split(",")[0] for file in claims.glob("*.csv") for line in file.read_text().splitlines()[1:]}
    told = " ".join(settlement.notes)
    assert "below zero" in told
    assert not any(person in told for person in people)


def test_the_same_claims_give_the_same_fingerprint(tmp_path: Path, made_up: Path) -> None:
    first, again = settled(tmp_path, made_up, PERCENTILE), settled(tmp_path, made_up, PERCENTILE)
    assert first.fingerprint == again.fingerprint
    assert first.fingerprint != settled(tmp_path, made_up, DOLLARS).fingerprint


def test_a_figure_both_counted_and_given_is_refused(tmp_path: Path, made_up: Path) -> None:
    contract_path, inputs = tmp_path / "contract.yaml", tmp_path / "inputs.yaml"
    contract_path.write_text(CONTRACT.replace("TERMS", PERCENTILE), encoding="utf-8")
    inputs.write_text("performance_year: 2009\nstatus: final\nfigures: {member_months: 5}\n", encoding="utf-8")
    contract = load_contract(contract_path)
    with pytest.raises(InputError, match="both counted from claims and given"):
        settle_claims(contract, made_up, 2009, Status.FINAL, given_figures(contract, inputs))


@pytest.mark.parametrize(
    ("terms", "told"),
    [
        ("carve_outs: [{name: drugs, category: pharmacy}]", "takes out fills, which `pharmacy: false` does not count"),
        ("carve_outs: [{name: drugs}]", "neither a category nor codes"),
    ],
)
def test_terms_that_cannot_be_counted_are_refused(tmp_path: Path, made_up: Path, terms: str, told: str) -> None:
    with pytest.raises(ContractError, match=told):
        settled(tmp_path, made_up, terms)


def test_two_lists_of_groups_take_each_its_own(tmp_path: Path, claims: Path, made_up: Path) -> None:
    both = [("joints", "470"), ("sepsis", "871")]
    listed = ", ".join(f'{{name: {name}, diagnosis_related_groups: ["{drg}"]}}' for name, drg in both)
    values = settled(tmp_path, made_up, f"carve_outs: [{listed}]").streams[0].evaluation.values
    together = plain_count(claims, 2009, ["05"], drgs=["470", "871"])
    taken = [values[f"carved_out_{name}"] for name, _ in both]
    expected = Decimal(together.carved_cents["inpatient_drgs"]).scaleb(-2)
    assert sum(each for each in taken if isinstance(each, Decimal)) == expected


def test_a_contract_that_does_not_say_what_summaries_are_is_refused(tmp_path: Path, made_up: Path) -> None:
    path = tmp_path / "contract.yaml"
    path.write_text(CONTRACT.replace("TERMS", PERCENTILE).replace("        summaries: count\n", ""), encoding="utf-8")
    with pytest.raises(ClaimsError, match="the terms do not say whether they count"):
        settle_claims(load_contract(path), made_up, 2009, Status.FINAL)


@pytest.mark.parametrize("folder", ["nowhere", "region"])
def test_a_folder_that_is_no_project_says_how_to_make_one(tmp_path: Path, claims: Path, folder: str) -> None:
    with pytest.raises(FileError, match="openvbc load FILES --project FOLDER"):
        settled(tmp_path, claims.parent / folder, PERCENTILE)


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return load(LoadRequest((COUNTED,), tmp_path_factory.mktemp("public") / "project")).project.folder


@pytest.mark.public_data
@pytest.mark.skipif(not DESYNPUF.is_dir(), reason=f"no CMS DE-SynPUF files in {DESYNPUF}: see docs/public_data.md")
@pytest.mark.parametrize("terms", [PERCENTILE, DOLLARS], ids=["percentile", "dollars and carve-outs"])
def test_counted_settlement_of_cms_files_equals_plain_python(tmp_path: Path, public: Path, terms: str) -> None:
    settlement = check(tmp_path, COUNTED, public, terms)
    assert settlement.streams[0].evaluation.values["member_months"] != 0

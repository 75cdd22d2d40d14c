"""Two counted streams in one contract, each on people of its own: both settle, and each figure lists its own rows.

The region is made up. Shared savings count those on the payer's list; a made-up second model counts those whom claims
attribute. Both have lines `member_months` and `expenditures`. The oracle is plain Python, line by line.
"""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any, cast

import pytest
from click.testing import CliRunner
from pydantic import BaseModel

from openvbc.api import settle_claims
from openvbc.claims.engine.engine import Engine
from openvbc.claims.rows import Table
from openvbc.claims.synthetic.region import Region, write_region
from openvbc.cli import cli
from openvbc.contract.funding_sources import FundingSource
from openvbc.contract.load import contract_from_text
from openvbc.contract.values import Group, Share
from openvbc.experience.count import count_experience
from openvbc.experience.figures import ExperienceReader
from openvbc.experience.of_contract import contract_basis
from openvbc.experience.request import ExperienceFigures, ExperienceRequest
from openvbc.figures import Figure, Figures
from openvbc.money import ZERO
from openvbc.payment_models.record import PaymentModel, WorksheetRequest
from openvbc.payment_models.registry import payment_models
from openvbc.settlement.experience_options import ExperienceOptions, Lister
from openvbc.settlement.settle import Case, Settlement, Status
from openvbc.settlement.stream_sheets import StreamSheets
from openvbc.units import MEMBER_MONTHS, RATE, USD
from openvbc.worksheet.sheet import Worksheet
from tests.counts import FULL
from tests.payment_models.shared_savings.counting.agreed import STEPWISE
from tests.payment_models.shared_savings.counting.plain_region import PlainRegion

UNTIL = date(2025, 3, 31)
BASIS = """    claims_basis:
      amount: paid
      service_date: line_start
      pharmacy: true
      months: any_enrollment
      without_paid_date: stop
      part_years: prorated
"""
LISTED = "      stepwise: {organization: A9002, steps: [{payer_designated: true}]}\n"
TEXT = f"""contract: Counted twice
parties: {{payer: {{name: Meadow Health Plan}}, provider: {{name: Lakeside Physicians}}}}
agreement: {{start: 2024-01-01, end: 2024-12-31, run_out_months: 3}}
populations:
  on_the_list:
    line_of_business: commercial
    attribution:
{LISTED}{BASIS}  by_visits:
    line_of_business: commercial
    attribution:
{"".join(f"  {line}" for line in STEPWISE.splitlines(keepends=True))}{BASIS}payment_streams:
  - stream: savings
    model: shared_savings
    population: on_the_list
    terms: {{risk: one_sided, savings: {{share: 50%}}, benchmark: {{given: {{basis: per_member_per_month}}}}}}
  - stream: fee
    model: share_of_cost
    population: by_visits
    terms: {{share: 2%}}
"""


class ShareOfCost(Group):
    """A made-up fee: a share of what its members cost."""

    share: Share


def _worksheet(request: WorksheetRequest) -> Worksheet:
    terms = cast("ShareOfCost", request.stream.terms)
    sheet = Worksheet("Share of cost")
    sheet.section("cost", "Cost")
    sheet.input("member_months", "Member months", MEMBER_MONTHS, at_least=ZERO)
    cost = sheet.input("expenditures", "Expenditures", USD)
    share = sheet.term("share", "Share", RATE, terms.share, clause=request.stream.clause("share"))
    sheet.line("net_payment", "Net payment", USD, cost * share)
    sheet.outcome = "net_payment"
    return sheet


def _experience(request: WorksheetRequest, engine: Engine, asked: ExperienceRequest) -> ExperienceFigures:
    basis = contract_basis(asked, asked.population.claims_basis)
    own = ExperienceReader(count_experience(engine, basis, asked.files)).figures(
        basis.own, basis.periods.performance.name
    )
    assert request.stream.model == "share_of_cost"
    return ExperienceFigures({"member_months": own.member_months, "expenditures": own.expenditures})


def _category(_terms: BaseModel) -> str:
    return "2A"


def _sources(_terms: BaseModel) -> frozenset[FundingSource]:
    return frozenset({FundingSource.CARE_MANAGEMENT_FEE})


MODELS = {
    **payment_models(),
    "share_of_cost": PaymentModel(
        name="share_of_cost",
        title="Share of cost",
        terms=ShareOfCost,
        worksheet=_worksheet,
        hcp_lan=_category,
        funding_sources=_sources,
        starter="starter.yaml",
        experience=_experience,
    ),
}


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> Region:
    """The region with a payer's list: every third person enrolled in the year is on it."""
    made = write_region(tmp_path_factory.mktemp("region") / "made", people=500 if FULL else 300, seed=11)
    people = PlainRegion(made.folder, made.participants).enrolled(2024)[::3]
    listed = tmp_path_factory.mktemp("list") / "provider_attribution.csv"
    header = (
        "person_id,member_id,year_month,payer,plan,payer_attributed_provider,payer_attributed_provider_practice,"
        "payer_attributed_provider_organization,payer_attributed_provider_lob,data_source"
    )
    rows = (f"{each},{each},202401,Medicare,,,,A9002,,meadow" for each in people)
    listed.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    done = CliRunner().invoke(cli, ["load", str(listed), "--project", str(made.folder)])
    assert done.exit_code == 0, (done.output, done.exception)
    return made


@pytest.fixture(scope="module")
def settled(region: Region) -> tuple[Settlement, dict[str, Table]]:
    """The settlement, and every row behind each counted figure, by `stream.line`."""
    behind: dict[str, Table] = {}

    def inspect(lister: Lister, figures: Figures, sheets: object) -> None:
        assert isinstance(sheets, StreamSheets)
        for name, figure in figures.items():
            assert isinstance(figure, Figure)
            behind[name] = lister(figure, 100_000)

    contract = contract_from_text(TEXT, "contract.yaml", MODELS)
    options = ExperienceOptions(participants=region.participants, inspect=inspect)
    benchmark: Figures = {"benchmark_per_capita": Figure(Decimal(400))}
    given = Case("Lakeside Physicians", 2024, Status.FINAL, benchmark, {})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("openvbc.api.settling.payment_models", lambda: MODELS)
        return settle_claims(contract, region.folder, 2024, Status.FINAL, given, options), behind


@cache
def plain(region_folder: Path, participants: Path) -> PlainRegion:
    return PlainRegion(region_folder, participants)


def people_of(region: Region, stream: str) -> list[str]:
    counted = plain(region.folder, region.participants)
    if stream == "savings":
        return counted.enrolled(2024)[::3]
    return [person for person, who in counted.members(2024, UNTIL).items() if who == "A9002"]


def cents(value: Fraction) -> Decimal:
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal("0.01"), ROUND_HALF_UP)


@pytest.mark.parametrize("stream", ["savings", "fee"])
def test_each_stream_counts_its_own_people(
    stream: str, region: Region, settled: tuple[Settlement, dict[str, Table]]
) -> None:
    values = settled[0].stream(stream).evaluation.values
    expected = plain(region.folder, region.participants).cost(people_of(region, stream), 2024, UNTIL)
    assert expected.months > 100
    assert values["member_months"] == Decimal(expected.months)
    assert values["expenditures"] == cents(expected.everything)


@pytest.mark.parametrize("stream", ["savings", "fee"])
@pytest.mark.parametrize("line", ["member_months", "expenditures"])
def test_each_figure_lists_its_own_rows(
    line: str, stream: str, region: Region, settled: tuple[Settlement, dict[str, Table]]
) -> None:
    settlement, behind = settled
    rows: list[dict[str, Any]] = behind[f"{stream}.{line}"].records
    figure = settlement.stream(stream).evaluation.values[line]
    assert sum(row["months" if line == "member_months" else "expenditure"] for row in rows) == figure
    listed = {row["person_id"] for row in rows}
    assert listed <= set(people_of(region, stream))
    others = set(people_of(region, "fee" if stream == "savings" else "savings"))
    assert listed - others


def test_the_quarters_of_a_year_are_counted_by_themselves(region: Region) -> None:
    """Whoever is on the list the whole year has the year's months in its quarters."""
    text = TEXT.replace("run_out_months: 3", "run_out_months: 3, settled: quarterly")
    contract = contract_from_text(text.partition("  - stream: fee\n")[0], "contract.yaml", MODELS)
    options = ExperienceOptions(participants=region.participants)
    months = []
    for period in ("2024 Q1", "2024 Q2", "2024 Q3", "2024 Q4", 2024):
        given = Case("", period, Status.FINAL, {"benchmark_per_capita": Figure(Decimal(400))}, {})
        settlement = settle_claims(contract, region.folder, period, Status.FINAL, given, options)
        months.append(settlement.streams[0].evaluation.values["member_months"])
    numbers = [each for each in months if isinstance(each, Decimal) and each > 0]
    assert len(numbers) == 5
    assert sum(numbers[:4]) == numbers[4]


def test_the_streams_differ_and_both_are_settled(settled: tuple[Settlement, dict[str, Table]]) -> None:
    savings, fee = (settled[0].stream(name) for name in ("savings", "fee"))
    assert savings.evaluation.values["member_months"] != fee.evaluation.values["member_months"]
    cost = fee.evaluation.values["expenditures"]
    assert isinstance(cost, Decimal)
    assert fee.outcome == cost * Decimal("0.02")
    assert isinstance(savings.outcome, Decimal)

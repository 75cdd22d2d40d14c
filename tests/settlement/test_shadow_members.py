"""The payer's list of members against ours: who is behind the gap, and what is at stake with each of them."""

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pytest

from openvbc import api
from openvbc.api.result import Result
from openvbc.api.settling import given_figures, settle_case, settle_claims
from openvbc.figures import Figure, Figures
from openvbc.payment_models.registry import model_folder
from openvbc.reports.shadow import shadow_report
from openvbc.settlement.cause import Cause
from openvbc.settlement.experience_options import ExperienceOptions, Lister
from openvbc.settlement.payer_members import MemberGaps, member_gaps, read_payer_members
from openvbc.settlement.payer_statement import PayerStatement, read_payer_statement
from openvbc.settlement.settle import Settlement, Status
from openvbc.settlement.shadow import ShadowSettlement, shadow_settlement
from openvbc.worksheet.sheet import Worksheet
from tests.cli.small_region import CONTRACT, SmallRegion, region
from tests.command import run
from tests.settlement.test_shadow import sheets_of

COMMERCIAL = Path(str(model_folder("shared_savings").joinpath("contracts", "counted_given.yaml")))
BENCHMARK = Decimal(900)
#: Ours count through 2025-03-31.
PAYERS_DAY = date(2025, 1, 31)


@cache
def made() -> SmallRegion:
    return region(600)


@cache
def enrolled() -> tuple[str, ...]:
    """Everybody whom the region knows."""
    return tuple(sorted({str(row[0]) for row in eligibility("person_id")}))


def eligibility(column: str) -> list[Any]:
    """A column of the region's enrollment."""
    files = str(made().project / "tables" / "eligibility" / "*.parquet")
    return duckdb.execute(f"SELECT {column} FROM read_parquet(?)", [files]).fetchall()  # noqa: S608


def rows_of(lister: Lister, figures: Figures, months: str) -> list[dict[str, Any]]:
    """Everybody behind the months of the performance year."""
    held = figures[f"shared_savings.{months}"]
    of_year = [each for key, each in held.items() if key[0] == "performance_year"] if isinstance(held, dict) else [held]
    return [row for each in of_year for row in lister(each, 100_000).records]


@dataclass(frozen=True)
class Counted:
    """A settlement; the payer's list against ours; who is ours; and who differs by the payer's run-out alone."""

    settlement: Settlement
    gaps: MemberGaps
    people: frozenset[str]
    by_run_out: MemberGaps


def with_list(contract: Any, given: Any, months: str, path: Path, **factors: Path) -> Counted:  # noqa: ANN401  # what the functions of the API take
    """Settle from claims beside a payer's list: two of ours are not on it, two others are, of one a month is missing.

    Of a fourth the payer has $1,000.25 more.
    """
    found: list[MemberGaps] = []
    ours: list[str] = []

    def inspect(lister: Lister, figures: Figures, sheets: Mapping[str, Worksheet]) -> None:
        own = rows_of(lister, figures, months)
        one_type = [each for each in own if sum(other["person_id"] == each["person_id"] for other in own) == 1]
        people = sorted({str(row["person_id"]) for row in own})
        # Listed by cost; nobody of these is cut off.
        fewer, more = [each for each in one_type if each["expenditure"] and not each["excess_parts"]][-2:]
        assert not {fewer["person_id"], more["person_id"]} & set(people[:2])
        others = [each for each in enrolled() if each not in people]
        rows = [{"person_id": each} for each in (*people[2:], *others[:2])]
        for row in rows:
            if row["person_id"] == fewer["person_id"]:
                row["months"] = str(fewer["months"] - 1)
            if row["person_id"] == more["person_id"]:
                row["dollars"] = str(more["expenditure"] + Decimal("1000.25"))
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, ["person_id", "months", "dollars"])
            writer.writeheader()
            writer.writerows(rows)
        found.append(member_gaps(read_payer_members(path), None, lister, figures, sheets))
        found.append(member_gaps(None, PAYERS_DAY, lister, figures, sheets))
        ours.extend(people)

    options = ExperienceOptions(participants=made().participants, factors=factors, inspect=inspect)
    settlement = settle_claims(contract, made().project, 2024, Status.FINAL, given, options)
    return Counted(settlement, found[0], frozenset(ours), found[1])


def by_payer(settlement: Settlement, gaps: MemberGaps) -> Mapping[tuple[str, Any], Decimal]:
    """The figures as the payer's list makes them, added up here once more."""
    changed: dict[tuple[str, Any], Decimal] = {}
    for cell in gaps.cells:
        held = settlement.case.figures[f"{cell.stream}.{cell.line}"]
        figure = held[cell.key] if isinstance(held, dict) else held
        assert isinstance(figure.value, Decimal)
        changed[cell.line, cell.key] = figure.value + sum(
            getattr(each.theirs, cell.kind) - getattr(each.ours, cell.kind)
            for each in gaps.members
            if each.enrollment_type == cell.enrollment_type
        )
    return changed


def settled_as(settlement: Settlement, changed: Mapping[tuple[str, Any], Decimal]) -> Settlement:
    """The settlement with other figures."""
    figures: Figures = {}
    for name, held in settlement.case.figures.items():
        line = name.partition(".")[2]
        figures[name] = (
            {key: Figure(changed.get((line, key), each.value), each.source) for key, each in held.items()}
            if isinstance(held, dict)
            else Figure(changed.get((line, None), held.value), held.source)
        )
    return settle_case(settlement.contract, replace(settlement.case, figures=figures))


def statement(
    settlement: Settlement, changed: Mapping[tuple[str, Any], Decimal], payment: Decimal, path: Path
) -> PayerStatement:
    rows = [f'{line},"{"" if key is None else ",".join(key)}",{value}' for (line, key), value in changed.items()]
    path.write_text("\n".join(["line,member,value", f"net_payment,,{payment}", *rows, ""]), encoding="utf-8")
    return read_payer_statement(path, sheets_of(settlement))


def dollars(found: ShadowSettlement) -> dict[Cause, Decimal]:
    return {each.cause: each.dollars for each in found.parts}


def stakes(found: ShadowSettlement, cause: Cause) -> Decimal:
    return sum((each.dollars for each in found.at_stake if each.cause is cause), Decimal(0))


@pytest.fixture(scope="module")
def commercial(tmp_path_factory: pytest.TempPathFactory) -> Counted:
    contract = api.load_contract(COMMERCIAL.read_text(encoding="utf-8").replace("A9002", "A9001"))
    figures = {"benchmark_per_capita": str(BENCHMARK)}
    given = given_figures(contract, figures, year=2024, status=Status.FINAL, beside_claims=True)
    return with_list(contract, given, "member_months", tmp_path_factory.mktemp("payer") / "members.csv")


def test_of_a_commercial_contract_each_member_has_half_of_benchmark_less_cost_at_stake(
    commercial: Counted, tmp_path: Path
) -> None:
    settlement, gaps = commercial.settlement, commercial.gaps
    assert sorted(each.side for each in gaps.members) == [
        "both",
        "both",
        "only_ours",
        "only_ours",
        *["only_theirs"] * 2,
    ]
    changed = by_payer(settlement, gaps)
    again = settled_as(settlement, changed)
    found = shadow_settlement(settlement, statement(settlement, changed, again.net_payment, tmp_path / "s.csv"), gaps)
    # One-sided, first dollar: half of what the benchmark of the months is above the cost.
    expected = {
        (each.person_id, cause): (share * BENCHMARK - cost) / 2
        for each in gaps.members
        for cause, share, cost in (
            (
                Cause.ROSTER,
                (each.theirs.months or 0) - (each.ours.months or 0),
                (each.theirs.dollars or 0) - (each.ours.dollars or 0) if each.side != "both" else Decimal(0),
            ),
            (
                Cause.CLAIMS,
                Decimal(0),
                (each.theirs.dollars or 0) - (each.ours.dollars or 0) if each.side == "both" else Decimal(0),
            ),
        )
        if share or cost
    }
    told = {(each.member.person_id, each.cause): each.dollars for each in found.at_stake if each.member is not None}
    assert set(told) == set(expected)
    assert all(abs(told[key] - expected[key]) <= Decimal("0.005") for key in told)
    assert dollars(found)[Cause.CLAIMS] == Decimal("-500.13")
    assert {cause: stakes(found, cause) for cause in dollars(found)} == dollars(found)
    assert found.gap == sum(dollars(found).values())
    assert found.unexplained == 0
    assert sum(each.reverse for each in found.parts) == found.gap


def test_of_the_shared_savings_program_members_stand_behind_roster_and_claims(tmp_path: Path) -> None:
    contract = api.load_contract(CONTRACT)
    factors = {kind: made().folder / f"{kind}_factors.csv" for kind in ("national", "county")}
    given = given_figures(contract, made().folder / "given.yaml")
    counted = with_list(contract, given, "assigned_months", tmp_path / "members.csv", **factors)
    settlement, gaps = counted.settlement, counted.gaps
    assert {each.line for each in gaps.cells} == {"assigned_months", "assigned_expenditures"}
    assert {each.side for each in gaps.members} == {"only_ours", "only_theirs", "both"}
    # Whoever is on one list alone has our attribution's reason.
    assert all(each.why for each in gaps.members if each.side != "both")
    changed = by_payer(settlement, gaps)
    again = settled_as(settlement, changed)
    found = shadow_settlement(settlement, statement(settlement, changed, again.net_payment, tmp_path / "s.csv"), gaps)
    assert {Cause.ROSTER, Cause.CLAIMS} <= set(dollars(found))
    assert found.gap == sum(dollars(found).values()) + found.thresholds
    assert found.unexplained == 0
    for cause in (Cause.ROSTER, Cause.CLAIMS):
        assert stakes(found, cause) == dollars(found)[cause]
    text = str(Result(found, shadow_report(found)))
    assert not any(each.person_id in text for each in gaps.members)


def test_the_list_of_members_is_written_only_where_it_is_asked_for(tmp_path: Path) -> None:
    """From the command line, with a list that has one person alone, known by the member identifier."""
    contract, payer = tmp_path / "contract.yaml", tmp_path / "payer.csv"
    contract.write_text(COMMERCIAL.read_text(encoding="utf-8").replace("A9002", "A9001"), encoding="utf-8")
    payer.write_text(f"member_id\n{min(eligibility('member_id'))[0]}\n", encoding="utf-8")
    statement = "net_payment: $0\npaid_through: 2025-01-31\nlines: {member_months: 12, expenditures: $0}\n"
    (tmp_path / "statement.yaml").write_text(statement, encoding="utf-8")
    (tmp_path / "given.yaml").write_text(
        "performance_year: 2024\nstatus: final\nfigures: {benchmark_per_capita: 900}\n", encoding="utf-8"
    )
    options = ["--claims", made().project, "--participants", made().participants, "--inputs", tmp_path / "given.yaml"]
    options += ["--statement", tmp_path / "statement.yaml", "--payer-members", payer]
    done = run("shadow", contract, *options, "--members", tmp_path / "members.csv", "--json")
    assert done.returncode == 0, done.stderr
    with (tmp_path / "members.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert {row["side"] for row in rows if row["person_id"]} >= {"only_ours"}
    told = json.loads(done.stdout)
    roster = next(each for each in told["causes"] if each["cause"] == "roster")
    assert sum(Decimal(row["at_stake"]) for row in rows if row["cause"] == "roster") == Decimal(roster["dollars"])
    assert rows[0]["person_id"] not in done.stdout


def test_what_was_paid_after_the_payers_day_is_run_out(commercial: Counted) -> None:
    """Nobody is listed: then all of ours are the payer's, and what was paid late is added up from the claims again."""
    late = Decimal(0)
    line_day = "coalesce(claim_line_start_date, claim_start_date)"
    for table, day in (("medical_claim", line_day), ("pharmacy_claim", "dispensing_date")):
        files = str(made().project / "tables" / table / "*.parquet")
        asked = (
            f"SELECT person_id, paid_amount FROM read_parquet(?) WHERE year({day}) = 2024"  # noqa: S608
            f" AND paid_date > DATE '{PAYERS_DAY}' AND paid_date <= DATE '2025-03-31'"
        )
        rows = duckdb.execute(asked, [files]).fetchall()
        late += sum((paid for person, paid in rows if person in commercial.people), Decimal(0))
    assert late
    found = commercial.by_run_out
    (cell,) = (each for each in found.cells if each.kind == "dollars")
    assert found.moved(cell, Cause.RUN_OUT) == -late
    assert found.moved(cell, Cause.ROSTER) == found.moved(cell, Cause.CLAIMS) == 0
    assert all(each.side == "both" for each in found.members)

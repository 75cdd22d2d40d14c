"""Months and dollars of two contracts counted from one region's claims, held against plain Python line by line."""

import csv
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import cast

import pytest

from openvbc import api
from openvbc.claims.synthetic.region import write_region
from openvbc.errors import FileError, UsageError
from tests.command import run
from tests.payment_models.shared_savings.counting.agreed import STEPWISE
from tests.payment_models.shared_savings.counting.plain_region import PlainRegion

UNTIL = date(2025, 3, 31)
#: Both count the same people otherwise: one by visits and by what was paid, the other from a list and by what was
#: allowed, without drugs.
CONTRACT = """contract: {name}
parties: {{payer: {{name: Meadow Health Plan}}, provider: {{name: Lakeside Physicians}}}}
agreement: {{start: 2024-01-01, end: 2024-12-31, run_out_months: 3}}
population:
  line_of_business: commercial
  attribution:
{attribution}  claims_basis:
    amount: {amount}
    service_date: line_start
    pharmacy: {pharmacy}
    months: any_enrollment
    without_paid_date: stop
    part_years: prorated
payment_streams:
  - stream: savings
    model: shared_savings
    terms: {{risk: one_sided, savings: {{share: 50%}}, benchmark: {{given: {{basis: per_member_per_month}}}}}}
"""
ROSTER_CONTRACT = """contract: Primary care fees
parties: {payer: {name: Meadow Health Plan}, provider: {name: Lakeside Physicians}}
agreement: {start: 2024-01-01, end: 2024-12-31, run_out_months: 3}
population:
  line_of_business: commercial
  attribution: {stepwise: {organization: A9002, steps: [{payer_designated: true}]}}
payment_streams:
  - stream: primary_care
    model: capitation
    terms: {scope: partial, services: [primary_care], rate_cells: [{cell: everybody, rate: $30.00}]}
"""


BUNDLE = """contract: Stays
parties: {payer: {name: Meadow Health Plan}, provider: {name: Lakeside Physicians}}
agreement: {start: 2024-01-01, end: 2024-12-31, run_out_months: 3}
population:
  line_of_business: commercial
  attribution: {payer_list: true}
  claims_basis:
    {amount: paid, service_date: line_start, pharmacy: false, months: any_enrollment, without_paid_date: stop}
payment_streams:
  - stream: episodes
    model: episode_payment
    terms:
      episode_types: {stay: {label: Any stay}}
      definition:
        organization: A9002
        types: {stay: {triggers: [{diagnosis_related_groups: ["001-999"]}]}}
        window: {days: 30, first_day: day_after}
        overlaps: [{earlier: stay, later: stay, gives_way: later}]
        amount: paid
        responsible: [facility]
        covered: any
        renal_disease: kept
      retrospective: {price: {negotiated: {stay: "$20,000"}}, risk: one_sided, share_of_gains: 50%}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three contracts of a region of 150 people, and their portfolio."""
    folder = tmp_path_factory.mktemp("portfolio")
    write_region(folder / "region", people=150, seed=5, years=(2023, 2024), acos=2)
    by_visits = CONTRACT.format(name="By visits", attribution=STEPWISE, amount="paid", pharmacy="true")
    (folder / "by_visits.yaml").write_text(by_visits, encoding="utf-8")
    elsewhere = STEPWISE.replace("        - {patient_designated: true}\n", "")
    chosen = CONTRACT.format(name="Allowed", attribution=elsewhere, amount="allowed", pharmacy="false")
    (folder / "allowed.yaml").write_text(chosen, encoding="utf-8")
    (folder / "fees.yaml").write_text(ROSTER_CONTRACT, encoding="utf-8")
    (folder / "roster.csv").write_text("person_id,month,rate_cell\nP1,2024-01,everybody\n", encoding="utf-8")
    counted = "claims: region/project, participants: region/participants.csv, year: 2024"
    (folder / "portfolio.yaml").write_text(
        "contracts:\n"
        f"  - {{file: by_visits.yaml, {counted}}}\n"
        f"  - {{file: allowed.yaml, {counted}}}\n"
        "  - {file: fees.yaml, roster: roster.csv, year: 2024, beside: [By visits]}\n"
        "  - {contract: Quality, hcp_lan_category: 2C, beside: [By visits, Allowed]}\n",
        encoding="utf-8",
    )
    return folder


class Plain(PlainRegion):
    """Cents of each person's months: of everything, and of medical claims alone."""

    def without_choices(self) -> "Plain":
        other = Plain.__new__(Plain)
        other.__dict__ |= self.__dict__ | {"choices": defaultdict(list), "_members": {}}
        return other

    def people(self) -> list[str]:
        return [person for person, one in self.members(2024, UNTIL).items() if one == "A9002"]

    def medical(self, person: str, month: int) -> Iterator[tuple[int, int]]:
        """What was paid and allowed for each line of a month."""
        for line in self.lines[person]:
            day = line["claim_start_date"]
            if line["claim_type"] == "professional":
                day = line["claim_line_start_date"] or day
            if (day.year, day.month) == (2024, month) and line["paid_date"] <= UNTIL:
                yield int(Fraction(line["paid_amount"]) * 100), int(Fraction(line["allowed_amount"]) * 100)

    def drugs(self, person: str, month: int) -> int:
        days = [(fill["dispensing_date"], fill) for fill in self.fills[person] if fill["paid_date"] <= UNTIL]
        return sum(
            int(Fraction(fill["paid_amount"]) * 100) for day, fill in days if (day.year, day.month) == (2024, month)
        )


def test_two_counted_contracts_and_a_roster_stand_beside_months_that_are_given(folder: Path) -> None:
    plain = Plain(folder / "region" / "project", folder / "region" / "participants.csv")
    other = plain.without_choices()
    first, second = (
        {
            (person, day.month)
            for person in each.people()
            for day in each.months(person, date(2024, 1, 1), date(2024, 12, 31))
        }
        for each in (plain, other)
    )
    lines = [pair for person, month in first | second for pair in plain.medical(person, month)]
    assert first & second
    assert first - second
    assert all(0 <= paid <= allowed for paid, allowed in lines)
    # Every third person of either, January to March, is on the roster of the fees.
    third = sorted({person for person, _ in first | second} | {plain.enrolled(2024)[0]})[::3]
    roster = {(person, month) for person in third for month in (1, 2, 3)}
    with (folder / "roster.csv").open("w", encoding="utf-8", newline="") as file:
        rows = [(person, f"2024-{month:02}", "everybody") for person, month in sorted(roster)]
        csv.writer(file).writerows([("person_id", "month", "rate_cell"), *rows])
    someone = min(person for person, _ in first)
    (folder / "months.csv").write_text(
        f"contract,member_id,month\nQuality,{someone},2024-01\nQuality,new,2024-01\n", encoding="utf-8"
    )

    found = api.portfolio(folder / "portfolio.yaml", folder / "months.csv", members=True)
    counted = found.values.counted
    paid = sum(pair[0] for one in first for pair in plain.medical(*one)) + sum(plain.drugs(*one) for one in first)
    visits, allowed, fees = (counted[name] for name in ("By visits", "Allowed", "Primary care fees"))
    assert (visits.months, visits.cents, visits.months_taken_out) == (len(first), paid, {})
    assert (allowed.months, allowed.cents) == (
        len(second),
        sum(pair[1] for one in second for pair in plain.medical(*one)),
    )
    assert allowed.months_taken_out == {"By visits": len(first & second)}
    # Drugs stand under the first alone; of all else the second allows no less than the first pays.
    both = sum(pair[0] for one in first & second for pair in plain.medical(*one))
    assert allowed.cents_taken_out == {"By visits": both}
    assert (fees.months, fees.cents) == (len(roster), 0)
    assert fees.months_taken_out == {"Allowed": len(roster & second)}
    assert fees.months_doubled == len(roster & first - second)
    assert counted["Quality"].months == 2
    listed = found.files["members.csv"].splitlines()[1:]
    assert len([row for row in listed if row.startswith("By visits,Allowed,")]) == len(first & second)
    assert someone not in str(found)
    assert someone not in found.to_json()


def test_a_bundle_takes_the_dollars_of_its_episodes_out_of_those_of_their_people(folder: Path) -> None:
    """Every dollar of an episode in a month of the other contract is found in it, and counted once."""
    plain = Plain(folder / "region" / "project", folder / "region" / "participants.csv")
    hospitals = Counter(line["facility_ccn"] for lines in plain.lines.values() for line in lines if line["drg_code"])
    columns = "organization_id,tin,ccn,npi,first_date,last_date"
    (folder / "hospital.csv").write_text(f"{columns}\nA9002,,{max(hospitals, key=hospitals.__getitem__)},,,\n", "utf-8")
    (folder / "stays.yaml").write_text(BUNDLE, encoding="utf-8")
    text = "contracts:\n"
    for name, participants in (("stays", "hospital.csv"), ("by_visits", "region/participants.csv")):
        text += f"  - {{file: {name}.yaml, claims: region/project, participants: {participants}, year: 2024}}\n"
    (folder / "bundled.yaml").write_text(text, encoding="utf-8")
    found = api.portfolio(folder / "bundled.yaml").values
    bundle, visits = found.counted["Stays"], found.counted["By visits"]
    settled = api.settle(
        folder / "stays.yaml",
        claims=folder / "region" / "project",
        participants=folder / "hospital.csv",
        period=2024,
        status="final",
    )
    assert bundle.cents == cast("Decimal", settled.value("total_spending")).scaleb(2) > 0
    assert bundle.months_taken_out == {}
    episodes = {(row.member_id, row.month): row.cents for row in found.overlaps}
    lines = {each: sum(pair[0] for pair in plain.medical(each[0], int(each[1][5:]))) for each in episodes}
    assert len(episodes) > 1
    assert all(0 <= cents <= lines[each] for each, cents in episodes.items())
    assert any(lines[each] == cents for each, cents in episodes.items() if cents)
    assert visits.cents_taken_out == {"Stays": sum(episodes.values())}
    assert visits.months_taken_out == {"Stays": len(episodes)}
    assert found.notes == ()


def test_counted_months_need_no_file_of_months_and_those_left_open_do(folder: Path) -> None:
    with pytest.raises(UsageError, match="where the months of Quality come from"):
        api.portfolio(folder / "portfolio.yaml")
    (folder / "roster.csv").write_text(
        "roster_date,person_id,month,rate_cell\n2024-02-05,P1,2024-01,everybody\n2024-02-05,P2,2024-01,everybody\n",
        encoding="utf-8",
    )
    (folder / "one.yaml").write_text("contracts: [{file: fees.yaml, roster: roster.csv, year: 2024}]\n", "utf-8")
    done = run("portfolio", "one.yaml", folder=folder)
    assert done.stdout.startswith("2 member months under 1 contracts"), done.stderr


def test_faults_of_where_months_are_counted_are_told(folder: Path) -> None:
    (folder / "wrong.yaml").write_text(
        "contracts:\n"
        "  - {file: by_visits.yaml, claims: region, roster: roster.csv, year: 2024}\n"
        "  - {file: allowed.yaml, claims: region}\n"
        "  - {contract: Quality, hcp_lan_category: 2C, claims: region, year: 2024}\n"
        "  - {file: fees.yaml, roster: nowhere.csv, year: 2024}\n",
        encoding="utf-8",
    )
    with pytest.raises(FileError) as told:
        api.portfolio(folder / "wrong.yaml")
    for line, words in ((2, "in full"), (3, "in full"), (4, "in full"), (5, "no file nowhere.csv")):
        assert any(f"wrong.yaml:{line}" in fault.where and words in fault.what for fault in told.value.faults), line
    (folder / "counted.yaml").write_text("contracts: [{file: fees.yaml, roster: roster.csv, year: 2024}]\n", "utf-8")
    (folder / "roster.csv").write_text("person_id,month,rate_cell\nP1,2024-01,everybody\n", encoding="utf-8")
    (folder / "doubled.csv").write_text("contract,member_id,month\nPrimary care fees,P1,2024-01\n", encoding="utf-8")
    with pytest.raises(FileError, match="are counted, and stand here too"):
        api.portfolio(folder / "counted.yaml", folder / "doubled.csv")

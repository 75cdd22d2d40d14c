"""Every worked example of the rules, to the cent."""

from decimal import Decimal
from pathlib import Path

from openvbc.distribution.result import Distribution

from .made_up import distributed, dollars, settled

SHARP = """
funds:
  - fund: savings
    kind: savings
    enters: [{stream: savings}]
    splits:
      - level: organization
        pools:
          - {pool: incentive, share: 40%, fixed: {a: 10, b: 10, c: 10, d: 5, e: 5}}
          - pool: rest
            share: rest
            first: [{step: expenses, takes: operating_cost, amount: "EXPENSES", shortfall: contributed}]
            by: [lives]
            members: [a, b, c]
        contributions: {by: [lives], members: [a, b, c]}
"""
SHARP_TABLE = """
participant name lives
a Alpha 12000
b Beta 9000
c Gamma 9000
d Delta 0
e Epsilon 0
"""


def test_sharp_rule_with_expenses_that_are_covered(tmp_path: Path) -> None:
    found = distributed(tmp_path, SHARP.replace("EXPENSES", "$500,000"), SHARP_TABLE, "1234567.89")
    assert dollars(found, "a", "b", "c", "d", "e") == [
        "219,753.08",
        "195,679.01",
        "195,679.01",
        "61,728.40",
        "61,728.39",
    ]
    closes(found)


def test_sharp_rule_with_expenses_that_members_contribute_to(tmp_path: Path) -> None:
    found = distributed(tmp_path, SHARP.replace("EXPENSES", "$900,000"), SHARP_TABLE, "1234567.89")
    assert dollars(found, "a", "b", "c") == ["59,753.08", "75,679.01", "75,679.01"]
    closes(found)


def test_mcauley_rule(tmp_path: Path) -> None:
    body = """
funds:
  - fund: savings
    kind: savings
    enters: [{stream: savings}]
    splits:
      - level: organization
        first: [{step: operations, takes: operating_cost, amount: "$450,000"}]
        pools:
          - {pool: participants, share: 65%, types: [primary_care], equal: true}
          - {pool: hospital, share: 35%, types: [hospital], equal: true}
"""
    found = distributed(tmp_path, body, "participant name type\nh H hospital\np P primary_care", "2000000.00")
    assert dollars(found, "p", "h") == ["1,007,500.00", "542,500.00"]
    closes(found)


THREE_LEVELS = """
levels: [group, provider]
factors: [{factor: citizenship_points, label: Citizenship points, unit: number, adds_up: false}]
funds:
  - fund: savings
    kind: savings
    enters: [{stream: savings}]
    splits:
      - level: organization
        first:
          - {step: advance, takes: repayment, amount: "$400,000"}
          - {step: reserve, takes: reserve, rate: 10%, target: "$600,000"}
          - {step: operations, takes: operating_cost, amount: "$815,000", not_above: 40%}
          - {step: hold_back, takes: hold_back, rate: 5%, released: when the reopening period is over}
        pools:
          - {pool: primary_care, share: 60%, types: [primary_care], by: [member_months, quality]}
          - {pool: specialists, share: 25%, types: [specialist], equal: true}
          - {pool: hospital, share: 15%, types: [hospital], equal: true}
      - level: group
        first: [{step: retained, takes: retained, rate: 20%}]
        pools:
          - {pool: panel, share: 60%, by: [member_months, quality]}
          - {pool: citizenship, share: 40%, by: [citizenship_points]}
"""
THREE_LEVELS_TABLE = """
participant name level within type member_months quality citizenship_points
north North group - primary_care 48000 0.90 -
east East group - primary_care 30000 0.75 -
west West group - primary_care 18000 0.60 -
spec Specialists group - specialist - - -
hosp Hospital group - hospital - - -
dr_a A provider north primary_care 21600 0.95 9
dr_b B provider north primary_care 15600 0.88 6
dr_c C provider north primary_care 10800 0.80 5
"""


def test_three_levels(tmp_path: Path) -> None:
    found = distributed(tmp_path, THREE_LEVELS, THREE_LEVELS_TABLE, "3712405.37", {"reserve_balance": "350000.00"})
    assert dollars(found, "north", "east", "west", "spec", "hosp") == [
        "723,400.13",
        "376,770.90",
        "180,850.03",
        "533,758.78",
        "320,255.26",
    ]
    assert dollars(found, "dr_a", "dr_b", "dr_c") == ["270,304.71", "180,591.76", "127,823.63"]
    assert found.kept["north"] == Decimal("144680.03")
    top = {use.name: use.amount for use in found.nodes["savings", ""].uses}
    assert top["advance"] == 400000
    assert top["reserve"] == 250000
    assert top["operations"] == 815000
    assert top["hold_back"] == Decimal("112370.27")
    assert top["shared"] == Decimal("2135035.10")
    assert found.reserve_after == 600000
    closes(found)


def one_pool(rule: str, more: str = "") -> str:
    return f"""
funds:
  - fund: savings
    kind: savings
    enters: [{{stream: savings}}]
    splits:
      - level: organization
        pools:
          - {{pool: all, share: 100%, {rule}}}
{more}
"""


def test_gate_cap_and_redistribution(tmp_path: Path) -> None:
    rule = 'by: [lives, quality], gates: [{factor: quality, at_least: 50%}], cap: {amount: "$220,000"}'
    table = "participant name lives quality\np1 A 4000 0.92\np2 B 2500 0.81\np3 C 1500 0.66\np4 D 900 0.48"
    found = distributed(tmp_path, one_pool(rule), table, "500000.00")
    assert dollars(found, "p1", "p2", "p3", "p4") == ["220,000.00", "188,059.70", "91,940.30", "0.00"]
    closes(found)


SMALL_PANELS = "participant name lives quality\na A 1200 0.90\nb B 150 0.60\nc C 40 1.00"


def test_small_panels_as_they_are(tmp_path: Path) -> None:
    found = distributed(tmp_path, one_pool("by: [lives, quality]"), SMALL_PANELS, "100000.00")
    assert dollars(found, "a", "b", "c") == ["89,256.20", "7,438.02", "3,305.78"]


def test_small_panels_drawn_towards_the_mean(tmp_path: Path) -> None:
    rule = "by: [lives, {factor: quality, small_panels: {k: 200, towards: 75%}}]"
    found = distributed(tmp_path, one_pool(rule), SMALL_PANELS, "100000.00")
    assert dollars(found, "a", "b", "c") == ["88,684.16", "8,652.11", "2,663.73"]
    closes(found)


def test_a_panel_below_the_minimum_is_paid_by_the_mean_of_the_others(tmp_path: Path) -> None:
    rule = "by: [lives, {factor: quality, minimum_panel: {at_least: 100}}]"
    found = distributed(tmp_path, one_pool(rule), SMALL_PANELS, "100000.00")
    # The mean of A and B by their panels is (1,200 x 0.90 + 150 x 0.60) / 1,350 = 0.866667; C counts 40 x that.
    assert dollars(found, "a", "b", "c") == ["89,651.35", "7,470.95", "2,877.70"]


JOINERS = """
participant name member_months joined left
a A 12000 - -
b B 4800 2026-07-01 -
c C 4500 - 2026-09-30
"""


def test_joiner_and_leaver_keep_their_months(tmp_path: Path) -> None:
    found = distributed(tmp_path, one_pool("by: [member_months]"), JOINERS, "200000.00")
    assert dollars(found, "a", "b", "c") == ["112,676.06", "45,070.42", "42,253.52"]


def test_leaver_forfeits_to_the_others(tmp_path: Path) -> None:
    found = distributed(tmp_path, one_pool("by: [member_months], leavers: forfeit"), JOINERS, "200000.00")
    assert dollars(found, "a", "b", "c") == ["142,857.14", "57,142.86", "0.00"]
    closes(found)


def test_loss_with_reserve_and_caps(tmp_path: Path) -> None:
    losses = (
        "        losses: {reserve_first: true, by: [member_months], cap: {rate: 2%, of: revenue}, rest_to: retained}"
    )
    table = """
participant name member_months revenue
north North 48000 15000000
east East 30000 4500000
west West 18000 6000000
"""
    found = distributed(
        tmp_path, one_pool("by: [member_months]", losses), table, "-800000.00", {"reserve_balance": "350000.00"}
    )
    assert dollars(found, "north", "east", "west") == ["-261,818.18", "-90,000.00", "-98,181.82"]
    assert found.reserve_after == 0
    closes(found)


def test_guarantee_from_the_reserve(tmp_path: Path) -> None:
    body = one_pool("fixed: {a: 8200, b: 31500, c: 12300}", '        guarantee: {amount: "$15,000"}')
    table = "participant name\na A\nb B\nc C"
    full = distributed(tmp_path, body, table, "52000.00", {"reserve_balance": "20000.00"})
    assert dollars(full, "a", "b", "c") == ["15,000.00", "31,500.00", "15,000.00"]
    assert full.reserve_after == Decimal("10500.00")
    short = distributed(tmp_path, body, table, "52000.00", {"reserve_balance": "6000.00"})
    assert dollars(short, "a", "b", "c") == ["12,494.74", "31,500.00", "14,005.26"]
    assert short.reserve_after == 0
    closes(full)
    closes(short)


def test_care_fee_passed_down_with_an_activity_minimum(tmp_path: Path) -> None:
    body = """
factors: [{factor: contacts, label: Tier 3 members contacted, unit: rate, adds_up: false}]
funds:
  - fund: fees
    kind: care_management
    enters: [{stream: care_fee}]
    splits:
      - level: organization
        first: [{step: kept, takes: retained, rate: 20%}]
        pools:
          - pool: groups
            share: 100%
            by: [member_months]
            gates: [{factor: contacts, at_least: 80%, below: in_proportion}]
            forfeits_to: reserve
"""
    table = "participant name member_months contacts\nn N 48000 85%\ne E 30000 80%\nw W 18000 75%"
    found = distributed(tmp_path, body, table, "", streams=[settled("480000.00", "care_fee")])
    assert dollars(found, "n", "e", "w") == ["192,000.00", "120,000.00", "67,500.00"]
    assert found.reserve_after == Decimal("4500.00")
    closes(found)


def closes(found: Distribution) -> None:
    """At every level what came in is what went out and what is kept."""
    for node in found.nodes.values():
        assert node.difference == 0, node.uses

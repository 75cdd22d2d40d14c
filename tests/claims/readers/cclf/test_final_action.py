"""Claims net to CMS's final action in every case that the Information Packet and known implementations tell."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from openvbc.claims.readers.account import OrphanRule

from .made_up_feed import PERSON, Feed, equipment, fill, header, line, paid_by_claim, pair, read

NOV, DEC, JAN, FEB = date(2025, 11, 10), date(2025, 12, 8), date(2026, 1, 12), date(2026, 2, 9)
A, B = OrphanRule.PAIR_BY_AMOUNT, OrphanRule.SIGNED_SUM


def adjusted(feed: Feed) -> None:
    feed.add(NOV, "CCLF1", header(8, 0, "2025-05-20", "300"))
    feed.add(DEC, "CCLF1", header(9, 1, "2025-07-08", "300"))
    feed.add(DEC, "CCLF1", header(10, 2, "2025-07-08", "325.50"))


def adjusted_the_other_way_round(feed: Feed) -> None:
    """Claim identifiers carry no order, and cancellation and adjustment come on the same day."""
    feed.add(NOV, "CCLF1", header(11, 0, "2025-06-24", "210"))
    feed.add(DEC, "CCLF1", header(12, 2, "2025-08-05", "190"))
    feed.add(DEC, "CCLF1", header(13, 1, "2025-08-05", "210"))


def table_4_of_the_packet(feed: Feed) -> None:
    home: dict[str, str] = {"first": "2025-07-01", "last": "2025-07-08"}
    for day, row in (
        (NOV, header(14, 0, "2025-07-20", "200", **home)),
        (JAN, header(15, 2, "2025-09-20", "0", **home)),
        (DEC, header(16, 1, "2025-08-07", "200", **home)),
        (JAN, header(17, 2, "2025-09-20", "210", **home)),
        (DEC, header(18, 2, "2025-08-07", "0", **home)),
        (JAN, header(19, 1, "2025-10-07", "0", **home)),
        (JAN, header(20, 0, "2025-09-20", "50", first="2025-08-20", last="2025-08-29")),
    ):
        feed.add(day, "CCLF1", row)


def two_originals(feed: Feed) -> None:
    feed.add(DEC, "CCLF1", header(21, 0, "2025-08-22", "9850.10"))
    feed.add(DEC, "CCLF1", header(22, 0, "2025-08-29", "1215.40"))


def two_originals_one_cancelled(feed: Feed) -> None:
    feed.add(DEC, "CCLF1", header(23, 0, "2025-09-12", "150"))
    feed.add(DEC, "CCLF1", header(24, 0, "2025-09-15", "95"))
    feed.add(JAN, "CCLF1", header(25, 1, "2025-10-30", "150"))


def cancelled(feed: Feed) -> None:
    feed.add(JAN, "CCLF1", header(26, 0, "2025-10-17", "88.40"))
    feed.add(FEB, "CCLF1", header(27, 1, "2026-01-09", "88.40"))


def original_before_the_history(feed: Feed) -> None:
    feed.add(NOV, "CCLF1", header(28, 1, "2025-02-14", "6400"))
    feed.add(NOV, "CCLF1", header(29, 2, "2025-02-14", "6650"))


def orphan_alone(feed: Feed) -> None:
    feed.add(DEC, "CCLF1", header(30, 1, "2025-03-03", "76.25"))


def adjustment_alone(feed: Feed) -> None:
    feed.add(JAN, "CCLF1", header(31, 2, "2025-10-02", "2210.75"))


def last_day_corrected(feed: Feed) -> None:
    feed.add(NOV, "CCLF1", header(32, 0, "2025-05-09", "8800", first="2025-04-01", last="2025-04-30"))
    feed.add(DEC, "CCLF1", header(33, 1, "2025-07-15", "8800", first="2025-04-01", last="2025-04-30"))
    feed.add(DEC, "CCLF1", header(34, 2, "2025-07-15", "7480", first="2025-04-01", last="2025-04-25"))


def chain(feed: Feed) -> None:
    feed.add(NOV, "CCLF1", header(35, 0, "2025-02-14", "500"))
    feed.add(NOV, "CCLF1", header(36, 1, "2025-04-01", "500"))
    feed.add(NOV, "CCLF1", header(37, 2, "2025-04-01", "480"))
    feed.add(DEC, "CCLF1", header(38, 1, "2025-09-09", "480"))
    feed.add(JAN, "CCLF1", header(39, 2, "2025-09-09", "505"))


def equal_amounts_on_the_same_day(feed: Feed) -> None:
    feed.add(JAN, "CCLF1", header(86, 1, "2025-10-20", "420"))
    feed.add(JAN, "CCLF1", header(87, 2, "2025-10-20", "420"))


def delivered_twice(feed: Feed) -> None:
    """Later deliveries blank some fields, so the copies are not equal in every column."""
    feed.add(NOV, "CCLF1", header(40, 0, "2025-03-28", "133.20"))
    feed.add(DEC, "CCLF1", header(40, 0, "2025-03-28", "133.20", OTHR_PRVDR_NPI_NUM=None))
    feed.add(NOV, "CCLF5", line(42, 1, 0, "2025-03-26", "74.31", "7003"))
    feed.add(DEC, "CCLF5", line(42, 1, 0, "2025-03-26", "74.31", "7003", HCPCS_BETOS_CD=None))


def denied(feed: Feed) -> None:
    feed.add(DEC, "CCLF1", header(43, 0, "2025-08-01", "0", CLM_MDCR_NPMT_RSN_CD="N"))
    feed.add(DEC, "CCLF5", line(44, 1, 0, "2025-08-01", "12", "7004", CLM_CARR_PMT_DNL_CD="0", CLM_PRCSG_IND_CD="C"))
    feed.add(DEC, "CCLF5", line(45, 1, 0, "2025-08-02", "13", "7005", CLM_PRCSG_IND_CD="N"))
    feed.add(DEC, "CCLF6", equipment(46, 1, 0, "2025-07-09", "14", "7006", CLM_CARR_PMT_DNL_CD="0"))


def identifier_changed(feed: Feed) -> None:
    former = "1S00A00AA80"
    feed.add(NOV, "CCLF1", header(47, 0, "2025-08-22", "240", person=former))
    feed.add(DEC, "CCLF1", header(48, 1, "2025-10-14", "240"))
    feed.add(DEC, "CCLF1", header(49, 2, "2025-10-14", "260"))
    feed.add(NOV, "CCLF5", line(50, 1, 0, "2025-08-20", "98.21", "7007", person=former))
    feed.add(DEC, "CCLF5", line(51, 1, 1, "2025-10-20", "98.21", "7007"))
    feed.add(DEC, "CCLF5", line(52, 1, 2, "2025-10-20", "101.40", "7007"))
    feed.add(DEC, "CCLF9", pair(former, PERSON))


def table_6_of_the_packet(feed: Feed) -> None:
    for day, claim, kind, effective in (
        (NOV, 67, 0, "2025-08-15"),
        (DEC, 66, 0, "2025-09-02"),
        (DEC, 65, 1, "2025-09-02"),
    ):
        third = "100" if claim == 66 else "0"
        for number, paid in ((1, "380"), (2, "227"), (3, third)):
            feed.add(day, "CCLF5", line(claim, number, kind, effective, paid, "7016"))


def physician_line_recoded(feed: Feed) -> None:
    for day, claim, kind, effective, first in (
        (DEC, 68, 0, "2025-09-17", "98.21"),
        (JAN, 69, 1, "2025-11-04", "98.21"),
        (JAN, 70, 2, "2025-11-04", "135.60"),
    ):
        feed.add(day, "CCLF5", line(claim, 1, kind, effective, first, "7017"))
        feed.add(day, "CCLF5", line(claim, 2, kind, effective, "13.74", "7017"))


def physician_claim_cancelled(feed: Feed) -> None:
    for number in (1, 2):
        feed.add(JAN, "CCLF5", line(71, number, 0, "2025-10-29", "29.95", "7018"))
        feed.add(FEB, "CCLF5", line(72, number, 1, "2026-01-13", "29.95", "7018"))


def equipment_adjusted(feed: Feed) -> None:
    for day, claim, kind, effective, second in (
        (NOV, 73, 0, "2025-04-09", "21.08"),
        (DEC, 74, 1, "2025-06-03", "21.08"),
        (DEC, 75, 2, "2025-06-03", "18.40"),
    ):
        feed.add(day, "CCLF6", equipment(claim, 1, kind, effective, "71.30", "7019"))
        feed.add(day, "CCLF6", equipment(claim, 2, kind, effective, second, "7019"))
    feed.add(JAN, "CCLF6", equipment(76, 1, 0, "2025-09-10", "31.62", "7020"))
    feed.add(FEB, "CCLF6", equipment(77, 1, 1, "2026-01-15", "31.62", "7020"))


@pytest.mark.parametrize("form", ["fixed", "csv"])
@pytest.mark.parametrize(
    ("scenario", "rule", "expected"),
    [
        (adjusted, A, {"10": "325.50"}),
        (adjusted, B, {"10": "325.50"}),
        (adjusted_the_other_way_round, A, {"12": "190"}),
        (table_4_of_the_packet, A, {"17": "210", "15": "0", "20": "50"}),
        (table_4_of_the_packet, B, {"17": "210", "15": "0", "20": "50"}),
        (two_originals, A, {"21": "9850.10", "22": "1215.40"}),
        (two_originals_one_cancelled, A, {"24": "95.00"}),
        (two_originals_one_cancelled, B, {"24": "95.00"}),
        (cancelled, A, {}),
        (cancelled, B, {}),
        (original_before_the_history, A, {"29": "6650"}),
        (original_before_the_history, B, {"29": "6650", "28-C": "-6400"}),
        (orphan_alone, A, {}),
        (orphan_alone, B, {"30-C": "-76.25"}),
        (adjustment_alone, A, {"31": "2210.75"}),
        (last_day_corrected, A, {"34": "7480"}),
        (last_day_corrected, B, {"34": "7480"}),
        (chain, A, {"39": "505"}),
        (chain, B, {"39": "505"}),
        (equal_amounts_on_the_same_day, A, {"87": "420"}),
        (equal_amounts_on_the_same_day, B, {"87": "420", "86-C": "-420"}),
        (delivered_twice, A, {"40": "133.20", "42": "74.31"}),
        (denied, A, {}),
        (identifier_changed, A, {"49": "260", "52": "101.40"}),
        (table_6_of_the_packet, A, {"66": "707"}),
        (table_6_of_the_packet, B, {"66": "707"}),
        (physician_line_recoded, A, {"70": "149.34"}),
        (physician_claim_cancelled, A, {}),
        (equipment_adjusted, A, {"75": "89.70"}),
    ],
)
def test_what_remains_is_the_final_action(
    scenario: Callable[[Feed], None], rule: OrphanRule, expected: dict[str, str], form: str, tmp_path: Path
) -> None:
    feed = Feed()
    scenario(feed)
    found = read(feed.write(tmp_path, form), rule)
    assert paid_by_claim(found.table("medical_claim")) == {claim: Decimal(paid) for claim, paid in expected.items()}
    assert {row["person_id"] for row in found.table("medical_claim")} <= {PERSON}


@pytest.mark.parametrize(
    ("scenario", "pairs", "signed"),
    [
        (original_before_the_history, "6650", "250"),
        (orphan_alone, "0", "-76.25"),
        (equal_amounts_on_the_same_day, "420", "0"),
        (last_day_corrected, "7480", "7480"),
        (two_originals_one_cancelled, "95", "95"),
    ],
)
def test_the_two_orphan_rules_differ_only_where_the_original_is_not_there(
    scenario: Callable[[Feed], None], pairs: str, signed: str, tmp_path: Path
) -> None:
    feed = Feed()
    scenario(feed)
    paths = feed.write(tmp_path, "fixed")
    for rule, net in ((A, pairs), (B, signed)):
        rows = read(paths, rule).table("medical_claim")
        assert sum((row["paid_amount"] for row in rows), Decimal(0)) == Decimal(net)


def test_the_two_worked_examples_of_the_packet_sum_to_967_dollars(tmp_path: Path) -> None:
    feed = Feed()
    table_4_of_the_packet(feed)
    table_6_of_the_packet(feed)
    rows = read(feed.write(tmp_path, "fixed")).table("medical_claim")
    by_type = {
        kind: sum(row["paid_amount"] for row in rows if row["claim_type"] == kind)
        for kind in ("institutional", "professional")
    }
    assert by_type == {"institutional": Decimal(260), "professional": Decimal(707)}
    assert sum(by_type.values()) == Decimal("967.00")


@pytest.mark.parametrize("form", ["fixed", "csv"])
def test_of_a_part_d_fill_the_most_recent_record_counts_unless_it_deletes_it(form: str, tmp_path: Path) -> None:
    feed = Feed()
    feed.add(NOV, "CCLF7", fill(78, 0, "47", 303))
    feed.add(DEC, "CCLF7", fill(79, 2, "35", 303))
    feed.add(DEC, "CCLF7", fill(80, 0, "4.50", 304))
    feed.add(JAN, "CCLF7", fill(81, 1, "4.50", 304))
    feed.add(JAN, "CCLF7", fill(82, 2, "11", 305, CLM_EFCTV_DT="2025-08-20"))
    feed.add(JAN, "CCLF7", fill(83, 0, "11", 306))
    feed.add(JAN, "CCLF7", fill(84, 2, "9", 306))
    feed.add(FEB, "CCLF7", fill(85, 2, "8", 306))
    feed.add(NOV, "CCLF7", fill(90, 0, "5", 307))
    feed.add(DEC, "CCLF7", fill(91, 2, "5", 307, CLM_LINE_NDC_CD=None))
    feed.add(NOV, "CCLF7", fill(92, 0, "6", 308))
    feed.add(DEC, "CCLF7", fill(93, 2, "0", 308, CLM_LINE_SRVC_UNIT_QTY=Decimal(0)))
    found = read(feed.write(tmp_path, form))
    fills = {row["claim_id"].lstrip("0"): row["copayment_amount"] for row in found.table("pharmacy_claim")}
    assert fills == {"79": Decimal(35), "82": Decimal(11), "85": Decimal(8)}
    assert {step.name: (step.rows, step.amount) for step in found.result.steps} == {
        "part_d_received": (12, Decimal("146.00")),
        "part_d_latest": (6, Decimal("63.50")),
        "part_d_final": (3, Decimal(54)),
    }


def test_identifiers_follow_chains_and_later_pairs_and_ignore_rows_that_say_nothing(tmp_path: Path) -> None:
    people = {letter: f"1S00A00A{letter}00" for letter in "ABCDEFGH"}
    feed = Feed()
    for number, letter in enumerate("ABCDEFGH"):
        day = f"2025-0{number + 1}-05"
        feed.add(
            NOV, "CCLF5", line(100 + number, 1, 0, "2025-09-01", "10", f"C{number}", person=people[letter], first=day)
        )
    feed.add(NOV, "CCLF9", pair(people["A"], people["B"]))  # a chain to C
    feed.add(NOV, "CCLF9", pair(people["B"], people["C"]))
    feed.add(NOV, "CCLF9", pair(people["D"], people["D"]))  # says nothing
    feed.add(NOV, "CCLF9", pair(people["E"], people["F"]))  # a later delivery says G
    feed.add(DEC, "CCLF9", pair(people["E"], people["G"]))
    feed.add(NOV, "CCLF9", pair(people["H"], people["G"]))  # no later delivery has it
    rows = read(feed.write(tmp_path, "fixed")).table("medical_claim")
    owner = {row["claim_id"][-3:]: row["person_id"][8] for row in rows}
    assert owner == {
        "100": "C", "101": "C", "102": "C", "103": "D", "104": "G", "105": "F", "106": "G", "107": "G",
    }  # fmt: skip


def test_a_monthly_delivery_holds_over_a_weekly_one_with_the_same_record(tmp_path: Path) -> None:
    monthly, weekly = Feed(), Feed()
    monthly.add(DEC, "CCLF5", line(1, 1, 0, "2025-09-17", "98.21", "1"))
    weekly.add(date(2025, 12, 15), "CCLF5", line(1, 1, 0, "2025-09-17", "11.11", "1"))
    weekly.add(date(2025, 12, 15), "CCLF5", line(2, 1, 0, "2025-09-18", "22.22", "2"))
    paths = [*monthly.write(tmp_path / "m", "fixed"), *weekly.write(tmp_path / "w", "fixed", kind="WY")]
    assert paid_by_claim(read(paths).table("medical_claim")) == {"1": Decimal("98.21"), "2": Decimal("22.22")}


def test_the_account_tells_records_and_dollars_after_each_step(tmp_path: Path) -> None:
    feed = Feed()
    for scenario in (delivered_twice, denied, chain, original_before_the_history):
        scenario(feed)
    for rows in feed.rows.values():
        for place, row in enumerate(rows):
            if "CLM_LINE_NUM" not in row and row["CUR_CLM_UNIQ_ID"] in ("0000000000028", "0000000000029"):
                rows[place] = row | {"CLM_FROM_DT": "2024-12-02", "CLM_THRU_DT": "2024-12-20"}
    paths = feed.write(tmp_path, "fixed")
    steps = {step.name: (step.rows, step.amount) for step in read(paths).result.steps}
    assert {name: told for name, told in steps.items() if name.startswith("part_a")} == {
        "part_a_received": (10, Decimal("1021.40")),
        "part_a_without_copies": (9, Decimal("888.20")),
        "part_a_without_denied": (8, Decimal("888.20")),
        "part_a_without_pairs": (4, Decimal("888.20")),
        "part_a_without_orphans": (3, Decimal("7288.20")),
        "part_a_final": (3, Decimal("7288.20")),
    }
    signed = {step.name: (step.rows, step.amount) for step in read(paths, B).result.steps}
    assert signed["part_a_final"] == (4, Decimal("888.20"))
    orphans = [found for found in read(paths).result.findings if found.audit == "orphan_cancellations"]
    assert [(found.count, found.examples) for found in orphans] == [(1, ("claim 0000000000028 of 6400.00",))]

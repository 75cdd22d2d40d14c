"""Lists of members, evidence sent back, and the scorecards that come of them. Every member here is made up."""

import csv
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from openvbc.contract.model import Contract
from openvbc.contract.scorecard import Scorecard
from openvbc.errors import InputError, OpenVBCError, SettlementError
from openvbc.figures import Figure
from openvbc.money import plain
from openvbc.periods import PerformanceYear, Period
from openvbc.quality.evidence import accept_evidence, answer_evidence
from openvbc.quality.gap_list import GapList, count_gaps, read_gap_list
from openvbc.reports.document.csv_files import csv_text
from openvbc.reports.document.page import document_html
from openvbc.reports.document.text import document_text
from openvbc.reports.scorecard.consumer import NO_RATING, consumer_report, consumer_rows
from openvbc.reports.scorecard.feedback import feedback, feedback_report, open_gaps_csv
from openvbc.reports.scorecard.gap_files import answers_csv, figures_yaml, gap_list_csv
from openvbc.settlement.settle import Settlement
from openvbc.units import USD
from tests.quality.scorecards import CUTS, Json, contract_with, measure, scorecard, settled

YEAR = PerformanceYear(2026, Period(date(2026, 1, 1), date(2027, 1, 1)))
CARD: Json = scorecard(
    [
        measure("screening", look_back_months=15),
        measure("poor_control", direction="lower", cut_points=CUTS[::-1]),
        measure("few", minimum_denominator=30),
    ]
)
PAYING: Json = {
    "gap_closure": {
        "rates": [{"measure": "screening", "per_gap": 40}, {"measure": "poor_control", "per_gap": 10}],
        "member_cap": 45,
    },
    "bonus": {"minimum_score": "0%", "amount": 1000, "scaled_by_score": True},
}
LIST = """member,measure,status,date,evidence
A001,screening,met,2026-02-03,claim 1
A002,screening,open,,
A003,screening,excluded,,
A004,screening,open,,
A005,screening,met,2026-05-09,claim 2
A001,poor_control,met,2026-03-01,laboratory 7
A002,poor_control,open,,
A001,few,met,2026-03-01,claim 3
"""


def contract() -> Contract:
    return contract_with(CARD, ("quality", "pay_for_performance", PAYING))


def card() -> Scorecard:
    agreed = contract().scorecard
    assert agreed is not None
    return agreed.terms


def written(folder: Path, text: str, name: str = "members.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def listed(folder: Path, text: str = LIST) -> GapList:
    return read_gap_list(written(folder, text), card())


def values(held: object) -> Mapping[str, object]:
    assert isinstance(held, Mapping)
    return {key: figure.value for key, figure in held.items()}


def test_a_list_counts_to_numerators_denominators_gaps_and_what_goes_beyond_the_cap(tmp_path: Path) -> None:
    counted = count_gaps(listed(tmp_path), card(), {"screening": Decimal(40), "poor_control": Decimal(10)}, Decimal(45))
    assert values(counted["measure_denominator"]) == {"screening": 4, "poor_control": 2, "few": 1}
    # Where lower is better, who does not meet the standard is the numerator.
    assert values(counted["measure_numerator"]) == {"screening": 2, "poor_control": 1, "few": 1}
    assert values(counted["gaps_closed"]) == {"screening": 2, "poor_control": 1}
    beyond = counted["amount_beyond_member_cap"]
    assert isinstance(beyond, Figure)
    assert beyond.value == 5  # A001 closed both: $50, of which $45 are paid


def test_counted_figures_settle_and_say_where_they_come_from(tmp_path: Path) -> None:
    found = settled_from(listed(tmp_path))
    assert found.streams[0].evaluation.value("gap_closure_payment") == 85  # 2 x 40 + 1 x 10 - 5
    source = figures_yaml(count_gaps(listed(tmp_path), card()))
    assert 'screening: {value: 2, source: "members.csv (2 rows, SHA-256 ' in source


def settled_from(gaps: GapList) -> Settlement:
    figures = count_gaps(gaps, card(), {"screening": Decimal(40), "poor_control": Decimal(10)}, Decimal(45))
    told = {name: values(held) if isinstance(held, Mapping) else held.value for name, held in figures.items()}
    return settled(contract(), told)


def test_accepted_evidence_closes_the_gap_and_nothing_else(tmp_path: Path) -> None:
    evidence = "member,measure,date,kind,evidence\nA004,screening,2025-03-01,medical_record,note 12\n"
    before = listed(tmp_path)
    after = accept_evidence(before, written(tmp_path, evidence, "evidence.csv"), card(), YEAR)
    changed = [(old, new) for old, new in zip(before.rows, after.rows, strict=True) if old != new]
    assert [(old.status, new.status, new.date, new.evidence) for old, new in changed] == [
        ("open", "met", "2025-03-01", "medical_record: note 12")
    ]
    again = read_gap_list(written(tmp_path, gap_list_csv(after), "again.csv"), card())
    assert [(row.member, row.measure, row.status, row.evidence) for row in again.rows] == [
        (row.member, row.measure, row.status, row.evidence) for row in after.rows
    ]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("A009,screening,2026-03-01,medical_record,note", "A009 is not in the denominator of screening"),
        ("A003,poor_control,2026-03-01,medical_record,note", "A003 is not in the denominator of poor_control"),
        ("A003,screening,2026-03-01,medical_record,note", "A003 is excluded from screening"),
        ("A001,screening,2026-03-01,medical_record,note", "A001 has met screening already"),
        ("A002,screening,2024-09-30,medical_record,note", "2024-09-30 lies outside the measurement period"),
        ("A002,screening,2027-01-01,medical_record,note", "2027-01-01 lies outside the measurement period"),
        ("A002,poor_control,2025-12-31,medical_record,note", "counts what happened from 2026-01-01 to 2026-12-31"),
        ("A002,screening,3 March,medical_record,note", "'3 March' is no day"),
        ("A002,screening,2026-02-30,medical_record,note", "'2026-02-30' is no day"),
        ("A002,screening,2026-03-01,rumor,note", "kind is 'rumor'"),
        ("A002,screening,2026-03-01,medical_record,", "the row names no evidence"),
        ("A002,screning,2026-03-01,medical_record,note", "did you mean 'screening'?"),
    ],
)
def test_evidence_is_refused_with_the_reason_and_then_none_of_the_file_is_taken(
    tmp_path: Path, row: str, reason: str
) -> None:
    good = "A004,screening,2026-03-01,medical_record,note 12"
    path = written(tmp_path, f"member,measure,date,kind,evidence\n{good}\n{row}\n", "evidence.csv")
    with pytest.raises(InputError) as error:
        accept_evidence(listed(tmp_path), path, card(), YEAR)
    assert reason in str(error.value)
    assert all(fault.where == "evidence.csv:3" for fault in error.value.faults)


def test_each_row_has_a_dated_answer_and_only_accepted_rows_close_gaps(tmp_path: Path) -> None:
    rows = "A004,screening,2026-03-01,medical_record,note 12", "A003,screening,2026-03-01,medical_record,note"
    path = written(tmp_path, "member,measure,date,kind,evidence\n" + "\n".join(rows) + "\n", "evidence.csv")
    before = listed(tmp_path)
    due = date(2026, 4, 30)
    after, answers = answer_evidence(before, path, card(), YEAR, due, due)
    assert [row.member for old, row in zip(before.rows, after.rows, strict=True) if old != row] == ["A004"]
    reason = f"A003 is excluded from screening (so says {before.by_place()['A003', 'screening'].where})"
    assert answers_csv(answers).splitlines()[1:] == [
        f"{rows[0]},accepted,,2026-04-30",
        f"{rows[1]},refused,{reason},2026-04-30",
    ]
    none_taken, late = answer_evidence(before, path, card(), YEAR, date(2026, 5, 1), due)
    assert none_taken == before
    assert all("comes 1 day late" in str(each.refused[-1]) for each in late)
    _, early = answer_evidence(before, path, card(), YEAR, date(2026, 2, 28))
    assert "2026-03-01 lies after the day of receipt" in str(early[0].refused[0])


def test_evidence_given_twice_is_refused(tmp_path: Path) -> None:
    row = "A002,screening,2026-03-01,medical_record,note\n"
    path = written(tmp_path, f"member,measure,date,kind,evidence\n{row}{row}", "evidence.csv")
    with pytest.raises(InputError, match="evidence for A002 in screening is given twice"):
        accept_evidence(listed(tmp_path), path, card(), YEAR)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "the file is empty"),
        ("member,measure\nA001,screening\n", "there is no column 'status'"),
        ("member,measure,status,stat\nA001,screening,open,x\n", "column 'stat' is not known here"),
        ("member,measure,status,status\nA001,screening,open,open\n", "two columns are called 'status'"),
        ("member,measure,status\nA001,screening\n", "the row has 2 cells, the header 3"),
        ("member,measure,status\nA001,screening,closed\n", "status is 'closed'"),
        ("member,measure,status\n,screening,open\n", "the row names no member"),
        ("member,measure,status\nA001,screning,open\n", "did you mean 'screening'?"),
        ("member,measure,status\nA001,screening,met\n", "A001 met screening without evidence"),
        ("member,measure,status,date\nA001,screening,open,soon\n", "'soon' is no day"),
        ("member,measure,status\nA001,screening,open\nA001,screening,open\n", "A001 stands twice in screening"),
    ],
)
def test_a_list_that_cannot_be_right_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(OpenVBCError) as error:
        listed(tmp_path, text)
    assert reason in str(error.value)


def test_a_list_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "members.csv"
    path.write_bytes(b"\xff\xfe\x00\x01")
    for each in (path, tmp_path / "none.csv"):
        with pytest.raises(OpenVBCError, match=r"this file is written in UTF-16|there is no such file"):
            read_gap_list(each, card())


def test_a_scorecard_names_standing_next_step_and_open_gaps(tmp_path: Path) -> None:
    gaps = listed(tmp_path)
    found = feedback(settled_from(gaps), gaps)
    screening, poor_control, few = found.measures
    assert (screening.result, screening.numerator, screening.denominator) == (Decimal("0.5"), Decimal(2), Decimal(4))
    assert screening.worth is not None
    assert (screening.standing, screening.needed) == ("70th percentile", Decimal(1))
    assert screening.next_step == Decimal("0.55")
    assert screening.open_gaps == ("A002", "A004")
    assert (poor_control.standing, poor_control.needed) == ("30th percentile", Decimal(1))
    assert few.standing == "no result"
    assert few.result is None
    report = feedback_report(found)
    assert "Open gaps, screening: 2" in document_text(report)
    rows = list(csv.DictReader(csv_text(report, "measures").splitlines()))
    assert rows[0]["next_step_worth"] == plain(screening.worth)
    assert [(row["measure"], row["open_gaps"]) for row in rows] == [
        ("screening", "2"),
        ("poor_control", "1"),
        ("few", "0"),
    ]
    page = document_html(report)
    assert "<li>A004</li>" in page
    for told in ("50.00%", "2 of 4", "55.00%", USD.show(screening.worth)):
        assert told in page


def test_the_step_that_is_needed_is_the_fewest_members_that_reach_it() -> None:
    card_of = scorecard([measure("m"), measure("low", direction="lower", cut_points=CUTS[::-1])])
    following = contract_with(card_of)
    for numerator in range(31):
        counts = {"m": numerator, "low": numerator}
        denominators = {"m": 31, "low": 31}
        found = feedback(settled(following, {"measure_numerator": counts, "measure_denominator": denominators}))
        for each, sign in zip(found.measures, (1, -1), strict=True):
            if each.needed is None or each.next_step is None:
                continue
            cut = each.next_step
            reached = (numerator + sign * each.needed) / Decimal(31)
            one_less = (numerator + sign * (each.needed - 1)) / Decimal(31)
            assert (reached - cut) * sign >= 0 > (one_less - cut) * sign


def test_open_gaps_are_written_in_the_form_in_which_evidence_comes_back(tmp_path: Path) -> None:
    gaps = listed(tmp_path)
    text = open_gaps_csv(feedback(settled_from(gaps), gaps))
    assert text.splitlines()[:2] == ["member,measure,date,kind,evidence", "A002,screening,,,"]
    filled = text.replace(",,,", ",2026-06-01,laboratory_result,L-77")
    after = accept_evidence(gaps, written(tmp_path, filled, "evidence.csv"), card(), YEAR)
    assert not [row for row in after.rows if row.status == "open"]


def test_a_list_other_than_the_one_settled_is_refused(tmp_path: Path) -> None:
    gaps = listed(tmp_path)
    other = listed(tmp_path, LIST.replace("A004,screening,open,,", "A004,screening,met,,claim 9"))
    with pytest.raises(SettlementError, match="the list counts 3 of 4, the settlement 2 of 4"):
        feedback(settled_from(gaps), other)


def test_the_consumer_view_has_words_but_no_dollars_and_no_members(tmp_path: Path) -> None:
    found = settled_from(listed(tmp_path))
    rows = consumer_rows(found)
    assert [(row.label, row.rating) for row in rows] == [
        ("screening", "High"),
        ("poor control", "Middle"),
        ("few", NO_RATING),
    ]
    report = consumer_report(found)
    for told in (document_html(report), csv_text(report, "measures")):
        assert "$" not in told
        assert "A00" not in told
    assert "Lower is better." in rows[1].meaning

"""The file of category rules: its faults are told with their lines, and the rules that ship are sound."""

from pathlib import Path

import pytest

from openvbc.claims.expenditures.categories import default_category_rules, read_category_rules
from openvbc.claims.expenditures.codes import CodeRange, code_range
from openvbc.claims.expenditures.count import count_expenditures
from openvbc.errors import ClaimsError, FileError
from tests.claims.expenditures.made_up_claims import engine_with, line, months, terms
from tests.claims.people_in_numbers import in_words

HEADER = (
    "priority,category,whole_claim,claim_type,source_claim_type,place_of_service,"
    "bill_type,revenue_center,hcpcs,drg,basis"
)


def _file(folder: Path, *rows: str, header: str = HEADER) -> Path:
    path = folder / "rules.csv"
    path.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("470", ["470"], ["469", "471", "47"]),
        ("469-470", ["469", "470"], ["468", "471"]),
        ("S72*", ["S72", "S72001A", "S7299ZZ"], ["S71999", "S730"]),
        ("32*-34*", ["320", "32Z", "349"], ["319", "350"]),
        ("a4352", ["A4352"], ["A4353"]),
    ],
)
def test_a_range_holds_the_codes_that_it_says(text: str, inside: list[str], outside: list[str]) -> None:
    held = code_range(text)
    assert all(held.low <= code <= held.high for code in inside)
    assert not any(held.low <= code <= held.high for code in outside)


@pytest.mark.parametrize("text", ["", "S72.0", "470-46", "471-469", "*", "4 7", "1-2-3"])
def test_what_is_no_range_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"code|range"):
        code_range(text)


def test_the_rules_that_ship_end_with_one_that_takes_everything_and_say_where_they_come_from() -> None:
    rules = default_category_rules()
    last = rules[-1]
    assert (last.category, last.claim_type, last.bill_type) == ("other", "", CodeRange())
    assert all(rule.basis for rule in rules)
    assert {rule.category for rule in rules} == {
        "inpatient",
        "outpatient",
        "professional",
        "skilled_nursing",
        "home_health",
        "hospice",
        "durable_medical_equipment",
        "emergency_department",
        "other",
    }


def test_every_fault_of_a_rules_file_is_told_with_its_line(tmp_path: Path) -> None:
    path = _file(
        tmp_path,
        "1,inpatient,no,institutionl,,,11*,,,,x",
        "1,outpatient,perhaps,,,,13.,,,,x",
        "zero,,no,,,,,,,,x",
        "4,inpatient,no",
    )
    with pytest.raises(ClaimsError) as raised:
        read_category_rules(path)
    told = str(raised.value)
    for part in (
        "rules.csv:2: 'institutionl' is no claim_type",
        "did you mean 'institutional'?",
        "rules.csv:3: bill_type: '13.' is no code",
        "rules.csv:3: 'perhaps' is no whole_claim",
        "rules.csv:4: 'zero' is no priority",
        "rules.csv:4: the category is empty",
        "rules.csv:5: the row has 3 cells, the header 11",
        "two category rules have priority 1",
    ):
        assert part in told


def test_a_rules_file_with_other_columns_or_without_rules_or_with_an_open_quote_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ClaimsError, match=r"did you mean 'category'\?"):
        read_category_rules(_file(tmp_path, header=HEADER.replace("category", "categori")))
    with pytest.raises(ClaimsError, match="no rule stands in the file"):
        read_category_rules(_file(tmp_path))
    with pytest.raises(FileError, match=r"rules\.csv:2: a quotation mark opens a field here that is not closed"):
        read_category_rules(_file(tmp_path, '1,"inpatient'))


def test_a_line_that_no_rule_takes_stops_the_count_and_its_codes_are_told(tmp_path: Path) -> None:
    own = read_category_rules(_file(tmp_path, "1,hospital,no,institutional,,,,,,,our own"))
    lines = [
        line("A", "1.00", claim_id="1", claim_type="institutional", bill_type_code="131"),
        line("A", "2.00", claim_id="2", hcpcs_code="99213"),
    ]
    with (
        engine_with(lines=lines, enrolled=months("A", 12)) as engine,
        pytest.raises(ClaimsError, match=r"\(1\): claim_type professional, hcpcs_code 99213"),
    ):
        count_expenditures(engine, terms(categories=own))
    with engine_with(lines=lines[:1], enrolled=months("A", 12)) as engine:
        count_expenditures(engine, terms(categories=own))
        assert in_words(engine, "member_expenditure")[0]["category"] == "hospital"


@pytest.mark.parametrize("first", ["rehabilitation", "maternity"])
def test_of_two_rules_for_whole_claims_the_one_of_lower_priority_takes_the_claim(first: str, tmp_path: Path) -> None:
    second = "maternity" if first == "rehabilitation" else "rehabilitation"
    own = read_category_rules(
        _file(
            tmp_path,
            f"1,{first},yes,,,,,{'0118' if first == 'rehabilitation' else '0722'},,,our own",
            f"2,{second},yes,,,,,{'0722' if first == 'rehabilitation' else '0118'},,,our own",
            f"3,{second},yes,,,,,,Q0001,,our own",
            "9,other,no,,,,,,,,our own",
        )
    )
    on_two_lines = [
        line("A", "3.00", claim_id="two lines", claim_line_number=1, revenue_center_code="0118"),
        line("A", "4.00", claim_id="two lines", claim_line_number=2, revenue_center_code="0722"),
        line("A", "5.00", claim_id="two lines", claim_line_number=3),
    ]
    center = "0118" if first == "rehabilitation" else "0722"
    on_one_line = [line("A", "60.00", claim_id="one line", revenue_center_code=center, hcpcs_code="Q0001")]
    with engine_with(lines=[*on_two_lines, *on_one_line], enrolled=months("A", 12)) as engine:
        count_expenditures(engine, terms(categories=own))
        found = in_words(engine, "member_expenditure")
    assert [(row["category"], row["expenditure_cents"]) for row in found] == [(first, 7200)]

"""An explanation holds every line with its value, words, numbers, place and source, and what each line rests on."""

from collections.abc import Mapping
from decimal import Decimal

import pytest

from openvbc.citation import Citation, Clause, Status
from openvbc.errors import SettlementError
from openvbc.figures import ABSENT, Figure, Figures, Origin, Source
from openvbc.units import RATE, USD
from openvbc.worksheet.evaluate import Evaluation, Override, evaluate
from openvbc.worksheet.explain import ExplainedTree, explain
from openvbc.worksheet.formula import first_present, total, when
from openvbc.worksheet.sheet import LineKind, Worksheet

from .made_up_sheets import YEARS

RULE = Citation("42 CFR 425.605", "(d)(1)")
LEAFLET = Citation("a leaflet", status=Status.UNCONFIRMED)


def a_sheet() -> Worksheet:
    sheet = Worksheet("Shared savings")
    sheet.section("spending", "Spending", "What was spent.")
    benchmark = sheet.input("benchmark", "Benchmark", USD)
    cost = sheet.input("cost", "Cost", USD, axis=YEARS, note="Paid amounts.")
    spent = sheet.line("spent", "Spent", USD, total(cost))
    sheet.section("savings", "Savings")
    savings = sheet.line("savings", "Savings", USD, benchmark - spent, places=0)
    share = sheet.term("share", "Share", RATE, Decimal("0.5"), clause=Clause("Exhibit C 1", "contract.yaml:9"))
    limit = sheet.parameter("limit", "Limit rate", RATE, Decimal("0.1"), rule=LEAFLET)
    sheet.line("limit_amount", "Limit", USD, limit * benchmark)
    bonus = sheet.input("bonus", "Bonus", USD, optional=True)
    sheet.line("earned", "Earned", USD, when(savings > 0, share * savings, 0) + first_present(bonus, 0), rule=RULE)
    sheet.line("share_of_benchmark", "Share of benchmark", RATE, cost / benchmark)
    sheet.outcome = "earned"
    return sheet


def figures() -> Figures:
    costs = {"2023": "100", "2024": "110.5", "2025": "120"}
    return {
        "benchmark": Figure(Decimal(400), Source(Origin.GIVEN, "payer statement", "inputs.yaml:5")),
        "cost": {
            year: Figure(Decimal(cost), Source(Origin.COUNTED, f"claims of {year}", rows=3))
            for year, cost in costs.items()
        },
        "bonus": Figure(ABSENT),
    }


def evaluated(overrides: Mapping[str, Override] | None = None) -> Evaluation:
    return evaluate(a_sheet(), figures(), overrides)


def test_every_line_is_explained_in_its_section_and_order() -> None:
    sheet, explanation = a_sheet(), explain(evaluated())
    assert [line.name for line in explanation.lines()] == list(sheet.lines)
    assert [(each.name, each.title, each.note) for each in explanation.sections] == [
        ("spending", "Spending", "What was spent."),
        ("savings", "Savings", ""),
    ]
    assert (explanation.title, explanation.outcome) == ("Shared savings", "earned")


def test_a_line_tells_value_words_numbers_and_rule() -> None:
    line = explain(evaluated()).line("earned")
    assert line.shown == "$34.75"
    assert line.words == "(share × savings if savings > 0, otherwise 0) + (bonus, or 0 if that is absent)"
    assert line.values[0].numbers == "(50.00% × $70 if $70 > 0, otherwise 0) + (absent, or 0 if that is absent)"
    assert line.rule == RULE
    assert line.precedents == ("savings", "share", "bonus")
    assert line.kind is LineKind.COMPUTED


def test_the_exact_value_is_kept_beside_what_is_shown() -> None:
    line = explain(evaluated()).line("savings")
    assert (line.values[0].value, line.shown) == (Decimal("69.5"), "$70")


def test_inputs_terms_and_parameters_tell_where_they_come_from() -> None:
    explanation = explain(evaluated())
    assert str(explanation.line("benchmark").values[0].source) == "given in inputs.yaml:5: payer statement"
    assert explanation.line("share").clause == "clause Exhibit C 1, contract.yaml:9"
    assert explanation.line("limit").rule == LEAFLET
    assert explanation.line("cost").note == "Paid amounts."
    assert explanation.line("bonus").shown == "absent"


def test_a_line_over_an_axis_has_a_value_a_formula_and_a_source_for_each_member() -> None:
    explanation = explain(evaluated())
    cost = explanation.line("cost")
    assert cost.shown == "Year 2023: $100.00; Year 2024: $110.50; Year 2025: $120.00"
    assert [str(each.source) for each in cost.values] == [
        f"counted: claims of {year} (3 rows)" for year in (2023, 2024, 2025)
    ]
    shares = explanation.line("share_of_benchmark")
    assert [each.numbers for each in shares.values] == ["$100.00 ÷ $400.00", "$110.50 ÷ $400.00", "$120.00 ÷ $400.00"]
    assert [each.member for each in shares.values] == ["2023", "2024", "2025"]
    assert explanation.line("spent").values[0].numbers == "the total of ($100.00 + $110.50 + $120.00)"


def test_an_unconfirmed_value_is_listed() -> None:
    assert [line.name for line in explain(evaluated()).unconfirmed()] == ["limit"]


def test_an_unknown_line_gets_a_hint() -> None:
    with pytest.raises(SettlementError, match="did you mean 'savings'"):
        explain(evaluated()).line("savngs")


def _names(tree: ExplainedTree) -> object:
    return (tree.line.name, tree.told_above, [_names(each) for each in tree.precedents])


def test_a_tree_goes_down_to_inputs_and_tells_a_shared_line_once() -> None:
    sheet = a_sheet()
    sheet.line("net", "Net", USD, sheet["earned"] - sheet["savings"] * 2)
    tree = explain(evaluate(sheet, figures())).tree("net")
    savings: object = ("savings", False, [("benchmark", False, []), ("spent", False, [("cost", False, [])])])
    earned = ("earned", False, [savings, ("share", False, []), ("bonus", False, [])])
    assert _names(tree) == ("net", False, [earned, ("savings", True, [])])


def test_an_override_says_by_whom_why_and_what_the_formula_gives() -> None:
    override = Override(Decimal(60), "both parties", "letter of 3 May")
    evaluation = evaluated({"savings": override})
    line = explain(evaluation).line("savings")
    assert line.overridden == "set to $60 by both parties (letter of 3 May); the formula gives $70"
    assert evaluation.value("earned") == Decimal(30)
    assert evaluation.without_override == {"savings": Decimal("69.5")}
    assert explain(evaluated()).line("savings").overridden == ""


def test_an_override_of_a_figure_says_what_it_was() -> None:
    evaluation = evaluated({"benchmark": Override(Decimal(500), "the payer")})
    assert explain(evaluation).line("benchmark").overridden == "set to $500.00 by the payer; it was $400.00"
    assert evaluation.value("savings") == Decimal("169.5")


def test_an_override_of_a_term_and_of_every_member_of_an_axis() -> None:
    overrides = {"share": Override(Decimal(1), "a what-if"), "cost": Override(Decimal(10), "a what-if")}
    evaluation = evaluated(overrides)
    explanation = explain(evaluation)
    assert evaluation.value("earned") == Decimal(370)
    assert explanation.line("share").overridden == "set to 100.00% by a what-if; it was 50.00%"
    assert explanation.line("cost").overridden == ("set to $10.00 by a what-if; it was $100.00; $110.50; $120.00")


def test_an_override_saves_a_line_whose_formula_cannot_be_computed() -> None:
    sheet = Worksheet("Rate")
    sheet.section("all", "All")
    spent, months = sheet.input("spent", "Spent", USD), sheet.input("months", "Months", USD)
    sheet.line("per_month", "Per month", USD, spent / months)
    given = {"spent": Figure(Decimal(5)), "months": Figure(Decimal(0))}
    evaluation = evaluate(sheet, given, {"per_month": Override(Decimal(7), "both parties")})
    assert evaluation.value("per_month") == Decimal(7)
    assert explain(evaluation).line("per_month").overridden == (
        "set to $7.00 by both parties; the formula gives absent"
    )


def test_a_line_over_an_axis_has_no_single_value() -> None:
    with pytest.raises(TypeError, match="a value for each member"):
        evaluated().value("cost")
    assert evaluated().value("bonus") is ABSENT

"""Advances: the quarterly advance investment payment, and recoupment of what was advanced from earned savings."""

from openvbc.money import ZERO, plain
from openvbc.payment_models.mssp.terms import MsspAdvances
from openvbc.payment_models.mssp.worksheet_builder import WorksheetBuilder
from openvbc.units import PERSONS, USD
from openvbc.worksheet.formula import Axis, Member, as_formula, at, by_member, greatest, least, total

#: What each kind of advance is called.
ADVANCES = {
    "advance_payment": "Advance payment",
    "advance_investment_payment": "Advance investment payment",
    "prepaid_shared_savings": "Prepaid shared savings",
}


def add_recoupment(builder: WorksheetBuilder, advances: MsspAdvances) -> None:
    """The lines `advance_recouped` and `advance_carried_forward`. Earned savings are stated before recoupment."""
    sheet = builder.sheet
    title = ADVANCES[advances.kind]
    sheet.section("advances", f"{title}: recoupment")
    rule = builder.published("mssp_advance_recoupment", kind=advances.kind).citation
    clause = builder.clause("advances")
    balance = sheet.input("advance_balance", f"{title}: balance to be recouped", USD, at_least=ZERO, clause=clause)
    recouped = sheet.line(
        "advance_recouped", f"{title}: recouped", USD, least(sheet["earned_savings"], balance), rule=rule
    )
    sheet.line("advance_carried_forward", f"{title}: balance carried forward", USD, balance - recouped, rule=rule)
    if advances.compute_quarterly_payment:
        _quarterly_payment(builder)


def _quarterly_payment(builder: WorksheetBuilder) -> None:
    """People with the highest risk scores are paid for first, up to the most people that are paid for."""
    sheet = builder.sheet
    sheet.section("advance_investment", "Advance investment payment of one quarter")
    published = builder.published("mssp_advance_investment_per_person")
    table = published.table
    most = builder.parameter("mssp_advance_investment_people", "advance_investment_people")
    rows = list(zip(table.bounds, table.columns["to"], table.columns["payment"], strict=True))[::-1]
    keys = [plain(first) for first, _, _ in rows]
    bands = Axis(
        "risk_score_bands",
        "Bands of risk scores, highest first",
        tuple(Member(plain(first), f"Risk score {plain(first)} to {plain(last)}") for first, last, _ in rows),
    )
    people = sheet.input("people_of_score", "People in the band of risk scores", PERSONS, axis=bands, at_least=ZERO)
    above = {
        key: sum((at(people, bands, higher) for higher in keys[:number]), as_formula(0))
        for number, key in enumerate(keys)
    }
    before = sheet.line("people_of_higher_score", "People in higher bands", PERSONS, by_member(bands, above))
    paid = sheet.line("paid_of_score", "People who are paid for", PERSONS, least(people, greatest(most - before, ZERO)))
    rates = {plain(first): amount for first, _, amount in rows}
    label = "Payment for a person"
    rate = sheet.parameter("payment_of_score", label, USD, rates, axis=bands, rule=published.citation)
    label = "Advance investment payment of the quarter"
    sheet.line("advance_investment_of_quarter", label, USD, total(rate * paid), rule=published.citation)
    sheet.former_names = {**sheet.former_names, **{f"people_score_{key}": f"people_of_score[{key}]" for key in keys}}
    builder.parameter("mssp_advance_investment_one_time", "advance_investment_one_time")

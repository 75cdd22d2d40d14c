"""Advances: the quarterly advance investment payment, and recoupment of what was advanced from earned savings."""

from openvbc.money import ZERO, plain
from openvbc.payment_models.mssp.terms import MsspAdvances
from openvbc.payment_models.mssp.worksheet_builder import WorksheetBuilder
from openvbc.units import PERSONS, USD
from openvbc.worksheet.formula import Formula, least
from openvbc.worksheet.sheet import Line

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
    left: Line = most
    payment: Formula | None = None
    rows = list(zip(table.bounds, table.columns["to"], table.columns["payment"], strict=True))
    for first, last, amount in reversed(rows):
        band = f"{plain(first)} to {plain(last)}"
        name = f"score_{plain(first)}"
        people = sheet.input(f"people_{name}", f"People with a risk score of {band}", PERSONS, at_least=ZERO)
        paid = sheet.line(f"paid_{name}", f"Paid for, score {band}", PERSONS, least(people, left))
        rate = sheet.parameter(
            f"payment_{name}", f"Payment for a person, score {band}", USD, amount, rule=published.citation
        )
        left = sheet.line(
            f"left_after_{name}", f"People left to be paid for below {plain(first)}", PERSONS, left - paid
        )
        payment = rate * paid if payment is None else payment + rate * paid
    if payment is not None:
        label = "Advance investment payment of the quarter"
        sheet.line("advance_investment_of_quarter", label, USD, payment, rule=published.citation)
    builder.parameter("mssp_advance_investment_one_time", "advance_investment_one_time")

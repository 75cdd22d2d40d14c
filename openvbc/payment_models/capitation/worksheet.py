"""The worksheet of a capitation stream, in the order in which money is settled."""

from typing import cast

from openvbc.errors import Fault, WorksheetError
from openvbc.payment_models.capitation.funds import (
    add_fund,
    add_premium_fund,
    add_prospective,
    add_risk_pools,
    add_sub_capitation,
)
from openvbc.payment_models.capitation.members import add_capitation
from openvbc.payment_models.capitation.terms import CapitationTerms
from openvbc.payment_models.capitation.worksheet_builder import WorksheetBuilder
from openvbc.payment_models.record import WorksheetRequest
from openvbc.units import USD
from openvbc.worksheet.formula import Formula
from openvbc.worksheet.sheet import Bar, BarRole, Worksheet


def build_worksheet(request: WorksheetRequest) -> Worksheet:
    """The worksheet of one stream, before any figure is known."""
    terms = cast("CapitationTerms", request.stream.terms)
    sheet = Worksheet(f"Capitation, {request.performance_year.words}")
    builder = WorksheetBuilder(sheet, request, terms)
    roster = add_capitation(builder) if terms.pays_by_member else None
    premium_fund = add_premium_fund(builder)
    borne = add_sub_capitation(builder, roster)
    if terms.fund is not None:
        add_fund(builder, terms.fund, premium_fund if premium_fund is not None else sheet["capitation"], borne)
    add_risk_pools(builder, roster)
    add_prospective(builder)
    sheet.section("outcome", "Outcome")
    net: Formula | None = None
    for line in builder.due:
        net = line + 0 if net is None else net + line
    for line in builder.owed:
        net = 0 - line if net is None else net - line
    if net is None:
        what = "the contract agrees on a percent of premium and on nothing that is settled of it"
        raise WorksheetError(Fault(what, request.stream.node.where, fix="add `fund`"))
    sheet.line("net_payment", "Net payment to the provider (+) or owed by it (−)", USD, net)
    sheet.outcome = "net_payment"
    plus = [Bar(line.name, BarRole.PLUS) for line in builder.due]
    minus = [Bar(line.name, BarRole.MINUS) for line in builder.owed]
    sheet.waterfall = (*plus, *minus, Bar("net_payment", BarRole.TOTAL))
    return sheet

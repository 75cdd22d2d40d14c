"""What is settled beside capitation: percent of premium, payments down, surplus and deficit, pools, reconciliation."""

from decimal import Decimal
from typing import Final

from openvbc.contract.bands import Bands
from openvbc.figures import Keyed, Value
from openvbc.methods.bands import add_bands
from openvbc.methods.roster import RosterLines, total_member_months
from openvbc.payment_models.capitation.fund_terms import ExpenseFund, FundSide, RiskPool
from openvbc.payment_models.capitation.worksheet_builder import WorksheetBuilder
from openvbc.units import RATE, USD, USD_PER_MEMBER_PER_MONTH
from openvbc.worksheet.formula import Axis, Formula, Member, at, by_member, greatest, least, rounded, total
from openvbc.worksheet.sheet import Line

#: Words that people know better than those of the contract file.
_WORDS: Final = {
    "incurred_not_reported": "Incurred but not reported",
    "part_d_direct_subsidy": "Part D direct subsidy",
    "part_d_reinsurance": "Part D reinsurance",
    "coding_recoveries": "Recoveries for coding (RADV)",
    "capitation_paid": "Capitation paid to the provider",
}


def words(name: str) -> str:
    """A name of the contract file as people read it."""
    return _WORDS.get(name, name.replace("_", " ").capitalize())


def add_premium_fund(builder: WorksheetBuilder) -> Line | None:
    """The line `premium_fund`: the provider's share of the premium after deductions; None where none is agreed."""
    agreed, sheet = builder.terms.percent_of_premium, builder.sheet
    if agreed is None:
        return None
    path = "percent_of_premium"
    sheet.section("premium", "Premium")
    net: Formula = builder.given("gross_premium", "What the plan receives for these members", path)
    if agreed.deductions:
        axis = Axis("deductions", "Deductions", tuple(Member(each, words(each)) for each in agreed.deductions))
        deductions = builder.given("premium_deduction", "Taken off the premium", path, axis=axis)
        net = net - total(deductions)
    premium = builder.money("premium", "Premium net of agreed deductions", net + 0, path)
    share = builder.share("percent_of_premium", "Provider's share of the premium", agreed.share, path)
    return builder.money("premium_fund", "Fund from the premium", rounded(premium * share, 2), path)


def add_sub_capitation(builder: WorksheetBuilder, roster: RosterLines | None) -> Line | None:
    """Payments for each member that go down the chain; the line of those that a fund bears, if there is one."""
    terms, sheet = builder.terms, builder.sheet
    if not terms.sub_capitation or roster is None:
        return None
    sheet.section("sub_capitation", "Payments down the chain")
    months = total_member_months(sheet, roster)
    borne: Line | None = None
    for charged_to, name, label in (
        ("payment", "sub_capitation_from_payment", "Taken off the provider's payment"),
        ("fund", "sub_capitation_from_fund", "Charged to the fund"),
    ):
        agreed = [each for each in terms.sub_capitation if each.charged_to == charged_to]
        if not agreed:
            continue
        members = tuple(Member(each.service, words(each.service)) for each in agreed)
        axis = Axis(f"services_from_{charged_to}", f"Services {label[0].lower()}{label[1:]}", members)
        rates: dict[Keyed, Value] = {each.service: each.per_member_per_month for each in agreed}
        clause = builder.clause("sub_capitation")
        rate = sheet.term(
            f"{name}_rate",
            f"{label}, for a member and month",
            USD_PER_MEMBER_PER_MONTH,
            rates,
            axis=axis,
            clause=clause,
        )
        each_service = builder.money(f"{name}_of_service", f"{label}, of the service", rounded(rate * months, 2))
        whole = builder.money(name, f"{label}, all services", total(each_service), "sub_capitation")
        if charged_to == "payment":
            builder.owed.append(whole)
        else:
            borne = whole
    return borne


def add_fund(builder: WorksheetBuilder, agreed: ExpenseFund, fund: Line, sub_capitation: Line | None) -> None:
    """What is left of a fund, and the provider's part of it."""
    sheet = builder.sheet
    sheet.section("fund", "The fund and what it pays for")
    own = "capitation" in sheet and "capitation_paid" in agreed.expenses
    stated = [each for each in agreed.expenses if not (own and each == "capitation_paid")]
    charged: Formula = sheet["capitation"] + 0 if own else fund * 0
    if stated:
        axis = Axis("expenses", "Expenses", tuple(Member(each, words(each)) for each in stated))
        charged = charged + total(builder.given("fund_expense", "Charged to the fund, as stated", "fund", axis=axis))
    if sub_capitation is not None:
        charged = charged + sub_capitation
    if agreed.recoveries:
        axis = Axis("recoveries", "Recoveries", tuple(Member(each, words(each)) for each in agreed.recoveries))
        charged = charged - total(builder.given("fund_recovery", "Recovered for the fund", "fund", axis=axis))
    expenses = builder.money("fund_expenses", "Expenses of the fund, net of recoveries", charged, "fund")
    left = builder.money("fund_result", "Left of the fund (+) or beyond it (−)", fund - expenses, "fund")
    surplus = builder.money("fund_surplus", "Surplus of the fund", greatest(left, 0))
    deficit = builder.money("fund_deficit", "Deficit of the fund", greatest(0 - left, 0))
    share = _provider_part(builder, "surplus", surplus, fund, agreed.surplus)
    builder.due.append(share)
    if agreed.deficit is not None:
        builder.owed.append(_provider_part(builder, "deficit", deficit, fund, agreed.deficit))


def _provider_part(builder: WorksheetBuilder, side: str, amount: Line, fund: Line, agreed: FundSide) -> Line:
    """The provider's part of a surplus or deficit, no more than the limits that are agreed."""
    path = ("fund", side)
    part: Formula
    if agreed.bands is not None:
        bands: Bands = agreed.bands
        base = None if bands.of == "dollars" else builder.sheet[bands.of]
        part = total(add_bands(builder.sheet, side, amount, bands, base, builder.clause(*path, "bands")))
    else:
        share = builder.share(f"share_of_{side}", f"Provider's share of a {side}", agreed.share or Decimal(0), *path)
        part = amount * share
    if agreed.most is not None:
        label = f"Most that the provider {'receives' if side == 'surplus' else 'owes'} of a {side}"
        part = least(part, builder.sheet.term(f"most_{side}", label, USD, agreed.most, clause=builder.clause(*path)))
    if agreed.most_of_fund is not None:
        label = f"Most of a {side}, as a share of the fund"
        part = least(part, fund * builder.share(f"most_{side}_of_fund", label, agreed.most_of_fund, *path))
    label = f"Provider's part of the {side}"
    return builder.money(f"{side}_of_provider", label, rounded(part, 2), *path)


def add_risk_pools(builder: WorksheetBuilder, roster: RosterLines | None) -> None:
    """Budgets for what others are paid for, less what that cost; what is left is shared."""
    pools, sheet = builder.terms.risk_pools, builder.sheet
    if not pools:
        return
    sheet.section("risk_pools", "Risk pools")
    axis = Axis("risk_pools", "Risk pools", tuple(Member(each.pool, words(each.pool)) for each in pools))
    budget = _budgets(builder, axis, pools, roster)
    spent = builder.given("pool_expenditures", "What the pool's services cost", "risk_pools", axis=axis)
    left = builder.money("pool_result", "Left of the budget (+) or beyond it (−)", budget - spent, "risk_pools")

    def shares(name: str, label: str, values: dict[Keyed, Value]) -> Line:
        return sheet.term(name, label, RATE, values, axis=axis, clause=builder.clause("risk_pools"))

    of_surplus = shares(
        "pool_surplus_share",
        "Provider's share of a pool's surplus",
        {each.pool: each.share_of_surplus for each in pools},
    )
    of_deficit = shares(
        "pool_deficit_share",
        "Provider's share of a pool's deficit",
        {each.pool: each.share_of_deficit for each in pools},
    )
    part: Formula = greatest(left, 0) * of_surplus - greatest(0 - left, 0) * of_deficit
    limited = {each.pool: each.most for each in pools if each.most is not None}
    if limited:
        limits = Axis("limited_pools", "Risk pools with a limit", tuple(Member(each, words(each)) for each in limited))
        most = sheet.term(
            "most_of_pool",
            "Most that the provider receives or owes of the pool",
            USD,
            dict(limited),
            axis=limits,
            clause=builder.clause("risk_pools"),
        )
        before = builder.money("pool_part", "Provider's part of the pool before its limit", part)
        held = {
            pool: least(greatest(at(before, axis, pool), 0 - at(most, limits, pool)), at(most, limits, pool))
            for pool in limited
        }
        part = by_member(axis, held, before)
    share = builder.money(
        "pool_share", "Provider's part of the pool: paid (+) or owed (−)", rounded(part, 2), "risk_pools"
    )
    builder.due.append(builder.money("pool_shares", "Provider's part of all pools", total(share), "risk_pools"))


def _budgets(builder: WorksheetBuilder, axis: Axis, pools: tuple[RiskPool, ...], roster: RosterLines | None) -> Line:
    """The budget of each pool: per member per month as agreed, or stated in dollars."""
    sheet = builder.sheet
    by_rate = {each.pool: each.budget for each in pools if each.budget is not None}
    if not by_rate or roster is None:
        return builder.given("pool_budget", "Budget of the pool", "risk_pools", axis=axis)
    months = total_member_months(sheet, roster)
    rated = (
        axis
        if len(by_rate) == len(pools)
        else Axis(
            "pools_by_member", "Risk pools with a budget for each member", tuple(axis.member(each) for each in by_rate)
        )
    )
    rate = sheet.term(
        "pool_budget_rate",
        "Budget for a member and month",
        USD_PER_MEMBER_PER_MONTH,
        dict(by_rate),
        axis=rated,
        clause=builder.clause("risk_pools"),
    )
    if rated is axis:
        return builder.money("pool_budget", "Budget of the pool", rounded(rate * months, 2), "risk_pools")
    others = Axis(
        "stated_pools", "Risk pools whose budget is stated", tuple(m for m in axis.members if m.key not in by_rate)
    )
    stated = builder.given("stated_pool_budget", "Budget of the pool, as stated", "risk_pools", axis=others)
    chosen = {
        key: rounded(at(rate, rated, key) * months, 2) if key in by_rate else at(stated, others, key)
        for key in axis.keys
    }
    return builder.money("pool_budget", "Budget of the pool", by_member(axis, chosen), "risk_pools")


def add_prospective(builder: WorksheetBuilder) -> None:
    """What the capitation stood in place of, what it came to against that, and whether it is reconciled."""
    agreed, sheet = builder.terms.prospective, builder.sheet
    if agreed is None:
        return
    sheet.section("prospective", "Capitation in place of claims")
    path = "prospective"
    note = "What the services that it covers come to at the fee schedule, or by how much their claims were reduced."
    value = builder.given("encounter_value", "Value of the services that the capitation covers", path, note=note)
    paid = sheet["capitation"]
    result = builder.money(
        "prospective_result", "Capitation beyond the value of its services (+) or short of it (−)", paid - value, path
    )
    if agreed.with_total_cost_result:
        stated = sheet.input(
            "total_cost_result", "Result on the total cost of the same people", USD, clause=builder.clause(path)
        )
        builder.money("program_result", "Result of the program: total cost and capitation", stated + result, path)
    if agreed.difference == "payer":
        label = "Reconciled to the services: taken back of the capitation"
        builder.owed.append(builder.money("reconciliation", label, rounded(result, 2), path))
    counted: Formula = paid + 0 if agreed.counts_as_expenditure else paid * 0
    if agreed.counts_as_expenditure and agreed.difference == "payer":
        counted = paid - sheet["reconciliation"]
    builder.money("counts_as_expenditure", "Counts as expenditure in the total cost of care", counted, path)

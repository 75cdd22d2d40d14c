"""What published programs pay: fixed amounts, amounts by beneficiary, quarterly payments by a score of need."""

from decimal import Decimal
from typing import Final

from openvbc.citation import Clause
from openvbc.methods.published_lines import PublishedLines
from openvbc.money import ZERO
from openvbc.units import MEMBER_MONTHS, PERSONS, USD
from openvbc.worksheet.formula import Axis, Formula, Member, at, by_member, greatest, least, rounded, total
from openvbc.worksheet.sheet import Line, Worksheet

#: Bands of the score by which Advance Investment Payments are made, from the highest.
_BANDS: Final = ("85_100", "75_84", "65_74", "55_64", "45_54", "35_44", "25_34", "1_24")
_HIGHEST, _NOT_MATCHED = "85_100", "45_54"
_QUARTERS: Final = tuple(Member(f"q{n}", f"Quarter {n}") for n in range(1, 5))


def add_program_payments(
    sheet: Worksheet, published: PublishedLines, program: str, year: int, clause: Clause
) -> list[Line]:
    """The lines of what the program pays in the performance year of this number."""
    if program == "advance_investment_payments":
        return _advance_investment_payments(sheet, published, year, clause)
    if program in ("aco_investment_model", "advance_payment"):
        return _by_beneficiary(sheet, published, year, clause)
    if year > 1:
        return []
    fixed = published.line("infrastructure_fixed_payment", "fixed_payment")
    return [sheet.line("fixed_payment_due", "Fixed payment of the first year", USD, fixed + 0, clause=clause)]


def _advance_investment_payments(sheet: Worksheet, published: PublishedLines, year: int, clause: Clause) -> list[Line]:
    """The fixed payment of the first year, and quarterly ones of the first two, by the need of beneficiaries."""
    found = []
    if year == 1:
        fixed = published.line("infrastructure_fixed_payment", "fixed_payment")
        found.append(sheet.line("fixed_payment_due", "Fixed payment of the first year", USD, fixed + 0, clause=clause))
    if year > int(published.value("aip_years").number):
        return found
    quarters = Axis("quarters", "Quarters", _QUARTERS)
    bands = Axis("score_bands", "Bands of the score", tuple(Member(each, each.replace("_", " to ")) for each in _BANDS))

    def people(name: str, label: str, *axes: Axis, note: str = "") -> Line:
        return sheet.input(name, label, PERSONS, axis=axes, at_least=ZERO, clause=clause, note=note)

    dual = people(
        "dual_or_subsidy_beneficiaries", "Dual or with the low-income subsidy", quarters, note="Their score is 100."
    )
    by_area = people(
        "beneficiaries_by_area",
        "Others, by national percentile of area deprivation",
        quarters,
        bands,
        note="Of those who are neither dual nor have the subsidy, and whose address is matched.",
    )
    unmatched = people(
        "beneficiaries_without_area", "Others whose address is not matched", quarters, note="Their score is 50."
    )
    scored = {key: at(by_area, bands, key) for key in bands.keys}
    in_band = sheet.line(
        "beneficiaries_in_band",
        "Beneficiaries by score",
        PERSONS,
        by_member(bands, {**scored, _HIGHEST: scored[_HIGHEST] + dual, _NOT_MATCHED: scored[_NOT_MATCHED] + unmatched}),
        clause=clause,
    )
    most = published.line("infrastructure_most_beneficiaries", "most_beneficiaries")
    # Those with the highest scores come first, until the limit is reached.
    paid: dict[str, Formula | Decimal | int | bool] = {}
    above: Formula | None = None
    for key in bands.keys:
        here = at(in_band, bands, key)
        room = most if above is None else greatest(most - above, 0)
        paid[key] = least(here, room)
        above = here if above is None else above + here
    counted = sheet.line(
        "paid_beneficiaries", "Beneficiaries who are paid for", PERSONS, by_member(bands, paid), clause=clause
    )
    amount = published.over("aip_quarterly_amount", "quarterly_amount", bands, "score_band")
    of_quarter = sheet.line(
        "payment_of_quarter", "Payment of the quarter", USD, total(counted * amount, bands), clause=clause
    )
    found.append(sheet.line("quarterly_payments", "Payments of all quarters", USD, total(of_quarter), clause=clause))
    return found


def _by_beneficiary(sheet: Worksheet, published: PublishedLines, year: int, clause: Clause) -> list[Line]:
    """A fixed amount and one by beneficiary at the start, and one for each beneficiary and month of the first years."""
    found = []
    most = published.line("infrastructure_most_beneficiaries", "most_beneficiaries")
    if year == 1:
        fixed = published.line("infrastructure_fixed_payment", "fixed_payment")
        people = sheet.input(
            "preliminary_beneficiaries", "Preliminary beneficiaries at the start", PERSONS, at_least=ZERO, clause=clause
        )
        rate = published.line("infrastructure_start_amount", "start_amount")
        start = rounded(fixed + least(people, most) * rate, 2)
        found.append(
            sheet.line("start_payment", "Paid at the start: fixed, and by beneficiary", USD, start, clause=clause)
        )
    if year <= int(published.value("infrastructure_monthly_years").number):
        months = sheet.input("beneficiary_months", "Beneficiary months", MEMBER_MONTHS, at_least=ZERO, clause=clause)
        limit = sheet.line("most_beneficiary_months", "Most beneficiary months of a year", MEMBER_MONTHS, most * 12)
        rate = published.line("infrastructure_monthly_amount", "monthly_amount")
        paid = rounded(least(months, limit) * rate, 2)
        found.append(sheet.line("monthly_payments", "Payments month by month", USD, paid, clause=clause))
    return found

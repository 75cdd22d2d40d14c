"""All contracts on one roster, as a report. Members are named only in the list of overlaps that is asked for."""

from openvbc.ledger.accounts import dollars_of
from openvbc.ledger.portfolio import OneRoster, dollars_by_category
from openvbc.reports.answer import HCP_LAN_IN_WORDS
from openvbc.reports.document.tree import AS_CSV, Answer, Cell, Column, Document, Row, Section, Sentence, Table
from openvbc.units import MEMBER_MONTHS, RATE, USD


def portfolio_report(found: OneRoster, *, members: bool = False) -> Document:
    """Months and dollars under each contract, overlaps by pair, HCP-LAN totals, ratios.

    members: whether the list of overlaps is among its tables as CSV; it names people.
    """
    counted = found.counted.values()
    months = sum(each.months_counted for each in counted)
    doubled = sum(each.months_doubled for each in counted)
    taken = sum(each.months - each.months_counted for each in counted)
    figure = f"{months:,} member months"
    answer = Answer.of(
        f"{figure} under {len(found.counted)} contracts; {taken:,} more stand under an earlier contract and are counted"
        f" there, {doubled:,} are counted under two",
        figure,
    )
    return Document(
        "One roster",
        found.portfolio.name,
        answer,
        (
            Section("By contract", (_contracts(found),)),
            Section("Overlaps", (_pairs(found),)),
            Section("By HCP-LAN category", (_categories(found),)),
            Section("Benefit cost ratio and medical loss ratio", (_ratios(found),)),
            Sentence(
                "Contracts stand in order of precedence. What two of them have is counted under the first; where the"
                " portfolio has them beside each other, under both. A premium pays for what counts under its contract,"
                " and for what an earlier contract of the same payer counts of it."
            ),
            *(Sentence(note, is_warning=True) for note in found.notes),
            *((_members(found),) if members else ()),
        ),
        is_wide=True,
    )


def _contracts(found: OneRoster) -> Table:
    columns = (
        Column("contract", "Contract", width=34),
        Column("hcp_lan_category", "Category"),
        Column("members", "Members", number=True),
        Column("months", "Months on its roster", MEMBER_MONTHS),
        Column("months_taken_out", "Counted elsewhere", MEMBER_MONTHS),
        Column("months_counted", "Months that count", MEMBER_MONTHS),
        Column("months_doubled", "Of them doubled", MEMBER_MONTHS),
        Column("dollars", "Dollars", USD),
        Column("dollars_taken_out", "Counted elsewhere", USD),
        Column("dollars_counted", "Dollars that count", USD),
        Column("dollars_doubled", "Of them doubled", USD),
    )
    rows = []
    for contract in found.portfolio.contracts:
        own = found.counted[contract.name]
        rows.append(
            Row(
                (
                    contract.name,
                    contract.hcp_lan_category,
                    len(own.members),
                    own.months,
                    own.months - own.months_counted,
                    own.months_counted,
                    own.months_doubled,
                    dollars_of(own.cents),
                    dollars_of(own.cents - own.cents_counted),
                    dollars_of(own.cents_counted),
                    dollars_of(own.cents_doubled),
                )
            )
        )
    return Table(columns, tuple(rows), key="contracts", label="By contract")


def _pairs(found: OneRoster) -> Table:
    columns = (
        Column("first", "Counted under", width=34),
        Column("second", "Also on the roster of", width=34),
        Column("handled", "How"),
        Column("months", "Months", MEMBER_MONTHS),
        Column("dollars", "Dollars", USD),
    )
    sums: dict[tuple[str, str, bool], tuple[int, int]] = {}
    for each in found.overlaps:
        months, cents = sums.get((each.first, each.second, each.is_doubled), (0, 0))
        sums[each.first, each.second, each.is_doubled] = (months + 1, cents + each.cents)
    rows = tuple(
        Row((first, second, "doubled" if doubled else "counted once", months, dollars_of(cents)))
        for (first, second, doubled), (months, cents) in sums.items()
    )
    return Table(columns, rows, key="overlaps", label="Overlaps by pair")


def _categories(found: OneRoster) -> Table:
    columns = (
        Column("hcp_lan_category", "HCP-LAN category", width=60),
        Column("months", "Months that count", MEMBER_MONTHS),
        Column("dollars", "Dollars that count", USD),
        Column("share", "Share of dollars", RATE),
    )
    rows = tuple(
        Row((Cell(name, aside=HCP_LAN_IN_WORDS[name]), months, dollars_of(cents), share))
        for name, (months, cents, share) in dollars_by_category(found).items()
    )
    return Table(columns, rows, key="categories", label="By HCP-LAN category")


def _ratios(found: OneRoster) -> Table:
    columns = (
        Column("contract", "Contract", width=34),
        Column("premium", "Premium", USD),
        Column("care", "Care", USD),
        Column("benefit_cost_ratio", "Benefit cost ratio", RATE),
        Column("quality_improvement", "Quality improvement", USD),
        Column("taxes_and_fees", "Taxes and fees", USD),
        Column("medical_loss_ratio", "Medical loss ratio", RATE),
    )
    rows = tuple(
        Row(
            (
                each.name,
                each.premium,
                dollars_of(found.care_cents(each)),
                found.benefit_cost_ratio(each),
                each.quality_improvement,
                each.taxes_and_fees,
                found.medical_loss_ratio(each),
            )
        )
        for each in found.portfolio.contracts
        if each.premium is not None
    )
    return Table(columns, rows, key="ratios", label="Ratios")


def _members(found: OneRoster) -> Table:
    """A row for each member's month under two contracts, one value a cell."""
    names = ("first", "second", "member_id", "month", "dollars", "doubled")
    rows = tuple(
        Row((each.first, each.second, each.member_id, each.month, dollars_of(each.cents), each.is_doubled))
        for each in found.overlaps
    )
    return Table(tuple(Column(name) for name in names), rows, key="members", file="members", forms=AS_CSV)

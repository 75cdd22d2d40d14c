"""A forecast as a report: what may be paid, how likely, what may be booked, what drives it, and all that it assumes."""

from collections.abc import Iterator
from decimal import Decimal

from openvbc.reports.document.tree import (
    AmountBar,
    AmountBars,
    Answer,
    Bin,
    Block,
    Cell,
    Column,
    Curve,
    Curves,
    Data,
    Document,
    Histogram,
    Labeled,
    Mark,
    Notes,
    Row,
    Section,
    Sentence,
    Table,
)
from openvbc.simulation.forecast import CameOut, ContractForecast, Estimate, Figures, Forecast
from openvbc.units import RATE, USD

#: Percentiles that are marked in the picture of the payments.
_MARKED = (5, 95)
_ALL_ALIKE = (
    "A chance is right over many years. What moves a whole program or market moves all contracts of one year the same"
    " way, so all of their chances can be wrong together."
)
_TAILS = (
    "Years far from the middle are more frequent than the normal distribution has them: take the 1st and 99th"
    " percentile, and the worst scenario, as rough."
)
_SOURCES = {
    "own_claims": "Luck of own members' claims",
    "own_trend": "Own cost growth beside the market's",
    "market": "Market growth that own cost does not follow",
    "churn": "Members who join and leave",
    "risk": "Drift of risk scores",
    "run_out": "Claims not paid yet",
    "common_year": "What moves all contracts of the program's year",
}


def forecast_report(found: Forecast) -> Document:
    """The figures of one contract, or of several and of all together."""
    several = len(found.contracts) > 1
    first = found.contracts[0]
    subject = f"{len(found.contracts)} contracts" if several else first.name
    who = "" if several else f", {first.organization}" if first.organization else ""
    expected = USD.show(found.together.expected.value)
    sentence = (
        f"Expected: {expected}. Paid in {_chance(found.together.paid)} of years, nothing in"
        f" {_chance(found.together.nothing)}, owing in {_chance(found.together.owing)}."
    )
    blocks: list[Block] = []
    if several:
        blocks.append(Section("All contracts together", tuple(_figures(found, found.together, "all")), key="together"))
        blocks += [
            Section(each.name, tuple(_of_contract(found, each, str(number), with_months=False)), key="contracts")
            for number, each in enumerate(found.contracts, start=1)
        ]
    else:
        blocks += _of_contract(found, first, "1", with_months=True)
    if found.came_out is not None:
        blocks.append(_came_out(found.came_out))
    return Document(
        kind="Forecast",
        subject=subject,
        title=f"What may be paid: {subject}{who}",
        answer=Answer.of(sentence, expected, owed=found.together.expected.value < 0),
        facts=(
            Labeled("Scenarios", f"{found.scenarios:,} in {found.parts} independent parts, seed {found.seed}"),
            Labeled("Months of the year in the figures", f"{found.stage.months_seen} of 12"),
            Labeled("Run-out", f"{found.stage.run_out_months} months after the year"),
            Labeled("Draws", f"NumPy {found.numpy}, check sum {found.check_sum}"),
        ),
        opening=(sentence,),
        blocks=(
            *blocks,
            Notes(
                (
                    "A forecast is an estimate. No figure of it is posted, and none says what a settlement will be.",
                    _ALL_ALIKE,
                    _TAILS,
                    "Changes of policy, a benchmark that is revised, and disasters are not modeled.",
                    "The standard error is that of the draws alone; it says nothing of whether the assumptions hold.",
                )
            ),
        ),
    )


def _of_contract(found: Forecast, one: ContractForecast, name: str, *, with_months: bool) -> Iterator[Block]:
    """All that is told of one contract. name: tells its pictures from those of others."""
    yield Data("contract", one.name)
    yield Data("organization", one.organization)
    yield from _figures(found, one.figures, name)
    if with_months and found.months:
        yield _months(found)
    yield Section("What drives the spread", tuple(_drivers(one, name)))
    if one.reasons:
        columns = (Column("reason", "What the worksheet tells", width=72), Column("chance", "Chance", RATE))
        rows = tuple(Row((words, chance)) for words, chance in sorted(one.reasons.items(), key=lambda each: -each[1]))
        yield Section("What binds, and why nothing is paid", (Table(columns, rows, key="reasons"),))
    assumed = (
        Column("name", "Assumption", width=22),
        Column("label", "What it is", width=60),
        Column("shown", "Value", number=True),
        Column("source", "From", width=60),
    )
    rows = tuple(Row((each.name, each.label, each.shown, each.source)) for each in one.assumptions.values())
    yield Section("What is assumed", (Table(assumed, rows, key="assumptions"),))
    if one.taken_as_certain:
        yield Sentence(f"Taken as they are, without spread: {', '.join(one.taken_as_certain)}.", is_warning=True)


def _figures(found: Forecast, figures: Figures, name: str) -> Iterator[Block]:
    columns = (
        Column("figure", "Payment to the provider (+) or owed by it (−)", width=48),
        Column("value", "Value", number=True),
        Column("standard_error", "Standard error", number=True),
    )
    rows = [
        _money("Expected", figures.expected),
        _money("Spread (standard deviation)", figures.spread),
        *(_money(f"{percent}th percentile", each) for percent, each in figures.percentiles.items()),
        _money("Mean of the worst 5%", figures.worst),
        Row(("Worst scenario seen", Cell(figures.lowest, USD.show(figures.lowest), owed=figures.lowest < 0), "")),
        _money_alone("Expected loss", figures.expected_loss),
        *(
            Row(
                (
                    label,
                    Cell(each.value, RATE.show(each.value)),
                    Cell(each.standard_error, RATE.show(each.standard_error, 2)),
                )
            )
            for label, each in (
                ("Chance of being paid", figures.paid),
                ("Chance of nothing", figures.nothing),
                ("Chance of owing", figures.owing),
            )
        ),
    ]
    yield Section("What may be paid", (Table(columns, tuple(rows), key="figures"),))
    yield Section("What may be booked", tuple(_booking(found, figures)))
    bars = tuple(
        Row(
            (
                Cell(each.low, USD.show(each.low)),
                Cell(each.high, USD.show(each.high)),
                Cell(each.share, RATE.show(each.share)),
            )
        )
        for each in figures.histogram
    )
    of_bars = (
        Column("from", "From", number=True),
        Column("to", "to", number=True),
        Column("share", "of scenarios", number=True),
    )
    marked = [
        ("Expected", figures.expected.value),
        *((f"{percent}th percentile", figures.percentiles[percent].value) for percent in _MARKED),
        ("May be booked", figures.booking(found.probable).booking),
    ]
    picture = Histogram(
        f"spread-{name}",
        "How the payments spread over the scenarios",
        tuple(Bin(each.low, each.high, each.share) for each in figures.histogram),
        tuple(Mark(label, amount, USD.show(amount)) for label, amount in marked),
    )
    yield Section("How the payments spread", (picture, Table(of_bars, bars, key="histogram")))


def _booking(found: Forecast, figures: Figures) -> Iterator[Block]:
    chosen = figures.booking(found.probable)
    level = RATE.show(found.probable, 0)
    yield Sentence(
        f"At {level}: {USD.show(chosen.booking)} may be booked, and {USD.show(chosen.liability)} is to be set aside."
        f" With a chance of at least {level} the final payment"
        + (f", less {USD.show(found.significance)}," if found.significance else "")
        + " reaches what is booked, as far as the assumptions hold: an estimate for whoever closes the books under ASC"
        " 606-10-32-11, not a finding that it complies.",
        is_lead=True,
    )
    columns = (
        Column("level", "Level", RATE),
        Column("booking", "May be booked", USD),
        Column("liability", "To be set aside", USD),
    )
    rows = tuple(
        Row(
            (each.level, each.booking, Cell(each.liability, owed=each.liability > 0)),
            is_sum=each.level == found.probable,
        )
        for each in figures.bookings
    )
    yield Table(columns, rows, key="bookings")
    if figures.most_likely is not None:
        amount, chance = figures.most_likely
        yield Sentence(f"The most likely amount is {USD.show(amount)}: it has {RATE.show(chance)} of the probability.")
    yield Sentence(
        f"The figure jumps when the chance of being paid ({_chance(figures.paid)}) passes the level: below it nothing"
        " may be booked. Amounts to be set aside are not netted against bookings of other contracts."
    )


def _months(found: Forecast) -> Section:
    shown = (95, 75, 50, 25, 5)
    columns = (
        Column("after", "After", width=32),
        *(Column(f"percentile_{each}", f"{each}th percentile", USD) for each in reversed(shown)),
        Column("paid", "Chance of being paid", RATE),
        Column("booking", "May be booked", USD),
    )
    rows = tuple(
        Row((each.label, *(each.percentiles[percent] for percent in reversed(shown)), each.paid, each.booking))
        for each in found.months
    )
    lead = "How the forecast narrows as the year goes by, if the figures stay what they are expected to be."
    picture = Curves(
        "months",
        "Percentiles of the payment over the months",
        tuple(each.label for each in found.months),
        tuple(
            Curve(f"{percent}th percentile", tuple(each.percentiles[percent] for each in found.months))
            for percent in shown
        ),
    )
    return Section("Over the months", (Sentence(lead, is_lead=True), picture, Table(columns, rows, key="months")))


def _came_out(found: CameOut) -> Section:
    held = "hold it" if found.inside else "do not hold it"
    text = (
        f"It came out at {USD.show(found.payment)}: {RATE.show(found.below)} of the scenarios of the first contract lie"
        f" below, and the middle 80% of them {held}."
    )
    data = (Data("payment", found.payment), Data("below", found.below), Data("inside", found.inside))
    return Section("What came out", (Sentence(text), *data), key="came_out")


def _drivers(one: ContractForecast, name: str) -> Iterator[Block]:
    rows = tuple(
        Row((Cell(source, _SOURCES[source]), share))
        for source, share in sorted(one.drivers.items(), key=lambda each: -each[1])
    )
    columns = (Column("source", "Source", width=56), Column("share", "Share of the variance", RATE))
    bars = tuple(
        AmountBar(_SOURCES[source], share, RATE.show(share))
        for source, share in sorted(one.drivers.items(), key=lambda each: -each[1])
        if share
    )
    if bars:
        yield AmountBars(f"drivers-{name}", "Share of the variance of cost over benchmark", bars, RATE)
    yield Table(columns, rows, key="drivers")
    spread = RATE.show(one.spread_of_rate)
    people = f"{one.people:,} members" if one.people else "a number of members that the figures do not tell"
    if one.measured is None:
        yield Sentence(f"The savings rate of {people} has a spread of {spread}, from its sources one by one.")
    else:
        yield Sentence(
            f"The savings rate of {people} has a spread of {spread}. Published results of the program show"
            f" {RATE.show(one.measured)}, which is taken and split by the sources; by themselves they come to"
            f" {RATE.show(one.bottom_up)}{', less than 0.8 of it: overconfident' if one.is_overconfident else ''}."
        )
    if one.drawn_again:
        yield Sentence(
            f"The luck of claims is that of {one.drawn_again:,} own members, drawn again within their strata."
        )
    yield Data("spread_of_rate", one.spread_of_rate)
    yield Data("measured_spread_of_rate", one.measured)
    yield Data("spread_of_rate_by_sources", one.bottom_up)


def _money(label: str, each: Estimate) -> Row:
    value = Cell(each.value, USD.show(each.value), owed=each.value < 0)
    return Row((label, value, Cell(each.standard_error, USD.show(each.standard_error))))


def _rate(value: Decimal) -> Cell:
    return Cell(value, RATE.show(value))


def _money_alone(label: str, value: Decimal) -> Row:
    return Row((label, Cell(value, USD.show(value)), ""))


def _chance(each: Estimate) -> str:
    return RATE.show(each.value, 1)

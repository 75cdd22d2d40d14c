"""The report of signs of under-service, selection and gaming: what to look at, how sure it is, what else it may be."""

from decimal import Decimal
from fractions import Fraction
from typing import Final

from openvbc.claims.expenditures.exact import decimal_of
from openvbc.claims.signs.comparison import Compared, Standing
from openvbc.claims.signs.count import Group
from openvbc.claims.utilization.report import LEAST_PEOPLE_TOLD
from openvbc.money import rounded
from openvbc.reports.document.tree import (
    IN_TEXT,
    Answer,
    Cell,
    Column,
    Data,
    Document,
    Item,
    Items,
    Notes,
    Row,
    Section,
    Sentence,
    Sources,
    Table,
    Tone,
)
from openvbc.settlement.signs import Signs
from openvbc.units import RATE, USD

#: Each part of the report: its title, what is compared, and what a difference may also come from.
_PARTS: Final = {
    "use": (
        "Use, by risk and by growth",
        (
            "Services per 1,000 members a year beside those of {others}, in thirds by {risk}; and their growth since "
            "{before} beside the growth of the others."
        ),
        (
            "Other needs within a third, care that moved to phone, portal or home, services that are not in the "
            "claims, and care that was never needed may look the same."
        ),
    ),
    "cost": (
        "Members who are no longer there",
        (
            "What members of {before} who were enrolled through all of {current} cost in {before}: those who are no "
            "longer attributed beside those who are."
        ),
        (
            "People change doctors when they fall ill, move, or go to a specialist; whoever left coverage or died is "
            "not among them."
        ),
    ),
    "coding": (
        "Coding",
        (
            "Growth from the diagnoses of {before} to those of {current}, of members enrolled through both, beside "
            "that of {others}."
        ),
        "Members who aged or fell ill more than others, and first visits after years without any, raise it too.",
    ),
    "quality": (
        "Quality that is not paid for",
        (
            "Growth since {before} of the share of cases that meet a measure, beside that of {others}. Measures that "
            "the contract pays for stand beside, and are not judged."
        ),
        "A change of codes, of supply (a vaccine) or of who is in the denominator moves a measure as well.",
    ),
    "access": (
        "Access",
        "Share of members, enrolled all year, with a primary care visit, beside that of {others} in the same stratum.",
        "Where people are attributed by visits, nearly all of them have one.",
    ),
}
_ITEMS: Final = {
    "primary_care": "Primary care visits",
    "imaging": "CT and MRI",
    "emergency": "Emergency visits",
    "inpatient": "Inpatient stays",
    "cost": "Cost per member per month",
    "risk_score": "Risk score",
    "diagnoses": "Different diagnoses",
}
_STRATA: Final = {
    "risk": "{} risk",
    "medicaid": "{} Medicaid",
    "age": "age {}",
}
_STANDINGS: Final = {
    Standing.SIGN: ("look at it", Tone.WARN),
    Standing.NO_SIGN: ("no sign", Tone.PLAIN),
    Standing.TOO_FEW: ("too few to tell", Tone.OPEN),
    Standing.BESIDE: ("paid for", Tone.PLAIN),
}


def signs_report(signs: Signs, *, members: bool = False) -> Document:
    """The report. members: whether it lists the members behind each sign; else it names nobody."""
    found, told = signs.found, [each for each in signs.compared if each.standing is not Standing.TOO_FEW]
    count = f"{len(found)} sign{'' if len(found) == 1 else 's'}" if found else "No sign"
    headline = (
        f"{count} to look at among {len(told)} comparisons of {signs.organization}, {signs.before} to {signs.current}."
    )
    confidence = RATE.show(signs.limits.confidence, 0)
    meaning = (
        f"A sign is a difference of {RATE.show(signs.limits.least, 0)} or more whose whole interval lies on the side "
        f"of concern. All intervals hold together with {confidence} confidence. It is a place to look, and no finding "
        "about anybody; no sign is no proof that nothing is wrong."
    )
    unnamed = Sentence("Members are not listed; --members lists those behind each sign.", forms=IN_TEXT)
    return Document(
        kind="Signs to look at",
        subject=f"{signs.current} beside {signs.before}",
        title=f"Signs to look at: {signs.contract}, {signs.current}",
        answer=Answer.of(headline, count),
        opening=(headline,),
        blocks=(
            Data("organization", signs.organization),
            Data("year", signs.current),
            Data("year_before", signs.before),
            Data("confidence", signs.limits.confidence),
            Data("least_people", signs.limits.least_people),
            Data("least_difference", signs.limits.least),
            Sentence(meaning),
            *((Items(tuple(_item(signs, each) for each in found), key="signs"),) if found else ()),
            *(_section(signs, part) for part in _PARTS),
            _people(signs) if members else unnamed,
            Section("", (Notes((*_method(signs), *signs.notes), key="notes", title="What is to be known"),)),
            Sources(signs.files, signs.queries),
        ),
        day=signs.paid_through,
        is_wide=True,
        colophon="" if members else "This page names nobody.",
    )


def _words(signs: Signs, text: str) -> str:
    risk = "risk score" if signs.by_score else f"what they cost in {signs.before}"
    return text.format(others=signs.others, before=signs.before, current=signs.current, risk=risk)


def _name(signs: Signs, group: Group) -> str:
    item = _ITEMS.get(group.item, signs.labels.get(group.item, group.item))
    if group.kind in _STRATA:
        return f"{item}, {_STRATA[group.kind].format(group.stratum)}"
    return item


def _title(signs: Signs, compared: Compared) -> str:
    """A comparison in a few words."""
    own, grows = compared.comparison.own, compared.comparison.own_before is not None
    if own.sign == "cost":
        return f"{_ITEMS['cost']} in {signs.before}, dropped beside kept"
    growth = ", growth" if grows or own.sign == "coding" else ""
    share = "Members with a primary care visit" if own.sign == "access" else ""
    return f"{_name(signs, own).replace(_ITEMS['primary_care'], share) if share else _name(signs, own)}{growth}"


def _difference(compared: Compared) -> str:
    if compared.difference is None or compared.low is None or compared.high is None:
        return ""
    way = "more" if compared.difference > 0 else "less"
    return f"{RATE.show(abs(compared.difference), 1)} {way} ({_signed(compared.low)} to {_signed(compared.high)})"


def _signed(value: Decimal) -> str:
    return f"{'+' if value > 0 else ''}{RATE.show(value, 1)}"


def _item(signs: Signs, compared: Compared) -> Item:
    _, what, other = _PARTS[compared.comparison.own.sign]
    people = f"{compared.own_people:,} members, beside {compared.other_people:,}"
    return Item(
        f"{_title(signs, compared)}: {_difference(compared)}",
        tone=Tone.WARN,
        details=(("Rests on", people), ("Compared", _words(signs, what)), ("May also be", _words(signs, other))),
        data={
            "sign": compared.comparison.own.sign,
            "item": compared.comparison.own.item,
            "kind": compared.comparison.own.kind,
            "stratum": compared.comparison.own.stratum,
            "difference": compared.difference,
            "low": compared.low,
            "high": compared.high,
            "members": compared.own_people,
            "others": compared.other_people,
        },
    )


def _section(signs: Signs, part: str) -> Section:
    title, what, other = _PARTS[part]
    own, theirs = ("Dropped", "Kept") if part == "cost" else ("Own", "Others")
    grows = any(each.comparison.own_before for each in signs.compared if each.comparison.own.sign == part)
    columns = (
        Column("what", "", width=44),
        Column("own", own, number=True),
        *([Column("own_before", f"Own, {signs.before}", number=True)] if grows else []),
        Column("others", theirs, number=True),
        *([Column("others_before", f"Others, {signs.before}", number=True)] if grows else []),
        Column("difference", "Difference", RATE),
        Column("low", "At least", RATE),
        Column("high", "At most", RATE),
        Column("members", "Members" if part != "cost" else "Dropped, members", number=True),
        Column("other_people", f"{theirs}, people", number=True),
        Column("stands", "Stands"),
    )
    listed = [each for each in signs.compared if each.comparison.own.sign == part]
    # Nobody in a stratum of either side: the stratum says nothing.
    rows = tuple(
        _row(signs, each, grows=grows) for each in listed if each.own_people or each.other_people or part == "cost"
    )
    of_model = f" No risk score: {signs.unscored}." if part == "coding" and signs.unscored else ""
    lead = Sentence(f"{_words(signs, what)} {_words(signs, other)}{of_model}", is_lead=True)
    table = Table(columns, rows, key=part, sheet=title.split(",")[0], label=title)
    tone = Tone.WARN if any(each.standing is Standing.SIGN for each in listed) else Tone.PLAIN
    return Section(title, (lead, table), tone=tone, anchor=part)


def _row(signs: Signs, compared: Compared, *, grows: bool) -> Row:
    comparison = compared.comparison
    words, tone = _STANDINGS[compared.standing]
    before = (comparison.own_before, comparison.other_before)
    groups = (comparison.own, before[0], comparison.other, before[1]) if grows else (comparison.own, comparison.other)
    return Row(
        (
            _title(signs, compared),
            *(_figure(each, compared) for each in groups),
            compared.difference,
            compared.low,
            compared.high,
            *(_people_count(each) for each in (compared.own_people, compared.other_people)),
            Cell(words, tone=tone),
        )
    )


def _people_count(people: int) -> Cell:
    """How many there are; so few that somebody might be known among them are not told."""
    if 0 < people < LEAST_PEOPLE_TOLD:
        return Cell(None, text=f"fewer than {LEAST_PEOPLE_TOLD}")
    return Cell(people)


def _figure(group: Group | None, compared: Compared) -> Cell:
    """A ratio as people know it: per 1,000 members a year, a share, dollars a month, or a growth."""
    if group is None or group not in compared.figures:
        return Cell()
    ratio: Fraction = compared.figures[group]
    match group.sign:
        case "use":
            per_thousand = rounded(decimal_of(ratio * 12_000), 1)
            return Cell(per_thousand, text=f"{per_thousand:,f}")
        case "cost":
            dollars = rounded(decimal_of(ratio / 100), 2)
            return Cell(dollars, unit=USD)
        case "coding":
            growth = rounded(decimal_of(ratio - 1), 6)
            return Cell(growth, text=_signed(growth))
        case _:
            return Cell(rounded(decimal_of(ratio), 6), unit=RATE)


def _people(signs: Signs) -> Section:
    """The members behind each sign: those with the least first, or where more is a sign those with the most."""
    columns = (
        Column("sign", "", width=44),
        Column("person_id", "Person", width=24),
        Column("amount", "Services, cases that meet it, cents, or the later figure", number=True),
        Column("base", "Months, cases, or the earlier figure", number=True),
    )
    rows = []
    for each in signs.found:
        listed = signs.people[each.comparison.own].rows
        ordered = listed if each.comparison.concern < 0 else listed[::-1]
        rows += [
            Row((_title(signs, each), str(person), int(str(amount)), int(str(base))))
            for person, amount, base in ordered
        ]
    table = Table(columns, tuple(rows), key="members", sheet="Members", label="Members", is_long=True, most_rows=40)
    return Section("Members behind the signs", (table,))


def _method(signs: Signs) -> tuple[str, ...]:
    limits = signs.limits
    told = sum(each.standing in (Standing.SIGN, Standing.NO_SIGN) for each in signs.compared)
    return (
        (
            f"{told} comparisons share {RATE.show(1 - limits.confidence, 0)} of being wrong (Bonferroni): each "
            f"interval is {rounded(limits.deviations, 2)} standard deviations to both sides, by the residuals of "
            "the people in it"
        ),
        f"fewer than {limits.least_people} people in a group that is compared are too few to tell",
        (
            "growth is surer than its interval says, since people who are there in both years are taken as if they "
            "were others in each"
        ),
        "nobody's need is known: strata by past cost or risk score make people alike, not equal",
    )

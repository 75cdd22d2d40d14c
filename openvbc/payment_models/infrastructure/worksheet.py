"""The worksheet of payments for infrastructure: what is paid this year, what is taken back, and what is left."""

from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from openvbc.citation import Clause
from openvbc.errors import ContractError, Fault, raise_all
from openvbc.figures import Keyed, Value
from openvbc.methods.published_lines import PublishedLines
from openvbc.money import ZERO
from openvbc.payment_models.infrastructure.program_payments import add_program_payments
from openvbc.payment_models.infrastructure.terms import InfrastructureTerms, Payment, Recoupment, Spending
from openvbc.payment_models.record import WorksheetRequest
from openvbc.units import RATE, USD, YES_OR_NO
from openvbc.worksheet.formula import Axis, Formula, Member, at, by_member, greatest, least, rounded, total, when
from openvbc.worksheet.sheet import Bar, BarRole, Line, Worksheet


@dataclass(frozen=True)
class WorksheetBuilder:
    """The sheet that grows, and its stream. year: the number of the performance year, 1 for the first."""

    sheet: Worksheet
    request: WorksheetRequest
    terms: InfrastructureTerms
    year: int

    @property
    def published(self) -> PublishedLines:
        """The program's published values for the year."""
        asked = {"performance_year": self.request.performance_year.year, "program": self.terms.program or ""}
        return PublishedLines(self.sheet, self.request.parameters, asked)

    def clause(self, *path: str | int) -> Clause:
        """Where the contract has a term."""
        return self.request.stream.clause(*path)

    def money(self, name: str, label: str, formula: Formula | Decimal | int, *path: str | int) -> Line:
        """A computed amount, with its clause."""
        return self.sheet.line(name, label, USD, formula, clause=self.clause(*path))

    def given(self, name: str, label: str, *path: str | int, axis: Axis | None = None, note: str = "") -> Line:
        """An amount from outside, zero or more."""
        return self.sheet.input(name, label, USD, at_least=ZERO, axis=axis, clause=self.clause(*path), note=note)


def build_worksheet(request: WorksheetRequest) -> Worksheet:
    """The worksheet of one stream, before any figure is known."""
    terms = cast("InfrastructureTerms", request.stream.terms)
    sheet = Worksheet(f"Infrastructure, {request.performance_year.words}")
    years = [each.year for each in request.agreement.performance_years]
    builder = WorksheetBuilder(sheet, request, terms, years.index(request.performance_year.year) + 1)
    _refuse_parts(request)
    _refuse_other_years(builder, len(years))
    sheet.section("payments", "What is paid this year")
    grants, advances = _listed(builder)
    if terms.program is not None:
        of_program = add_program_payments(
            sheet, builder.published, terms.program, builder.year, builder.clause("program")
        )
        (grants if terms.program == "making_care_primary" else advances).extend(of_program)
    agreed = terms.quarterly_advance
    if agreed is not None and builder.year <= agreed.years:
        advances.append(_quarterly(builder, agreed.most_per_quarter))
    paid = builder.money("payments", "Paid this year, grants and advances", _sum([*grants, *advances]), "payments")
    back: list[Line] = []
    if terms.recoupment is not None:
        back += _recoup(builder, terms.recoupment, advances, last=years[-1] == request.performance_year.year)
    if terms.spending is not None:
        back += _spend(builder, terms.spending, last=years[-1] == request.performance_year.year)
    sheet.section("outcome", "Outcome")
    net: Formula = paid + 0
    for line in back:
        net = net - line
    sheet.line("net_payment", "Net payment to the provider (+) or owed by it (−)", USD, net)
    sheet.outcome = "net_payment"
    sheet.waterfall = (
        Bar("payments", BarRole.TOTAL),
        *(Bar(line.name, BarRole.MINUS) for line in back),
        Bar("net_payment", BarRole.TOTAL),
    )
    return sheet


def _refuse_parts(request: WorksheetRequest) -> None:
    """ContractError where a part of a year is settled: a year's payments would be paid in each of them."""
    if request.performance_year.part:
        what = f"payments for infrastructure are settled for whole years, not for {request.performance_year.name}"
        why = "what falls due in a year would be paid in each part of it"
        raise ContractError(Fault(what, request.stream.node.where, why=why, fix="settle the performance year"))


def _refuse_other_years(builder: WorksheetBuilder, years: int) -> None:
    """ContractError where a payment falls due in a year that the agreement does not have."""
    faults = [
        Fault(
            f"payment {each.payment!r} falls due in performance year {each.year}, and the agreement has {years}",
            builder.clause("payments", index).where,
            why="it would never be paid",
            fix="change its year, or the agreement",
        )
        for index, each in enumerate(builder.terms.payments)
        if each.year > years
    ]
    raise_all(faults, ContractError)


def _sum(lines: list[Line]) -> Formula | Decimal:
    found: Formula | None = None
    for line in lines:
        found = line + 0 if found is None else found + line
    return ZERO if found is None else found


def _listed(builder: WorksheetBuilder) -> tuple[list[Line], list[Line]]:
    """The payments of the contract that fall due this year: grants, and advances."""
    sheet = builder.sheet
    found: dict[str, list[Line]] = {"grant": [], "advance": []}
    for kind, lines in found.items():
        due = [each for each in builder.terms.payments if each.year == builder.year and each.kind == kind]
        if not due:
            continue
        axis = Axis(
            f"{kind}s", f"{kind.capitalize()}s", tuple(Member(each.payment, _words(each.payment)) for each in due)
        )
        amounts: dict[Keyed, Value] = {each.payment: each.amount for each in due}
        clause = builder.clause("payments")
        amount = sheet.term(
            f"{kind}_amount", f"{kind.capitalize()} that is agreed", USD, amounts, axis=axis, clause=clause
        )
        reached = _reached(builder, kind, due, axis)
        of_kind: Formula = amount + 0
        if reached:
            of_kind = by_member(
                axis,
                {
                    each.payment: when(reached[each.payment], at(amount, axis, each.payment), 0)
                    for each in due
                    if each.milestone
                },
                amount,
            )
        each_one = builder.money(f"{kind}_due", f"{kind.capitalize()} that is due", of_kind, "payments")
        lines.append(builder.money(f"{kind}s", f"{kind.capitalize()}s of the year", total(each_one), "payments"))
    return found["grant"], found["advance"]


def _reached(builder: WorksheetBuilder, kind: str, due: list[Payment], axis: Axis) -> dict[str, Formula]:
    """Whether each payment's milestone was reached, of those that have one."""
    with_one = [each for each in due if each.milestone]
    if not with_one:
        return {}
    milestones = Axis(
        f"{kind}_milestones",
        f"Milestones of {axis.label.lower()}",
        tuple(Member(e.payment, e.milestone) for e in with_one),
    )
    line = builder.sheet.input(
        f"{kind}_milestone_reached",
        f"Milestone of the {kind} was reached",
        YES_OR_NO,
        axis=milestones,
        clause=builder.clause("payments"),
    )
    return {each.payment: at(line, milestones, each.payment) for each in with_one}


def _quarterly(builder: WorksheetBuilder, most: Decimal | None) -> Line:
    """Advances that are stated quarter by quarter."""
    sheet, path = builder.sheet, "quarterly_advance"
    axis = Axis("quarters", "Quarters", tuple(Member(f"q{n}", f"Quarter {n}") for n in range(1, 5)))
    stated = builder.given("quarterly_advance_stated", "Advance of the quarter, as stated", path, axis=axis)
    held: Formula = stated
    if most is not None:
        limit = sheet.term(
            "most_per_quarter", "Most of an advance in a quarter", USD, most, clause=builder.clause(path)
        )
        held = least(stated, limit)
    each = builder.money("quarterly_advance", "Advance of the quarter", held + 0, path)
    return builder.money("quarterly_advances", "Advances of all quarters", total(each), path)


def _recoup(builder: WorksheetBuilder, agreed: Recoupment, advances: list[Line], *, last: bool) -> list[Line]:
    """Take advances back out of what is earned, before any of it is distributed; what is owed of the rest."""
    sheet, path = builder.sheet, "recoupment"
    sheet.section("recoupment", "Advances that are taken back")
    balance: Formula | Decimal = _sum(advances)
    if builder.year > 1:
        label = "Advances of earlier years that are not taken back yet"
        balance = builder.given("balance_brought_forward", label, path) + balance
    owing = builder.money("advances_owing", "Advances that are to be taken back", balance, path)
    earned = _earned(builder, agreed)
    recouped: Line
    if builder.year < agreed.from_year:
        recouped = builder.money("advances_recouped", "Taken back of advances", owing * 0, path)
    else:
        share = sheet.term(
            "share_of_earned",
            "Share of what is earned that repays advances",
            RATE,
            agreed.share_of_earned,
            clause=builder.clause(path),
        )
        recouped = builder.money(
            "advances_recouped", "Taken back of advances", least(owing, rounded(earned * share, 2)), path
        )
    builder.money("left_of_earned", "Left of what is earned, to be distributed", earned - recouped, path)
    left = builder.money("advances_left", "Left of advances after this year", owing - recouped, path)
    ended = sheet.input(
        "ended_early", "The agreement ended early, and no new one began at once", YES_OR_NO, clause=builder.clause(path)
    )
    zero = left * 0
    early: Formula = left if agreed.on_early_end == "repaid_now" else zero
    at_end: Formula = left if last and agreed.if_left == "repaid_now" else zero
    owed = builder.money("advances_repaid_now", "Owed at once of advances", when(ended, early, at_end), path)
    forgiven_early: Formula = left if agreed.on_early_end == "forgiven" else zero
    forgiven_at_end: Formula = left if last and agreed.if_left == "forgiven" else zero
    forgiven = builder.money(
        "advances_forgiven", "Not collected of advances", when(ended, forgiven_early, forgiven_at_end), path
    )
    builder.money("balance_carried_forward", "Advances that are carried forward", left - owed - forgiven, path)
    return [recouped, owed]


def _earned(builder: WorksheetBuilder, agreed: Recoupment) -> Line:
    """What is earned and may repay advances: results of streams above, or what is stated."""
    path = "recoupment"
    if not agreed.streams:
        return builder.given("earned", "Earned this year that may repay advances", path)
    axis = Axis(
        "repaying_streams", "Streams that repay advances", tuple(Member(each, _words(each)) for each in agreed.streams)
    )
    result = builder.sheet.input(
        "result_of_stream",
        "Result: earned (+) or owed (−)",
        USD,
        axis=axis,
        clause=builder.clause(path),
        note="It comes from this settlement; nothing has to be given. Losses are a debt apart.",
        of_streams=True,
    )
    return builder.money("earned", "Earned this year that may repay advances", total(greatest(result, 0)), path)


def _spend(builder: WorksheetBuilder, agreed: Spending, *, last: bool) -> list[Line]:
    """What the money was spent on, whether as agreed; what is unspent at the end is paid back."""
    sheet, path = builder.sheet, "spending"
    sheet.section("spending", "What the money was spent on")
    members = tuple(Member(f"purpose_{n}", words) for n, words in enumerate(agreed.purposes, 1))
    axis = Axis("purposes", "Purposes", members)
    spent = builder.given("spent", "Spent so far on the purpose", path, axis=axis)
    whole = builder.money("all_spent", "Spent so far on all purposes", total(spent), path)
    received = builder.given("received_so_far", "Received so far, with this year", path)
    if agreed.least_share is not None:
        clause = builder.clause(path)
        share = sheet.term(
            "least_share_of_first_purpose",
            f"Least share for {agreed.purposes[0]}",
            RATE,
            agreed.least_share,
            clause=clause,
        )
        label = "Spent as agreed: the first purpose has its share"
        sheet.line("spent_as_agreed", label, YES_OR_NO, at(spent, axis, "purpose_1") >= share * whole, clause=clause)
    unspent = builder.money("unspent", "Received and not spent yet", greatest(received - whole, 0), path)
    if not last:
        return []
    return [builder.money("unspent_paid_back", "Not spent by the end of the agreement, paid back", unspent + 0, path)]


def _words(name: str) -> str:
    return name.replace("_", " ").capitalize()

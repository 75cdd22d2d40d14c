"""What one participant receives, and how it follows: for that participant's eyes.

It says nothing of any other participant but the totals that are needed to check the share. A group's own statement says
what it passes on, since it is the one who pays it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Final

from openvbc.distribution.changed import small_changes
from openvbc.distribution.participants import Participant, payee_tin
from openvbc.distribution.pay import Paid, pay_of
from openvbc.distribution.result import SHARED, Distribution, Node, Shared
from openvbc.distribution.sharing_sheet import AMOUNT, SHARE
from openvbc.distribution.worth import worth_of_a_dollar
from openvbc.errors import Fault, InputError, did_you_mean
from openvbc.figures import Source, Value
from openvbc.money import EXACT
from openvbc.reports.distribution.cover import facts
from openvbc.reports.document.tree import Answer, Block, Cell, Column, Document, Labeled, Notes, Row, Section, Table
from openvbc.units import USD
from openvbc.worksheet.evaluate import Evaluation
from openvbc.worksheet.sheet import Line
from openvbc.worksheet.words import in_numbers, in_words, shown
from openvbc.yamlfile import quoted

_COLUMNS: Final = (
    Column("line", "", width=44),
    Column("value", "Figure", number=True, width=20),
    Column("how", "How it follows", width=70),
    Column("where", "Where it is from", width=44),
)
_CHAIN: Final = (
    Column("step", "", width=44),
    Column("amount", "Amount", USD, width=20),
    Column("where", "Where it is agreed", width=44),
)


@dataclass(frozen=True)
class _Told:
    """A line over participants, with what is the same for everybody who reads it."""

    line: Line
    words: str
    where: str


class Statements:
    """The statements of a distribution. What several of them say in common is made once."""

    def __init__(self, distribution: Distribution) -> None:
        self.distribution = distribution
        self._lines: dict[int, tuple[_Told | Row, ...]] = {}
        self._chains: dict[int, tuple[Row, ...]] = {}

    @cached_property
    def _pays(self) -> Mapping[str, Paid]:
        return pay_of(self.distribution)

    @cached_property
    def _facts(self) -> tuple[Labeled, ...]:
        return facts(self.distribution)

    def of(self, identifier: str) -> Document:
        """The statement of one participant."""
        distribution, terms = self.distribution, self.distribution.plan.terms
        who = distribution.participants.rows[identifier]
        amount = distribution.amounts[identifier]
        figure = USD.show(abs(amount))
        verb = "receives" if amount >= 0 else "owes"
        sentence = f"{who.name} {verb} {figure} from {terms.organization}." if amount >= 0 else (
            f"{who.name} {verb} {figure} to {terms.organization}."
        )  # fmt: skip
        blocks: list[Block] = [
            *self._excluded(who),
            *(self._section(who, node, shared) for node, shared in distribution.by_participant[identifier]),
            *self._passed_on(who),
            *self._pay(who),
            *self._changes(who),
            *self._worth(who),
            Notes(tuple(self._notes()), "notes", "What to know"),
        ]
        return Document(
            kind="Statement",
            title=f"{who.name}: {terms.plan}, {terms.start} to {terms.end}",
            answer=Answer.of(sentence, figure, owed=amount < 0),
            blocks=tuple(blocks),
            subject=terms.organization,
            facts=(
                Labeled("Participant", who.identifier, key="participant"),
                *([Labeled("NPI", who.npi, key="npi")] if who.npi else []),
                *self._payee(who),
                *self._facts,
            ),
            colophon="This statement holds nothing of other participants but the totals that the share is checked by.",
            day=terms.payable or terms.end,
        )

    def of_named(self, identifier: str) -> Document:
        """The statement of a participant whom a user names; InputError with a hint if there is none such."""
        rows = self.distribution.participants.rows
        if identifier not in rows:
            raise InputError(Fault(f"there is no participant {quoted(identifier)}", fix=did_you_mean(identifier, rows)))
        return self.of(identifier)

    def _payee(self, who: Participant) -> Iterator[Labeled]:
        tin = payee_tin(who, self.distribution.participants.rows)
        if tin:
            yield Labeled("Paid to TIN", tin, key="tin")

    def _excluded(self, who: Participant) -> Iterator[Block]:
        if who.excluded:
            yield Notes((f"No share is taken: {who.excluded}",), "excluded", "Excluded", is_warning=True)

    def _section(self, who: Participant, node: Node, shared: Shared) -> Section:
        amount = shared.shares[who.identifier]
        chain = Table(
            _CHAIN,
            (*self._chain(node, shared), Row(("Own share", amount, None), is_sum=True)),
            key="chain",
            title=f"From the payer's payment to this share of {shared.label}",
            sheet="From payment to share",
        )
        rows = tuple(self._rows(who, shared))
        lines = Table(
            _COLUMNS,
            rows,
            key="lines",
            title=f"How the share of {shared.label} follows, line by line",
            sheet="Own share",
        )
        return Section(f"{node.fund.words}: {shared.label}", (chain, lines), key="shares", aside=USD.show(amount))

    def _chain(self, node: Node, shared: Shared) -> tuple[Row, ...]:
        """What came in, what was taken first and what reached the pool, from the organization down."""
        found = self._chains.get(id(shared))
        if found is None:
            above = [*self._above(node), *self._of_node(node)]
            rows = (*above, Row((shared.label, shared.amount(AMOUNT), None), is_sum=True))
            found = self._chains[id(shared)] = tuple(_shown_once(row) for row in rows)
        return found

    def _above(self, node: Node) -> Iterator[Row]:
        """The chain above one who is not the organization, to what it received."""
        if node.holder is None:
            return
        rows = self.distribution.participants.rows
        above = self.distribution.node(node.fund.fund, node.holder.within if node.holder.within in rows else "")
        if above is not None:
            yield from self._above(above)
            yield from self._of_node(above)
            for shared in above.shared:
                if node.identifier in shared.shares:
                    yield Row((f"{shared.label}, all who share it", shared.amount(AMOUNT), None))

    def _of_node(self, node: Node) -> Iterator[Row]:
        who = node.holder.name if node.holder is not None else self.distribution.plan.terms.organization
        yield Row((f"Came in at {who}", node.entered, None), is_sum=True)
        if node.evaluation is None:
            return
        for line in node.evaluation.sheet:
            if not line.axes and (line.name.startswith("to_") or line.name in ("loss", "reserve_pays")):
                value = node.evaluation.values[line.name]
                if isinstance(value, Decimal) and line.name != "to_divide" and (value or line.name == "to_pools"):
                    yield Row((line.label, value, str(line.clause or "")))

    def _rows(self, who: Participant, shared: Shared) -> Iterator[Row]:
        """The worksheet of the pool, with this participant's figures alone."""
        evaluation = shared.evaluation
        for told in self._told(shared):
            if isinstance(told, Row):
                yield told
                continue
            line, values = told.line, evaluation.values[told.line.name]
            value: Value = values[who.identifier] if isinstance(values, Mapping) else values
            numbers = ""
            if line.formula is not None:
                numbers = f"\n= {in_numbers(line.formula, evaluation.values, who.identifier)}"
            where = told.where or _source(evaluation, line, who.identifier)
            yield Row((line.label, _figure(line, value), f"{told.words}{numbers}", where), is_sum=line.name == SHARE)

    def _told(self, shared: Shared) -> "tuple[_Told | Row, ...]":
        """What is the same for everybody who shares a pool: words and places of each line, and whole rows of totals.

        A total is told in words alone: in numbers it would tell what each of the others has.
        """
        found = self._lines.get(id(shared))
        if found is None:
            evaluation = shared.evaluation
            made: list[_Told | Row] = []
            for line in evaluation.sheet:
                words = in_words(line.formula) if line.formula is not None else ""
                where = str(line.clause or "")
                value = evaluation.values[line.name]
                if isinstance(value, Mapping):
                    made.append(_Told(line, words, where))
                else:
                    source = where or _source(evaluation, line, "")
                    made.append(Row((line.label, _figure(line, value), words, source)))
            found = self._lines[id(shared)] = tuple(made)
        return found

    def _passed_on(self, who: Participant) -> Iterator[Block]:
        """A group's own account: what it passes on to whom, and keeps."""
        distribution = self.distribution
        below = distribution.participants.below.get(who.identifier, ())
        if not below:
            return
        passed = [(each, distribution.amounts[each.identifier]) for each in below]
        rows = [Row((each.identifier, each.name, amount)) for each, amount in passed]
        total = EXACT.subtract(distribution.amounts[who.identifier], distribution.kept[who.identifier])
        footer = (
            Row(("Passed on together", None, total), is_sum=True),
            Row(("Kept", None, distribution.kept[who.identifier]), is_sum=True),
        )
        columns = (
            Column("participant", "Participant", width=18),
            Column("name", "Name", width=30),
            Column("amount", "Receives", USD),
        )
        table = Table(columns, tuple(rows), key="passed_on", footer=footer, sheet="Passed on", label="Passed on")
        uses = [
            Row((node.fund.words, use.label, use.amount))
            for fund in distribution.plan.terms.funds
            if (node := distribution.node(fund.fund, who.identifier)) is not None
            for use in node.uses
            if use.kind != SHARED
        ]
        kept = Table(
            (Column("fund", "Fund", width=24), Column("use", "", width=44), Column("amount", "Amount", USD)),
            tuple(uses),
            key="kept",
            title="What is not passed on",
            sheet="Passed on",
        )
        yield Section("What is passed on", (table, *((kept,) if uses else ())), key="group")

    def _pay(self, who: Participant) -> Iterator[Block]:
        pay = self._pays.get(who.identifier)
        if pay is None:
            return
        rows = (
            Row(("Base salary", pay.base_salary)),
            Row(("Productivity", pay.productivity)),
            Row(("Incentive: the shares above", pay.incentive)),
            Row(("Pay in all", pay.total), is_sum=True),
        )
        columns = (Column("part", "", width=44), Column("amount", "Amount", USD))
        yield Section("Pay", (Table(columns, rows, key="pay", sheet="Pay", label="Pay"),))

    def _changes(self, who: Participant) -> Iterator[Block]:
        """What would have changed the shares."""
        rows = [
            Row((node.fund.words, shared.label, each.words, each.amount))
            for node, shared in self.distribution.by_participant[who.identifier]
            for each in small_changes(node, shared, who)
        ]
        if rows:
            columns = (
                Column("fund", "Fund", width=24),
                Column("pool", "Pool", width=30),
                Column("change", "If there were", width=30),
                Column("amount", "The share would be more by", USD, width=26),
            )
            table = Table(columns, tuple(rows), key="changes", sheet="What changes it", label="What would change it")
            yield Section("What would change the share, all others staying as they are", (table,))

    def _worth(self, who: Participant) -> Iterator[Block]:
        """How much of a dollar more reaches the participant."""
        cents = Decimal(100)
        rows = [
            Row((each.fund, each.pool, Cell(EXACT.multiply(each.part, cents), f"{_cents(each.part)} cents")))
            for each in worth_of_a_dollar(self.distribution, who.identifier)
        ]
        if rows:
            columns = (
                Column("fund", "Fund", width=24),
                Column("pool", "Pool", width=30),
                Column("cents", "Of one dollar more from the payer", number=True, width=30),
            )
            table = Table(
                columns, tuple(rows), key="worth", sheet="What changes it", label="What a dollar more is worth"
            )
            yield Section("What a dollar more from the payer is worth here", (table,))

    def _notes(self) -> Iterator[str]:
        terms = self.distribution.plan.terms
        yield "Shares are whole cents by largest remainder; equal remainders go in the order of identifiers."
        if any(each.status == "interim" for each in self.distribution.streams):
            yield "The settlement is interim: what is paid may be claimed back when it is final."
        if terms.questions is not None:
            yield f"Questions and appeals: {terms.questions.to}, within {terms.questions.days} days of payment."
        if terms.no_incentive_to_limit_care:
            yield "No payment under this plan rewards limiting medically necessary care."


def _cents(part: Decimal) -> str:
    return USD.show(EXACT.multiply(part, Decimal(100))).replace("$", "")


def _shown_once(row: Row) -> Row:
    """A row whose amount is put into words now, since many statements say it."""
    label, amount, where = row.cells
    cell = Cell(amount, USD.show(amount)) if isinstance(amount, Decimal) else amount
    return Row((label, cell, where), is_sum=row.is_sum)


def _figure(line: Line, value: Value) -> Cell:
    return Cell(value if isinstance(value, Decimal | bool) else None, shown(line, value), unit=line.unit)


def _source(evaluation: Evaluation, line: Line, identifier: str) -> str:
    held = evaluation.sources.get(line.name)
    source = held.get(identifier) if isinstance(held, Mapping) else held
    return str(source) if isinstance(source, Source) else ""

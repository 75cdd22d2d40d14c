"""A plan carried out: level by level, from what a settlement paid to what each participant receives."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from openvbc import __version__
from openvbc.citation import Clause
from openvbc.contract.distribution_plan import Fund, Guarantee, LossSharing, Pool, Sharing, Split, Step
from openvbc.contract.distribution_plan_checks import ORGANIZATION, AgreedPlan
from openvbc.contract.participant_figures import ParticipantFigure, participant_figures
from openvbc.distribution.entering import control_total_faults, entries_of
from openvbc.distribution.guarantee import guarantee_sheet
from openvbc.distribution.participants import Participant, Participants, listed
from openvbc.distribution.received import RESERVE_BALANCE, SettledStream
from openvbc.distribution.result import (
    CONTRIBUTIONS,
    GUARANTEE,
    HELD_BACK,
    LOSSES,
    PAID_OUT,
    PURPOSE,
    RESERVE,
    RETAINED,
    SHARED,
    Distribution,
    Node,
    Shared,
    UseOfMoney,
    added,
    amounts_of,
)
from openvbc.distribution.sharing_sheet import FORFEITED, TO_SHARE, UNSHARED, WEIGHT_LINE, SharingRequest, sharing_sheet
from openvbc.distribution.split_sheet import (
    ENTERED,
    LOSS_TO_SHARE,
    POOL_AMOUNT,
    RESERVE_PAYS,
    Entry,
    needs_reserve,
    split_sheet,
)
from openvbc.distribution.steps import shortfall_line, step_line
from openvbc.distribution.tenure import stayed_figures, tenure_figures
from openvbc.errors import Fault, InputError, SettlementError, raise_all
from openvbc.figures import ABSENT, Figure, Keyed, Origin, Source, Value
from openvbc.money import EXACT, ZERO, plain
from openvbc.worksheet.evaluate import Evaluation, evaluate
from openvbc.worksheet.sheet import LineKind, Worksheet


def distribute(
    plan: AgreedPlan,
    streams: Sequence[SettledStream],
    participants: Participants,
    amounts: Mapping[str, Figure] | None = None,
) -> Distribution:
    """Carry out a plan. InputError lists every fault: money that is not there, zero weights, who is in no pool.

    streams: of the settlements whose money is distributed. amounts: given beside them (see `read_amounts`).
    """
    given = dict(amounts or {})
    entries, notes = entries_of(plan, streams, given)
    faults = [*control_total_faults(plan, streams, participants), *_names_nobody(plan, participants)]
    raise_all(faults, InputError)
    run = _Run(plan, participants, given, participant_figures(plan.terms.factors))
    for fund in plan.terms.funds:
        run.divide(fund, ORGANIZATION, None, entries[fund.fund])
    raise_all(list(dict.fromkeys(run.faults)), InputError)
    for each in participants.rows.values():
        if each.excluded:
            notes.append(f"{each.identifier} takes no share: {each.excluded}")
    unused = [name for name in given if name not in run.used and not _enters(plan, name)]
    notes += [f"the amount {name} was given, and the plan has no use for it" for name in unused]
    after = None if run.reserve is None else run.reserve
    return Distribution(
        plan,
        tuple(streams),
        participants,
        run.nodes,
        run.reserve_before,
        after,
        tuple(notes),
        _fingerprint(plan, streams, given, participants),
    )


def _enters(plan: AgreedPlan, name: str) -> bool:
    return any(each.given == name for fund in plan.terms.funds for each in fund.enters)


def _names_nobody(plan: AgreedPlan, participants: Participants) -> Iterator[Fault]:
    """Participants that the plan names and the table does not have."""
    for index, fund in enumerate(plan.terms.funds):
        for number, split in enumerate(fund.splits):
            sharings: list[tuple[tuple[str | int, ...], Sharing]] = [
                (("pools", at), pool) for at, pool in enumerate(split.pools)
            ]
            sharings += [
                ((name,), each) for name in (LOSSES, CONTRIBUTIONS) if (each := getattr(split, name)) is not None
            ]
            for path, sharing in sharings:
                for name in (*sharing.fixed, *sharing.members):
                    if name not in participants.rows:
                        place = plan.node.at(["funds", index, "splits", number, *path]).where
                        what = f"the plan names {name!r}, whom the table of participants does not have"
                        fix = f"check {participants.file.name}, or the plan"
                        yield Fault(what, place, why="its share would reach nobody", fix=fix)


@dataclass
class _Run:
    """What is found while a plan is carried out."""

    plan: AgreedPlan
    participants: Participants
    given: Mapping[str, Figure]
    known: Mapping[str, ParticipantFigure]
    nodes: dict[tuple[str, str], Node] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    reserve: Decimal | None = None
    reserve_before: Decimal | None = None

    def __post_init__(self) -> None:
        figure = self.given.get(RESERVE_BALANCE)
        if figure is not None and isinstance(figure.value, Decimal):
            self.reserve = self.reserve_before = figure.value
        self.tenure = tenure_figures(self.plan.terms, self.participants)
        self.stayed = stayed_figures(self.plan.terms, self.participants)

    def divide(self, fund: Fund, level: str, holder: Participant | None, entries: tuple[Entry, ...]) -> None:
        """One who divides a fund, and everybody below."""
        name = holder.identifier if holder is not None else ""
        split = fund.split(level)
        children = self.participants.below.get(name, ())
        if split is None or not children:
            entered = added(each.figure.value for each in entries if isinstance(each.figure.value, Decimal))
            self.nodes[fund.fund, name] = Node(
                fund, holder, split, entered, uses=(UseOfMoney(RETAINED, "kept", "Kept", entered),)
            )
            return
        division = self._division(fund, split, holder, entries)
        if division is None:
            return
        node = self.nodes[fund.fund, name] = division.node(holder)
        for child in children:
            if fund.split(child.level) is not None and self.participants.below.get(child.identifier):
                amount = node.received[child.identifier]
                told = f"share of {child.name}, from the sheets of {division.who}"
                source = Source(Origin.SETTLED, told)
                received = Entry("received", f"Share of {child.name}", Figure(amount, source))
                self.divide(fund, child.level, child, (received,))

    def _division(
        self, fund: Fund, split: Split, holder: Participant | None, entries: tuple[Entry, ...]
    ) -> "_Division | None":
        """One division begun: its sheet evaluated. None, and a fault, where it cannot be."""
        at = ("funds", self.plan.terms.funds.index(fund), "splits", fund.splits.index(split))

        def clause(*path: str | int) -> Clause:
            return self.plan.clause(*at, *path)

        who = holder.name if holder is not None else self.plan.terms.organization
        sheet, figures = split_sheet(fund, split, who, entries, clause)
        if needs_reserve(split):
            balance = self.given.get(RESERVE_BALANCE)
            if balance is None:
                what = f"the plan uses the reserve, and {RESERVE_BALANCE} is not given"
                fix = f"give it with --amounts: `amounts:` and below it `{RESERVE_BALANCE}: ...`"
                self.faults.append(Fault(what, clause().where, fix=fix))
                return None
            figures[RESERVE_BALANCE] = balance
            self.used.add(RESERVE_BALANCE)
        evaluation = evaluate(sheet, figures)
        entered = _value(evaluation, ENTERED)
        if entered < 0 and split.losses is None and split.level == ORGANIZATION:
            what = f"fund {fund.fund!r} is a loss of ${plain(-entered)}, and the plan says nothing of losses"
            self.faults.append(Fault(what, clause().where, fix="add `losses: {by: [...]}` to the organization's split"))
            return None
        children = self.participants.below.get(holder.identifier if holder is not None else "", ())
        return _Division(self, fund, split, who, evaluation, children, clause)

    def reserve_gains(self, amount: Decimal) -> None:
        """Money into the reserve, or below zero out of it."""
        self.reserve = EXACT.add(self.reserve if self.reserve is not None else ZERO, amount)


@dataclass
class _Division:
    """One who divides one fund: what came in, and step by step what becomes of it."""

    run: _Run
    fund: Fund
    split: Split
    who: str
    evaluation: Evaluation
    children: tuple[Participant, ...]
    clause: Callable[..., Clause]
    uses: list[UseOfMoney] = field(default_factory=list)
    shared: list[Shared] = field(default_factory=list)

    def node(self, holder: Participant | None) -> Node:
        """What became of all of it."""
        self._steps(self.split.first, self.evaluation)
        self._pools()
        entered = _value(self.evaluation, ENTERED)
        if entered < 0:
            self._loss(entered)
        if self.split.contributions is not None:
            self._contributions(self.split.contributions)
        if self.split.guarantee is not None:
            self._guarantee(self.split.guarantee)
        received = dict.fromkeys((child.identifier for child in self.children), ZERO)
        for each in self.shared:
            for name, amount in each.shares.items():
                received[name] = EXACT.add(received[name], amount)
        self._use(SHARED, SHARED, "Shared with those below", added(received.values()))
        return Node(
            self.fund, holder, self.split, entered, self.evaluation, tuple(self.shared), received, tuple(self.uses)
        )

    def _use(self, kind: str, name: str, label: str, amount: Decimal, counts_as: str = "") -> None:
        self.uses.append(UseOfMoney(kind, name, label, amount, counts_as))
        if kind == RESERVE:
            self.run.reserve_gains(amount)

    def _steps(self, steps: Sequence[Step], evaluation: Evaluation) -> None:
        for step in steps:
            amount = _value(evaluation, step_line(step))
            self._use(_KIND_OF_STEP[step.takes], step.step, step.words, amount, step.use or "")

    def _pools(self) -> None:
        amounts = amounts_of(self.evaluation, POOL_AMOUNT)
        placed: set[str] = set()
        for index, pool in enumerate(self.split.pools):
            amount = amounts[pool.pool]
            if pool.kept:
                self._use(RETAINED, pool.pool, pool.words, amount, pool.use or "")
                continue
            members = _members(pool, self.children)
            placed.update(each.identifier for each in members)
            if not members:
                self._nobody(pool, amount, index)
                continue
            told = f"pool {pool.words}, from the sheet of {self.who}"
            figure = Figure(amount, Source(Origin.SETTLED, told))
            made = self._share(pool.pool, pool.words, figure, pool, members, ("pools", index))
            if made is not None:
                self.shared.append(made)
                self._steps(pool.first, made.evaluation)
                self._goes_elsewhere(made, pool.forfeits_to, made.amount(FORFEITED), "forfeited")
                self._goes_elsewhere(made, pool.rest_to, made.amount(UNSHARED), "not shared")
        self._in_no_pool(placed)

    def _nobody(self, pool: Pool, amount: Decimal, index: int) -> None:
        """A pool that nobody shares: what it has goes where the plan says."""
        if amount and pool.rest_to is None:
            what = f"{pool.words} of {self.who} has ${plain(amount)} to share, and nobody shares it"
            fix = "name others, or say with `rest_to` where it goes"
            self.run.faults.append(Fault(what, self.clause("pools", index).where, fix=fix))
        kind = RESERVE if pool.rest_to == "reserve" else RETAINED
        self._use(kind, pool.pool, f"{pool.words}: nobody shares it", amount)

    def _goes_elsewhere(self, made: Shared, to: str | None, amount: Decimal, label: str) -> None:
        """What was forfeited, and what nobody could be paid."""
        if amount and to is not None:
            kind = RESERVE if to == "reserve" else RETAINED
            self._use(kind, f"{made.name}_{label.replace(' ', '_')}", f"{made.label}: {label}", amount)

    def _in_no_pool(self, placed: set[str]) -> None:
        """A type without pool is a fault: it would take nothing in silence."""
        outside = [
            each
            for each in self.children
            if each.identifier not in placed and not each.excluded and each.type not in self.run.plan.terms.not_sharing
        ]
        for kind in dict.fromkeys(each.type for each in outside):
            names = [each.identifier for each in outside if each.type == kind]
            what = f"no pool of fund {self.fund.fund!r} is for {kind or 'participants without a type'}: {listed(names)}"
            self.run.faults.append(
                Fault(
                    what,
                    self.clause("pools").where,
                    why="they would take nothing, and nobody would be told",
                    fix="add a pool for them, name the type under `not_sharing`, or write why in the column `excluded`",
                )
            )

    def _share(
        self,
        name: str,
        label: str,
        amount: Figure,
        sharing: Sharing,
        members: tuple[Participant, ...],
        at: tuple[str | int, ...],
    ) -> Shared | None:
        """One amount shared; None, and faults, where it cannot be."""
        where = self.clause(*at).where
        title = f"{self.fund.words}, {self.who}: {label}"
        asked = SharingRequest(
            title,
            amount,
            sharing,
            members,
            self.run.known,
            lambda *path: self.clause(*at, *path),
            _of(self.run.tenure, members),
            _of(self.run.stayed, members),
        )
        sheet, figures = sharing_sheet(asked)
        missing = list(_missing(sheet, figures, members, where))
        if missing:
            self.run.faults.extend(missing)
            return None
        try:
            evaluation = evaluate(sheet, figures)
        except SettlementError as error:
            self.run.faults.extend(error.faults)
            return None
        made = Shared(name, label, evaluation, members)
        left = made.amount(UNSHARED)
        if left and sharing.rest_to is None:
            self.run.faults.append(_left_over(made, left, where))
        return made

    def _loss(self, entered: Decimal) -> None:
        """A loss: the reserve first if it is so agreed, then those below by their own rule."""
        rule = self.split.losses
        if rule is None:
            self._use(RETAINED, "loss", "Loss that stays here", entered)
            return
        if rule.reserve_first:
            self._use(RESERVE, "loss", "Loss paid by the reserve", -_value(self.evaluation, RESERVE_PAYS))
        told = f"loss of ${plain(-entered)}, from the sheet of {self.who}"
        source = Source(Origin.SETTLED, told)
        self._bear(LOSSES, "Losses", Figure(_value(self.evaluation, LOSS_TO_SHARE), source), rule)

    def _contributions(self, rule: LossSharing) -> None:
        """Costs that the money did not cover and that participants contribute."""
        short = [_value(self.evaluation, shortfall_line(step)) for step in self.split.first if _is_contributed(step)]
        rules = {pool.pool: pool for pool in self.split.pools}
        for made in self.shared:
            steps = rules[made.name].first if made.name in rules else ()
            short += [made.amount(shortfall_line(step)) for step in steps if _is_contributed(step)]
        together = added(short)
        self._use(PAID_OUT, CONTRIBUTIONS, "Costs that are contributed", together)
        source = Source(Origin.SETTLED, f"costs that were not covered, from the sheets of {self.who}")
        self._bear(CONTRIBUTIONS, "Contributions", Figure(together, source), rule)

    def _bear(self, name: str, label: str, amount: Figure, rule: LossSharing) -> None:
        """An amount that participants bear; what none can bear stays with who divides, or with the reserve."""
        made = self._share(name, label, amount, rule, _members(rule, self.children), (name,))
        if made is not None:
            self.shared.append(made)
            rest = made.amount(UNSHARED)
            if rest:
                kind = RESERVE if rule.rest_to == "reserve" else RETAINED
                self._use(kind, f"{name}_rest", f"{label}: what nobody bears", -rest)

    def _guarantee(self, rule: Guarantee) -> None:
        """Least amounts, paid by the reserve as far as it reaches."""
        members = tuple(
            each for each in self.children if not each.excluded and (not rule.types or each.type in rule.types)
        )
        source = Source(Origin.SETTLED, f"shares by the formula, from the sheets of {self.who}")
        formula = {
            each.identifier: Figure(added(one.shares.get(each.identifier, ZERO) for one in self.shared), source)
            for each in members
        }
        available = Figure(self.run.reserve or ZERO, Source(Origin.SETTLED, "the reserve after this year's steps"))
        sheet, figures = guarantee_sheet(rule, self.who, members, formula, available, self.clause("guarantee"))
        made = Shared(GUARANTEE, "Guarantee", evaluate(sheet, figures), members)
        self.shared.append(made)
        self._use(RESERVE, GUARANTEE, "Guarantee paid by the reserve", -made.amount(TO_SHARE))


_KIND_OF_STEP: Final = {
    "repayment": PAID_OUT,
    "reserve": RESERVE,
    "operating_cost": PAID_OUT,
    "hold_back": HELD_BACK,
    "retained": RETAINED,
    "purpose": PURPOSE,
}


def _is_contributed(step: Step) -> bool:
    return step.shortfall == "contributed"


def _members(sharing: Sharing, children: Sequence[Participant]) -> tuple[Participant, ...]:
    """Who shares: by type or identifier, and not excluded."""
    named = set(sharing.members or sharing.fixed)
    return tuple(
        each
        for each in children
        if not each.excluded
        and (each.type in sharing.types if sharing.types else True)
        and (each.identifier in named if named else True)
    )


def _of(figures: Mapping[str, Figure], members: Sequence[Participant]) -> dict[str, Figure]:
    return {each.identifier: figures[each.identifier] for each in members}


def _missing(
    sheet: Worksheet,
    figures: "Mapping[str, Figure | Mapping[Keyed, Figure]]",
    members: Sequence[Participant],
    where: str,
) -> Iterator[Fault]:
    """Figures that the sharing needs and some members do not have."""
    for line in sheet.of_kind(LineKind.INPUT):
        held = figures.get(line.name, {})
        if not line.axes or line.optional or not isinstance(held, Mapping) or len(held) == len(members):
            continue
        without = [each for each in members if each.identifier not in held]
        names = listed([f"{each.identifier} ({each.where})" for each in without])
        yield Fault(
            f"{line.name} is not there for {names}",
            where,
            why="the amount is shared by it, and who has none would get nothing in silence",
            fix=f"fill the column {line.name}, exclude them with a reason, or write `missing: pool_mean` in the plan",
        )


def _left_over(made: Shared, left: Decimal, where: str) -> Fault:
    """Why money is left that nobody can be paid."""
    weights = made.evaluation.values[WEIGHT_LINE]
    held = weights.values() if isinstance(weights, Mapping) else [weights]
    zero = all(isinstance(value, Decimal) and value == 0 for value in held)
    if left < 0:
        what = f"{made.label}: the floors together are ${plain(-left)} above what there is"
        return Fault(what, where, fix="lower the floor, or guarantee it from the reserve with `guarantee`")
    why = "the weights of all participants are zero" if zero else "everybody is at the cap, or fails a gate"
    fix = "say with `rest_to` where it goes" if not zero else "check the figures, or share it with `equal: true`"
    return Fault(f"{made.label}: ${plain(left)} can be paid to nobody", where, why=why, fix=fix)


def _value(evaluation: Evaluation, line: str) -> Decimal:
    value = evaluation.values[line]
    return value if isinstance(value, Decimal) else ZERO


def _fingerprint(
    plan: AgreedPlan, streams: Sequence[SettledStream], given: Mapping[str, Figure], participants: Participants
) -> str:
    told = {
        "version": __version__,
        "plan": plan.sha256,
        "settlements": sorted({each.fingerprint for each in streams}),
        "amounts": {name: [_text(each.value), str(each.source)] for name, each in given.items()},
        "participants": {
            each.identifier: [
                each.name, each.level, each.within, each.type, each.npi, each.tin, str(each.joined), str(each.left),
                each.excluded, {name: _text(figure.value) for name, figure in sorted(each.figures.items())},
            ]
            for each in participants.rows.values()
        },
    }  # fmt: skip
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _text(value: Value) -> str:
    return "absent" if value is ABSENT else str(value) if isinstance(value, bool) else plain(value)

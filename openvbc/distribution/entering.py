"""What enters each fund, and whether the figures of participants are those of the settlement."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from openvbc.contract.distribution_plan import Entering, Fund
from openvbc.contract.distribution_plan_checks import AgreedPlan
from openvbc.distribution.participants import Participants
from openvbc.distribution.received import SettledStream, named_streams
from openvbc.distribution.split_sheet import Entry
from openvbc.errors import Fault, InputError, did_you_mean, raise_all
from openvbc.figures import Figure
from openvbc.money import EXACT, ZERO, plain
from openvbc.settlement.settle import Status


def entries_of(
    plan: AgreedPlan, streams: Sequence[SettledStream], given: Mapping[str, Figure]
) -> tuple[dict[str, tuple[Entry, ...]], list[str]]:
    """What enters each fund, and notes on what does not enter any. InputError lists what is not there."""
    faults: list[Fault] = []
    found: dict[str, tuple[Entry, ...]] = {}
    taken: set[tuple[str, str]] = set()
    for index, fund in enumerate(plan.terms.funds):
        entries = []
        for number, each in enumerate(fund.enters):
            where = plan.node.at(["funds", index, "enters", number]).where
            if each.given is not None:
                entry = _given(each, given, where, faults)
            else:
                entry = _settled(each, streams, where, faults, taken)
            if entry is not None:
                entries.append(entry)
        found[fund.fund] = tuple(entries)
        faults += _mixed(fund, entries)
    faults += _not_of_this_plan(plan, streams)
    raise_all(faults, InputError)
    notes = [
        f"stream {each.stream} of {each.contract} is not distributed by this plan"
        for each in streams
        if (each.contract, each.stream) not in taken
    ]
    if any(each.status == Status.INTERIM.value for each in streams):
        notes.append("the settlement is interim: what it pays may be claimed back when it is final")
    return found, notes


def _given(each: Entering, given: Mapping[str, Figure], where: str, faults: list[Fault]) -> Entry | None:
    name = each.given or ""
    if name not in given:
        what = f"the amount {name!r} enters, and is not given"
        faults.append(Fault(what, where, fix=f"{did_you_mean(name, given)}; give it with --amounts"))
        return None
    return Entry(name, each.label or name.replace("_", " ").capitalize(), given[name])


def _settled(
    each: Entering,
    streams: Sequence[SettledStream],
    where: str,
    faults: list[Fault],
    taken: set[tuple[str, str]],
) -> Entry | None:
    name = each.stream or ""
    fitting = [one for one in streams if one.stream == name and each.contract in (None, one.contract)]
    if not fitting:
        of = f" of contract {each.contract!r}" if each.contract else ""
        what = f"no settlement here has a stream {name!r}{of}"
        faults.append(Fault(what, where, fix=did_you_mean(name, named_streams(streams))))
        return None
    if len(fitting) > 1:
        contracts = ", ".join(sorted({one.contract for one in fitting}))
        what = f"stream {name!r} is there {len(fitting)} times ({contracts})"
        faults.append(Fault(what, where, why="which money is meant cannot be known", fix="name the contract of each"))
        return None
    (stream,) = fitting
    line = each.line or stream.outcome
    if line not in stream.lines:
        what = f"stream {name!r} has no line {line!r} with one value"
        faults.append(Fault(what, where, fix=did_you_mean(line, stream.lines)))
        return None
    figure = stream.figure(line)
    if not isinstance(figure.value, Decimal):
        faults.append(Fault(f"line {line!r} of stream {name!r} has no amount", where))
        return None
    taken.add((stream.contract, stream.stream))
    return Entry(f"{name}_{line}", each.label or f"{stream.contract}, {name.replace('_', ' ')}", figure)


def _mixed(fund: Fund, entries: Sequence[Entry]) -> Iterator[Fault]:
    keys = [each.key for each in entries]
    if len(set(keys)) < len(keys):
        yield Fault(
            f"two entries of fund {fund.fund!r} have one name",
            fix="settlements of two contracts need funds of their own",
        )


def _not_of_this_plan(plan: AgreedPlan, streams: Sequence[SettledStream]) -> Iterator[Fault]:
    """Settlements of another organization or period, and interim ones where the plan refuses those."""
    terms = plan.terms
    told: set[tuple[str, str]] = set()
    for each in streams:
        if (each.contract, each.fingerprint) in told:
            continue
        told.add((each.contract, each.fingerprint))
        if each.organization != terms.organization:
            yield Fault(
                f"the settlement is of {each.organization!r}, the plan of {terms.organization!r}",
                plan.node.at(["organization"]).where,
                why="money of another organization would be distributed",
                fix="name the right settlement, or write the organization as the settlement does",
            )
        if not (terms.start <= each.first_day and each.last_day <= terms.end):
            yield Fault(
                f"the settlement is of {each.period} ({each.first_day} to {each.last_day}), the plan of"
                f" {terms.start} to {terms.end}",
                plan.node.at(["start"]).where,
                why="participants' figures would be of another time than the money",
                fix="name the settlement of the plan's period, or a plan of the settlement's",
            )
        if each.status == Status.INTERIM.value and terms.interim == "refused":
            yield Fault(
                f"the settlement of {each.contract} is interim",
                plan.node.at(["interim"]).where,
                why="an estimate would be paid out that the final settlement may take back",
                fix="wait for the final one, or write `interim: with_claw_back` in the plan",
            )


def control_total_faults(
    plan: AgreedPlan, streams: Sequence[SettledStream], participants: Participants
) -> Iterator[Fault]:
    """Where participants' figures do not add up to what the settlement or the plan says they are."""
    for index, total in enumerate(plan.terms.control_totals):
        where = plan.node.at(["control_totals", index]).where
        expected: Decimal | None = total.equals
        if total.stream is not None:
            fitting = [each for each in streams if each.stream == total.stream]
            held = fitting[0].lines.get(total.line or "") if len(fitting) == 1 else None
            if not isinstance(held, Decimal):
                known = fitting[0].lines if len(fitting) == 1 else named_streams(streams)
                fix = did_you_mean((total.line if len(fitting) == 1 else total.stream) or "", known)
                yield Fault(f"there is no one line {total.line!r} of stream {total.stream!r}", where, fix=fix)
                continue
            expected = held
        found = ZERO
        for each in participants.below.get("", ()):
            found = EXACT.add(found, each.number(total.factor) or ZERO)
        if expected is not None and found != expected:
            yield Fault(
                f"{total.factor} of all participants are {plain(found)}, those of {plan.terms.organization}"
                f" {plain(expected)}",
                where,
                why="people who are nobody's, or two participants', would move the shares",
                fix=f"correct {participants.file.name}; name people of nobody as a participant that is excluded",
            )

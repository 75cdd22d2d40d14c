"""A distribution plan from its file, and the faults between its parts that are each right by themselves."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from openvbc.citation import Clause
from openvbc.contract.distribution_plan import DistributionPlan, Fund, Limit, LossSharing, Sharing, Split, Step
from openvbc.contract.faults import empty_terms, faults_of
from openvbc.contract.model import clause_at
from openvbc.contract.participant_figures import participant_figures
from openvbc.errors import ContractError, Fault, did_you_mean, raise_all
from openvbc.money import ONE, ZERO, plain, shifted
from openvbc.yamlfile import Node, digest, read_yaml

#: Who divides first.
ORGANIZATION: Final = "organization"
#: Where a contract file holds its plan.
IN_CONTRACT: Final = "distribution"


@dataclass(frozen=True)
class AgreedPlan:
    """A checked plan with its place in its file. sha256: of that file."""

    terms: DistributionPlan
    node: Node
    sha256: str

    def clause(self, *path: str | int) -> Clause:
        """The clause and the place of the term at `path`."""
        return clause_at(self.node, path)

    @property
    def file_name(self) -> str:
        """The file that holds it."""
        return self.node.file.name


def load_plan(path: Path) -> AgreedPlan:
    """Read and check a plan: a file of its own, or the part `distribution` of a contract file.

    ContractError (or FileError) holds every fault, with its line.
    """
    form: list[Fault] = []
    whole = read_yaml(path, form)
    is_contract = isinstance(whole.value, dict) and "contract" in whole.value
    node = whole.at([IN_CONTRACT]) if is_contract else whole
    if is_contract and node is whole:
        raise ContractError(
            Fault(
                "the contract says nothing of how its money is distributed",
                whole.where,
                fix=f"add `{IN_CONTRACT}: ...`, or name a file that holds a plan",
            )
        )
    places = {fault.where for fault in form}
    faults = [*form, *(fault for fault in empty_terms(node) if fault.where not in places)]
    terms: DistributionPlan | None = None
    try:
        terms = DistributionPlan.model_validate(node.plain())
    except ValidationError as error:
        faults.extend(faults_of(error, DistributionPlan, node))
    if terms is not None:
        faults.extend(plan_faults(terms, node))
    faults.sort(key=lambda fault: int(line) if (line := fault.where.rpartition(":")[2]).isdigit() else 0)
    raise_all(faults, ContractError)
    if terms is None:
        raise TypeError("a plan without faults is a plan")
    return AgreedPlan(terms, node, digest(path))


def plan_faults(plan: DistributionPlan, node: Node) -> Iterator[Fault]:
    """Every fault between levels, funds, steps, pools and figures."""
    yield from _doubled([each.fund for each in plan.funds], "funds", node.at(["funds"]))
    yield from _doubled([each.factor for each in plan.factors], "figures", node.at(["factors"]))
    yield from _doubled(plan.levels, "levels", node.at(["levels"]))
    known = participant_figures()
    for index, own in enumerate(plan.factors):
        if own.factor in known:
            where = node.at(["factors", index]).where
            yield Fault(f"{own.factor!r} is known already", where, fix="take it out, or call yours something else")
    yield from _taken_twice(plan, node)
    for index, fund in enumerate(plan.funds):
        yield from _level_faults(plan, fund, node.at(["funds", index]))
        for number, split in enumerate(fund.splits):
            yield from _split_faults(plan, split, node.at(["funds", index, "splits", number]))
    for index, total in enumerate(plan.control_totals):
        yield from _unknown_figure(plan, total.factor, node.at(["control_totals", index, "factor"]))
    for name in ("base_salary", "productivity") if plan.pay is not None else ():
        stated = getattr(plan.pay, name)
        if stated is not None:
            yield from _unknown_figure(plan, stated, node.at(["pay", name]))
    drawing = [fund.fund for fund in plan.funds if any(_draws_on_reserve(each) for each in fund.splits)]
    if len(drawing) > 1:
        yield Fault(
            f"funds {' and '.join(drawing)} all draw on the reserve or fill it to a target",
            node.at(["funds"]).where,
            why="which of them comes first would decide who is paid",
            fix="leave the target, reserve_first and guarantee to one of them",
        )


def _doubled(names: "tuple[str, ...] | list[str]", group: str, node: Node) -> Iterator[Fault]:
    for index, name in enumerate(names):
        if name in names[:index]:
            yield Fault(f"two {group} are named {name!r}", node.at([index]).where, fix="rename or take out one of them")


def _taken_twice(plan: DistributionPlan, node: Node) -> Iterator[Fault]:
    """Money that two entries take: the same line of the same stream."""
    seen: dict[tuple[str | None, ...], str] = {}
    for index, fund in enumerate(plan.funds):
        for number, each in enumerate(fund.enters):
            taken = (each.contract, each.stream, each.line, each.given)
            if taken in seen:
                yield Fault(
                    f"{each.stream or each.given} enters fund {fund.fund!r}, and fund {seen[taken]!r} too",
                    node.at(["funds", index, "enters", number]).where,
                    why="the same money would be shared twice",
                    fix="keep one of them, or name the contract or line of each",
                )
            seen.setdefault(taken, fund.fund)


def _level_faults(plan: DistributionPlan, fund: Fund, node: Node) -> Iterator[Fault]:
    """Who divides: the organization first, then each level in order; the last receives and divides nothing."""
    order = (ORGANIZATION, *plan.levels[:-1])
    for index, split in enumerate(fund.splits):
        where = node.at(["splits", index, "level"]).where
        if split.level not in order:
            last = f"{split.level!r} receives, and nobody is below it" if split.level == plan.levels[-1] else ""
            yield Fault(last or f"there is no level {split.level!r}", where, fix=did_you_mean(split.level, order))
        elif index < len(order) and split.level != order[index]:
            what = f"level {split.level!r} divides here, where {order[index]!r} does"
            yield Fault(what, where, why="money reaches a level only through the one above", fix="put them in order")
    yield from _doubled([each.level for each in fund.splits], "splits of one fund", node.at(["splits"]))


def _split_faults(plan: DistributionPlan, split: Split, node: Node) -> Iterator[Fault]:
    steps = [*split.first, *(step for pool in split.pools for step in pool.first)]
    places = [node.at(["first", index]) for index in range(len(split.first))]
    for number, pool in enumerate(split.pools):
        places += [node.at(["pools", number, "first", index]) for index in range(len(pool.first))]
    names = [each.step for each in steps]
    for index, (step, place) in enumerate(zip(steps, places, strict=True)):
        if step.step in names[:index]:
            yield Fault(f"two steps are named {step.step!r}", place.where, fix="rename or take out one of them")
        if step.target is not None and split.level != ORGANIZATION:
            yield Fault("only the organization's reserve has a target", place.where, fix="keep a part: takes: retained")
    yield from _doubled([each.pool for each in split.pools], "pools", node.at(["pools"]))
    yield from _share_faults(split, node)
    for number, pool in enumerate(split.pools):
        place = node.at(["pools", number])
        yield from _sharing_faults(plan, split, pool, place)
        for index, gate in enumerate(pool.gates):
            yield from _unknown_figure(plan, gate.factor, place.at(["gates", index, "factor"]))
        if pool.forfeits_to == "reserve" and split.level != ORGANIZATION:
            yield _no_reserve_here(split, place.at(["forfeits_to"]))
    for name in ("losses", "contributions"):
        sharing = getattr(split, name)
        if isinstance(sharing, LossSharing):
            yield from _sharing_faults(plan, split, sharing, node.at([name]))
            if sharing.reserve_first and (split.level != ORGANIZATION or name == "contributions"):
                yield _no_reserve_here(split, node.at([name, "reserve_first"]))
    if split.guarantee is not None and split.level != ORGANIZATION:
        yield _no_reserve_here(split, node.at(["guarantee"]))
    contributed = [step for step in steps if step.shortfall == "contributed"]
    if contributed and split.contributions is None:
        what = f"the shortfall of step {contributed[0].step!r} is contributed, and nothing says by what"
        yield Fault(what, node.where, fix="add `contributions: {by: [...]}` to this level")
    if split.contributions is not None and not contributed:
        where = node.at(["contributions"]).where
        yield Fault("no step has a shortfall that is contributed", where, fix="write `shortfall: contributed` at one")


def _no_reserve_here(split: Split, node: Node) -> Fault:
    what = f"the reserve is the organization's; level {split.level!r} cannot use it here"
    return Fault(what, node.where, fix="use `retained`, or move it to the organization's split")


def _share_faults(split: Split, node: Node) -> Iterator[Fault]:
    """Pools take 100% together; `rest` says that one takes what the others leave."""
    stated = sum((each.share for each in split.pools if each.share != "rest"), ZERO)
    rests = [each for each in split.pools if each.share == "rest"]
    where = node.at(["pools"]).where
    if len(rests) > 1:
        yield Fault(f"{len(rests)} pools take the rest", where, fix="give all but one a share of their own")
    text = plain(shifted(stated, 2))
    if stated > ONE:
        yield Fault(f"the pools take {text}% together", where, fix="lower their shares to 100%")
    elif stated < ONE and not rests:
        why = "what no pool takes would be spread in silence"
        yield Fault(f"the pools take {text}% together", where, why=why, fix="write `share: rest` at one of them")


def _sharing_faults(plan: DistributionPlan, split: Split, sharing: Sharing, node: Node) -> Iterator[Fault]:
    for index, factor in enumerate(sharing.by):
        place = node.at(["by", index])
        yield from _unknown_figure(plan, factor.factor, place.at(["factor"]))
        for name in ("small_panels", "minimum_panel"):
            rule = getattr(factor, name)
            if rule is not None:
                yield from _unknown_figure(plan, rule.panel, place.at([name, "panel"]))
    for name in ("cap", "floor"):
        limit = getattr(sharing, name)
        if isinstance(limit, Limit) and limit.of is not None:
            yield from _unknown_figure(plan, limit.of, node.at([name, "of"]))
    cap, floor = sharing.cap, sharing.floor
    if cap is not None and floor is not None and (cap.amount or ZERO) < (floor.amount or ZERO) and cap.of is None:
        yield Fault("the cap is below the floor", node.at(["cap"]).where, fix="raise the cap or lower the floor")
    if sharing.members and sharing.fixed and set(sharing.fixed) != set(sharing.members):
        yield Fault("fixed weights and members name different participants", node.where, fix="take `members` out")
    if sharing.rest_to == "reserve" and split.level != ORGANIZATION:
        yield _no_reserve_here(split, node.at(["rest_to"]))


def _unknown_figure(plan: DistributionPlan, name: str, node: Node) -> Iterator[Fault]:
    known = participant_figures(plan.factors)
    if name not in known:
        what = f"there is no figure {name!r} of participants"
        fix = f"{did_you_mean(name, known)}; a figure of your own is described under `factors` of the plan"
        yield Fault(what, node.where, fix=fix)


def _draws_on_reserve(split: Split) -> bool:
    steps: list[Step] = [*split.first, *(step for pool in split.pools for step in pool.first)]
    reserve_first = split.losses is not None and split.losses.reserve_first
    return any(each.target is not None for each in steps) or reserve_first or split.guarantee is not None

"""Rules of conduct: what of a plan, or of what it leads to, somebody should look at. A rule exists; no verdict."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from openvbc.citation import Citation, Status
from openvbc.contract.distribution_plan import Split, Step
from openvbc.contract.participant_figures import EFFICIENCY, PANEL_SAVINGS
from openvbc.distribution.participants import listed
from openvbc.distribution.pay import pay_of
from openvbc.distribution.result import LOSSES, PAID_OUT, PURPOSE, RETAINED, Distribution
from openvbc.money import EXACT, ZERO
from openvbc.units import RATE

INCENTIVE_RULE: Final = Citation("42 CFR 422.208")
METHOD_RULE: Final = Citation("42 CFR 411.357(aa) and 1001.952(ee)-(gg)", status=Status.UNCONFIRMED)
WAIVER: Final = Citation("80 FR 66725")
#: Two rules that were not read: private benefit from a tax-exempt organization, and incentives of beneficiaries.
TAX_RULE: Final = Citation("26 U.S.C. 501", "(c)(3)", status=Status.UNCONFIRMED)
PATIENTS_RULE: Final = Citation("42 CFR 425.304", status=Status.UNCONFIRMED)
PUBLIC_RULE: Final = Citation("42 CFR 425.308", "(b)(4)")
_OWN_COST: Final = (PANEL_SAVINGS, EFFICIENCY, "panel_cost")
_VOLUME: Final = ("revenue", "rvus")


@dataclass(frozen=True)
class Warned:
    """A warning: what it is about, why somebody should look at it, and the rule that there is. where: in the plan."""

    name: str
    what: str
    why: str
    rule: Citation | None = None
    where: str = ""

    def __str__(self) -> str:
        rule = f" ({self.rule})" if self.rule is not None else ""
        return f"{self.what}: {self.why}{rule}"


def conduct_warnings(distribution: Distribution) -> tuple[Warned, ...]:
    """Every warning on a distribution: on how the plan shares, when it was adopted, and what it comes to."""
    return (
        *_adopted(distribution),
        *_methods(distribution),
        *_reserve(distribution),
        *_recipients(distribution),
        *_hospitals(distribution),
        *_public(distribution),
        *_of_pay(distribution),
        *_of_revenue(distribution),
    )


def _adopted(distribution: Distribution) -> Iterator[Warned]:
    terms, where = distribution.plan.terms, distribution.plan.node.at(["adopted"]).where
    why = "exceptions and safe harbors for value-based arrangements generally expect a method that is set in advance"
    if terms.adopted > terms.end:
        what = f"the plan was adopted on {terms.adopted}, after the period, when results may have been known"
        yield Warned("retroactive_plan", what, why, METHOD_RULE, where)
    elif terms.adopted > terms.start:
        what = f"the plan was adopted on {terms.adopted}, within the period that it distributes"
        yield Warned("plan_adopted_late", what, why, METHOD_RULE, where)


def _splits(distribution: Distribution) -> Iterator[tuple[str, Split, str]]:
    for index, fund in enumerate(distribution.plan.terms.funds):
        for number, split in enumerate(fund.splits):
            yield fund.words, split, distribution.plan.node.at(["funds", index, "splits", number]).where


def _methods(distribution: Distribution) -> Iterator[Warned]:
    levels = distribution.plan.terms.levels
    for fund, split, where in _splits(distribution):
        receives = levels[0] if split.level not in levels else levels[levels.index(split.level) + 1]
        for pool in split.pools:
            names = [each.factor for each in pool.by]
            own = [name for name in names if name in _OWN_COST]
            if own:
                individual = receives == levels[-1]
                who = "individual providers" if individual else f"each {receives}"
                what = f"pool {pool.words} of {fund} pays {who} by the cost of the own panel ({', '.join(own)})"
                why = (
                    "payment could reward limiting medically necessary care, and small panels are paid by chance;"
                    " a share of what all save, by own quality and attributed lives, dilutes that incentive"
                )
                yield Warned("own_panel_savings", what, why, INCENTIVE_RULE, where)
            volume = [name for name in names if name in _VOLUME]
            if volume:
                what = f"pool {pool.words} of {fund} pays by {', '.join(volume)}"
                why = "amounts that vary with the volume of other business or with referrals need counsel's word"
                yield Warned("volume", what, why, METHOD_RULE, where)
            if pool.kept and pool.use is None:
                what = f"pool {pool.words} of {fund} is kept, and the plan does not say for what"
                yield Warned("pool_without_method", what, "nobody can tell by which method it is spent", None, where)


def _reserve(distribution: Distribution) -> Iterator[Warned]:
    for fund, split, where in _splits(distribution):
        steps: list[Step] = [*split.first, *(step for pool in split.pools for step in pool.first)]
        for step in steps:
            if step.takes == "reserve" and step.target is None:
                what = f"step {step.words} of {fund} fills a reserve without a target"
                yield Warned("reserve_without_target", what, "it could take money for ever", None, where)
            if step.takes == "purpose" and step.use is None:
                what = f"step {step.words} of {fund} sets money aside, and the plan does not say what it counts as"
                yield Warned("pool_without_method", what, "nobody can tell how it is spent", None, where)


def _recipients(distribution: Distribution) -> Iterator[Warned]:
    """Money that is for nobody of the organization: outsiders, or its patients."""
    for fund, split, where in _splits(distribution):
        steps: list[Step] = [*split.first, *(step for pool in split.pools for step in pool.first)]
        for step in steps:
            if step.to == "outsiders" and step.takes != "repayment":
                what = f"step {step.words} of {fund} pays somebody outside the organization"
                why = "where a tax-exempt organization is a part of it, private benefit is a matter for counsel"
                yield Warned("outsiders", what, why, TAX_RULE, where)
            if step.to == "patients":
                what = f"step {step.words} of {fund} pays patients"
                yield Warned(
                    "patient_incentives", what, "incentives of patients have rules of their own", PATIENTS_RULE, where
                )


def _hospitals(distribution: Distribution) -> Iterator[Warned]:
    """A hospital that bears losses or costs of a fund and receives nothing of it."""
    for fund in distribution.plan.terms.funds:
        node = distribution.node(fund.fund)
        owed, received = set[str](), set[str]()
        for shared in node.shared if node is not None else ():
            some = {name for name, share in shared.shares.items() if share != ZERO}
            (owed if shared.is_owed else received).update(some)
        rows = distribution.participants.rows
        hospitals = [name for name in rows if name in owed - received and rows[name].type == "hospital"]
        if hospitals:
            what = f"{listed(hospitals)} pays for {fund.words} and receives nothing of it"
            why = "where a tax-exempt hospital keeps nothing of what it funds, private benefit is a matter for counsel"
            yield Warned("hospital_keeps_nothing", what, why, TAX_RULE, distribution.plan.node.at(["funds"]).where)


def _public(distribution: Distribution) -> Iterator[Warned]:
    """A Medicare ACO's proportions can be published only if each use says what it counts as."""
    if distribution.plan.terms.program is None:
        return
    yield Warned(
        "waiver",
        "the plan distributes money of the Medicare Shared Savings Program",
        "its waiver for the distribution of shared savings has conditions of its own",
        WAIVER,
        distribution.plan.node.at(["program"]).where,
    )
    for fund in distribution.plan.terms.funds:
        node = distribution.node(fund.fund)
        if fund.kind != "savings" or node is None:
            continue
        silent = [
            use.label
            for use in node.uses
            if use.kind in (PAID_OUT, PURPOSE, RETAINED) and use.amount > 0 and not use.counts_as
        ]
        if silent:
            what = f"of {fund.words} the plan does not say what counts as what: {', '.join(silent)}"
            why = "the proportions that an ACO must make public cannot be told"
            yield Warned("proportions_not_ready", what, why, PUBLIC_RULE, distribution.plan.node.at(["funds"]).where)


def _of_pay(distribution: Distribution) -> Iterator[Warned]:
    limit = distribution.plan.terms.limits.incentive_of_pay
    if limit is None or distribution.plan.terms.pay is None:
        return
    pays = pay_of(distribution)
    above = [name for name, each in pays.items() if each.incentive_part is not None and each.incentive_part > limit]
    if above:
        what = f"the incentive is more than {RATE.show(limit)} of the pay of {listed(above)}"
        why = "above the plan's own limit a small panel's bad luck, or a wish to save, weighs heavily"
        yield Warned("incentive_of_pay", what, why, INCENTIVE_RULE, distribution.plan.node.at(["limits"]).where)


def _of_revenue(distribution: Distribution) -> Iterator[Warned]:
    limit = distribution.plan.terms.limits.loss_of_revenue
    if limit is None:
        return
    above = []
    for node in distribution.nodes.values():
        for shared in node.shared:
            for member in shared.members if shared.name == LOSSES else ():
                revenue, loss = member.number("revenue"), -shared.shares[member.identifier]
                if loss > 0 and (revenue is None or loss > EXACT.multiply(limit, revenue)):
                    above.append(member.identifier)
    if above:
        what = f"the loss share is more than {RATE.show(limit)} of the revenue of {listed(above)}"
        why = "somebody may not be able to pay it"
        yield Warned("loss_of_revenue", what, why, None, distribution.plan.node.at(["limits"]).where)

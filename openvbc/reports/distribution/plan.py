"""A plan without faults, told: what is taken in which order, and who shares what by which rule."""

from decimal import Decimal

from openvbc.contract.distribution_plan_checks import AgreedPlan
from openvbc.distribution.words import sharing_in_words
from openvbc.reports.document.tree import EVERYWHERE, IN_TEXT, Answer, Column, Data, Document, Row, Table
from openvbc.units import RATE


def plan_report(plan: AgreedPlan) -> Document:
    """The plan in words; its pools as a table."""
    terms = plan.terms
    rows = tuple(
        Row((fund.words, split.level, pool.words, _share(pool.share), sharing_in_words(pool)))
        for fund in terms.funds
        for split in fund.splits
        for pool in split.pools
    )
    columns = (
        Column("fund", "Fund", width=34),
        Column("level", "Level"),
        Column("pool", "Pool", width=34),
        Column("share", "Share", number=True),
        Column("sharing", "How it is shared", width=60),
    )
    return Document(
        kind="Plan",
        subject=terms.organization,
        title=terms.plan,
        answer=Answer(f"{terms.plan}, version {terms.version}: no faults"),
        opening=(_in_words(plan),),
        blocks=(
            Data("plan", terms.plan),
            Data("version", str(terms.version)),
            Table(columns, rows, key="pools", sheet="Pools", label="Pools", forms=EVERYWHERE - IN_TEXT),
        ),
    )


def _share(share: Decimal | str) -> str:
    return RATE.show(share) if isinstance(share, Decimal) else "the rest"


def _in_words(plan: AgreedPlan) -> str:
    terms = plan.terms
    lines = [f"{terms.plan}, version {terms.version}: no faults"]
    for fund in terms.funds:
        lines.append(f"\n{fund.words} ({fund.kind.replace('_', ' ')})")
        for split in fund.splits:
            lines.append(f"  {split.level}")
            lines += [f"    first  {step.words}" for step in split.first]
            lines += [
                f"    pool   {pool.words}: {_share(pool.share)}, {sharing_in_words(pool)}" for pool in split.pools
            ]
            if split.losses is not None:
                lines.append(f"    losses {sharing_in_words(split.losses)}")
    return "\n".join(lines)

"""`openvbc distribute`: from what a settlement paid to what each participant receives."""

from pathlib import Path

import click

from openvbc.api import load_contract, settle_inputs
from openvbc.cli.writing import print_report, refuse_overwriting, write_report
from openvbc.contract.distribution_plan_checks import AgreedPlan, load_plan
from openvbc.distribution.from_files import distribute_files
from openvbc.distribution.words import sharing_in_words
from openvbc.settlement.settle import Settlement
from openvbc.units import RATE

_PATH = click.Path(path_type=Path)


@click.command()
@click.argument("plan", type=_PATH)
@click.option("--settlement", "settled", type=_PATH, multiple=True, help="What `openvbc settle --json` wrote.")
@click.option("--contract", "contracts", type=_PATH, multiple=True, help="A contract to settle first, with --inputs.")
@click.option("--inputs", type=_PATH, multiple=True, help="Headline numbers (.yaml), one file for each --contract.")
@click.option("--participants", type=_PATH, help="Who shares: one row for each group and provider (.csv).")
@click.option("--amounts", type=_PATH, help="Amounts beside the settlement, such as the reserve's balance (.yaml).")
@click.option("--compare", "others", type=_PATH, multiple=True, help="Other plans: who gains and loses under each.")
@click.option("--explain", "explained", metavar="PARTICIPANT", help="Follow one participant's cents line by line.")
@click.option("--statements", type=_PATH, help="Write a page and a workbook for each: a folder, or one .zip.")
@click.option("--level", default="", help="Write statements of this level of the plan only.")
@click.option("--payments", type=_PATH, help="Write the payment file for accounts payable (.csv).")
@click.option("--disclosure", "public", type=_PATH, help="Write the page that makes public how savings were used.")
@click.option("--html", type=_PATH, help="Write the organization's cover, or the comparison, as one page.")
@click.option("--excel", type=_PATH, help="Write the same as a workbook.")
@click.option("--json", "as_json", is_flag=True, help="Print for machines.")
def distribute(
    plan: Path,
    *,
    settled: tuple[Path, ...],
    contracts: tuple[Path, ...],
    inputs: tuple[Path, ...],
    participants: Path | None,
    amounts: Path | None,
    others: tuple[Path, ...],
    explained: str | None,
    statements: Path | None,
    level: str,
    payments: Path | None,
    public: Path | None,
    html: Path | None,
    excel: Path | None,
    as_json: bool,
) -> None:
    """Distribute what settlements came to by a PLAN: a file of its own, or a contract that holds one.

    Without a settlement the plan is checked and told in words.
    """
    if not settled and not contracts:
        click.echo(_plan_in_words(load_plan(plan)))
        return
    if participants is None:
        raise click.UsageError("name --participants FILE: who shares")
    if len(contracts) != len(inputs):
        raise click.UsageError("name one --inputs FILE for each --contract")
    outputs = {"--html": html, "--excel": excel, "--payments": payments, "--disclosure": public}
    refuse_overwriting((plan, participants, amounts, *settled, *contracts, *inputs, *others), outputs, folders=False)
    money: list[Settlement | str | Path] = [*settled]
    for contract, figures in zip(contracts, inputs, strict=True):
        money += settle_inputs(load_contract(contract), figures)
    found = distribute_files(plan, money, participants, amounts)
    if others:
        from openvbc.distribution.compare import compare_plans  # noqa: PLC0415  # only where plans are compared
        from openvbc.reports.distribution.comparison import comparison  # noqa: PLC0415

        compared = [found, *(distribute_files(other, money, participants, amounts) for other in others)]
        report = comparison(compare_plans(compared))
    else:
        from openvbc.reports.distribution.cover import cover  # noqa: PLC0415  # reports load only when used

        report = cover(found)
    write_report(report, html=html, excel=excel)
    if payments is not None:
        from openvbc.reports.distribution.payments import PAYMENTS, payment_report  # noqa: PLC0415

        write_report(payment_report(found), csv={PAYMENTS: payments})
    if public is not None:
        from openvbc.reports.distribution.disclosure import disclosure  # noqa: PLC0415

        write_report(disclosure(found), html=public)
    if statements is not None:
        from openvbc.reports.distribution.statement_files import write_statements  # noqa: PLC0415

        click.echo(f"wrote {write_statements(found, statements, level=level):,} files to {statements}", err=True)
    if explained is not None:
        from openvbc.reports.distribution.statement import Statements  # noqa: PLC0415

        report = Statements(found).of_named(explained)
    print_report(report, as_json=as_json)


def _plan_in_words(plan: AgreedPlan) -> str:
    """A plan without faults, told: what is taken in which order, and who shares what by which rule."""
    terms = plan.terms
    lines = [f"{terms.plan}, version {terms.version}: no faults"]
    for fund in terms.funds:
        lines.append(f"\n{fund.words} ({fund.kind.replace('_', ' ')})")
        for split in fund.splits:
            lines.append(f"  {split.level}")
            lines += [f"    first  {step.words}" for step in split.first]
            for pool in split.pools:
                share = "the rest" if pool.share == "rest" else RATE.show(pool.share)
                lines.append(f"    pool   {pool.words}: {share}, {sharing_in_words(pool)}")
            if split.losses is not None:
                lines.append(f"    losses {sharing_in_words(split.losses)}")
    return "\n".join(lines)

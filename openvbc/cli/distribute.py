"""`openvbc distribute`: from what a settlement paid to what each participant receives."""

from pathlib import Path

import click

from openvbc import api
from openvbc.cli.writing import print_result, refuse_overwriting, write_result

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
    outputs = {"--html": html, "--excel": excel, "--payments": payments, "--disclosure": public}
    refuse_overwriting((plan, participants, amounts, *settled, *contracts, *inputs, *others), outputs)
    found = api.distribute(
        plan,
        settled,
        contracts=contracts,
        inputs=inputs,
        participants=participants,
        amounts=amounts,
        others=others,
    )
    write_result(found, html=html, excel=excel)
    if payments is not None:
        write_result(found.payments, files={"payments.csv": payments})
    if public is not None:
        write_result(found.disclosure, html=public)
    if statements is not None:
        number = found.write_statements(statements, level=level)
        click.echo(f"wrote {number:,} files to {statements}", err=True)
    print_result(found if explained is None else found.statement(explained), as_json=as_json)

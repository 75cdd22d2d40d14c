"""`openvbc check`: is this contract file right, and what does it need?"""

import json
from pathlib import Path

import click

from openvbc.api import contract_worksheets, load_contract
from openvbc.figures import key_text
from openvbc.payment_models.registry import payment_models
from openvbc.periods import PerformanceYear
from openvbc.reports.answer import category_sentence
from openvbc.worksheet.inputs import members_in_words
from openvbc.worksheet.sheet import LineKind


@click.command()
@click.argument("contract", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print for machines.")
def check(contract: Path, *, as_json: bool) -> None:
    """Check a contract file; every fault is told with its line and what to write instead.

    A file without faults is summed up: its years, its HCP-LAN category, and the figures that each stream needs.
    """
    checked = load_contract(contract)
    years = [each.year for each in checked.agreement.performance_years]
    first = checked.agreement.settled[0]
    sheets = contract_worksheets(checked, first.key)
    needs = {
        name: [
            (line.name, line.unit.name, line.label, [key_text(key) for key in line.keys], members_in_words(line))
            for line in sheet.of_kind(LineKind.INPUT)
            if not line.of_streams
        ]
        for name, sheet in sheets.items()
    }
    models = payment_models()
    agreed = [each for each in checked.in_year(first).streams if each.is_agreed]
    told_cautions = [f"{each.name}: {words}" for each in agreed for words in models[each.model].cautions(each.terms)]
    if as_json:
        told = {
            "contract": checked.name,
            "performance_years": years,
            "periods": [each.name for each in checked.agreement.settled],
            "hcp_lan_category": checked.hcp_lan_category,
            **({"cautions": told_cautions} if told_cautions else {}),
            "figures": {
                name: [
                    {"line": line, "unit": unit, "label": label, **({"for": keys} if keys else {})}
                    for line, unit, label, keys, _ in lines
                ]
                for name, lines in needs.items()
            },
        }
        click.echo(json.dumps(told, indent=2, ensure_ascii=False))
        return
    click.echo(f"{checked.name}: no faults")
    click.echo(f"Performance years  {', '.join(_year(each) for each in checked.agreement.performance_years)}")
    if checked.agreement.parts:
        click.echo(f"Settled for        {', '.join(each.name for each in checked.agreement.parts)}")
    click.echo(f"Category           {category_sentence(checked)}")
    for caution in told_cautions:
        click.echo(f"Caution            {caution}")
    for name, lines in needs.items():
        click.echo(f"\nStream {name} needs for {first.name}:")
        for line, unit, label, _, members in lines:
            click.echo(f"  {line:<34} {unit:<26} {label}{f', for {members}' if members else ''}")


def _year(performance_year: PerformanceYear) -> str:
    """The year's name; with its days where it is not twelve months, which may be a slip of the pen."""
    return performance_year.name if performance_year.period.months == 12 else str(performance_year)

"""`openvbc check`: is this contract file right, and what does it need?"""

from pathlib import Path

import click

from openvbc import api
from openvbc.cli.writing import print_result


@click.command()
@click.argument("contract", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print for machines.")
def check(contract: Path, *, as_json: bool) -> None:
    """Check a contract file; every fault is told with its line and what to write instead.

    A file without faults is summed up: its years, its HCP-LAN category, and the figures that each stream needs.
    """
    print_result(api.check_contract(contract), as_json=as_json)

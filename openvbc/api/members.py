"""Who is behind what is paid by a monthly roster, member by member."""

from collections.abc import Mapping
from typing import Unpack

from openvbc.api.arguments import ContractLike, Counting, InputsLike, PeriodLike, experience_options, load_contract
from openvbc.api.paths import PathLike
from openvbc.api.result import Result
from openvbc.api.settling import settle_one
from openvbc.figures import Figures
from openvbc.reports.member_list import members_csv, members_report
from openvbc.settlement.experience_options import Lister
from openvbc.settlement.member_list import Cells, MemberAmount, member_amounts, members_of_cells
from openvbc.worksheet.sheet import Worksheet


def list_members(
    contract: ContractLike,
    inputs: InputsLike | None = None,
    *,
    claims: PathLike | None = None,
    period: PeriodLike | None = None,
    status: str | None = None,
    **counting: Unpack[Counting],
) -> Result[tuple[MemberAmount, ...]]:
    """Settle a contract and list every member month that is paid by its roster, with its amount.

    The amounts of a rate cell and month add up to what it comes to, to the cent; what was paid by the roster before is
    marked. `files` has the table. All else is as in `settle`; the roster is given, or counted from claims.
    """
    cells: Cells = {}

    def inspect(lister: Lister, figures: Figures, _sheets: Mapping[str, Worksheet]) -> None:
        cells.update(members_of_cells(lister, figures))

    options = experience_options(counting, inspect)
    settlement = settle_one(load_contract(contract), inputs, claims, period, status, options)
    found = member_amounts(settlement, cells)
    return Result(found, members_report(found), files={"members.csv": members_csv(found)})

"""A plan carried out from files: the plan, settlements, the table of participants, and amounts beside them."""

from collections.abc import Sequence
from pathlib import Path

from openvbc.contract.distribution_plan_checks import load_plan
from openvbc.distribution.distribute import distribute
from openvbc.distribution.participants import read_participants
from openvbc.distribution.received import SettledStream, read_amounts, read_settled_streams, settled_streams
from openvbc.distribution.result import Distribution
from openvbc.settlement.settle import Settlement


def distribute_files(
    plan: str | Path,
    settlements: Sequence[Settlement | str | Path],
    participants: str | Path,
    amounts: str | Path | None = None,
) -> Distribution:
    """Distribute what settlements came to, by a plan, among the participants of a table.

    settlements: as settled, or files that `openvbc settle --json` wrote. amounts: a file of amounts beside them, such
    as the reserve's balance. ContractError lists the faults of the plan, InputError those of everything else.
    """
    agreed = load_plan(Path(plan))
    streams: list[SettledStream] = []
    for each in settlements:
        streams += settled_streams(each) if isinstance(each, Settlement) else read_settled_streams(Path(each))
    given = read_amounts(Path(amounts)) if amounts is not None else {}
    return distribute(agreed, streams, read_participants(Path(participants), agreed), given)

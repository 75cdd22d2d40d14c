"""What a user says about a count, beside where the claims are. Imports no engine, so that start-up stays short."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from openvbc.claims.rows import Table
from openvbc.contract.model import Contract
from openvbc.figures import Figure, Figures, FileDigest
from openvbc.payment_models.record import ExperienceBasis
from openvbc.worksheet.sheet import Worksheet

#: Gives the first rows behind a counted figure, so many of them.
Lister = Callable[[Figure, int], Table]
#: What looks at counted figures and the worksheets that take them, while rows can be listed.
Inspect = Callable[[Lister, Figures, Mapping[str, Worksheet]], None]


@dataclass(frozen=True)
class ExperienceOptions:
    """What a user says about a count, beside the project folder.

    participants: the list of participants. factors: files of published factors by name. people: listed populations by
    name. engine: where to count ("duckdb", "sail", "postgresql://...", "sc://..."). progress hears each query's name.
    inspect: is given what was counted while the rows behind it can still be listed.
    """

    participants: Path | None = None
    factors: Mapping[str, Path] = field(default_factory=dict)
    people: Mapping[str, Path] = field(default_factory=dict)
    engine: str = "duckdb"
    progress: Callable[[str], None] | None = None
    inspect: Inspect | None = None


def sources_of(contract: Contract, options: ExperienceOptions, files: tuple[FileDigest, ...] = ()) -> ExperienceBasis:
    """What the contract and the user say about counting. files: what the project was loaded from."""
    attribution = contract.file.population.attribution
    return ExperienceBasis(
        assignment=attribution.shared_savings_program,
        stepwise=attribution.stepwise,
        geographic=attribution.geographic,
        leave_out=attribution.leave_out,
        participants=options.participants,
        factors=options.factors,
        people=options.people,
        files=files,
        run_out_months=contract.file.agreement.run_out_months,
    )

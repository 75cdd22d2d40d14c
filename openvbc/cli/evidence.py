"""`openvbc evidence`: supplemental evidence for open gaps, checked and taken over."""

from datetime import datetime
from pathlib import Path

import click

from openvbc import api
from openvbc.cli.periods import Day, period_options, year_or_period
from openvbc.cli.writing import print_result, write_new
from openvbc.errors import Fault, UsageError


@click.command()
@click.argument("contract", type=click.Path(path_type=Path))
@click.argument("members", type=click.Path(path_type=Path))
@click.option("--evidence", "sent", type=click.Path(path_type=Path), help="What the provider sends back (.csv, .xlsx).")
@period_options
@click.option("--received", type=Day(), help="The day on which the evidence came: answer rows.")
@click.option("--due", type=Day(), help="The last day on which evidence is taken, if not the contract's.")
@click.option("--answers", type=click.Path(path_type=Path), help="Write the answer to each row, for the sender (.csv).")
@click.option("--output", type=click.Path(path_type=Path), help="Write the list with the accepted evidence (.csv).")
@click.option("--figures", type=click.Path(path_type=Path), help="Write the counted figures (.yaml).")
def evidence(
    contract: Path,
    members: Path,
    *,
    sent: Path | None,
    year: int | None,
    period: str | None,
    received: datetime | None,
    due: datetime | None,
    answers: Path | None,
    output: Path | None,
    figures: Path | None,
) -> None:
    """Check the list of MEMBERS by measure, accept evidence for open gaps, and count the figures of a CONTRACT.

    The list is a CSV member,measure,status,date,evidence; status is met, open or excluded. Evidence is a CSV
    member,measure,date,kind,evidence; every row is accepted, or none is and each refused row is told with its reason.
    --year or --period may be left out where the contract has one performance year.

    With --received each row has an answer of its own, accepted or refused with the reason, which --answers writes;
    after the last day every row is refused: that of the contract's duty to deliver supplemental data, or of --due.
    """
    if answers is not None and received is None:
        raise UsageError(
            Fault("answers need the day of receipt", fix="name the day on which the file came: --received")
        )
    found = api.accept_evidence(
        contract,
        members,
        sent,
        period=year_or_period(year, period),
        received=received.date() if received else None,
        due=due.date() if due else None,
    )
    print_result(found)
    outputs = {"members.csv": output, "figures.yaml": figures, "answers.csv": answers}
    write_new([(path, found.files[name]) for name, path in outputs.items() if path is not None])

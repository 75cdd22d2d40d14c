"""`openvbc panels`: on whose panel a contract's people are, as a table of participants to distribute by."""

from pathlib import Path

import click

from openvbc import api
from openvbc.api.counts import BENCHMARK
from openvbc.cli.counting import CLAIMS, counting, experience_options
from openvbc.cli.periods import needed_period, period_options
from openvbc.cli.writing import print_result, write_over


@click.command()
@click.argument("contract", type=click.Path(path_type=Path))
@click.option(
    "--claims", type=CLAIMS, required=True, help="Project folder (see `openvbc load`), or the address of tables."
)
@experience_options
@period_options
@click.option("--measures", "measures", help="Measures by which quality is counted (.yaml), or `bundled`.")
@click.option("--value-sets", type=click.Path(path_type=Path), help="Codes: value_set, code_type, code (.csv, .xlsx).")
@click.option("--measure", "only", multiple=True, help="Count only this measure (may be repeated).")
@click.option("--by-scorecard", is_flag=True, help="Quality by the contract's own scorecard, panel by panel.")
@click.option("--target-from", type=click.Path(path_type=Path), help="Settlement (.json) for each panel's target.")
@click.option("--target-line", default=BENCHMARK, show_default=True, help="The line that targets are parts of.")
@click.option("--target-stream", default="", help="The stream of that line, where several have it.")
@click.option("--members", type=click.Path(path_type=Path), help="File to write: who is on which panel (.csv).")
@click.option("--output", type=click.Path(path_type=Path), help="File to write (.csv); printed if left out.")
def panels(
    contract: Path,
    *,
    claims: str | Path,
    participants: Path | None,
    national: Path | None,
    counties: Path | None,
    people: dict[str, Path],
    engine: str,
    recount: bool,
    year: int | None,
    period: str | None,
    measures: str | None,
    value_sets: Path | None,
    only: tuple[str, ...],
    by_scorecard: bool,
    target_from: Path | None,
    target_line: str,
    target_stream: str,
    members: Path | None,
    output: Path | None,
) -> None:
    """Count the panels of a CONTRACT's own people: lives, member months, cost, risk of each practice and clinician."""
    chosen = needed_period(year, period)
    with counting() as progress:
        found = api.count_panels(
            contract,
            claims,
            period=chosen,
            measures=measures,
            value_sets=value_sets,
            only=only,
            by_scorecard=by_scorecard,
            target_from=target_from,
            target_line=target_line,
            target_stream=target_stream,
            participants=participants,
            national=national,
            counties=counties,
            people=people,
            engine=engine,
            recount=recount,
            progress=progress,
        )
    if members is not None:
        write_over(found.files["members.csv"], members)
    if output is None:
        print_result(found)
    else:
        write_over(found.files["participants.csv"], output)

"""The record of the Medicare Shared Savings Program's published results."""

from collections.abc import Sequence
from pathlib import Path

from openvbc.errors import Fault, FileError
from openvbc.payment_models.registry import published_parameters
from openvbc.published_results.record import OneResult, Progress, PublishedProgram
from openvbc.reports.document.tree import Document


def _replay(files: Sequence[Path], progress: Progress) -> Document:
    """Every file that can be read, settled again; what is wrong with a file or a row is part of the answer."""
    from openvbc.published_results.mssp.replay.run import read_files, replay_files  # noqa: PLC0415  # loads when it runs
    from openvbc.published_results.mssp.replay.summary import summarize  # noqa: PLC0415
    from openvbc.published_results.mssp.report.replay import replay_report  # noqa: PLC0415

    read, faults = read_files(files)
    rows = sum(len(file.rows) for file in read)
    if not rows:
        raise FileError([*faults, *(fault for file in read for fault in file.faults)])
    found = replay_files(read, published_parameters(), lambda done: progress(done, rows))
    return replay_report(summarize(found.with_faults(faults)))


def _explain(file: Path, year: int, organization: str) -> OneResult:
    """One ACO of a results file, by identifier or name."""
    from openvbc.published_results.mssp.report.one_aco import comparison, row_of, settlement_of  # noqa: PLC0415
    from openvbc.published_results.mssp.results.read import read_results  # noqa: PLC0415

    results = read_results(file)
    if results.year != year:
        what = f"{file.name} holds results of performance year {results.year}, not of {year}"
        raise FileError(Fault(what, str(file), fix=f"name the file of {year}, or write --year {results.year}"))
    row, parameters = row_of(results, organization), published_parameters()
    return OneResult(settlement_of(row, parameters), comparison(row, parameters))


PROGRAM = PublishedProgram(
    name="mssp",
    replay_help="""Replay CMS's results files of the Medicare Shared Savings Program, 2013 to 2024, in any order.

    FILE is a CSV “Performance Year Financial and Quality Results” of data.cms.gov; its year is known by its columns.
    What is wrong with a file or a row is said, and the others are still replayed.""",
    explain_help="""Tell the settlement of one ACO of a results FILE like a statement.

    ACO is its identifier or a part of its name.""",
    organization="aco",
    publisher="CMS",
    replay=_replay,
    explain=_explain,
    rows="aco_years",
)

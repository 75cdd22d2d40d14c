"""The record of the published results of ACO REACH and Direct Contracting."""

from collections.abc import Sequence
from pathlib import Path

from openvbc.errors import FileError
from openvbc.payment_models.registry import published_parameters
from openvbc.published_results.record import OneResult, Progress, PublishedProgram
from openvbc.reports.document.tree import Document

#: What is taken from the files, and why.
_TAKEN = (
    ("final benchmark", "base years, regional rates, risk scores and trend behind it are not published"),
    ("net cost of care", "stop-loss, of which bands and rates are not published, is in it"),
    ("gross savings, for what follows from them", "in PY2022 they differ by cents from benchmark less cost as printed"),
    ("health equity adjustment, from 2023", "the score behind its beneficiary-months is not published"),
)


def _replay(files: Sequence[Path], progress: Progress) -> Document:
    """Every file that can be read, settled again; what is wrong with a file or a row is part of the answer."""
    from openvbc.published_results.aco_reach.files import read_files  # noqa: PLC0415  # loads when it runs
    from openvbc.published_results.aco_reach.replay import replay_years  # noqa: PLC0415
    from openvbc.published_results.comparison.compared import Compared  # noqa: PLC0415
    from openvbc.published_results.comparison.report import ReportWords, replay_report  # noqa: PLC0415

    years, faults = read_files(files)
    digests = {year.file.file: None for year in years}
    found = Compared(faults=list(faults), files=list(digests))
    replay_years(years, published_parameters(), found, progress)
    if not found.rows:
        raise FileError(found.faults)
    words = ReportWords(
        "ACO REACH and Direct Contracting", "Shared savings or losses", _TAKEN, "ACO", "ACOs", "aco_id",
        "performance year",
    )  # fmt: skip
    return replay_report(found, words)


def _explain(file: Path, year: int, organization: str) -> OneResult:
    """One ACO of a file, by identifier or name."""
    from openvbc.published_results.aco_reach.statement import explain_aco  # noqa: PLC0415  # loads when it runs

    return explain_aco(file, year, organization, published_parameters())


PROGRAM = PublishedProgram(
    name="aco_reach",
    also=("reach",),
    replay_help="""Replay CMS's results files of ACO REACH and Direct Contracting, from 2021.

    FILE is a CSV “Financial and Quality Results” of data.cms.gov, of one performance year or several.""",
    explain_help="""Tell the settlement of one ACO of a results FILE like a statement.

    ACO is its identifier or a part of its name.""",
    organization="aco",
    publisher="CMS",
    replay=_replay,
    explain=_explain,
    rows="aco_years",
)

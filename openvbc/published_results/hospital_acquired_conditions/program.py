"""The record of the published results of the Hospital-Acquired Condition Reduction Program."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from openvbc.errors import FileError
from openvbc.payment_models.registry import published_parameters
from openvbc.published_results.record import OneResult, Progress, PublishedProgram
from openvbc.reports.document.tree import Document

#: What is taken from the files, and why.
_TAKEN = (
    ("points and z-scores of measures", "they rest on results of all hospitals, of which most are not printed"),
    ("the score of the worst quarter", "its percentile is over hospitals that are not all printed; the cut is told"),
)


def _replay(files: Sequence[Path], progress: Progress) -> Document:
    """Every file that can be read, settled again; what is wrong with a file or a row is part of the answer."""
    from openvbc.published_results.comparison.compared import Compared  # noqa: PLC0415
    from openvbc.published_results.comparison.report import ReportWords, replay_report  # noqa: PLC0415
    from openvbc.published_results.hospital_acquired_conditions.files import read_files  # noqa: PLC0415  # when it runs
    from openvbc.published_results.hospital_acquired_conditions.replay import replay_years  # noqa: PLC0415

    years, faults = read_files(files)
    found = Compared(faults=list(faults), files=[year.file.file for year in years])
    replay_years(years, published_parameters(), found, progress)
    if not found.rows:
        raise FileError(found.faults)
    words = ReportWords("the Hospital-Acquired Condition Reduction Program", "Total HAC Score", _TAKEN)
    return replay_report(found, words)


def _explain(file: Path, year: int, organization: str) -> OneResult:
    """One hospital of a file, by number or name."""
    from openvbc.published_results.hospital_acquired_conditions.statement import (  # noqa: PLC0415  # when it runs
        explain_hospital,
    )

    return explain_hospital(file, year, organization, published_parameters())


def _what_if(file: Path, year: int, organization: str, payments: Decimal) -> Document:
    """What the next step of one hospital is worth."""
    from openvbc.published_results.hospital_acquired_conditions.what_if import what_if  # noqa: PLC0415  # loads when it runs
    from openvbc.published_results.hospitals.what_if import what_if_report  # noqa: PLC0415

    return what_if_report(what_if(file, year, organization, payments, published_parameters()))


PROGRAM = PublishedProgram(
    name="hospital_acquired_conditions",
    replay_help="""Replay CMS's files of the Hospital-Acquired Condition Reduction Program, one a fiscal year.

    FILE is a CSV of data.cms.gov or the Hospital Compare archive: a row a hospital with scores and total.""",
    explain_help="""Tell the score and reduction of one hospital of a FILE like a statement, for a million of payments.

    HOSPITAL is its number (CCN) or a part of its name. FILE may be a folder.""",
    organization="hospital",
    publisher="CMS",
    replay=_replay,
    explain=_explain,
    rows="hospital_years",
    what_if=_what_if,
)

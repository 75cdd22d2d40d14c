"""The record of the published scores of Hospital Value-Based Purchasing."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from openvbc.errors import FileError
from openvbc.payment_models.registry import published_parameters
from openvbc.published_results.record import OneResult, Progress, PublishedProgram
from openvbc.reports.document.tree import Document

#: What is taken from the files, and why.
_TAKEN = (
    ("achievement thresholds, benchmarks, floors", "published beside each rate, and the same for every hospital"),
    ("baseline and performance rates", "what a hospital did; the cases behind them are not published"),
    ("the score of both surgical site infections", "its weights, predicted infections, are not published"),
    ("domain scores without a file of measures", "they are inputs of the Total Performance Score then"),
)


def _replay(files: Sequence[Path], progress: Progress) -> Document:
    """Every file that can be read, scored again; what is wrong with a file or a row is part of the answer."""
    from openvbc.published_results.comparison.compared import Compared  # noqa: PLC0415
    from openvbc.published_results.comparison.report import ReportWords, replay_report  # noqa: PLC0415
    from openvbc.published_results.hospital_vbp.files import read_files  # noqa: PLC0415  # loads when it runs
    from openvbc.published_results.hospital_vbp.replay import replay_years  # noqa: PLC0415

    parameters = published_parameters()
    years, faults = read_files(files, parameters)
    found = Compared(faults=list(faults), files=[digest for year in years for digest in year.digests])
    replay_years(years, parameters, found, progress)
    if not found.rows:
        raise FileError(found.faults)
    return replay_report(found, ReportWords("Hospital Value-Based Purchasing", "Total Performance Score", _TAKEN))


def _explain(file: Path, year: int, organization: str) -> OneResult:
    """One hospital of a file or folder, by number or name."""
    from openvbc.published_results.hospital_vbp.statement import explain_hospital  # noqa: PLC0415  # loads when it runs

    return explain_hospital(file, year, organization, published_parameters())


def _what_if(file: Path, year: int, organization: str, payments: Decimal) -> Document:
    """What the next step of one hospital is worth."""
    from openvbc.published_results.hospital_vbp.what_if import what_if  # noqa: PLC0415  # loads when it runs
    from openvbc.published_results.hospitals.what_if import what_if_report  # noqa: PLC0415

    return what_if_report(what_if(file, year, organization, payments, published_parameters()))


PROGRAM = PublishedProgram(
    name="hospital_vbp",
    replay_help="""Replay CMS's files of Hospital Value-Based Purchasing, of one fiscal year or several, in any order.

    FILE is a CSV of data.cms.gov: a domain's measures (clinical outcomes, safety, efficiency and cost reduction, person
    and community engagement) or the Total Performance Scores. Domains without a file are taken from the scores.""",
    explain_help="""Tell the scores of one hospital of a FILE like a statement, in dollars for a million of payments.

    HOSPITAL is its number (CCN) or a part of its name. FILE may be a folder with the files of all domains.""",
    organization="hospital",
    publisher="CMS",
    replay=_replay,
    explain=_explain,
    rows="hospital_years",
    what_if=_what_if,
)

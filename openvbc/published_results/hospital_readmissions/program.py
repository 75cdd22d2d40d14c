"""The record of the published results of the Hospital Readmissions Reduction Program."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from openvbc.errors import FileError
from openvbc.payment_models.registry import published_parameters
from openvbc.published_results.record import OneResult, Progress, PublishedProgram
from openvbc.reports.document.tree import Document

#: What is taken from the files, and why.
_TAKEN = (
    ("predicted and expected readmission rates", "results of a regression over patients, who are not published"),
    ("eligible discharges, and each condition's part of payments", "counts and payments of the hospital"),
    ("neutrality modifier", "one national number; it rests on payments of all hospitals, which are not published"),
    ("medians of peer groups, for the factor", "printed beside each ratio; they are computed too, and told apart"),
)


def _replay(files: Sequence[Path], progress: Progress) -> Document:
    """Every file that can be read, settled again; what is wrong with a file or a row is part of the answer."""
    from openvbc.published_results.comparison.compared import Compared  # noqa: PLC0415
    from openvbc.published_results.comparison.report import ReportWords, replay_report  # noqa: PLC0415
    from openvbc.published_results.hospital_readmissions.files import read_files  # noqa: PLC0415  # loads when it runs
    from openvbc.published_results.hospital_readmissions.replay import replay_years  # noqa: PLC0415

    years, faults = read_files(files)
    found = Compared(faults=list(faults), files=[digest for year in years for digest in year.digests])
    replay_years(years, published_parameters(), found, progress)
    if not found.counts:
        raise FileError(found.faults)
    words = ReportWords("the Hospital Readmissions Reduction Program", "Payment adjustment factor", _TAKEN)
    return replay_report(found, words)


def _explain(file: Path, year: int, organization: str) -> OneResult:
    """One hospital of the supplemental data, by number."""
    from openvbc.published_results.hospital_readmissions.statement import (  # noqa: PLC0415  # loads when it runs
        explain_hospital,
    )

    return explain_hospital(file, year, organization, published_parameters())


def _what_if(file: Path, year: int, organization: str, payments: Decimal) -> Document:
    """What the next step of one hospital is worth."""
    from openvbc.published_results.hospital_readmissions.what_if import what_if  # noqa: PLC0415  # loads when it runs
    from openvbc.published_results.hospitals.what_if import what_if_report  # noqa: PLC0415

    return what_if_report(what_if(file, year, organization, payments, published_parameters()))


PROGRAM = PublishedProgram(
    name="hospital_readmissions",
    replay_help="""Replay CMS's files of the Hospital Readmissions Reduction Program, of one fiscal year or several.

    FILE is the supplemental data of a final rule as CSV (factors, ratios, medians), or the hospital file of
    data.cms.gov (ratios with their rates).""",
    explain_help="""Tell the reduction of one hospital of supplemental data like a statement, for a million of payments.

    HOSPITAL is its number (CCN). FILE may be a folder.""",
    organization="hospital",
    publisher="CMS",
    replay=_replay,
    explain=_explain,
    rows="hospital_years",
    what_if=_what_if,
)

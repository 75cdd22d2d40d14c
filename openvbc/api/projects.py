"""Project folders: files of claims into them, what they hold, and regions that are made up."""

import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from openvbc.api.arguments import PathLike, given_path, path_of
from openvbc.api.result import Result
from openvbc.claims.embedded import MEMORY_LIMIT
from openvbc.claims.project.load import LoadReport, LoadRequest
from openvbc.claims.project.load import load as load_files
from openvbc.claims.project.project import Project, open_project
from openvbc.claims.readers.account import LoadOptions, OrphanRule
from openvbc.claims.readers.mapped_csv.mapping import missing_minimum_fields, read_mapping
from openvbc.claims.readers.mapped_csv.template import mapping_template
from openvbc.claims.readers.staging.text_file import open_text_file
from openvbc.claims.synthetic.cclf import FeedOptions, write_assignment_lists, write_feed
from openvbc.claims.synthetic.region import YEARS, Region, write_region
from openvbc.errors import Fault, FileError, UsageError, did_you_mean
from openvbc.reports.document.tree import EVERYWHERE, IN_TEXT, Answer, Column, Document, Row, Table
from openvbc.reports.project import load_report, project_report

#: What a cancellation without its original does, by name; the first holds if none is named.
ORPHAN_RULES: Final = tuple(rule.value for rule in OrphanRule)
#: Years of a made-up region, if none are named; the last is the performance year.
REGION_YEARS: Final = YEARS
#: What a made-up region is written as, beside its project folder or in place of it.
CANONICAL, CCLF, BOTH = REGION_FORMATS = ("canonical", "cclf", "both")


def load_claims(
    sources: PathLike | Iterable[PathLike],
    project: PathLike,
    *,
    format: str = "",  # noqa: A002  # as the command names it
    data_source: str = "",
    payer: str = "",
    plan: str = "",
    mapping: PathLike | None = None,
    orphan_rule: str = OrphanRule.PAIR_BY_AMOUNT.value,
    restore_zeros: bool = False,
    replace: bool = False,
    day: date | None = None,
    memory_limit: str = MEMORY_LIMIT,
    progress: Callable[[str], None] | None = None,
) -> Result[LoadReport]:
    """Load files and folders of claims and enrollment into a project folder: all of them, or none.

    project: made if it is not there; files that it holds already are passed over. format: the reader's name, where
    files are not recognized. data_source, payer, plan: names where the files hold none. mapping: how a payer's own CSV
    is read. orphan_rule: see ORPHAN_RULES. restore_zeros: put back zeros in front of TINs and NDCs that lost them.
    replace: takes out what earlier loads of the same format and data source brought. day: of the load, to be noted.
    FileError and ClaimsError say what cannot be read or counted.
    """
    listed = [sources] if isinstance(sources, str | Path) else list(sources)
    if orphan_rule not in ORPHAN_RULES:
        fix = did_you_mean(orphan_rule, ORPHAN_RULES)
        raise UsageError(Fault(f"there is no rule {orphan_rule!r} for orphans", fix=fix))
    request = LoadRequest(
        sources=tuple(path_of(each, "a file or folder of claims") for each in listed),
        folder=path_of(project, "a project folder"),
        options=LoadOptions(
            data_source, payer, plan, given_path(mapping, "a mapping"), OrphanRule(orphan_rule), restore_zeros
        ),
        format=format,
        replace=replace,
        day=day,
        memory_limit=memory_limit,
    )
    report = load_files(request, tell=progress)
    return Result(report, load_report(report))


def read_project(folder: PathLike, *, verify: bool = False) -> Result[Project]:
    """What a project folder holds: loads, tables, findings. verify: read every file in full and compare its digest."""
    opened = open_project(path_of(folder, "a project folder"), verify=verify)
    return Result(opened, project_report(opened, verified=verify))


def payer_mapping(filled: PathLike | None = None, files: Sequence[PathLike] = ()) -> str:
    """The template with which a payer's own CSV is described; of a filled one, that it names every minimum field.

    FileError tells which minimum fields a filled mapping and the payer's files lack.
    """
    if filled is None:
        if files:
            fix = "name the mapping that they are checked against (--check)"
            raise UsageError(Fault("files are checked against a mapping, and none is named", fix=fix))
        return mapping_template()
    path = path_of(filled, "a mapping")
    agreed = read_mapping(path)
    headers = {}
    for each in (path_of(file, "a payer's file") for file in files):
        delimiter = next((known.delimiter for known in agreed.files if known.fits(each.name)), ",")
        if not each.is_file():
            raise FileError(Fault("there is no such file", str(each), fix="check the path"))
        headers[each.name] = open_text_file(each, each.name, delimiter=delimiter).header
    faults = missing_minimum_fields(agreed, headers)
    if faults:
        raise FileError(faults)
    return f"{path.name} names every minimum field\n"


@dataclass(frozen=True)
class MadeUp:
    """A made-up region on disk. written: each folder that was written, with what is in it in words."""

    region: Region
    written: tuple[tuple[Path, str], ...]


def make_region(
    folder: PathLike,
    people: int,
    seed: int,
    *,
    years: Sequence[int] = YEARS,
    acos: int = 4,
    format: str = CANONICAL,  # noqa: A002  # as the command names it
    packed: bool = False,
    progress: Callable[[int], None] | None = None,
) -> Result[MadeUp]:
    """Make up a region: people, practices and organizations, with claims of several years, the same for a seed.

    Nobody in it exists. folder gets a project folder (`project`), the list of participants, the counties and an account
    of what was made; format "cclf" writes deliveries of records and assignment lists for each organization in place of
    the project, "both" beside it. packed: each delivery as one .zip. progress hears how many people more are made.
    """
    if format not in REGION_FORMATS:
        raise UsageError(Fault(f"a region is not written as {format!r}", fix=did_you_mean(format, REGION_FORMATS)))
    target = path_of(folder, "a folder")
    region = write_region(target, people=people, seed=seed, years=years, acos=acos, progress=progress)
    written: list[tuple[Path, str]] = []
    if format != CANONICAL:
        for organization in sorted({each.organization_id for each in region.participations}):
            place = target / CCLF / organization
            deliveries = write_feed(region, place, organization, FeedOptions(packed=packed))
            lists = write_assignment_lists(region, place, organization)
            told = f"{len(deliveries)} deliveries and {len(lists)} assignment lists for {organization}"
            written.append((place, told))
    if format == CCLF:
        shutil.rmtree(region.folder)
    else:
        written.append((region.folder, ""))
    return Result(MadeUp(region, tuple(written)), _region_report(region, target))


def _region_report(region: Region, folder: Path) -> Document:
    text = "\n".join(f"{table:<22}{rows:>14,}" for table, rows in region.rows.items())
    rows = tuple(Row((table, count)) for table, count in region.rows.items())
    columns = (Column("table", "Table"), Column("rows", "Rows", number=True))
    return Document(
        kind="Made-up region",
        subject=folder.name,
        title=f"Made-up region, {folder.name}",
        answer=Answer(f"{region.request.people:,} people, {region.request.years[0]} to {region.request.years[-1]}"),
        opening=(text,),
        blocks=(Table(columns, rows, key="tables", forms=EVERYWHERE - IN_TEXT),),
    )

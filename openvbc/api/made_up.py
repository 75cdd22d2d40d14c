"""Regions that are made up: people, practices and claims, for trying and testing."""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from openvbc.api.paths import PathLike, path_of
from openvbc.api.result import Result
from openvbc.claims.synthetic.cclf import FeedOptions, write_assignment_lists, write_feed
from openvbc.claims.synthetic.region import YEARS, Region, write_region
from openvbc.claims.synthetic.tuva import write_tuva
from openvbc.errors import Fault, UsageError, did_you_mean
from openvbc.reports.document.tree import EVERYWHERE, IN_TEXT, Answer, Column, Document, Row, Table

#: Years of a made-up region, if none are named; the last is the performance year.
REGION_YEARS: Final = YEARS
#: What a made-up region is written as, beside its project folder or in place of it.
CANONICAL, CCLF, BOTH, TUVA = REGION_FORMATS = ("canonical", "cclf", "both", "tuva")


@dataclass(frozen=True)
class MadeUp:
    """A made-up region on disk. written: each folder or file that was written, with what is in it in words."""

    region: Region
    written: tuple[tuple[Path, str], ...]


def make_region(
    folder: PathLike,
    people: int,
    seed: int,
    *,
    years: Sequence[int] = YEARS,
    acos: int = 4,
    episodes: bool = False,
    all_payer: bool = False,
    format: str = CANONICAL,  # noqa: A002  # as the command names it
    packed: bool = False,
    progress: Callable[[int], None] | None = None,
) -> Result[MadeUp]:
    """Make up a region: people, practices and organizations, with claims of several years, the same for a seed.

    Nobody in it exists. folder gets a project folder (`project`), the list of participants, the counties and an account
    of what was made; format "cclf" writes deliveries of records and assignment lists for each organization in place
    of the project, "both" beside it; "tuva" the tables of Tuva's input layer in a DuckDB file, and a list of
    specialties, in place of the project. episodes: whether planned surgeries and worsening conditions, with what
    goes wrong after them, come to what happens anyway. all_payer: whether beside Original Medicare a Medicare
    Advantage plan, a commercial plan and Medicaid cover people; records (CCLF) are Medicare's alone, so it goes not
    with them. packed: each delivery as one .zip. progress hears how many people more are made.
    """
    if format not in REGION_FORMATS:
        raise UsageError(Fault(f"a region is not written as {format!r}", fix=did_you_mean(format, REGION_FORMATS)))
    if all_payer and format in (CCLF, BOTH):
        raise UsageError(
            Fault(
                "claim records (CCLF) of a region with four payers are asked for",
                why="Medicare delivers the records of its own people alone",
                fix="take --all-payer out, or write the region as canonical or tuva",
            )
        )
    target = path_of(folder, "a folder")
    region = write_region(
        target,
        people=people,
        seed=seed,
        years=years,
        acos=acos,
        episodes=episodes,
        all_payer=all_payer,
        progress=progress,
    )
    written: list[tuple[Path, str]] = []
    if format == TUVA:
        written += [(place, "") for place in write_tuva(region, target)]
    elif format != CANONICAL:
        for organization in sorted({each.organization_id for each in region.participations}):
            place = target / CCLF / organization
            deliveries = write_feed(region, place, organization, FeedOptions(packed=packed))
            lists = write_assignment_lists(region, place, organization)
            told = f"{len(deliveries)} deliveries and {len(lists)} assignment lists for {organization}"
            written.append((place, told))
    if format in (CCLF, TUVA):
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

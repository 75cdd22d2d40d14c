"""Write a region: blocks of people side by side, as one project folder."""

import csv
import json
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Final

from openvbc.claims.audits.audit import audit_tables, audits_digest
from openvbc.claims.embedded import MEMORY_LIMIT
from openvbc.claims.engine.embedded_engine import EmbeddedEngine
from openvbc.claims.lock import locked
from openvbc.claims.project.manifest import Audited, KeptLoad, KeptOptions, KeptTable, Manifest
from openvbc.claims.project.numbers import kept_of_claims, make_of_claims
from openvbc.claims.project.parts import StagedPart, commit, forget, make_private, refuse_foreign
from openvbc.claims.readers.account import Step
from openvbc.claims.synthetic.block import make_block
from openvbc.claims.synthetic.calendar import Calendar
from openvbc.claims.synthetic.places import COUNTIES, Participation, Places
from openvbc.claims.synthetic.writing import DATA_SOURCE, BlockWriter
from openvbc.claims.tables.catalog import CANONICAL_TABLES
from openvbc.errors import ClaimsError, Fault, FileError, raise_all

#: Three benchmark years and a performance year.
YEARS: Final = (2021, 2022, 2023, 2024)
_MOST_PEOPLE: Final = 9_999_999


@dataclass(frozen=True)
class RegionRequest:
    """What region is to be made up. years: calendar years without a gap; acos: accountable care organizations.

    episodes: whether planned surgeries and worsening conditions come to what happens anyway. all_payer: whether beside
    Original Medicare three other payers cover people (see PAYERS).
    """

    people: int
    seed: int
    years: tuple[int, ...] = YEARS
    acos: int = 4
    episodes: bool = False
    all_payer: bool = False


@dataclass(frozen=True)
class Work:
    """How the work is done; none of it changes a row.

    block: people that are made up at a time; threads: blocks at a time, None for one a core; audit: run the audits of
    loads at the end, so that they need not run when figures are counted.
    """

    block: int = 5_000
    threads: int | None = None
    audit: bool = True


@dataclass(frozen=True)
class Region:
    """What was written. folder: the project folder; participants, summary: files beside it; rows: by table.

    participations: what the participant list says.
    """

    request: RegionRequest
    folder: Path
    participants: Path
    summary: Path
    rows: dict[str, int]
    participations: tuple[Participation, ...]


_USUAL: Final = Work()


def write_region(  # noqa: PLR0913  # a request has so many parts, and each is named where it is called
    folder: Path,
    *,
    people: int,
    seed: int,
    years: Sequence[int] = YEARS,
    acos: int = 4,
    episodes: bool = False,
    all_payer: bool = False,
    work: Work = _USUAL,
    progress: Callable[[int], None] | None = None,
) -> Region:
    """Make up a region and write it: `folder/project` (a project folder), participants.csv, counties.csv, region.json.

    people, seed, years, acos, episodes, all_payer: see RegionRequest; the same ones give the same rows, whatever `work`
    says. progress: hears how many people are written. ClaimsError if the request cannot be, FileError if the folder
    cannot be written or is not empty.
    """
    request = RegionRequest(people, seed, tuple(years), acos, episodes, all_payer)
    _check(request, work)
    places, calendar = Places(seed, acos, request.years), Calendar(request.years)
    project = folder / "project"
    _make_folder(folder, project)
    with locked(project):
        staged = _write_blocks(request, (places, calendar), project, work, progress or (lambda _: None))
        try:
            audited = _audit(staged) if work.audit else Audited("", ())
            manifest = replace(_manifest(staged), audited=audited)
            files = {name: [each.draft for each in staged if each.table == name] for name in CANONICAL_TABLES}
            staged += make_of_claims(
                files, project, manifest.loads[-1].number, memory_limit=MEMORY_LIMIT, threads=work.threads
            )
            commit(project, staged, replace(manifest, of_claims=kept_of_claims(staged, manifest.tables)))
        finally:
            forget(staged)
    rows = {name: table.rows for name, table in manifest.tables.items()}
    return _write_beside(folder, request, places, rows)


def _check(request: RegionRequest, work: Work) -> None:
    faults = []
    if not 1 <= request.people <= _MOST_PEOPLE:
        faults.append(Fault(f"a region cannot have {request.people:,} people", fix="name 1 to 9,999,999"))
    if not request.years or list(request.years) != list(range(request.years[0], request.years[0] + len(request.years))):
        told = ", ".join(map(str, request.years)) or "none"
        faults.append(Fault(f"these years are not one after the other: {told}", fix="write a span like 2021-2024"))
    elif not 2000 <= request.years[0] <= request.years[-1] <= 2099 or len(request.years) > 10:
        faults.append(Fault("the years are not 1 to 10 years between 2000 and 2099", fix="write a span like 2021-2024"))
    if not 1 <= request.acos <= 50:
        faults.append(Fault(f"a region cannot have {request.acos} organizations", fix="name 1 to 50"))
    if work.block < 1:
        faults.append(Fault(f"a block cannot have {work.block} people", fix="name 1 or more"))
    raise_all(faults, ClaimsError)


def _make_folder(folder: Path, project: Path) -> None:
    try:
        if folder.is_dir() and any(folder.iterdir()):
            fix = "name a new folder"
            raise FileError(Fault("this folder is not empty", str(folder), "what lies there would be mixed up", fix))
        make_private(project)
    except OSError as error:
        fix = "name a folder that can be made"
        raise FileError(Fault(f"this folder cannot be made: {error.strerror}", str(folder), fix=fix)) from None
    refuse_foreign(project)


def _write_blocks(
    request: RegionRequest,
    place: tuple[Places, Calendar],
    project: Path,
    work: Work,
    progress: Callable[[int], None],
) -> list[StagedPart]:
    """All blocks, as the parts of as many loads, in order."""
    places, calendar = place
    starts = range(0, request.people, work.block)

    def written(number: int) -> list[StagedPart]:
        first = starts[number]
        last = min(first + work.block, request.people)
        with closing(BlockWriter(project, places)) as writer:
            block = make_block(
                request.seed, first, last, places, calendar, episodes=request.episodes, all_payer=request.all_payer
            )
            parts = writer.write(block, number + 1)
        progress(last - first)
        return parts

    with ThreadPoolExecutor(work.threads or os.cpu_count() or 1) as pool:
        return [part for parts in pool.map(written, range(len(starts))) for part in parts]


def _tables(staged: Sequence[StagedPart]) -> dict[str, KeptTable]:
    names = sorted({each.table for each in staged})
    parts = {name: tuple(each.part for each in staged if each.table == name) for name in names}
    return {name: KeptTable(sum(part.rows for part in each), each) for name, each in parts.items()}


def _manifest(staged: Sequence[StagedPart]) -> Manifest:
    """Each block counts as a load of its own, read from no file."""
    loads = tuple(
        KeptLoad(
            number=number,
            reader=DATA_SOURCE,
            data_source=DATA_SOURCE,
            options=KeptOptions("Medicare", "Original Medicare"),
            day=None,
            sources=(),
            files=(),
            not_read={},
            steps=tuple(
                Step(each.table, "rows made up", each.part.rows) for each in staged if each.part.load == number
            ),
            findings=(),
        )
        for number in sorted({each.part.load for each in staged})
    )
    return Manifest(loads=loads, tables=_tables(staged))


def _audit(staged: Sequence[StagedPart]) -> Audited:
    """What the audits of loads find on the region."""
    with EmbeddedEngine() as engine:
        for table in CANONICAL_TABLES.values():
            engine.attach(table, [each.draft for each in staged if each.table == table.name])
        return Audited(audits_digest(), audit_tables(engine))


def _write_beside(folder: Path, request: RegionRequest, places: Places, rows: dict[str, int]) -> Region:
    """The participant list, the counties and the account of what was made."""
    participants, summary = folder / "participants.csv", folder / "region.json"
    columns = [each.name for each in fields(Participation)]
    _write_csv(participants, columns, [list(asdict(each).values()) for each in places.participants])
    counties = [[code, state, share] for code, (state, share) in COUNTIES.items()]
    _write_csv(folder / "counties.csv", ["county_code", "state", "people_of_1000"], counties)
    told = {**asdict(request), "data_source": DATA_SOURCE, "organizations": places.organizations, "rows": rows}
    summary.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8", newline="\n")
    return Region(request, folder / "project", participants, summary, rows, places.participants)


def _write_csv(path: Path, columns: list[str], rows: Sequence[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)

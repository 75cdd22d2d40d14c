"""The monthly roster of a stream: given by the user or counted from eligibility and attribution, in rate cells."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from openvbc.claims.engine.engine import Engine
from openvbc.claims.engine.named_queries import NamedQuery
from openvbc.claims.expenditures.figures import listing_text
from openvbc.claims.findings import Finding, Severity
from openvbc.claims.member_months.terms import month_index, year_month
from openvbc.claims.roster.reading import RosterFile, put_roster, work_folder
from openvbc.claims.tables.roster_rule_tables import RATE_CELL_RULE
from openvbc.contract.claims_basis import ClaimsBasis
from openvbc.contract.roster import RateCell
from openvbc.errors import ClaimsError, ContractError, Fault, FileError, did_you_mean, raise_all
from openvbc.experience.count import count_experience
from openvbc.experience.of_contract import contract_basis
from openvbc.experience.request import ExperienceFigures, ExperienceRequest
from openvbc.figures import Figure, Figures, FileDigest, Origin, Source
from openvbc.periods import Period

#: Which roster a month is counted by: the last one, or the one by which it was paid before that came.
NOW: Final = "now"
BEFORE: Final = "before"
_EXAMPLES: Final = 5
_SCORE_PARTS: Final = 4
#: The look-back of a contract that limits none.
_NO_LIMIT: Final = 100_000
_STEPS: Final = (NamedQuery.ROSTER_VERSION, NamedQuery.ROSTER_STANDING, NamedQuery.ROSTER_IN_FORCE)


@dataclass(frozen=True, kw_only=True)
class RosterBasis:
    """What a stream's roster is counted for.

    cells: the contract's rate cells, in order. months: what is settled. agreement: months outside it are refused.
    look_back_months: how far back a later roster may change; None where none changes. cohort: the stream's population;
    cohorts: all of the contract's, which a roster may name. scored: whether the risk scores of members are needed.
    """

    cells: tuple[RateCell, ...]
    months: Period
    agreement: Period
    look_back_months: int | None
    cohort: str = ""
    cohorts: tuple[str, ...] = ()
    scored: bool = False


def roster_figures(
    engine: Engine, basis: RosterBasis, asked: ExperienceRequest, claims: ClaimsBasis | None
) -> ExperienceFigures:
    """Member months by rate cell and month, now and as they were paid before, from the roster given or from claims.

    The engine goes on to hold who they are. FileError or ClaimsError lists, with its rows, what cannot be paid: months
    outside the agreement, cells without a rate, members in two cells or with two payees, a roster that may change no
    month any more.
    """
    if asked.roster is not None:
        with work_folder() as folder:
            return _of_file(engine, basis, asked.roster, folder.path)
    uncounted = [each.cell for each in basis.cells if not each.is_counted and len(basis.cells) > 1]
    raise_all(
        [
            Fault(
                f"claims do not tell who is in rate cell {name!r}",
                "rate_cells",
                why="it names neither ages nor sex nor enrollment type",
                fix="add them, or give a roster with --roster",
            )
            for name in uncounted
        ],
        ContractError,
    )
    counted = count_experience(engine, contract_basis(asked, claims, dollars=False), asked.files)
    engine = counted.engine
    rows = [
        (each.cell, number, *each.age_range, each.sex or "", each.enrollment_type or "")
        for number, each in enumerate(basis.cells)
    ]
    engine.put(RATE_CELL_RULE, rows)
    engine.build(NamedQuery.ROSTER_PERSON)
    engine.build(
        NamedQuery.ROSTER_MONTH,
        {
            "population_id": counted.basis.own.population_ids[0],
            "period": counted.basis.periods.performance.name,
            "roster_day": basis.months.last_day,
            "cohort": basis.cohort,
        },
    )
    summary = engine.rows(NamedQuery.ROSTER_SUMMARY).records
    without = sum(int(row["member_months"]) for row in summary if not row["rate_cell"])
    if without:
        raise ClaimsError(
            Fault(
                f"{without:,} member months are in no rate cell",
                why="nothing is agreed to be paid for them, and leaving them out in silence would hide it",
                fix="add a rate cell for their ages, sex or enrollment type; members without a birth date have no age",
            )
        )
    figures = _figures(engine, basis, asked.files, None)
    notes = tuple(finding.without_people() for finding in counted.findings)
    return ExperienceFigures(figures, notes)


def _of_file(engine: Engine, basis: RosterBasis, path: Path, folder: Path) -> ExperienceFigures:
    roster = put_roster(engine, path, folder)
    if basis.look_back_months is not None and not roster.dated:
        raise FileError(
            Fault(
                "the roster does not say when it was made",
                path.name,
                why=f"the contract lets a roster change {basis.look_back_months} months before its own",
                fix="add a column roster_date (YYYY-MM-DD)",
            )
        )
    figures = _figures(engine, basis, (roster.digest,), roster)
    return ExperienceFigures(figures, tuple(_notes(engine, basis, roster)))


def _figures(engine: Engine, basis: RosterBasis, files: tuple[FileDigest, ...], roster: RosterFile | None) -> Figures:
    look_back = _NO_LIMIT if basis.look_back_months is None else basis.look_back_months
    engine.build(NamedQuery.ROSTER_VERSION, {"look_back_months": look_back})
    versions = engine.table(NamedQuery.ROSTER_VERSION, order_by=("roster_number",)).records
    if roster is not None:
        raise_all(list(_faults(engine, basis, roster, versions)), FileError)
    for step in (NamedQuery.ROSTER_STANDING, NamedQuery.ROSTER_IN_FORCE, NamedQuery.ROSTER_CELL):
        engine.build(step)
    order = ("standing", "year_month", "cohort", "rate_cell", "payee")
    rows = [
        row
        for row in engine.table(NamedQuery.ROSTER_CELL, order_by=order).records
        if not basis.cohort or row["cohort"] == basis.cohort
    ]
    query = "\n".join(engine.ran_last(name).text for name in (*_STEPS, NamedQuery.ROSTER_CELL))
    standings = (NOW, BEFORE) if len(versions) > 1 else (NOW,)
    found: Figures = {}
    for standing in standings:
        suffix = "" if standing == NOW else "_before"
        members, scores = dict[tuple[str, str], int](), dict[tuple[str, str], int]()
        unscored = 0
        for row in rows:
            if row["standing"] == standing:
                key = (str(row["rate_cell"]), _month_name(row["year_month"]))
                members[key] = members.get(key, 0) + int(row["member_months"])
                scores[key] = scores.get(key, 0) + int(row["risk_score_parts"])
                unscored += int(row["member_months"]) - int(row["scored_months"])
        if basis.scored and unscored:
            raise FileError(
                Fault(
                    f"{unscored:,} member months of the roster have no risk score",
                    roster.text.name if roster is not None else "",
                    why="the contract pays each member by his own score",
                    fix="fill risk_score on every row, or give a roster where scores are not counted",
                )
            )
        words = "member months of the roster" if standing == NOW else "member months of the roster before"
        keys = [(cell.cell, month) for cell in basis.cells for month in basis.months.month_names]
        sources = {key: _source(basis, standing, key, words, files, query, members.get(key, 0)) for key in keys}
        found[f"member_months{suffix}"] = {key: Figure(Decimal(members.get(key, 0)), sources[key]) for key in keys}
        if basis.scored:
            found[f"risk_weighted_months{suffix}"] = {
                key: Figure(Decimal(scores.get(key, 0)).scaleb(-_SCORE_PARTS), sources[key]) for key in keys
            }
    if basis.look_back_months is not None:
        made: date = versions[-1]["roster_date"]
        number = month_index(made) - month_index(basis.months.start) + 1
        found["roster_month"] = Figure(
            Decimal(number), Source(Origin.COUNTED, f"the last roster was made on {made}", files=files)
        )
    return found


def _source(
    basis: RosterBasis,
    standing: str,
    key: tuple[str, str],
    words: str,
    files: tuple[FileDigest, ...],
    query: str,
    rows: int,
) -> Source:
    cell, month = key
    listing = listing_text(
        NamedQuery.LIST_ROSTER_MEMBERS,
        {
            "standing": standing,
            "cohort": basis.cohort,
            "rate_cell": cell,
            "month": int(month.replace("-", "")),
        },
    )
    return Source(Origin.COUNTED, f"{words}: {cell}, {month}", files=files, query=query, rows=rows, listing=listing)


def _month_name(number: object) -> str:
    text = str(number)
    return f"{text[:4]}-{text[4:]}"


def _faults(
    engine: Engine, basis: RosterBasis, roster: RosterFile, versions: Sequence[Mapping[str, Any]]
) -> Iterator[Fault]:
    """What cannot be paid, with the lines of the file."""
    summary = engine.rows(NamedQuery.ROSTER_SUMMARY).records
    known = {each.cell for each in basis.cells}
    mine = [row for row in summary if not basis.cohort or row["cohort"] == basis.cohort]
    yield from _strange(
        [row for row in summary if row["cohort"] not in {"", *basis.cohorts}],
        "cohort",
        "is no population of the contract",
        list(basis.cohorts),
        roster,
    )
    if basis.cohort and not mine:
        what = f"the roster has no rows of cohort {basis.cohort!r}"
        yield Fault(what, roster.text.name, fix="write the population in a column `cohort`")
    yield from _strange(
        [row for row in mine if row["rate_cell"] not in known],
        "rate_cell",
        "has no rate in the contract",
        known,
        roster,
    )
    first, last = year_month(basis.agreement.start), year_month(basis.agreement.last_day)
    for row in mine:
        if not first <= int(row["year_month"]) <= last:
            line = roster.lines({int(row["first_row"])})[int(row["first_row"])]
            yield Fault(
                f"{_month_name(row['year_month'])} lies outside the agreement ({int(row['member_months']):,} rows)",
                f"{roster.text.name}:{line}",
                why="nothing is agreed for that month",
                fix="take its rows out, or change the agreement",
            )
    yield from _doubled(engine, roster)
    for version in versions:
        if version["first_open_month"] > version["last_month"]:
            yield Fault(
                f"the roster of {version['roster_date']} is older than the look-back of {basis.look_back_months} months"
                f" lets it be: it may change no month of its {int(version['roster_rows']):,} rows",
                roster.text.name,
                why="all its months are closed, so it would be read and change nothing",
                fix="take it out",
            )
        held = {int(row["month_index"]) for row in summary if row["roster_date"] == version["roster_date"]}
        holes = set(range(version["first_open_month"], version["last_month"] + 1)) - held
        for month in sorted(holes):
            yield Fault(
                f"the roster of {version['roster_date']} names nobody in {month // 12}-{month % 12 + 1:02}",
                roster.text.name,
                why="everybody of that month would be taken back, which an incomplete file would do too",
                fix="get the whole roster: it must state every month that it may change",
            )


def _strange(
    rows: Sequence[Mapping[str, Any]], column: str, what: str, known: Sequence[str] | set[str], roster: RosterFile
) -> Iterator[Fault]:
    """A fault for each word of a column that the contract does not know, with its rows."""
    for word in sorted({str(row[column]) for row in rows}):
        of_word = [row for row in rows if row[column] == word]
        count = sum(int(row["member_months"]) for row in of_word)
        first = min(int(row["first_row"]) for row in of_word)
        last = max(int(row["last_row"]) for row in of_word)
        lines = roster.lines({first, last})
        yield Fault(
            f"{column} {word!r} {what} ({count:,} rows, lines {lines[first]} to {lines[last]})",
            f"{roster.text.name}:{lines[first]}",
            why="what is paid for these members cannot be known",
            fix=did_you_mean(word, known),
        )


def _doubled(engine: Engine, roster: RosterFile) -> Iterator[Fault]:
    """Members who stand twice in a month: with two cells, two payees, or the same row twice."""
    rows = sorted(engine.rows(NamedQuery.FIND_DOUBLED_ROSTER_MONTHS).records, key=lambda row: int(row["first_row"]))

    kinds: dict[str, list[Mapping[str, Any]]] = {
        "in two rate cells": [],
        "with two payees": [],
        "twice with the same row": [],
    }
    for row in rows:
        if row["first_rate_cell"] != row["last_rate_cell"]:
            kinds["in two rate cells"].append(row)
        elif row["first_payee"] != row["last_payee"]:
            kinds["with two payees"].append(row)
        else:
            kinds["twice with the same row"].append(row)
    for words, found in kinds.items():
        if not found:
            continue
        lines = roster.lines({int(row[end]) for row in found[:_EXAMPLES] for end in ("first_row", "last_row")})
        told = [f"lines {lines[int(row['first_row'])]} and {lines[int(row['last_row'])]}" for row in found[:_EXAMPLES]]
        more = ", ..." if len(found) > len(told) else ""
        yield Fault(
            f"members stand {words} in a month ({len(found):,}): {'; '.join(told)}{more}",
            f"{roster.text.name}:{lines[int(found[0]['first_row'])]}",
            why="a member month is paid once",
            fix="keep the row that holds",
        )


def _notes(engine: Engine, basis: RosterBasis, roster: RosterFile) -> Iterator[str]:
    versions = engine.table(NamedQuery.ROSTER_VERSION, order_by=("roster_number",)).records
    for version in versions:
        made = f" of {version['roster_date']}" if roster.dated else ""
        yield f"roster{made}: {int(version['roster_rows']):,} rows of {roster.text.name}"
    summary = engine.rows(NamedQuery.ROSTER_SUMMARY).records
    first = min(int(version["first_open_month"]) for version in versions)
    closed = sorted({int(row["year_month"]) for row in summary if int(row["month_index"]) < first})
    if closed:
        yield (
            f"months through {_month_name(closed[-1])} were closed before the first roster: its members count for them,"
            " and what was paid for them stands"
        )
    changes = engine.rows(NamedQuery.FIND_CLOSED_ROSTER_CHANGES).records
    if changes:
        counts = {
            kind: sum(row["change"] == kind for row in changes)
            for kind in dict.fromkeys(sorted(str(row["change"]) for row in changes))
        }
        rows = sorted({int(row["source_row"]) for row in changes})[:_EXAMPLES]
        lines = roster.lines(set(rows))
        finding = Finding(
            "closed_roster_changes",
            Severity.WARNING,
            f"member months that the last roster changes beyond the look-back of {basis.look_back_months} months, and"
            f" that stay as they were paid ({', '.join(f'{count:,} {kind}' for kind, count in counts.items())})",
            len(changes),
            tuple(f"line {lines[row]}" for row in rows),
            why="the contract closes months that are older",
            names_people=False,
        )
        yield finding.without_people()

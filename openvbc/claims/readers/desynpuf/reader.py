"""Reads DE-SynPUF whole: beneficiary summaries, inpatient, outpatient and carrier claims, prescription drug events."""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from openvbc.claims.findings import Finding, Severity
from openvbc.claims.readers.account import LoadOptions, ReadResult
from openvbc.claims.readers.desynpuf.layouts import DRUGS, LAYOUTS, PACKAGE, SUMMARY
from openvbc.claims.readers.medicare.gathering import begin_gathering, load_gathered
from openvbc.claims.readers.reading import Reader, Workplace
from openvbc.claims.readers.staging.loading import (
    Loaded,
    check_and_load,
    missing_columns,
    prepare_workplace,
    refuse_files_twice,
)
from openvbc.claims.readers.staging.staged import stage_text
from openvbc.claims.readers.staging.text_file import TextFile, first_line, line_numbers, open_text_file
from openvbc.errors import Fault, FileError, raise_all
from openvbc.units import USD

_SUFFIXES = (".csv", ".csv.gz")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
#: Claims and yearly amounts are told apart by a warning when they differ by more than one part in this many.
_LARGEST_DIFFERENCE = 10
_NAMED_LIKE_ONE = re.compile(r"synpuf|de1_0", re.IGNORECASE)


class DesynpufReader(Reader):
    """Reads CMS's DE-SynPUF files under any name; the name of a beneficiary summary must have its one year."""

    name = "desynpuf"
    label = "CMS DE-SynPUF, 2008 to 2010"

    def recognize(self, files: Sequence[Path]) -> list[Path]:
        """The comma-separated files whose header has DESYNPUF_ID, or that are named like one."""
        return [
            path
            for path in files
            if path.name.lower().endswith(_SUFFIXES)
            and ("DESYNPUF_ID" in first_line(path).upper() or _NAMED_LIKE_ONE.search(path.name))
        ]

    def read(self, files: Sequence[Path], workplace: Workplace, options: LoadOptions) -> ReadResult:
        """Read the files into the canonical tables; segments of a claim together, carrier lines one below the other."""
        refuse_files_twice(files)
        prepare_workplace(workplace)
        begin_gathering(workplace)
        workplace.run(PACKAGE, "codes_of_numbers")
        loaded = Loaded()
        not_read: dict[str, str] = {}
        for path in files:
            try:
                _read_file(path, workplace, options, loaded, not_read)
            except FileError as error:
                loaded.faults.extend(error.faults)
        raise_all(loaded.faults, FileError)
        loaded.findings.extend(_notes(workplace, loaded))
        steps = load_gathered(workplace, options, loaded)
        loaded.findings.extend(_claims_against_summaries(workplace))
        return ReadResult(tuple(loaded.files), not_read, steps, tuple(loaded.findings))


def _read_file(
    path: Path, workplace: Workplace, options: LoadOptions, loaded: Loaded, not_read: dict[str, str]
) -> None:
    file = open_text_file(path, path.name)
    layout = next((each for each in LAYOUTS if each.fits(file.header)), None)
    if layout is None:
        if "desynpuf_id" not in file.places and not _NAMED_LIKE_ONE.search(path.name):
            not_read[path.name] = "neither its name nor its header is that of a DE-SynPUF file"
            return
        likeliest = max(LAYOUTS, key=lambda each: each.likeness(file.header))
        raise FileError(missing_columns(file.name, file.header, likeliest))
    if layout is SUMMARY:
        layout = replace(layout, values={"year": _year_of(file)})
    staged = stage_text(workplace, file, layout.columns)
    summary = layout.kind == SUMMARY.kind
    check_and_load(
        file, layout, staged, workplace, options, loaded, (lambda: _bad_months(workplace, file)) if summary else None
    )


def _year_of(file: TextFile) -> int:
    years = sorted(set(_YEAR.findall(file.path.name)))
    if len(years) == 1:
        return int(years[0])
    what = f"the file name has more than one year ({', '.join(years)})" if years else "the file name has no year"
    raise FileError(
        Fault(
            what,
            file.name,
            why="a beneficiary summary does not say in its columns which year it is of",
            fix="give the file a name with its one year, like DE1_0_2008_Beneficiary_Summary_File_Sample_1.csv",
        )
    )


def _bad_months(workplace: Workplace, file: TextFile) -> list[Fault]:
    rows = workplace.run(PACKAGE, "list_bad_months").rows
    if not rows:
        return []
    lines = line_numbers(file, {row for row, _, _ in rows})
    shown = ", ".join(f"{value} on line {lines[row]}" for row, value, _ in rows)
    more = f" and {rows[0][2] - len(rows):,} more" if rows[0][2] > len(rows) else ""
    what = f"months of the year are not 0 to 12: {shown}{more}"
    return [Fault(what, f"{file.name}:{lines[rows[0][0]]}", fix="get the file again")]


def _notes(workplace: Workplace, loaded: Loaded) -> list[Finding]:
    """What a reader of these files must know: where months were placed, and that no plan's payment is known."""
    kinds = {file.kind for file in loaded.files}
    notes = []
    placed = workplace.run(PACKAGE, "list_part_years").value if SUMMARY.kind in kinds else 0
    if placed:
        notes.append(
            Finding(
                "months_placed",
                Severity.NOTE,
                "people and years whose months of coverage were taken as the first months of the year",
                placed,
                why="the summaries say how many months there were, not which",
                names_people=False,
            )
        )
    contradicted = workplace.run(PACKAGE, "clear_contradicted_deaths").value
    if contradicted:
        notes.append(
            Finding(
                "deaths_left_out",
                Severity.WARNING,
                "people have months of coverage after the month of their death; the months hold, the day is left out",
                contradicted,
                why="the summaries count these months; the day of death is not exact in CMS's files",
                names_people=False,
            )
        )
    unknown = workplace.run(PACKAGE, "count_unknown_states").value
    if unknown:
        notes.append(
            Finding(
                "unknown_states",
                Severity.WARNING,
                "people and years have a state code that is none of SSA's",
                unknown,
                why="they are in the area of no contract",
                remedy="see whether the file writes states another way",
                names_people=False,
            )
        )
    groups = workplace.run(PACKAGE, "list_groups_that_differ").rows
    if groups:
        notes.append(
            Finding(
                "groups_differ",
                Severity.WARNING,
                "claims have segments with different diagnosis-related groups",
                groups[0][1],
                tuple(str(claim_id) for claim_id, _ in groups),
                why="the lowest segment that has one decides",
                remedy="look at these claims before a carve-out by group is used",
            )
        )
    if DRUGS.kind in kinds:
        notes.append(
            Finding(
                "no_drug_payments",
                Severity.NOTE,
                "drug events have no payment of the plan",
                sum(file.rows for file in loaded.files if file.kind == DRUGS.kind),
                why="the files have the drug's whole cost and what the patient paid; the payment stays absent",
                names_people=False,
            )
        )
    return notes


def _claims_against_summaries(workplace: Workplace) -> list[Finding]:
    """Claims against the yearly amounts, year by year: two ways to the same dollars."""
    rows = workplace.run(PACKAGE, "compare_claims").rows
    if not rows:
        return []
    far_apart = sum(abs(claims - summary) * _LARGEST_DIFFERENCE > abs(summary) for _, _, summary, claims in rows)
    what = "years and categories have claims to hold against the yearly summaries"
    return [
        Finding(
            "claims_against_summaries",
            Severity.WARNING if far_apart else Severity.NOTE,
            f"{what}, and {far_apart} of them differ by more than a tenth" if far_apart else what,
            len(rows),
            tuple(
                f"{year} {category}: {USD.show(claims)} in claims, {USD.show(summary)} in the summaries"
                for year, category, summary, claims in rows
            ),
            why="in CMS's files inpatient claims come to 95 to 99 per cent of the yearly amount",
            remedy="load the claims of every sample and year" if far_apart else "",
            names_people=False,
        )
    ]

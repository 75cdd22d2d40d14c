"""Reads claims, people, coverage and attribution lists as FHIR: of CMS's interfaces, and of any payer."""

import csv
import re
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TextIO

from openvbc.claims.findings import Finding, Severity
from openvbc.claims.readers.account import LoadOptions, ReadFile, ReadResult, Step
from openvbc.claims.readers.fhir_eob.attribution import (
    IN_FORCE,
    NOT_IN_FORCE,
    Lists,
    covered_by,
    is_of_another_payer,
    member_rows,
    span_row,
)
from openvbc.claims.readers.fhir_eob.claims import Row, claim_rows, left_out
from openvbc.claims.readers.fhir_eob.directory import DIRECTORY_KINDS, Directory
from openvbc.claims.readers.fhir_eob.layouts import ATTRIBUTED, COVERAGE, LAYOUTS, PACKAGE, SPAN
from openvbc.claims.readers.fhir_eob.people import (
    People,
    coverage_rows,
    is_member_number,
    referred,
    without_months,
    year_without_months,
)
from openvbc.claims.readers.fhir_eob.repeats import Repeats, find_repeats
from openvbc.claims.readers.fhir_eob.resources import EOB, Resource, items, read_resources, text
from openvbc.claims.readers.medicare.gathering import begin_gathering, load_gathered
from openvbc.claims.readers.reading import Reader, Workplace
from openvbc.claims.readers.staging.loading import (
    Loaded,
    file_findings,
    prepare_workplace,
    refuse_files_twice,
    run_layout,
    type_staged,
)
from openvbc.claims.readers.staging.staged import restore_codes, shape_findings, stage_text, value_faults
from openvbc.claims.readers.staging.text_file import TextFile, first_line
from openvbc.claims.work_folder import WorkFolder
from openvbc.errors import Fault, FileError, raise_all
from openvbc.figures import FileDigest
from openvbc.yamlfile import digest

_SUFFIXES = (".ndjson", ".ndjson.gz", ".json", ".json.gz")
_LINE_ENDS = re.compile(r"[\r\n]+")
_LONGEST_VALUE = 10_000


@dataclass
class _Counts:
    """What was met: claims, those left out by reason, those without payment, lines whose clinician is unclear."""

    claims: int = 0
    left_out: dict[str, int] = field(default_factory=dict)
    lines_differ: list[str] = field(default_factory=list)
    without_payment: int = 0
    unclear_lines: int = 0
    not_in_force: int = 0
    other: dict[str, int] = field(default_factory=dict)
    years_without_months: list[str] = field(default_factory=list)
    without_months: list[str] = field(default_factory=list)


class FhirEobReader(Reader):
    """Reads FHIR R4, one resource a line, or a bundle as one document: claims, coverage, attribution lists."""

    name = "fhir_eob"
    label = "FHIR ExplanationOfBenefit, Coverage and attribution lists (Blue Button, BCDA, AB2D, Da Vinci ATR)"

    def recognize(self, files: Sequence[Path]) -> list[Path]:
        """The JSON files that begin like a FHIR resource."""
        return [
            path
            for path in files
            if path.name.lower().endswith(_SUFFIXES) and first_line(path).lstrip().startswith(("{", "["))
        ]

    def read(self, files: Sequence[Path], workplace: Workplace, options: LoadOptions) -> ReadResult:
        """Read the files: patients first, because claims and coverage refer to them."""
        refuse_files_twice(files)
        prepare_workplace(workplace)
        begin_gathering(workplace)
        loaded, counts, people, claims = Loaded(), _Counts(), People(), Counter[str]()
        lists = Lists(people, Directory(), options.payer)
        coverages: list[Resource] = []
        for path in files:
            _look_through(path, lists, claims, coverages, loaded)
        raise_all(loaded.faults, FileError)
        lists.covered.update((text(each.body, "id"), covered_by(each.body, lists)) for each in coverages)
        repeats = find_repeats(files, {claim for claim, count in claims.items() if count > 1}, people, loaded.faults)
        raise_all(loaded.faults, FileError)
        for path in files:
            _read_file(path, lists, repeats, counts, workplace, options, loaded)
        raise_all(loaded.faults, FileError)
        loaded.findings.extend([*_findings(counts), *_findings_of_numbers(people), *repeats.findings()])
        steps = (*_steps(counts), *_steps_of_lists(lists), *load_gathered(workplace, options, loaded))
        not_read = {f"{kind} resources": f"{count:,} of them are not read" for kind, count in counts.other.items()}
        return ReadResult(tuple(loaded.files), not_read, steps, tuple(loaded.findings))


def _look_through(path: Path, lists: Lists, claims: Counter[str], coverages: list[Resource], loaded: Loaded) -> None:
    """Take in a file's patients, providers and coverage, and count the resources of each final claim."""
    try:
        for resource in read_resources(path, path.name):
            if resource.kind == "Patient":
                lists.people.add(resource)
            elif resource.kind in DIRECTORY_KINDS:
                lists.directory.add(resource)
            elif resource.kind == "Coverage" and is_of_another_payer(resource.body):
                patient = referred(text(resource.body, "beneficiary", "reference"))
                for each in items(resource.body, "identifier"):
                    if is_member_number(each):
                        lists.people.add_number(patient, text(each, "value"))
                coverages.append(resource)
            elif resource.kind == EOB and (claim := text(resource.body, "id")) and not left_out(resource.body):
                claims[claim] += 1
    except FileError as error:
        loaded.faults.extend(error.faults)


def _read_file(
    path: Path,
    lists: Lists,
    repeats: Repeats,
    counts: _Counts,
    workplace: Workplace,
    options: LoadOptions,
    loaded: Loaded,
) -> None:
    with WorkFolder() as folder:
        resources = _lay_out(path, folder.path, lists, repeats, counts, loaded)
        for name, layout in LAYOUTS.items():
            laid_out = folder.path / f"{name}.csv"
            if not laid_out.exists():
                continue
            header = tuple(column.name for column in layout.columns)
            file = TextFile(laid_out, path.name, header, rows_are_lines=True)
            stage_text(workplace, file, layout.columns)
            workplace.run(PACKAGE, "lines_of_resources")
            loaded.findings.extend(restore_codes(workplace, file, layout.columns, zeros_lost=options.zeros_lost))
            loaded.faults.extend(value_faults(workplace, file, layout.columns))
            _, findings = shape_findings(workplace, file, layout.columns, layout.refused_shapes)
            loaded.findings.extend(findings)
            if not loaded.faults:
                type_staged(workplace, layout.columns, path.name)
                payer = {"payer": options.payer or "Medicare"}
                run_layout(replace(layout, values=payer), workplace, options)
    loaded.findings.extend(file_findings(path, path.name, resources))
    loaded.files.append(ReadFile(FileDigest(path.name, digest(path)), "FHIR resources", resources))


def _lay_out(path: Path, folder: Path, lists: Lists, repeats: Repeats, counts: _Counts, loaded: Loaded) -> int:
    """Write the rows of a file's resources as delimited text, a file a table; how many resources there are."""
    resources = 0
    with ExitStack() as stack:
        writers: dict[str, csv.DictWriter[str]] = {}
        for resource in read_resources(path, path.name):
            resources += 1
            if repeats.leaves_out(path, resource):
                counts.claims += 1
                counts.left_out["repeated"] = counts.left_out.get("repeated", 0) + 1
                continue
            for table, rows in _tables(resource, path.name, lists, counts, loaded).items():
                if rows and table not in writers:
                    text_file = stack.enter_context((folder / f"{table}.csv").open("w", encoding="utf-8", newline=""))
                    writers[table] = _writer(text_file, table)
                for row in rows:
                    loaded.faults.extend(_too_long(row, f"{path.name}:{resource.line}"))
                    writers[table].writerow(
                        {name: _LINE_ENDS.sub(" ", value[:_LONGEST_VALUE]) for name, value in row.items()}
                    )
    return resources


def _too_long(row: Row, where: str) -> list[Fault]:
    """A fault for each value that is longer than any identifier, code, day or amount."""
    return [
        Fault(f"{name} has {len(value):,} characters", where, why="no such value is so long", fix="get the file again")
        for name, value in row.items()
        if len(value) > _LONGEST_VALUE
    ]


def _writer(text_file: TextIO, table: str) -> "csv.DictWriter[str]":
    names = [column.name for column in LAYOUTS[table].columns]
    writer = csv.DictWriter(text_file, names, restval="", lineterminator="\n")
    writer.writeheader()
    return writer


def _tables(resource: Resource, name: str, lists: Lists, counts: _Counts, loaded: Loaded) -> dict[str, list[Row]]:
    people = lists.people
    if resource.kind == "Group" and text(resource.body, "type") == "person":
        return {ATTRIBUTED: member_rows(resource, lists, loaded.faults, name)}
    if resource.kind == "Coverage" and is_of_another_payer(resource.body):
        if text(resource.body, "status") in NOT_IN_FORCE:
            counts.not_in_force += 1
            return {}
        if text(resource.body, "status") != IN_FORCE:
            what = f"this coverage has the status {text(resource.body, 'status')!r}, which R4 has not"
            why, fix = "whether it is in force cannot be known", "get the resource again"
            loaded.faults.append(Fault(what, f"{name}:{resource.line}", why=why, fix=fix))
            return {}
        span = span_row(resource, lists, loaded.faults, name)
        return {SPAN: [span]} if span is not None else {}
    if resource.kind == "Coverage":
        if year := year_without_months(resource.body):
            counts.years_without_months.append(f"{name}:{resource.line}: {year!r}")
            return {}
        months = coverage_rows(resource, people, loaded.faults, name)
        if not months:
            counts.without_months.append(f"{name}:{resource.line}: {without_months(resource.body)}")
        return {COVERAGE: months}
    if resource.kind != EOB:
        if resource.kind not in ("Patient", *DIRECTORY_KINDS):
            kind = resource.kind or "nameless"
            counts.other[kind] = counts.other.get(kind, 0) + 1
        return {}
    counts.claims += 1
    if reason := left_out(resource.body):
        counts.left_out[reason] = counts.left_out.get(reason, 0) + 1
        return {}
    rows = claim_rows(resource, people.person(text(resource.body, "patient", "reference")))
    counts.without_payment += rows.without_payment
    counts.unclear_lines += rows.unclear_lines
    if rows.lines_differ:
        counts.lines_differ.append(f"{text(resource.body, 'id')}: {rows.lines_differ}")
    return rows.tables


_LEFT_OUT = {
    "not_final": "claims that are no final action, left out",
    "not_a_claim": "prior authorizations and predeterminations, which are no claims, left out",
    "cancelled": "claims that were cancelled or entered in error, left out",
    "deleted": "drug events that were deleted, left out",
    "repeated": "claims that stand in the files again, left out",
}


def _steps(counts: _Counts) -> list[Step]:
    steps = [Step("claims_received", "claims in the files", counts.claims)]
    if counts.not_in_force:
        steps.append(Step("coverage_not_in_force", "coverage that was never in force, left out", counts.not_in_force))
    return steps + [
        Step(name, label, counts.left_out[name]) for name, label in _LEFT_OUT.items() if name in counts.left_out
    ]


def _steps_of_lists(lists: Lists) -> list[Step]:
    """What attribution lists held, where there were some."""
    if not lists.members:
        return []
    return [
        Step("members_listed", "members of attribution lists", lists.members),
        Step("members_gone", "members who are no longer on their list, left out", lists.gone),
    ]


def _findings_of_numbers(people: People) -> list[Finding]:
    """People to whom payers give several member numbers, so that none of them names the person."""
    several = {patient: numbers for patient, numbers in people.numbers.items() if len(numbers) > 1}
    if not several:
        return []
    return [
        Finding(
            "several_member_numbers",
            Severity.WARNING,
            "people have several member numbers, and go by the identifier of their Patient resource",
            len(several),
            tuple(f"{patient}: {', '.join(sorted(numbers))}" for patient, numbers in sorted(several.items())[:5]),
            why="claims in other formats that go by a member number would be another person's",
            remedy="load each payer's resources under a data source of its own",
        )
    ]


def _findings(counts: _Counts) -> list[Finding]:
    findings = []
    if counts.without_payment:
        final = counts.claims - sum(counts.left_out.values())
        every = counts.without_payment == final
        findings.append(
            Finding(
                "no_payments",
                Severity.WARNING,
                "claims have no payment" + (", as those of AB2D have none" if every else ""),
                counts.without_payment,
                why="their paid amount stays absent: they tell diagnoses, services and who rendered them, not cost",
                remedy="use another source for expenditures",
                names_people=False,
            )
        )
    if counts.lines_differ:
        findings.append(
            Finding(
                "lines_differ_from_claim",
                Severity.WARNING,
                "professional claims whose lines do not sum to the payment of the claim",
                len(counts.lines_differ),
                tuple(counts.lines_differ[:5]),
                why="the lines are what is counted",
                remedy="look at these claims",
            )
        )
    if counts.years_without_months:
        findings.append(
            Finding(
                "coverage_years",
                Severity.WARNING,
                "coverage resources have a reference year that cannot be, so that their months are left out",
                len(counts.years_without_months),
                tuple(counts.years_without_months[:5]),
                why="which months their extensions tell is not known; people without other coverage have no months",
                remedy="get the resources again",
                names_people=False,
            )
        )
    if counts.without_months:
        findings.append(
            Finding(
                "coverage_without_months",
                Severity.WARNING,
                "coverage resources tell no month that can be counted",
                len(counts.without_months),
                tuple(counts.without_months[:5]),
                why="the people whom they cover have no months from them, so that no count has them as members",
                remedy="get version 2 or 3 of CMS's interface, which tells months, or load the payer's own enrollment "
                "(a CSV by a mapping), or CMS's assignment lists",
                names_people=False,
            )
        )
    if counts.unclear_lines:
        findings.append(
            Finding(
                "unclear_clinicians",
                Severity.WARNING,
                "lines do not say which of several clinicians of the claim rendered them",
                counts.unclear_lines,
                why="their rendering clinician stays empty, so that attribution cannot count them",
                names_people=False,
            )
        )
    return findings

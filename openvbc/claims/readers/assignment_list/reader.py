"""Reads assignment list reports: the enrollment of every month, and to which ACO CMS assigns a person."""

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from openvbc.claims.findings import Finding, Severity
from openvbc.claims.geography import postal_abbreviations
from openvbc.claims.readers.account import LoadOptions, ReadResult
from openvbc.claims.readers.assignment_list.naming import ListName, is_packed_name, read_name
from openvbc.claims.readers.assignment_list.tables import LAYOUTS, NOT_READ, PACKAGE, RECEIVED
from openvbc.claims.readers.reading import Reader, ScriptValue, Workplace
from openvbc.claims.readers.staging.loading import (
    Loaded,
    TextLayout,
    count_loaded,
    load_files,
    missing_columns,
    prepare_workplace,
    refuse_files_twice,
)
from openvbc.claims.readers.staging.packed import holds, unpack
from openvbc.claims.readers.staging.text_file import TextFile, open_text_file
from openvbc.errors import ClaimsError, Fault, FileError, raise_all
from openvbc.yamlfile import digest

#: The payer of all lists, unless the user names another.
PAYER: Final = "Medicare"


class AssignmentListReader(Reader):
    """Reads tables 1-1, 1-2 and 1-4 of quarterly (QALR) and annual (AALR) assignment list reports.

    Every load decides anew which list governs each month, because a later list can replace an earlier one.
    """

    name = "assignment_list"
    label = "CMS assignment list report (ALR)"
    received = RECEIVED
    rebuilds = True
    name_tells_delivery = True

    def recognize(self, files: Sequence[Path]) -> list[Path]:
        """The files with names like P.A9999.ACO.QALR.2025Q3.D259999.T0100000_1-1.csv, and the zip that CMS sends."""
        return [path for path in files if _is_list(path.name) or _is_packed(path)]

    def read(self, files: Sequence[Path], workplace: Workplace, options: LoadOptions) -> ReadResult:
        """Read the lists, and make enrollment, attribution and designations of all that the data source has."""
        refuse_files_twice(files)
        prepare_workplace(workplace)
        loaded = Loaded()
        not_read: dict[str, str] = {}
        with tempfile.TemporaryDirectory(prefix="openvbc-") as folder:
            listed = _unpacked(files, Path(folder), loaded, not_read)
            load_files(_recognized(listed, loaded, not_read), workplace, options, loaded)
        raise_all(loaded.faults, FileError)
        _refuse_wrong_flags(workplace)
        _refuse_several_organizations(workplace)
        values: dict[str, ScriptValue] = {
            "data_source": options.data_source,
            "payer": options.payer or PAYER,
            "plan": options.plan,
            "states": list(postal_abbreviations()),
            "postal": list(postal_abbreviations().values()),
        }
        for script in ("govern", "eligibility", "attribution", "designation"):
            workplace.run(PACKAGE, script, values)
        return ReadResult(
            tuple(loaded.files), not_read, count_loaded(workplace), (*loaded.findings, _identifier_note())
        )


def _is_list(name: str) -> bool:
    return read_name(name) is not None


def _is_packed(path: Path) -> bool:
    return (path.suffix.lower() == ".zip" or is_packed_name(path.name)) and holds(path, _is_list)


def _unpacked(files: Sequence[Path], folder: Path, loaded: Loaded, not_read: dict[str, str]) -> list[tuple[Path, str]]:
    """The lists among the files, each with the name by which messages call it; one that comes twice is read once."""
    listed: dict[str, tuple[Path, str]] = {}
    for path in files:
        try:
            members = [(path, path.name)] if _is_list(path.name) else unpack(path, folder, _is_list, "list", not_read)
        except FileError as error:
            loaded.faults.extend(error.faults)
            continue
        for member, name in members:
            before = listed.setdefault(member.name.upper(), (member, name))
            if before != (member, name):
                if digest(before[0]) != digest(member):
                    what = f"this is not the same list as {before[1]}, though it has its name"
                    loaded.faults.append(Fault(what, name, why="which of them holds cannot be known", fix="keep one"))
                not_read[name] = f"the same list as {before[1]}"
    return list(listed.values())


def _recognized(
    files: Sequence[tuple[Path, str]], loaded: Loaded, not_read: dict[str, str]
) -> list[tuple[TextFile, TextLayout]]:
    recognized = []
    for path, name in files:
        named = read_name(path.name)
        if named is None or named.table not in LAYOUTS:
            held = NOT_READ.get(named.table, "another table") if named else "no assignment list"
            not_read[name] = f"{held}: nothing is loaded from it"
            continue
        layout = _with_name(LAYOUTS[named.table], named)
        try:
            file = open_text_file(path, name)
            if layout.fits(file.header):
                recognized.append((file, layout))
            else:
                loaded.faults.append(missing_columns(name, file.header, layout))
        except FileError as error:
            loaded.faults.extend(error.faults)
    return recognized


def _with_name(layout: TextLayout, named: ListName) -> TextLayout:
    values: dict[str, ScriptValue] = {
        "organization_id": named.organization_id,
        "performance_year": named.performance_year,
        "strength": named.strength,
        "first_month": named.first_month.isoformat(),
        "stamp": named.stamp,
    }
    return replace(layout, kind=f"{layout.kind}, {named.detail}", values=values)


def _refuse_wrong_flags(workplace: Workplace) -> None:
    faults = [
        Fault(
            f"EnrollFlag{month} is {flag}; known are 0 none, 1 ESRD, 2 disabled, 3 and 4 aged",
            f"{file}, data row {row}",
            why="it says whether and as what the month counts",
            fix="get the file again",
        )
        for file, row, month, flag in workplace.run(PACKAGE, "wrong_flags").rows
    ]
    raise_all(faults, FileError)


def _refuse_several_organizations(workplace: Workplace) -> None:
    organizations = [name for (name,) in workplace.run(PACKAGE, "organizations").rows]
    if len(organizations) > 1:
        raise ClaimsError(
            Fault(
                f"these are the lists of several ACOs: {', '.join(organizations)}",
                why="a person whom two of them name would be enrolled twice",
                fix="load each ACO's lists under a data source of its own",
            )
        )


def _identifier_note() -> Finding:
    return Finding(
        "identifiers_as_listed",
        Severity.NOTE,
        "people are known by the identifier that each list has",
        1,
        why="lists made before an identifier changed have the former one",
        remedy="load the latest lists: they have the identifiers of their day",
        names_people=False,
    )

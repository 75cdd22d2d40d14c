"""One hospital of published files: where the files are, which hospital is meant, and how its figures compare."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Final

from openvbc.errors import Fault, FileError, SettlementError, did_you_mean
from openvbc.figures import ABSENT, Absent, Figure, Figures, Keyed, Origin, Source, Value
from openvbc.published_results.hospitals.compared import Compared
from openvbc.published_results.hospitals.files import HospitalFile, HospitalRow
from openvbc.worksheet.sheet import Worksheet

#: CMS publishes no hospital's payments, so a statement tells the effect on a million dollars of them.
PAYMENTS: Final = Decimal(1_000_000)
PAYMENTS_ARE_NOT_PUBLISHED: Final = "a million dollars in place of the hospital's payments, which are not published"
_NAMED_AT_MOST: Final = 8


def files_at(place: Path) -> list[Path]:
    """The file itself, or every CSV of a folder. FileError if there is none."""
    if not place.is_dir():
        return [place]
    found = sorted(each for each in place.iterdir() if each.suffix.lower() == ".csv")
    if not found:
        raise FileError(Fault("the folder holds no CSV file", str(place), fix="put the program's files there"))
    return found


def found_hospital(named: str, rows: Sequence[HospitalRow], where: str) -> HospitalRow:
    """The hospital of that number, name or part of a name. SettlementError if there is none or several."""
    wanted = named.strip().casefold()
    numbered = wanted.zfill(6) if wanted.isdigit() else wanted
    found = [row for row in rows if row.ccn == numbered or row.name.casefold() == wanted]
    found = found or [row for row in rows if wanted and wanted in row.name.casefold()]
    if len({row.ccn for row in found}) == 1:
        return found[0]
    if not found:
        known = [name for row in rows for name in (row.ccn, row.name)]
        hint = did_you_mean(named, known)
        fix = hint if hint.startswith("did you mean") else "give its number (CCN) or a part of its name"
        raise SettlementError(Fault(f"{where} has no hospital {named!r}", fix=fix))
    told = "; ".join(f"{row.ccn} {row.name}" for row in found[:_NAMED_AT_MOST])
    more = f" and {len(found) - _NAMED_AT_MOST:,} more" if len(found) > _NAMED_AT_MOST else ""
    what = f"{named!r} stands in the names of {len(found):,} hospitals of {where}"
    raise SettlementError(Fault(what, fix=f"give the number of one: {told}{more}"))


def comparison_of(compared: Compared, publisher: str = "CMS") -> tuple[str, ...]:
    """How each column of one hospital compares with what was published, one sentence a column."""
    told = []
    for each in compared.columns:
        parts = [
            f"{count:,} {words}"
            for count, words in (
                (each.exact, "exact"), (each.within_rounding, "within rounding"), (each.missed, "missed"),
                (each.taken, "taken as input"),
            )
            if count
        ]  # fmt: skip
        if parts:
            told.append(f"{each.column}: {', '.join(parts)}")
    for found in compared.differing:
        cause = f" ({found.cause})" if found.cause else ""
        told.append(f"{found.column}: {publisher} {found.published or 'none'}, settled here {found.computed}{cause}")
    return tuple(told)


def figures_from(
    inputs: Mapping[str, "Value | Mapping[Keyed, Value]"],
    sheet: Worksheet,
    row: HospitalRow,
    files: Sequence[HospitalFile],
) -> Figures:
    """What files print as figures of an ordinary case; single figures that are absent are left out."""
    source = Source(Origin.READ, "as published", row.where, tuple(file.file for file in files))
    return dict(_figures(inputs, sheet, source))


def _figures(
    inputs: Mapping[str, "Value | Mapping[Keyed, Value]"], sheet: Worksheet, source: Source
) -> Iterator[tuple[str, "Figure | dict[Keyed, Figure]"]]:
    for name, held in inputs.items():
        if isinstance(held, Mapping):
            keys = sheet[name].keys
            yield name, {key: Figure(value, source) for key, value in held.items() if key in keys}
        elif not isinstance(held, Absent):
            yield name, Figure(held, source)
        elif sheet[name].stated:
            yield name, Figure(ABSENT, source)

"""One organization of published results: which one is meant, what its row prints as figures, and how they compare."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from openvbc.errors import Fault, SettlementError, did_you_mean
from openvbc.figures import ABSENT, Absent, Figure, Figures, Keyed, Origin, Source, Value
from openvbc.published_results.comparison.compared import Compared
from openvbc.published_results.comparison.rows import PublishedFile, PublishedRow
from openvbc.worksheet.sheet import Worksheet

_NAMED_AT_MOST: Final = 8


def found_organization(
    named: str, rows: Sequence[PublishedRow], where: str, *, of: str, identifier: str
) -> PublishedRow:
    """The one of that identifier, name or part of a name. SettlementError if there is none or several.

    of: what it is called; identifier: what tells it apart, in words.
    """
    wanted = named.strip().casefold()
    found = [row for row in rows if wanted in (row.organization.casefold(), row.name.casefold())]
    found = found or [row for row in rows if wanted and wanted in row.name.casefold()]
    if len({row.organization for row in found}) == 1:
        return found[0]
    if not found:
        known = [name for row in rows for name in (row.organization, row.name)]
        hint = did_you_mean(named, known)
        fix = hint if hint.startswith("did you mean") else f"give its {identifier} or a part of its name"
        raise SettlementError(Fault(f"{where} has no {of} {named!r}", fix=fix))
    told = "; ".join(f"{row.organization} {row.name}" for row in found[:_NAMED_AT_MOST])
    more = f" and {len(found) - _NAMED_AT_MOST:,} more" if len(found) > _NAMED_AT_MOST else ""
    what = f"{named!r} stands in the names of {len(found):,} {of}s of {where}"
    raise SettlementError(Fault(what, fix=f"give the {identifier.split(' ', maxsplit=1)[0]} of one: {told}{more}"))


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
    row: PublishedRow,
    files: Sequence[PublishedFile],
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

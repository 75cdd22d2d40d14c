"""CMS's county rate books, one CSV a year: lines about the file, a header, and a row a county.

Three layouts, known by how many cells a row has: to 2011 rates of Parts A and B by group and one risk rate; from 2012
six rates by stars; from 2015 three by bonus. How many lines stand before the counties differs by year, so the counties
are known by their code, five digits.
"""

import csv
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Final, cast

from openvbc.errors import Fault, FileError, InputError, did_you_mean, raise_all
from openvbc.figures import Figure, Figures, FileDigest, Keyed, Origin, Source
from openvbc.money import money_from_text
from openvbc.payment_models.medicare_advantage.terms import MedicareAdvantageTerms
from openvbc.payment_models.record import WorksheetRequest
from openvbc.yamlfile import digest

_COUNTY: Final = re.compile(r"\d{4,5}")
_CODE_LENGTH: Final = 5
#: The classes of a row after code, state and county, by the number of cells; None for a rate that is not used.
_LAYOUTS: Final[dict[int, tuple[str | None, ...]]] = {
    7: ("bonus_5", "bonus_3_5", "bonus_0", None),
    9: (None, None, None, None, None, "risk_rate"),
    10: ("stars_5", "stars_4_5", "stars_4", "stars_3_5", "stars_3", "under_3_stars", None),
}
_NO_RATE: Final = frozenset({"", "#n/a", "n/a", "na", "."})


def read_rate_book(request: WorksheetRequest, path: Path) -> Figures:
    """The rates of the contract's counties. FileError for another file; InputError names counties without a rate."""
    terms = cast("MedicareAdvantageTerms", request.stream.terms)
    if terms.plan_payment is None or terms.plan_payment.county_rates != "rate_book":
        what = "this stream takes no rates from a rate book"
        where = request.stream.clause("plan_payment").where
        raise InputError(Fault(what, where, fix="write county_rates: rate_book, or leave --from out"))
    year = request.performance_year.year
    asked = tuple(
        code
        for each in request.parameters.codes("ma_rate_book_classes", performance_year=year)
        for code in each.code_list
    )
    rows = dict(_rows(path))
    if not rows:
        what = "the file has no row that begins with a county's code and has the rates of a rate book"
        fix = "give the CSV of “Ratebooks & Supporting Data” of cms.gov (7, 9 or 10 columns)"
        raise FileError(Fault(what, path.name, fix=fix))
    file = FileDigest(path.name, digest(path))
    found: dict[Keyed, Figure] = {}
    faults: list[Fault] = []
    for county in terms.plan_payment.counties:
        line, rates = rows.get(county, (0, {}))
        if not line:
            what = f"the rate book has no county {county}"
            faults.append(Fault(what, path.name, why="its rate is needed", fix=did_you_mean(county, rows)))
            continue
        for name in asked:
            rate = rates.get(name)
            if rate is None:
                what = f"county {county} has no rate {name}"
                why = f"{year} has rates {', '.join(asked)}"
                faults.append(Fault(what, f"{path.name}:{line}", why=why, fix=f"give the rate book of {year}"))
            else:
                found[county, name] = Figure(
                    rate, Source(Origin.READ, "county rate book", f"{path.name}:{line}", (file,))
                )
    raise_all(faults, InputError)
    return {"county_rate": found}


def _rows(path: Path) -> Iterator[tuple[str, tuple[int, dict[str, Decimal]]]]:
    """Each county's code, with its line and its rates by class."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        text = path.read_text(encoding="cp1252")
    except OSError as error:
        raise FileError(Fault(f"the file cannot be read: {error.strerror}", str(path), fix="check the path")) from None
    reader = csv.reader(text.splitlines())
    for cells in reader:
        trimmed = [cell.strip() for cell in cells]
        while trimmed and not trimmed[-1]:
            trimmed.pop()
        layout = _LAYOUTS.get(len(trimmed))
        if layout is None or not _COUNTY.fullmatch(trimmed[0]):
            continue
        rates = {}
        for name, cell in zip(layout, trimmed[3:], strict=True):
            if name is None or cell.casefold() in _NO_RATE:
                continue
            try:
                rates[name] = money_from_text(cell)
            except ValueError as error:
                what = f"county {trimmed[0]}: {error}"
                raise FileError(
                    Fault(what, f"{path.name}:{reader.line_num}", fix="check the cell against CMS's file")
                ) from None
        yield trimmed[0].zfill(_CODE_LENGTH), (reader.line_num, rates)

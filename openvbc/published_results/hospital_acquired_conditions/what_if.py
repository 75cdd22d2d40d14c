"""How far one measure would have to fall for a hospital to leave the worst quarter, with all others as published."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Final

from openvbc.errors import Fault, FileError, SettlementError
from openvbc.money import EXACT, plain
from openvbc.parameters.model import ParameterSet
from openvbc.payment_models.hospital_acquired_conditions.worksheet import LABELS
from openvbc.published_results.comparison.compared import Compared, shown
from openvbc.published_results.hospital_acquired_conditions.files import TOTAL, read_files
from openvbc.published_results.hospital_acquired_conditions.replay import YearReplay
from openvbc.published_results.hospital_acquired_conditions.statement import cut_of
from openvbc.published_results.hospitals.hospital import files_at, found_hospital
from openvbc.published_results.hospitals.what_if import Step, WhatIf, first_that, rank_of, without
from openvbc.published_results.mssp.results.cells import decimals
from openvbc.worksheet.exact import Exact
from openvbc.worksheet.prepared import PreparedSheet

#: The digits in which total scores are printed.
_PLACES: Final = 4


def what_if(place: Path, year: int, hospital: str, payments: Decimal, parameters: ParameterSet) -> WhatIf:
    """One hospital of a file: for each measure, the highest score with which it is not reduced."""
    years, faults = read_files(files_at(place))
    file = next((each for each in years if each.year == year), None)
    if file is None:
        what = f"{place.name} holds no scores of the HAC Reduction Program of {year}"
        raise FileError((*faults, Fault(what, str(place), fix="name the file of that year")))
    row = found_hospital(hospital, list(file.rows.values()), place.name)
    replay = YearReplay(file, parameters, Compared())
    cut, told = cut_of(file, parameters.resolve("hacrp_percentile", fiscal_year=year).number)
    sheet = PreparedSheet(Exact(), replay.sheet, ["net_payment", "total_score"])
    inputs = {**replay.inputs(row), "cut_score": cut, "payments_otherwise": payments}
    now = sheet.evaluate(inputs)
    total, paid, scores = now["total_score"], now["net_payment"], inputs["measure_score"]
    if not isinstance(total, Decimal) or not isinstance(paid, Decimal) or not isinstance(scores, Mapping):
        raise SettlementError(Fault(f"{row.name} ({row.organization}) has no total score of {year}", row.where))
    totals = {ccn: file.cells.value(each, TOTAL) for ccn, each in file.rows.items()}
    known = {ccn: each for ccn, each in totals.items() if isinstance(each, Decimal)}
    others = without(known, row.organization)
    steps = []
    for measure, score in scores.items():
        if not isinstance(score, Decimal) or not total > cut:
            continue
        unit = Decimal(1).scaleb(-decimals(score))
        column = file.measures[measure]
        printed = [file.cells.value(each, column) for each in file.rows.values()]
        best = min(each for each in printed if isinstance(each, Decimal))

        def spared(units: int, measure: object = measure, score: Decimal = score, unit: Decimal = unit) -> bool:
            changed = {**scores, measure: score - unit * units}
            return sheet.evaluate({**inputs, "measure_score": changed})["reduced"] is False

        count = first_that(spared, int((score - best) / unit))
        if count is None:
            continue
        needed = score - unit * count
        then = sheet.evaluate({**inputs, "measure_score": {**scores, measure: needed}})
        after, more = then["total_score"], then["net_payment"]
        if isinstance(after, Decimal) and isinstance(more, Decimal):
            ranks = (rank_of(each, others, higher_is_better=False) for each in (total, after))
            results = (shown(total, _PLACES), shown(after, _PLACES))
            gain = EXACT.subtract(more, paid)
            steps.append(Step(LABELS[measure], plain(score), plain(needed), *results, gain, *ranks))
    notes = (
        f"The cut is {plain(cut)}: {told}. It stays, as do the scores of all other hospitals.",
        "A measure falls at most to the best score that is printed; where that is not enough, it is left out.",
    )
    return WhatIf(
        "Hospital-Acquired Condition Reduction Program", f"{row.name} ({row.organization})", year, payments,
        "Total HAC Score", shown(total, _PLACES), len(known), tuple(steps), notes, (file.file.file,),
    )  # fmt: skip

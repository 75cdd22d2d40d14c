"""What it would be worth to bring one condition's ratio down to the peers' median."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from openvbc.errors import Fault, FileError
from openvbc.money import EXACT, plain
from openvbc.parameters.model import ParameterSet
from openvbc.payment_models.hospital_readmissions.worksheet import LABELS
from openvbc.published_results.comparison.compared import Compared
from openvbc.published_results.hospital_readmissions.files import FACTOR, read_files
from openvbc.published_results.hospital_readmissions.replay import SupplementalReplay
from openvbc.published_results.hospitals.hospital import files_at, found_hospital
from openvbc.published_results.hospitals.what_if import Step, WhatIf, rank_of, without
from openvbc.worksheet.exact import Exact
from openvbc.worksheet.prepared import PreparedSheet


def what_if(place: Path, year: int, hospital: str, payments: Decimal, parameters: ParameterSet) -> WhatIf:
    """One hospital of supplemental data; medians and the neutrality modifier stay as published."""
    years, faults = read_files(files_at(place))
    file = next((each.supplemental for each in years if each.year == year and each.supplemental), None)
    if file is None:
        what = f"{place.name} holds no supplemental data of fiscal year {year}"
        raise FileError((*faults, Fault(what, str(place), fix="name the supplemental data file of that year")))
    row = found_hospital(hospital, list(file.rows.values()), place.name)
    replay = SupplementalReplay(year, file, parameters, Compared())
    sheet = PreparedSheet(Exact(), replay.sheet, ["net_payment", "counts"])
    inputs = {**replay.inputs(row), "base_operating_payments": payments}
    factors = {ccn: file.cells.value(each, FACTOR) for ccn, each in file.rows.items()}
    known = {ccn: each for ccn, each in factors.items() if isinstance(each, Decimal)}
    others, now = without(known, row.organization), sheet.evaluate(inputs)
    factor, paid, counts = now["adjustment_factor"], now["net_payment"], now["counts"]
    ratios, medians = inputs["excess_readmission_ratio"], inputs.get("peer_group_median")
    if not isinstance(factor, Decimal) or not isinstance(paid, Decimal) or not isinstance(ratios, Mapping):
        raise TypeError("a hospital has one factor, and ratios by condition")
    steps = []
    for condition, ratio in ratios.items():
        if not isinstance(counts, Mapping) or counts[condition] is not True or not isinstance(medians, Mapping):
            continue
        median = medians[condition]
        found = sheet.evaluate({**inputs, "excess_readmission_ratio": {**ratios, condition: median}})
        then, more = found["adjustment_factor"], found["net_payment"]
        if isinstance(then, Decimal) and isinstance(more, Decimal):
            ranks = (rank_of(each, others, higher_is_better=True) for each in (factor, then))
            told = (_told(ratio), _told(median), _told(factor), _told(then))
            steps.append(Step(f"{LABELS[condition]}, to the peers' median", *told, EXACT.subtract(more, paid), *ranks))
    notes = ("The medians of peers and the neutrality modifier stay as published; one hospital moves them little.",)
    name = row.organization if row.name == row.organization else f"{row.name} ({row.organization})"
    return WhatIf(
        "Hospital Readmissions Reduction Program", name, year, payments, "Payment adjustment factor", _told(factor),
        len(known), tuple(steps), notes, (file.file.file,),
    )  # fmt: skip


def _told(value: object) -> str:
    return plain(value) if isinstance(value, Decimal) else ""

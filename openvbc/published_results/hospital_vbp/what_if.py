"""The next point on each measure: what rate it takes, and what it pays, with all other hospitals as published."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from openvbc.errors import Fault, FileError, SettlementError
from openvbc.figures import ABSENT, Keyed, Value
from openvbc.money import EXACT, plain
from openvbc.parameters.model import ParameterSet
from openvbc.payment_models.hospital_vbp.domains import PLACES
from openvbc.payment_models.hospital_vbp.field import exchange_sums
from openvbc.payment_models.hospital_vbp.measures import label_of
from openvbc.published_results.comparison.compared import Compared, shown
from openvbc.published_results.hospital_vbp.files import read_files
from openvbc.published_results.hospital_vbp.replay import Inputs, YearReplay
from openvbc.published_results.hospitals.hospital import files_at, found_hospital
from openvbc.published_results.hospitals.what_if import Step, WhatIf, first_that, rank_of, without
from openvbc.published_results.mssp.results.cells import decimals
from openvbc.worksheet.exact import Exact
from openvbc.worksheet.prepared import PreparedSheet


def what_if(place: Path, year: int, hospital: str, payments: Decimal, parameters: ParameterSet) -> WhatIf:
    """One hospital of the files of a folder. The slope is solved again with the hospital's new score."""
    years, faults = read_files(files_at(place), parameters)
    files = next((each for each in years if each.year == year and each.measures), None)
    if files is None:
        what = f"{place.name} holds no measures of Hospital Value-Based Purchasing of {year}"
        raise FileError((*faults, Fault(what, str(place), fix="name the folder with the files of that year")))
    row = found_hospital(hospital, [files.row(each) for each in files.hospitals], place.name)
    replay = YearReplay(files, parameters, Compared())
    scores = replay.all_scores()
    if row.organization not in scores:
        what = f"{row.name} ({row.organization}) has no Total Performance Score of {year}"
        raise SettlementError(Fault(what, row.where, fix="choose a hospital that takes part"))
    field = _Field(replay, payments, without(scores, row.organization))
    inputs, now = replay.inputs(row.organization), scores[row.organization]
    points = PreparedSheet(Exact(), replay.sheet, ["measure_score"])
    paid = field.paid(now)
    steps = []
    for measure in replay.sheet.axes["measures"].keys:
        needed = _next_rate(points, inputs, measure)
        if needed is None:
            continue
        rate, before, after = needed
        total = replay.score({**inputs, "performance_rate": {**_of(inputs, "performance_rate"), measure: rate}})
        if not isinstance(total, Decimal):
            continue
        label = f"{label_of(measure)} ({plain(before)} to {plain(after)} points)"
        old = _of(inputs, "performance_rate")[measure]
        steps.append(
            Step(
                label, plain(old) if isinstance(old, Decimal) else "", plain(rate), shown(now, PLACES),
                shown(total, PLACES), EXACT.subtract(field.paid(total), paid), field.rank(now), field.rank(total),
            )
        )  # fmt: skip
    notes = (
        "Every hospital has the same payments, since they are not published.",
        "The slope pays out what is withheld of all, and is solved again with the hospital's new score.",
        "A rate moves in the digits in which it is printed.",
        "The score of both surgical site infections, where both are scored, stays as published.",
    )
    return WhatIf(
        "Hospital Value-Based Purchasing", f"{row.name} ({row.organization})", year, payments,
        "Total Performance Score", shown(now, PLACES), len(scores), tuple(steps), notes, files.digests,
    )  # fmt: skip


class _Field:
    """All other hospitals, and what a score pays beside them."""

    def __init__(self, replay: YearReplay, payments: Decimal, others: list[Decimal]) -> None:
        self._payments, self._others = payments, others
        self._sheet = PreparedSheet(Exact(), replay.sheet, ["net_payment"], ["total_performance_score"])
        held = self._sheet.sheet
        percent, divisor = held["applicable_percent"].value, held["score_divisor"].value
        if not isinstance(percent, Decimal) or not isinstance(divisor, Decimal):
            raise TypeError("percent and divisor are published numbers")
        self._percent, self._divisor = percent, divisor

    def paid(self, score: Decimal) -> Decimal:
        """What is added to or taken from the hospital's payments, with this score."""
        all_scores = [(self._payments, each) for each in (*self._others, score)]
        sums = exchange_sums(all_scores, self._percent, self._divisor)
        found = self._sheet.evaluate(
            {
                "total_performance_score": score,
                "base_operating_payments": self._payments,
                "withheld_of_all": sums.withheld,
                "withheld_by_score_of_all": sums.withheld_by_score,
            }
        )["net_payment"]
        if not isinstance(found, Decimal):
            raise TypeError("a hospital that takes part is paid something")
        return found

    def rank(self, score: Decimal) -> int:
        """The hospital's place, 1 the best."""
        return rank_of(score, self._others, higher_is_better=True)


def _of(inputs: Inputs, name: str) -> Mapping[Keyed, Value]:
    held = inputs[name]
    if not isinstance(held, Mapping):
        raise TypeError(f"{name} stands by measure")
    return held


def _next_rate(points: PreparedSheet[Value], inputs: Inputs, measure: str) -> tuple[Decimal, Decimal, Decimal] | None:
    """The nearest better rate that earns a point more, the score now and then; None where there is none."""
    found = [_of(inputs, name)[measure] for name in ("performance_rate", "achievement_threshold", "benchmark")]
    rate, threshold, benchmark = found
    if not isinstance(rate, Decimal) or not isinstance(threshold, Decimal) or not isinstance(benchmark, Decimal):
        return None
    unit = Decimal(1).scaleb(-max(decimals(each) for each in (rate, threshold, benchmark)))
    unit = unit if benchmark > threshold else -unit

    def score(at: Decimal) -> Decimal:
        rates = {**_of(inputs, "performance_rate"), measure: at}
        held = points.evaluate({**inputs, "performance_rate": rates})["measure_score"]
        value = held[measure] if isinstance(held, Mapping) else ABSENT
        return value if isinstance(value, Decimal) else Decimal(0)

    now = score(rate)
    distance = EXACT.divide(EXACT.subtract(benchmark, rate), unit)
    count = first_that(lambda units: score(rate + unit * units) > now, int(distance))
    if count is None:
        return None
    needed = rate + unit * count
    return needed, now, score(needed)

"""Risk scores of people by the public calculator hccinfhir, one person at a time. Shares no code with openvbc."""

import csv
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import cache
from importlib import import_module
from importlib.resources import files
from typing import Any

from tests.payment_models.mssp.counting.plain_assignment import Line
from tests.payment_models.mssp.counting.plain_people import ESRD, People, Span

_FULL_NAMES = {
    "V22": "CMS-HCC Model V22", "V24": "CMS-HCC Model V24", "V28": "CMS-HCC Model V28",
    "E21": "CMS-HCC ESRD Model V21", "E24": "CMS-HCC ESRD Model V24",
}  # fmt: skip
_DIAGNOSES = {2024: "ra_dx_to_cc_2025.csv", 2025: "ra_dx_to_cc_2026.csv"}
_DEMOGRAPHIC_TOO = ("FBDual", "PBDual", "Originally_ESRD", "FBD_", "ND_PBD_", "FGC", "FGI", "GE65_DUR", "LT65_DUR")
_INPATIENT, _OUTPATIENT = ("11", "41"), ("12", "13", "43", "71", "73", "76", "77", "85", "87")
_CURRENT_REASON = {"10": "0", "11": "2", "20": "1", "21": "3", "31": "2"}


@cache
def _procedures(year: int) -> frozenset[str]:
    nearest = min((2023, 2024, 2025, 2026), key=lambda there: (abs(there - year), there))
    text = files("hccinfhir").joinpath(f"data/ra_eligible_cpt_hcpcs_{nearest}.csv").read_text()
    return frozenset(row["cpt_hcpcs_code"] for row in csv.DictReader(text.splitlines()))


@cache
def _calculator(model: str, tables: int) -> Any:  # noqa: ANN401  # the package has no types
    return import_module("hccinfhir").HCCInFHIR(
        model_name=_FULL_NAMES[model],
        dx_cc_mapping_filename=_DIAGNOSES[tables],
        hierarchies_filename="ra_hierarchies_2026.csv",
        coefficients_filename="ra_coefficients_2025.csv",
    )


class Diagnoses:
    """The diagnoses that count for the scores of a year: of the calendar year before, from eligible claims."""

    def __init__(self, lines: Sequence[Line], diagnoses: Sequence[tuple[Any, ...]], year: int) -> None:
        procedures = _procedures(year - 1)
        eligible = {line.claim for line in lines if line.end.year == year - 1 and self._counts(line, procedures)}
        self.of: defaultdict[str, set[str]] = defaultdict(set)
        for person, claim, code, end in diagnoses:
            if claim in eligible and end.year == year - 1:
                self.of[person].add(code.upper())

    def _counts(self, line: Line, procedures: frozenset[str]) -> bool:
        if line.type == "professional":
            return line.code in procedures
        prefix = line.bill[:2]
        return prefix in _INPATIENT or (prefix in _OUTPATIENT and line.code in procedures)


def _status(spans: Sequence[Span], year: int, *, esrd: bool) -> Span:
    """The latest span of the year, of those with (or without) ESRD if there is one."""
    of_year = [span for span in spans if span.first <= date(year, 12, 31) and span.last >= date(year, 1, 1)]
    kind = [span for span in of_year if (span.status in ESRD) is esrd] or of_year
    return max(kind, key=lambda span: (span.first, span.last))


def score(
    people: People, diagnoses: Diagnoses, person: str, year: int, model: str, tables: int
) -> tuple[Fraction, Fraction]:
    """The raw score of a person and the part of it without diagnoses."""
    esrd = model.startswith("E")
    span = _status(people.spans[person], year, esrd=esrd)
    age = year - span.born.year - ((span.born.month, span.born.day) > (2, 1))
    part_b = {
        month
        for month in range(1, 13)
        for each in people.spans[person]
        if each.part_b == "1" and each.first <= date(year - 1, month, 1) <= each.last
    }
    new = len(part_b) < 12
    found = _calculator(model, tables).calculate_from_diagnosis(
        sorted(diagnoses.of[person]),
        age=age,
        sex={"male": "1", "female": "2"}[span.sex],
        dual_elgbl_cd=span.dual,
        orec=span.reason,
        crec=_CURRENT_REASON[span.status],
        new_enrollee=new,
        snp=False,
        low_income=span.low_income == "1",
        # The calculator adds a term of functioning graft to people on dialysis in institutions; CMS has none.
        lti=span.institutional == "1" and not new and not esrd,
        graft_months=None,
    )
    demographic = found.risk_score_demographics + sum(
        value for part, value in found.coefficients.items() if part.startswith(_DEMOGRAPHIC_TOO)
    )
    raw, without = (Fraction(round(value * 1_000_000), 1_000_000) for value in (found.risk_score, demographic))
    return raw, without


class Scores:
    """Scores of people in one year, each reckoned once."""

    def __init__(self, people: People, lines: Sequence[Line], diagnoses: Sequence[tuple[Any, ...]], year: int) -> None:
        self.people, self.year = people, year
        self.diagnoses = Diagnoses(lines, diagnoses, year)
        self._held: dict[tuple[str, str, int], tuple[Fraction, Fraction]] = {}

    def mean(
        self,
        months: Mapping[tuple[str, str], int],
        who: Collection[str],
        kind: str,
        blend: Mapping[str, Fraction],
        tables: int,
    ) -> tuple[Fraction, Fraction] | None:
        """Mean raw and demographic score of a type, weighted by months; None where nobody is of the type."""
        mine = {person: count for (person, of_kind), count in months.items() if of_kind == kind and person in who}
        if not mine:
            return None
        sums = [Fraction(0), Fraction(0)]
        for person, count in mine.items():
            for model, share in blend.items():
                for place, value in enumerate(self._score(person, model, tables)):
                    sums[place] += value * share * count
        whole = sum(mine.values())
        return sums[0] / whole, sums[1] / whole

    def _score(self, person: str, model: str, tables: int) -> tuple[Fraction, Fraction]:
        key = (person, model, tables)
        if key not in self._held:
            self._held[key] = score(self.people, self.diagnoses, person, self.year, model, tables)
        return self._held[key]

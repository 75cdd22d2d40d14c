"""Chronic conditions: how common, how they begin, what they are coded as, and what they add to use of services."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from openvbc.claims.synthetic.calendar import Calendar
from openvbc.claims.synthetic.draws import Choice, Flags, Ints, chance, child_keys, ranks
from openvbc.claims.synthetic.population import Population


@dataclass(frozen=True)
class Condition:
    """One chronic condition.

    common: people of 10,000 who have it at the start, at frailty 1,000 and age 75; begins: of those without, how many
    of 10,000 a year; aging: how much more of both (in percent) for each year of age above 75, less below; use, stays:
    what it adds to a person's intensity and rate of hospital stays, in thousandths; codes: ICD-10-CM codes with
    weights; a person keeps one of them. drugs: how many of the fills are for it (weight; 0 none).
    """

    name: str
    common: int
    begins: int
    aging: int
    use: int
    stays: int
    codes: tuple[tuple[str, int], ...]
    drugs: int = 0


CONDITIONS: Final = (
    Condition("hypertension", 5200, 300, 1, 120, 40, (("I10", 1),), 5),
    Condition("raised lipids", 4600, 250, 0, 60, 0, (("E785", 7), ("E7800", 3)), 4),
    Condition("diabetes", 2100, 90, 0, 330, 110, (("E119", 50), ("E1122", 22), ("E1165", 20), ("E1142", 8)), 5),
    Condition("heart failure", 750, 90, 4, 560, 520, (("I509", 50), ("I5022", 25), ("I5032", 25)), 4),
    Condition("coronary disease", 1700, 90, 2, 290, 170, (("I2510", 1),), 4),
    Condition("atrial fibrillation", 750, 80, 4, 310, 190, (("I4891", 6), ("I480", 4)), 3),
    Condition("obstructive lung disease", 850, 60, 1, 340, 260, (("J449", 8), ("J439", 2)), 4),
    Condition(
        "chronic kidney disease", 1100, 110, 3, 280, 170, (("N1830", 30), ("N1831", 30), ("N1832", 25), ("N184", 15))
    ),
    Condition("depression", 1250, 80, 0, 300, 90, (("F329", 45), ("F331", 35), ("F330", 20)), 4),
    Condition("dementia", 520, 90, 10, 360, 230, (("G309", 45), ("F0390", 55)), 3),
    Condition("breast or prostate cancer", 480, 45, 1, 560, 110, (("C50912", 45), ("C61", 55))),
    Condition("lung cancer", 60, 16, 1, 1800, 650, (("C3490", 6), ("C3411", 4))),
    Condition("colorectal cancer", 90, 12, 1, 1100, 420, (("C189", 7), ("C20", 3))),
    Condition("metastatic cancer", 45, 16, 1, 2600, 900, (("C7951", 6), ("C787", 4))),
    Condition("rheumatoid arthritis", 260, 14, 0, 520, 60, (("M069", 7), ("M0579", 3)), 3),
    Condition("morbid obesity", 620, 30, -3, 180, 60, (("E6601", 1),)),
    Condition("vascular disease", 620, 60, 3, 230, 120, (("I739", 7), ("I70213", 3))),
    Condition("hemiplegia after stroke", 120, 22, 3, 620, 340, (("I69351", 5), ("I69354", 5))),
    Condition("schizophrenia", 70, 2, -4, 620, 240, (("F209", 1),), 5),
    Condition("bipolar disorder", 130, 4, -4, 460, 170, (("F319", 1),), 4),
    Condition("Parkinson's disease", 110, 14, 3, 420, 130, (("G20A1", 1),), 4),
    Condition("cirrhosis", 55, 9, -1, 620, 520, (("K7460", 1),)),
    Condition("HIV", 25, 1, -4, 520, 90, (("B20", 1),), 5),
    Condition("multiple sclerosis", 45, 2, -4, 720, 130, (("G35", 1),), 4),
    Condition("respiratory failure", 130, 35, 2, 760, 620, (("J9611", 1),)),
    Condition("osteoarthritis", 2600, 200, 1, 150, 50, (("M1990", 6), ("M170", 4)), 2),
    Condition("underactive thyroid", 1700, 60, 0, 50, 0, (("E039", 1),), 4),
    Condition("reflux", 1900, 120, 0, 70, 10, (("K219", 1),), 3),
    Condition("back pain", 1300, 130, 0, 180, 20, (("M5416", 6), ("M4806", 4)), 2),
    Condition("end-stage renal disease", 0, 0, 0, 2400, 900, (("N186", 1),), 4),
)
_INDEX: Final = {condition.name: at for at, condition in enumerate(CONDITIONS)}
ESRD: Final = _INDEX["end-stage renal disease"]
#: Codes by number: those of the conditions in order; FIRST_CODE says where each condition's begin.
CONDITION_CODES: Final = tuple(code for condition in CONDITIONS for code, _ in condition.codes)
_CODES: Final = Choice(*([weight for _, weight in condition.codes] for condition in CONDITIONS))


def onsets(people: Population, calendar: Calendar) -> Ints:
    """The year (from 0) in which each condition begins, people x conditions; 0 if before, years or more if never."""
    years = len(calendar.years)
    age = (calendar.year_start[0] - people.birth) // 365
    begun = np.full((len(people), len(CONDITIONS)), years, dtype=np.int64)
    for at, condition in enumerate(CONDITIONS):
        key = child_keys(people.key, "condition", at)
        by_age = np.clip(100 + condition.aging * (age - 75) * 2, 20, 400)
        factor = np.minimum(people.frailty + 150, 4000) * by_age // 100
        has = chance(key, "at start", np.minimum(condition.common * factor // 10, 930_000))
        column = np.where(has, 0, years)
        for year in range(1, years):
            new = chance(key, f"begins {year}", np.minimum(condition.begins * factor // 10, 500_000))
            column = np.where(new & (column == years), year, column)
        begun[:, at] = column
    begun[:, ESRD] = np.minimum(people.esrd_from // 12, years)
    return begun


def codes_of(people: Population) -> Ints:
    """The code (index of CONDITION_CODES) under which each person's condition goes, people x conditions."""
    return np.stack(
        [_CODES.draw_number(child_keys(people.key, "condition", at), "code", at) for at in range(len(CONDITIONS))],
        axis=1,
    )


def sums(begun: Ints, year: int, weights: tuple[int, ...]) -> Ints:
    """For each person the sum of `weights` (one a condition) over the conditions there in `year`."""
    return np.asarray((begun <= year) @ np.array(weights, dtype=np.int64))


def coded_in(people: Population, year: int) -> Flags:
    """Whether a condition that is there is coded at all in a year: mostly, but not always."""
    return np.stack(
        [
            ranks(child_keys(people.key, "condition", at), f"coded {year}") < 88 * (1 << 32) // 100
            for at in range(len(CONDITIONS))
        ],
        axis=1,
    )

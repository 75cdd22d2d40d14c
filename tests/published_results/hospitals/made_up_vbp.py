"""Made-up files of Hospital Value-Based Purchasing, scored by a second implementation in plain fractions."""

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from random import Random

CLINICAL = ("MORT-30-AMI", "MORT-30-HF", "MORT-30-PN", "MORT-30-COPD", "MORT-30-CABG", "COMP-HIP-KNEE")
SAFETY = ("HAI-1", "HAI-2", "HAI-3", "HAI-4", "HAI-5", "HAI-6")
EFFICIENCY = ("MSPB-1",)
SURVEY = (
    "Communication With Nurses", "Communication With Doctors", "Responsiveness Of Hospital Staff", "Care Transition",
    "Communication About Medicines", "Cleanliness And Quietness Of Hospital Environment", "Discharge Information",
    "Overall Rating Of Hospital",
)  # fmt: skip
DOMAINS = {
    "clinical_outcomes": "Clinical Outcomes",
    "person_and_community_engagement": "Person And Community Engagement",
    "safety": "Safety",
    "efficiency_and_cost_reduction": "Efficiency And Cost Reduction",
}
NONE = "Not Available"
Cells = dict[str, str]


@dataclass(frozen=True)
class Standard:
    """Made-up standards of a measure, with how many decimals its rates have."""

    floor: Fraction
    threshold: Fraction
    benchmark: Fraction
    places: int


def half_up(value: Fraction) -> int:
    """To a whole number, halves up."""
    return int((value * 2 + 1) // 2)


def points(p: Fraction, b: Fraction | None, of: Standard) -> tuple[int, int | None, int]:
    """Achievement, improvement and the higher of both, as the rule is read for a measure where more is better."""
    if of.benchmark < of.threshold:  # less is better: look at it in the mirror
        mirrored = Standard(-of.floor, -of.threshold, -of.benchmark, of.places)
        return points(-p, None if b is None else -b, mirrored)
    if p >= of.benchmark:
        achievement = 10
    elif p < of.threshold:
        achievement = 0
    else:
        achievement = half_up(9 * (p - of.threshold) / (of.benchmark - of.threshold) + Fraction(1, 2))
    if b is None:
        return achievement, None, achievement
    if p <= b:
        improvement = 0
    elif p >= of.benchmark:
        improvement = 9
    else:
        improvement = min(9, max(0, half_up(10 * (p - b) / (of.benchmark - b) - Fraction(1, 2))))
    return achievement, improvement, max(achievement, improvement)


def consistency(performance: Mapping[str, Fraction], standards: Mapping[str, Standard]) -> int:
    """Twenty points where every dimension is at its threshold, none where one is at its floor, else by the lowest."""
    if all(performance[each] >= standards[each].threshold for each in performance):
        return 20
    if any(performance[each] <= standards[each].floor for each in performance):
        return 0
    shares = [(p - standards[d].floor) / (standards[d].threshold - standards[d].floor) for d, p in performance.items()]
    return max(0, half_up(20 * min(shares) - Fraction(1, 2)))


def decimal(value: Fraction, places: int) -> str:
    """A fraction as a decimal of so many places, halves up."""
    whole = half_up(value * 10**places)
    sign = "-" if whole < 0 else ""
    text = str(abs(whole)).zfill(places + 1)
    return f"{sign}{text[:-places]}.{text[-places:]}" if places else f"{sign}{text}"


def standards_of(names: tuple[str, ...], draw: Random) -> dict[str, Standard]:
    """Standards of a domain's measures, in the digits and the direction of the program's own."""
    found = {}
    for name in names:
        if name in SURVEY:
            floor = draw.randint(2500, 6000)
            threshold = floor + draw.randint(1500, 3000)
            low, middle, high = (Fraction(n, 10000) for n in (floor, threshold, threshold + 900))
            found[name] = Standard(low, middle, high, 6)
        elif name.startswith("HAI"):
            found[name] = Standard(Fraction(0), Fraction(draw.randint(400, 800), 1000), Fraction(0), 3)
        elif name.startswith("MSPB"):
            found[name] = Standard(Fraction(0), Fraction(988920, 10**6), Fraction(848160, 10**6), 6)
        elif name.startswith("COMP"):
            found[name] = Standard(Fraction(0), Fraction(25396, 10**6), Fraction(18159, 10**6), 6)
        else:
            threshold = draw.randint(840000, 960000)
            found[name] = Standard(Fraction(0), Fraction(threshold, 10**6), Fraction(threshold + 18000, 10**6), 6)
    return found


def rate(of: Standard, draw: Random) -> Fraction:
    """A rate around the standards; now and then exactly on one of them."""
    if draw.random() < 0.05:
        return draw.choice((of.threshold, of.benchmark))
    step = (of.benchmark - of.threshold) * Fraction(draw.randint(-180, 150), 100)
    return max(Fraction(0), Fraction(half_up((of.threshold + step) * 10**of.places), 10**of.places))


@dataclass
class MadeUp:
    """Rows of a file a domain, and of the file with totals; and what was published, counted as the replay counts."""

    rows: dict[str, list[Cells]]
    points: int = 0
    totals: int = 0


def make_hospitals(
    year: int, hospitals: int, seed: int, clinical: tuple[str, ...] = CLINICAL, safety: tuple[str, ...] = SAFETY
) -> MadeUp:
    """Hospitals with rates, published points, domain scores and totals."""
    draw = Random(seed)  # noqa: S311  # made-up hospitals, no secret
    measures = {
        "clinical_outcomes": clinical,
        "person_and_community_engagement": SURVEY,
        "safety": safety,
        "efficiency_and_cost_reduction": EFFICIENCY,
    }
    standards = {domain: standards_of(names, draw) for domain, names in measures.items()}
    made = MadeUp({domain: [] for domain in (*measures, "tps")})
    for number in range(hospitals):
        ccn, scores = f"{number + 10001:06}", dict[str, Fraction | None]()
        head = {"Fiscal Year": str(year), "Facility ID": ccn, "Facility Name": f"HOSPITAL {ccn}", "City/Town": "A"}
        for domain, of in standards.items():
            cells, scores[domain] = _domain(domain, of, draw, made)
            made.rows[domain].append(head | cells)
        made.rows["tps"].append(head | _totals(scores, made))
    return made


def _domain(domain: str, of: Mapping[str, Standard], draw: Random, made: MadeUp) -> tuple[Cells, Fraction | None]:
    survey = domain == "person_and_community_engagement"
    whole = draw.random() < 0.9  # whether the domain has enough data
    cells: Cells = {}
    earned: dict[str, int] = {}
    performance = {}
    for name, standard in of.items():
        there = whole if survey else whole and draw.random() < 0.85
        p = rate(standard, draw) if there else None
        b = rate(standard, draw) if draw.random() < 0.9 else None
        printed = _percent if survey else (lambda value, places=standard.places: decimal(value, places))
        if survey:
            cells[f"{name} Floor"] = printed(standard.floor)
        cells[f"{name} Achievement Threshold"] = printed(standard.threshold)
        cells[f"{name} Benchmark"] = printed(standard.benchmark)
        cells[f"{name} Baseline Rate"] = NONE if b is None else printed(b)
        cells[f"{name} Performance Rate"] = NONE if p is None else printed(p)
        achievement, improvement, score = points(p, b, standard) if p is not None else (None, None, None)
        made.points += (achievement is not None) + (improvement is not None)
        cells[f"{name} Achievement Points"] = _out_of(achievement, 10)
        cells[f"{name} Improvement Points"] = _out_of(improvement, 9)
        cells[f"{name} {'Dimension' if survey else 'Measure'} Score"] = _out_of(score, 10)
        if p is not None and score is not None:
            performance[name], earned[name] = p, score
    if survey:
        if not earned:
            return {**cells, "Hcahps Base Score": NONE, "Hcahps Consistency Score": NONE}, None
        base, steady = sum(earned.values()), consistency(performance, of)
        return {**cells, "Hcahps Base Score": str(base), "Hcahps Consistency Score": str(steady)}, Fraction(
            base + steady
        )
    if domain == "safety":
        both = [earned.pop(each) for each in ("HAI-3", "HAI-4") if each in earned]
        if both:
            # The weights of the two are not printed: any share of the second fits.
            share = Fraction(draw.randint(0, 100), 100)
            earned["SSI"] = both[0] if len(both) == 1 else half_up(both[0] + (both[1] - both[0]) * share)
        cells["Combined SSI Measure Score"] = _out_of(earned.get("SSI"), 10)
    fewest = 1 if domain == "efficiency_and_cost_reduction" else 2
    if len(earned) < fewest:
        return cells, None
    return cells, Fraction(100 * sum(earned.values()), 10 * len(earned))


def _totals(scores: Mapping[str, Fraction | None], made: MadeUp) -> Cells:
    scored = [score for score in scores.values() if score is not None]
    cells = {}
    for domain, score in scores.items():
        told = DOMAINS[domain]
        weighted = None if score is None else score / len(scored)
        cells[f"Unweighted Normalized {told} Domain Score"] = NONE if score is None else decimal(score, 12)
        cells[f"Weighted {told} Domain Score"] = NONE if weighted is None else decimal(weighted, 12)
    total = sum(scored) / len(scored) if len(scored) >= 3 else None
    made.totals += total is not None
    cells["Total Performance Score"] = NONE if total is None else decimal(Fraction(total), 12)
    return cells


def _percent(value: Fraction) -> str:
    return f"{decimal(value * 100, 4)}%"


def _out_of(value: int | None, most: int) -> str:
    return NONE if value is None else f"{value} out of {most}"


def write_hospitals(
    folder: Path, year: int, made: MadeUp, header: Callable[[str], str] = lambda name: name
) -> list[Path]:
    """The files as CSV; `header` may spell the columns otherwise."""
    paths = []
    for name, rows in made.rows.items():
        paths.append(folder / f"fy{year}_{name}.csv")
        with paths[-1].open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([header(each) for each in rows[0]])
            writer.writerows(row.values() for row in rows)
    return paths

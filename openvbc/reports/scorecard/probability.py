"""How likely thresholds are reached, as text and for machines."""

from decimal import Decimal, localcontext

from openvbc.money import EXACT, plain
from openvbc.quality.probability import Asked, Chance, Likelihood, likelihood
from openvbc.reports.scorecard.sensitivity import Json, evaluations_of, needed_scorecard
from openvbc.reports.text import table
from openvbc.settlement.settle import Settlement
from openvbc.units import CASES, RATE

#: Digits of a chance for machines.
_DIGITS = 20


def probability(settlement: Settlement, asked: Asked) -> Likelihood:
    """The chances under a settled contract. SettlementError where it has no scorecard, or measures have no cases."""
    evaluations = evaluations_of(settlement)
    scorecard = needed_scorecard(settlement, evaluations, "chances follow from measures and their cases")
    return likelihood(scorecard, evaluations, asked)


def probability_text(found: Likelihood) -> str:
    """A row for each measure and threshold, then the composite."""
    rows = [
        (
            each.label,
            CASES.show(Decimal(each.cases)),
            RATE.show(each.rate),
            chance.label,
            RATE.show(chance.threshold),
            RATE.show(chance.chance),
        )
        for each in found.measures
        for chance in each.chances
    ]
    parts = [table(("measure", "cases", "rate", "threshold", "at", "chance"), rows, right=(1, 2, 4, 5))]
    if found.composite:
        header = ("composite quality score", "at", "chance", "standard error")
        told = [
            (each.label, RATE.show(each.threshold), RATE.show(each.chance), _error(each)) for each in found.composite
        ]
        parts.append(table(header, told, right=(1, 2, 3)))
    how = "exact" if found.exact else f"from {found.draws:,} draws with seed {found.seed}"
    parts.append(
        "Each case counts as met with the rate observed, cases and measures independently of each other.\n"
        f"Chances of measures are exact binomials; those of the composite are {how}."
    )
    if found.taken_as_certain:
        parts.append(f"Taken as certain, since no number of cases is given: {', '.join(found.taken_as_certain)}.")
    return "\n\n".join(parts)


def _error(chance: Chance) -> str:
    return "exact" if chance.standard_error is None else RATE.show(chance.standard_error, 3)


def probability_json(found: Likelihood) -> Json:
    """The same for machines; chances as text with twenty digits."""
    return {
        "measures": [
            {
                "measure": each.measure,
                "label": each.label,
                "cases": each.cases,
                "rate": plain(each.rate),
                "thresholds": [_chance_json(chance) for chance in each.chances],
            }
            for each in found.measures
        ],
        "composite": [_chance_json(chance) for chance in found.composite],
        "composite_is_exact": found.exact,
        "stated_error_of_exact_chances": plain(found.stated_error),
        "draws": found.draws,
        "seed": found.seed,
        "taken_as_certain": list(found.taken_as_certain),
    }


def _chance_json(chance: Chance) -> Json:
    told: Json = {"label": chance.label, "at": plain(chance.threshold), "chance": _digits(chance.chance)}
    if chance.standard_error is not None:
        told["standard_error"] = _digits(chance.standard_error)
    return told


def _digits(value: Decimal) -> str:
    with localcontext(EXACT):
        return plain(value.quantize(Decimal(1).scaleb(-_DIGITS)))

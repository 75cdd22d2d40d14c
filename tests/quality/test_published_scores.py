"""Quality scores that CMS published, recomputed from the published rates and cut points through a scorecard."""

from collections.abc import Mapping
from decimal import Decimal

import pytest

from openvbc.contract.model import Contract
from openvbc.money import rounded
from openvbc.settlement.settle import Settlement
from tests.quality.scorecards import Json, contract_with, score, settled

WEB_INTERFACE = ("318", "110", "226", "134", "113", "112", "001", "236")
SURVEY = ("1", "2", "3", "4", "5", "6", "8", "9", "11")
LOWER = ("001", "479", "484")


def _performance_pathway(year: int, floor: int) -> Contract:
    """The APM Performance Pathway: deciles in straight lines, CAHPS as the mean of its summary survey measures.

    Every measure weighs nine times one survey measure, so that nine of these together weigh as much as one measure.
    """
    measures: list[Json] = [
        {
            "measure": f"m{number}", "label": number, "result": "rate", "weight": 9,
            "direction": "lower" if number in LOWER else "higher",
            "published_cut_points": {"measure": number, "collection": "web_interface"},
        }
        for number in WEB_INTERFACE
    ]  # fmt: skip
    measures += [
        {
            "measure": f"cahps_{number}", "label": f"CAHPS {number}", "result": "value", "direction": "higher",
            "range": {"least": 0, "most": 100},
            "published_cut_points": {"measure": f"CAHPS_{number}", "collection": "cahps"},
        }
        for number in SURVEY
    ]  # fmt: skip
    measures += [
        {
            "measure": "m479", "label": "479", "result": "rate", "weight": 9, "direction": "lower",
            "published_cut_points": {"measure": "479", "collection": "admin_claims"},
        },
        {
            "measure": "m484", "label": "484", "result": "value", "weight": 9, "direction": "lower",
            "range": {"least": 0, "most": 1000},
            "published_cut_points": {"measure": "484", "collection": "admin_claims"},
        },
    ]  # fmt: skip
    first = [{"percentile": 1, "points": 1}] if floor == 1 else []
    rows = [{"percentile": 10 * (decile - 1), "points": max(decile, floor)} for decile in range(2, 11)]
    scale = {"scale": "deciles", "between": "straight_lines", "below": floor, "rows": [*first, *rows]}
    card: Json = {
        "measures": measures, "scales": [scale], "absent_measures": "reweighted",
        "improvement_of_composite": {"factor": "10%", "at_most": "10%", "least_earlier": "30%"},
    }  # fmt: skip
    return contract_with(card, year=year)


def _pathway_score(
    year: int,
    floor: int,
    rates: tuple[str, ...],
    survey: tuple[str, ...],
    m479: str,
    m484: str | None,
    earlier: str | None,
) -> Settlement:
    given: Mapping[str, object] = {
        "measure_rate": {
            **{f"m{key}": Decimal(rate).scaleb(-2) for key, rate in zip(WEB_INTERFACE, rates, strict=True)},
            "m479": m479,
        },
        "measure_value": {**{f"cahps_{key}": each for key, each in zip(SURVEY, survey, strict=True)}, "m484": m484},
        "earlier_quality_score": earlier,
    }
    return settled(_performance_pathway(year, floor), given, year)


A2612 = (
    ("90.54", "78.83", "88.46", "81.86", "80.83", "85.62", "12.43", "82"),
    ("80.41", "85.13", "87.04", "71.65", "59.14", "50.81", "82.09", "92.15", "19.45"),
)
A1083 = (
    ("83.42", "65.57", "68.75", "84.48", "75.31", "72.11", "13.44", "75.77"),
    ("92.39", "93.73", "91.98", "81.30", "66.45", "66.11", "87.47", "95.41", "29.03"),
)
A1027 = (
    ("90.35", "75.94", "89.66", "71.74", "83.33", "81.82", "9.74", "80.15"),
    ("83.11", "92.60", "91.55", "79.64", "65.89", "60.38", "85.23", "90.02", "21.31"),
)


def test_a_published_score_of_2023_whose_first_decile_opens_at_the_first_percentile() -> None:
    found = _pathway_score(2023, 1, *A2612, "0.1535", "39.28", None)
    assert rounded(score(found).scaleb(2), 2) == Decimal("80.13")


def test_a_published_score_of_2023_with_improvement_and_one_measure_absent() -> None:
    found = _pathway_score(2023, 1, *A1083, "0.1491", None, "0.809219")
    sheet = found.streams[0].evaluation
    achieved = sheet.value("achievement_score")
    added = sheet.value("improvement_added")
    assert isinstance(achieved, Decimal)
    assert isinstance(added, Decimal)
    assert rounded(achieved.scaleb(2), 2) == Decimal("85.38")
    assert rounded(added.scaleb(2), 3) == Decimal("0.551")
    assert rounded(score(found).scaleb(2), 2) == Decimal("85.93")


def test_a_published_score_of_2022_with_the_floor_of_three_points() -> None:
    found = _pathway_score(2022, 3, *A1027, "0.1667", "33.67", None)
    assert rounded(score(found).scaleb(2), 2) == Decimal("78.60")


def _classic_2020() -> Contract:
    """Points by percentile, four domains of 25%, an improvement reward that no domain can exceed its maximum with."""
    scored = {"aco_13": "318", "aco_14": "110", "aco_17": "226", "aco_19": "113", "aco_20": "112", "aco_27": "001", "aco_28": "236"}  # fmt: skip  # noqa: E501
    full = ("survey", "aco_8", "aco_38", "aco_43", "aco_18", "aco_42", "aco_40")
    measures: list[Json] = [
        {
            "measure": key, "label": key, "result": "rate", "direction": "lower" if number in LOWER else "higher",
            "published_cut_points": {"measure": number, "collection": "web_interface"},
        }
        for key, number in scored.items()
    ]  # fmt: skip
    measures += [{"measure": key, "label": key, "direction": "higher", "reporting_years": [2020]} for key in full]
    points = ("1.10", "1.25", "1.40", "1.55", "1.70", "1.85", "2.00")
    rewards = ("0.48", "0.92", "1.36", "1.80", "2.24", "2.68", "3.12", "3.56", "4.00")
    reward = [{"at_least": f"{10 * tenth}%", "points": at} for tenth, at in enumerate(rewards, start=1)]
    domains = {
        "experience": ("survey",),
        "coordination": ("aco_8", "aco_38", "aco_43", "aco_13"),
        "preventive": ("aco_14", "aco_17", "aco_19", "aco_20", "aco_18", "aco_42"),
        "at_risk": ("aco_27", "aco_28", "aco_40"),
    }
    card: Json = {
        "measures": measures,
        "scales": [
            {
                "scale": "percentiles", "between": "steps",
                "rows": [{"percentile": 30 + 10 * index, "points": each} for index, each in enumerate(points)],
            }
        ],
        "absent_measures": "zero_points",
        "domains": [
            {
                "domain": key, "label": key, "weight": "25%", "measures": members,
                **({"improvement_reward": reward} if key == "preventive" else {}),
            }
            for key, members in domains.items()
        ],
    }  # fmt: skip
    return contract_with(card, year=2020)


@pytest.mark.parametrize(
    ("rates", "net_improvement", "published"),
    [
        (("92.6", "80.0", "100", "76.0", "76.89", "8.53", "80.09"), "0", "97.81"),
        (("70.25", "85.0", "70.37", "85.06", "80.82", "17.9", "72.82"), "0.30", "97.19"),
    ],
    ids=["A1006", "A1026, preventive domain topped by its improvement reward"],
)
def test_a_published_score_of_2020(rates: tuple[str, ...], net_improvement: str, published: str) -> None:
    keys = ("aco_13", "aco_14", "aco_17", "aco_19", "aco_20", "aco_27", "aco_28")
    reported = ("survey", "aco_8", "aco_38", "aco_43", "aco_18", "aco_42", "aco_40")
    given: Mapping[str, object] = {
        "measure_rate": {key: Decimal(rate).scaleb(-2) for key, rate in zip(keys, rates, strict=True)},
        "measure_reported": dict.fromkeys(reported, True),
        "net_improvement": {"preventive": net_improvement},
    }
    assert rounded(score(settled(_classic_2020(), given, 2020)).scaleb(2), 2) == Decimal(published)

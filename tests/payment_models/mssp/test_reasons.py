"""The answer gives the true reason why an ACO is paid nothing, or less than it earned."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from openvbc.published_results.mssp.replay.contract import contract_of
from openvbc.reports.answer import answer
from openvbc.reports.html import render_html
from openvbc.settlement.settle import Settlement

from .settling import settled, terms

D = Decimal
QUALITY = "generated savings of $10,000,000.00 are not shared, since the quality performance standard was not met"
FORGIVEN = "was forgiven after extreme and uncontrollable circumstances (disasters)"
ADVANCE = {"advances": "advance_investment_payment"}

#: What is told, the track, more terms, and the figures; the benchmark is 200 million.
REASONS: dict[str, tuple[str, dict[str, Any], dict[str, Any], str]] = {
    "savings below the minimum": (
        "enhanced",
        {"choice": D("0.02")},
        {"expenditures": 198_000_000},
        ": savings came to 1.00% of the benchmark, below the minimum savings and loss rate of 2.00%.",
    ),
    "a rate that two digits do not tell from its minimum": (
        "enhanced",
        {"choice": D("0.02")},
        {"expenditures": 196_000_100},
        ": savings came to 1.99995% of the benchmark, below the minimum savings and loss rate of 2.00000%.",
    ),
    "losses below the minimum": (
        "enhanced",
        {"choice": D("0.02")},
        {"expenditures": 202_000_000},
        ": losses came to 1.00% of the benchmark, below the minimum savings and loss rate of 2.00%.",
    ),
    "losses of a one-sided track": (
        "basic_a",
        {},
        {"expenditures": 210_000_000},
        ": losses came to $10,000,000.00, and BASIC track, Level A does not share losses.",
    ),
    "neither savings nor losses": (
        "enhanced",
        {},
        {"expenditures": 200_000_000},
        ": expenditures equal the benchmark.",
    ),
    "failed quality": ("enhanced", {}, {"met_quality_standard": False}, f": {QUALITY}."),
    "failed quality of an ACO below its minimum decides nothing": (
        "enhanced",
        {"choice": D("0.02")},
        {"met_quality_standard": False, "expenditures": 198_000_000},
        ": savings came to 1.00% of the benchmark, below the minimum savings and loss rate of 2.00%.",
    ),
    "losses forgiven": (
        "enhanced",
        {},
        {"expenditures": 210_000_000, "disaster_relief": 5_000_000},
        f": the ACO's share of losses of $4,000,000.00 {FORGIVEN}.",
    ),
    "losses forgiven in part": (
        "enhanced",
        {},
        {"expenditures": 210_000_000, "disaster_relief": 1_000_000},
        (
            f" owes Centers for Medicare & Medicaid Services $3,000,000.00. $1,000,000.00 of the ACO's share of"
            f" losses of $4,000,000.00 {FORGIVEN}."
        ),
    ),
    "recouped in whole": (
        "enhanced",
        ADVANCE,
        {"advance_balance": 9_000_000},
        ": earned shared savings of $7,350,000.00 were recouped in whole for the advance investment payment.",
    ),
    "recouped in part": (
        "enhanced",
        ADVANCE,
        {"advance_balance": 1_000_000},
        (
            " pays ACO $6,350,000.00. $1,000,000.00 of earned shared savings of $7,350,000.00 was recouped for the"
            " advance investment payment."
        ),
    ),
    "the guardrail": (
        "enhanced",
        {},
        {"guardrail_applied": True},
        ": the guardrail leaves neither savings nor losses.",
    ),
    "nothing to tell of": ("enhanced", {}, {}, " pays ACO $7,350,000.00."),
}


def settlement(reason: str) -> Settlement:
    track, more, figures, _ = REASONS[reason]
    contract = contract_of(terms(2024, track, date(2024, 1, 1), **more), "ACO")  # type: ignore[arg-type]  # a track
    return settled(contract, 2024, benchmark=200_000_000, **{"expenditures": 190_000_000, **figures})


@pytest.mark.parametrize("reason", REASONS)
def test_the_answer_gives_the_reason(reason: str) -> None:
    assert answer(settlement(reason)).endswith(REASONS[reason][3])


@pytest.mark.parametrize("reason", REASONS)
def test_the_statement_gives_the_same_answer(reason: str) -> None:
    told = REASONS[reason][3].partition(". $")[0].removesuffix(".").rpartition(" ")[2]
    page = render_html(settlement(reason))
    assert told in page

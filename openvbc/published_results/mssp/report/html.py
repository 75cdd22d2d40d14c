"""A replay as one page that needs no network and no other file."""

from collections.abc import Sequence
from pathlib import Path

from openvbc import __version__
from openvbc.published_results.mssp.replay.result import Outcome
from openvbc.published_results.mssp.replay.scoring import Score
from openvbc.published_results.mssp.replay.summary import TAKEN_AS_INPUT, AcoYear, ColumnScore, Summary
from openvbc.published_results.mssp.report.charts import OUTCOME_STYLES, SCORE_STYLES, outcome_charts, payment_charts
from openvbc.published_results.mssp.report.words import (
    EXPLAINED_SCORES,
    PAID_AND_OWED,
    UNDETERMINED,
    agreement,
    headline,
)
from openvbc.reports.html.page import render_page, write_page
from openvbc.units import USD


def render_replay(summary: Summary) -> str:
    """The replay as HTML. Equal replay, equal text."""
    sentence = headline(summary)
    count = f"{summary.acos:,}"
    payments = summary.column_total("earned")
    context: dict[str, object] = {
        "version": __version__,
        "headline": (count, sentence.removeprefix(count)),
        "summary": summary,
        "payments": payments,
        "outcomes": [(OUTCOME_STYLES[outcome], outcome) for outcome in Outcome],
        "scores": [
            (SCORE_STYLES[score.value], score.value, told)
            for score, told in EXPLAINED_SCORES.items()
            if score is not Score.TAKEN
        ],
        "taken_score": EXPLAINED_SCORES[Score.TAKEN],
        "outcome_charts": outcome_charts(summary),
        "payment_charts": payment_charts(summary),
        "years": [
            {
                "year": year,
                "cells": [_cell(year.columns, total.meaning) for total in summary.totals],
                "amounts": [
                    USD.show(each, 0) for each in (year.paid, year.published_paid, year.owed, year.published_owed)
                ],
            }
            for year in summary.years
        ],
        "acos": [_aco(row) for row in summary.rows],
        "taken": TAKEN_AS_INPUT,
        "undetermined": UNDETERMINED,
        "paid_and_owed": PAID_AND_OWED,
    }
    return render_page("replay.html.jinja", "theme.js", context)


def _aco(row: AcoYear) -> dict[str, object]:
    return {
        "year": row.year,
        "aco": row.aco,
        "name": row.name,
        "track": row.track,
        "outcome": row.outcome.value,
        "published": USD.show(row.published) if row.published is not None else "not published",
        "settled": USD.show(row.settled),
        "difference": USD.show(row.difference) if row.difference is not None else "",
        "payment": row.score.value if row.score is not None else "not checked",
        "missed": ", ".join(row.missed),
    }


def _cell(columns: Sequence[ColumnScore], meaning: str) -> str:
    return next((agreement(each) for each in columns if each.meaning == meaning), "")


def write_replay(summary: Summary, path: Path) -> None:
    """Write the page. FileError if it cannot be written."""
    write_page(path, render_replay(summary))

"""A replay for machines. Exact numbers are text, so that no reader turns them into binary floats."""

import json

from openvbc.money import plain
from openvbc.published_results.mssp.replay.summary import (
    TAKEN_AS_INPUT,
    AcoYear,
    ColumnScore,
    Miss,
    Summary,
    YearSummary,
)
from openvbc.published_results.mssp.report.words import headline

Json = dict[str, object]


def replay_json(summary: Summary) -> Json:
    """Everything that a replay found, as plain objects."""
    return {
        "headline": headline(summary),
        "acos": summary.acos,
        "years": [_year(year) for year in summary.years],
        "totals": [_column(column) for column in summary.totals],
        "aco_years": [_aco_year(row) for row in summary.rows],
        "misses": [_miss(miss) for miss in summary.misses],
        "unexplained": len(summary.unexplained),
        "taken_as_input": [{"what": each.what, "years": each.years, "why": each.why} for each in TAKEN_AS_INPUT],
        "minimum_rates_not_determined": [
            {
                "performance_year": each.year,
                "aco": each.aco,
                "name": each.name,
                "where": each.where,
                "published": each.printed,
                "may_be": each.rates,
            }
            for each in summary.undetermined
        ],
        "unconfirmed_values": [{"line": label, "aco_years": count} for label, count in summary.unconfirmed],
        "not_replayed": [
            {"what": fault.what, "where": fault.where, "why": fault.why, "fix": fault.fix} for fault in summary.faults
        ],
        "files": [{"name": name, "sha256": sha256} for name, sha256 in summary.files],
    }


def replay_json_text(summary: Summary) -> str:
    """The same as text."""
    return json.dumps(replay_json(summary), indent=2, ensure_ascii=False)


def _year(year: YearSummary) -> Json:
    return {
        "performance_year": year.year,
        "acos": year.acos,
        "outcomes": {outcome.value: count for outcome, count in year.outcomes.items()},
        "columns": [_column(column) for column in year.columns],
        "paid": plain(year.paid),
        "published_paid": plain(year.published_paid),
        "owed": plain(year.owed),
        "published_owed": plain(year.published_owed),
    }


def _column(column: ColumnScore) -> Json:
    return {
        "column": column.column,
        "label": column.label,
        "checked": column.checked,
        "exact": column.exact,
        "within_rounding": column.within_rounding,
        "missed": column.missed,
        "taken_as_input": column.taken,
        "within_a_dollar": column.within_a_dollar,
    }


def _aco_year(row: AcoYear) -> Json:
    return {
        "performance_year": row.year,
        "aco": row.aco,
        "name": row.name,
        "track": row.track,
        "where": row.where,
        "outcome": row.outcome.value,
        "published": plain(row.published) if row.published is not None else None,
        "settled": plain(row.settled),
        "difference": plain(row.difference) if row.difference is not None else None,
        "payment": row.score.value if row.score is not None else None,
        "missed": list(row.missed),
        "causes": list(row.causes),
    }


def _miss(miss: Miss) -> Json:
    scored = miss.scored
    return {
        "performance_year": miss.year,
        "aco": miss.aco,
        "name": miss.name,
        "where": miss.where,
        "column": miss.column,
        "published": scored.published,
        "computed": scored.computed,
        "difference": plain(scored.difference) if scored.difference is not None else None,
        "cause": scored.cause,
    }

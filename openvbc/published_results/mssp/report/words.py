"""What every report of a replay says in the same words."""

from openvbc.published_results.mssp.replay.scoring import Score
from openvbc.published_results.mssp.replay.summary import ColumnScore, Summary

EXPLAINED_SCORES = {
    Score.EXACT: (
        "the computed figure, rounded as CMS prints, is the printed one; minimum rates of 2013 and 2014 were rounded"
        " twice, to the tenth decimal and then to the ninth"
    ),
    Score.WITHIN_ROUNDING: (
        "the printed inputs are rounded; the true inputs behind them can give the printed figure, as a walk through the"
        " same worksheet with a range for every input shows"
    ),
    Score.MISSED: "no inputs that round to the printed ones give the printed figure",
    Score.TAKEN: (
        "the figure is an input of this ACO, for example a minimum rate that it chose, or the one result that says"
        " which rate that was"
    ),
}

QUALITY_LEAD = (
    "The score from the printed results of measures and the year's cut points; its own column is not read. What the"
    " files do not print (an earlier achievement, bonus points of 2021, rewards of 2020, health equity points) is a"
    " range, and a score that only a figure of that range explains stands apart from those that agree. The first"
    " release of 2021 took the cut points of readmissions a decile too high, which CMS corrected; it is scored as it"
    " was."
)
#: The headings of the dollars of a year.
PAID_AND_OWED = ("paid, settled here", "paid, published", "owed, settled here", "owed, published")
#: Above the list of minimum rates that the files leave open.
UNDETERMINED = "Elected minimum rates that are not determined; the result is the same with each"


def headline(summary: Summary) -> str:
    """The replay in one sentence."""
    payments = summary.column_total("earned")
    checked, reproduced = (payments.checked, payments.reproduced) if payments else (0, 0)
    return (
        f"{summary.acos:,} results that CMS published, settled again: {reproduced:,} of {checked:,} payments agree"
        f"{_misses(summary)}."
    )


def _misses(summary: Summary) -> str:
    count, open_ones = len(summary.misses), len(summary.unexplained)
    if not any(column.checked for year in summary.years for column in year.columns):
        return ", and no figure could be checked"
    if not count:
        return ", and no checked figure is missed"
    noun = "figure is" if count == 1 else "figures are"
    if not open_ones:
        return f"; {count:,} {noun} missed, each with its cause"
    return f"; {count:,} {noun} missed, {open_ones:,} of them unexplained"


def agreement(column: ColumnScore) -> str:
    """How many of a column agree, for a table: "476 of 476", "319 of 320 (and 12 taken)"."""
    if not column.checked:
        return f"{column.taken:,} taken" if column.taken else ""
    text = f"{column.reproduced:,} of {column.checked:,}"
    return f"{text} (+{column.taken:,} taken)" if column.taken else text

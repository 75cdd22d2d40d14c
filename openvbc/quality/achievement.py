"""Achievement: the raw score against cut points, which others' results, flat percentages or own targets give."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Final

from openvbc.citation import Citation
from openvbc.contract.scorecard import Measure, ScaleRow
from openvbc.errors import ContractError, Fault
from openvbc.figures import Key, Value
from openvbc.quality.goals import add_goals
from openvbc.quality.published import cuts_at, table_of
from openvbc.quality.scoring_scale import ScoringScale, add_scale
from openvbc.quality.worksheet_builder import ScorecardBuilder
from openvbc.units import POINTS
from openvbc.worksheet.formula import Axis, Formula, Member, absent, by_member, least, present, when
from openvbc.worksheet.sheet import Line

#: The axis of the rows of the measures' scales.
CUT_POINTS: Final = "cut_points"
#: A row of a measure's own scale: what it is called, where it begins, its points, and those that the line from the
#: row above rises to.
_Row = tuple[str, Decimal, Decimal, Decimal]


def add_achievement(builder: ScorecardBuilder, score: Line) -> Line:
    """The lines from the raw score to `achievement_points`."""
    terms, sheet = builder.terms, builder.sheet
    cited: list[Citation] = []
    rows = {each.measure: _rows(builder, each, cited) for each in terms.measures}
    depth = max(len(each) for each in rows.values())
    padded = {key: [*each, *[each[-1]] * (depth - len(each))] for key, each in rows.items()}
    below = builder.by_measure(
        "points_below_scale", "Points below the scale", POINTS, lambda measure: terms.scale_of(measure).below
    )
    scale = _scale(builder, padded, below, cited)
    points = add_scale(sheet, scale, score, builder.reaches, builder.falls_short)
    own = [each.measure for each in builder.scored if each.own_result_goals is not None]
    if own:  # without an earlier result there is no goal to reach
        by_standing = sheet.line("standing_points", "Points by standing", POINTS, points)
        points = by_standing
        with_goal = when(present(builder.earlier_scores()), by_standing, absent())
        points = by_member(builder.axis, dict.fromkeys(own, with_goal), points)
    if any(each.topped_out_cap is not None for each in terms.measures):
        cap = builder.by_measure(
            "topped_out_cap", "Most points for achievement", POINTS, lambda each: _cap(builder, each)
        )
        points = least(points, cap)
    return sheet.line("achievement_points", "Achievement points", POINTS, points)


def _cap(builder: ScorecardBuilder, measure: Measure) -> Decimal:
    return measure.topped_out_cap if measure.topped_out_cap is not None else builder.terms.scale_of(measure).maximum


def _rows(builder: ScorecardBuilder, measure: Measure, cited: list[Citation]) -> list[_Row]:
    scale = builder.terms.scale_of(measure)
    cuts = _cut_points(builder, measure, scale.rows, cited)
    rows = [
        (row.label, cut, row.points, row.points if row.approached is None else row.approached)
        for row, cut in zip(scale.rows, cuts, strict=True)
    ]
    if scale.at_worst is not None:
        rows.insert(0, ("worst result", measure.worst, scale.at_worst, scale.at_worst))
    return rows


def _cut_points(
    builder: ScorecardBuilder, measure: Measure, rows: Sequence[ScaleRow], cited: list[Citation]
) -> tuple[Decimal, ...]:
    place = builder.clause("measures", builder.terms.keys.index(measure.measure)).where
    if measure.cut_points is not None:
        return measure.cut_points
    if measure.published_cut_points is not None and not measure.reporting_only(builder.year):
        table = table_of(measure.published_cut_points, builder.year)
        if table.citation not in cited:
            cited.append(table.citation)
        return cuts_at(measure, rows, table, place)
    if measure.reporting_only(builder.year):  # not scored this year; the best result stands where a cut point would
        best = measure.ends[1] if measure.direction == "higher" else measure.ends[0]
        return (best,) * len(rows)
    if measure.peer_percentiles is not None or measure.own_result_goals is not None:
        return (measure.worst,) * len(rows)  # stands where no number is agreed, and is not read
    raise ContractError(
        Fault(
            f"{measure.measure} has no cut points, and {builder.year} is not among its reporting_years",
            place,
            why="its result cannot be turned into points",
            fix="add cut_points or published_cut_points, or the year to reporting_years",
        )
    )


def _scale(builder: ScorecardBuilder, rows: dict[str, list[_Row]], below: Line, cited: list[Citation]) -> ScoringScale:
    """The scale of every measure: its rows' points, and the cut points of each measure."""
    labels = [{each[0] for each in row} for row in zip(*rows.values(), strict=True)]
    members = tuple(
        Member(str(number), next(iter(of_row)) if len(of_row) == 1 else f"row {number} of its scale")
        for number, of_row in enumerate(labels, start=1)
    )
    axis = Axis(CUT_POINTS, "Cut points, worst first", members)

    def every(of: Callable[[_Row], Decimal]) -> dict[Key, Value]:
        return {(str(n), key): of(row) for key, each in rows.items() for n, row in enumerate(each, start=1)}

    cuts = every(lambda row: row[1])

    points = builder.by_row_and_measure("points_at", "Points at the cut point", axis, every(lambda row: row[2]))
    jumps = any(row[3] != row[2] for each in rows.values() for row in each)
    label = "Points just before the cut point"
    before = every(lambda row: row[3])
    approached = builder.by_row_and_measure("points_approached", label, axis, before) if jumps else None
    name, label, clause = "cut_point", "Cut point", builder.clause("measures")
    axes = (axis, builder.axis)
    goals = add_goals(builder, axis)
    whole = len(goals) == len(rows)
    note = " ".join(part for part in (_whose(builder) if cited else "", _compared_with(builder)) if part)
    if goals and not whole:
        name, label = "agreed_cut_point", "Cut point, as agreed"
    if whole:
        cut = builder.sheet.line(name, label, builder.result_unit, by_member(builder.axis, goals), note=note)
    elif cited:
        cut = builder.sheet.parameter(
            name, label, builder.result_unit, cuts, axis=axes, rule=cited[0], clause=clause, note=note
        )
    else:
        cut = builder.sheet.term(name, label, builder.result_unit, cuts, axis=axes, clause=clause, note=note)
    if goals and not whole:
        cut = builder.sheet.line(
            "cut_point", "Cut point", builder.result_unit, by_member(builder.axis, goals, cut), note=note
        )
    return ScoringScale("achievement", "Achievement points", axis, below, cut, points, approached, _sloped(builder))


def _compared_with(builder: ScorecardBuilder) -> str:
    """Whom the cut points compare with, in the contract's words; of which measures where they differ."""
    said: dict[str, list[str]] = {}
    for each in builder.terms.measures:
        agreed = each.compares_with or builder.terms.scale_of(each).compares_with
        if agreed is not None:
            said.setdefault(agreed.words, []).append(each.label)
    if len(said) == 1 and len(next(iter(said.values()))) == len(builder.terms.measures):
        return f"Compared with {next(iter(said))}."
    return " ".join(f"{', '.join(labels)}: compared with {words}." for words, labels in said.items())


def _whose(builder: ScorecardBuilder) -> str:
    """Which cut points are published, where some are agreed in the contract itself."""
    agreed = [each.label for each in builder.terms.measures if each.cut_points is not None]
    return f"Agreed in the contract, not published: {', '.join(agreed)}." if agreed else ""


def _sloped(builder: ScorecardBuilder) -> Callable[[Formula, Formula], Formula] | None:
    """Which measures have their points in steps and which in straight lines, as agreed for each."""
    stepped = [each.measure for each in builder.terms.measures if builder.terms.scale_of(each).between == "steps"]
    if len(stepped) == len(builder.terms.measures):
        return None
    return lambda steps, lines: by_member(builder.axis, dict.fromkeys(stepped, steps), lines) if stepped else lines

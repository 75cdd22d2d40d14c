"""Achievement: the raw score against cut points, which others' results, flat percentages or own targets give."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial

from openvbc.citation import Citation
from openvbc.contract.scorecard import Measure, ScaleRow
from openvbc.errors import ContractError, Fault
from openvbc.quality.published import cuts_at, table_of
from openvbc.quality.scoring_scale import CutPoint, ScoringScale, add_scale
from openvbc.quality.worksheet_builder import ScorecardDraft
from openvbc.units import POINTS
from openvbc.worksheet.formula import Formula, by_member, least
from openvbc.worksheet.sheet import Line

#: A row of a measure's own scale: what it is called, where it begins, its points, and those that the line from the
#: row above rises to.
_Row = tuple[str, Decimal, Decimal, Decimal]


def add_achievement(builder: ScorecardDraft, score: Line) -> Line:
    """The lines from the raw score to `achievement_points`."""
    terms, sheet = builder.terms, builder.sheet
    cited: list[Citation] = []
    rows = {each.measure: _rows(builder, each, cited) for each in terms.measures}
    depth = max(len(each) for each in rows.values())
    padded = {key: [*each, *[each[-1]] * (depth - len(each))] for key, each in rows.items()}
    scale = ScoringScale(
        name="achievement",
        label="Achievement points",
        unit=builder.result_unit,
        below=builder.by_measure(
            "points_below_scale", "Points below the scale", POINTS, lambda measure: terms.scale_of(measure).below
        ),
        cut_points=_all_cut_points(builder, padded, cited),
        sloped=_sloped(builder),
        touching=frozenset(
            index for index in range(depth - 1) if any(each[index][1] == each[index + 1][1] for each in padded.values())
        ),
    )
    points = add_scale(sheet, scale, score, builder.reaches)
    if any(each.topped_out_cap is not None for each in terms.measures):
        cap = builder.by_measure(
            "topped_out_cap", "Most points for achievement", POINTS, lambda each: _cap(builder, each)
        )
        points = least(points, cap)
    return sheet.line("achievement_points", "Achievement points", POINTS, points)


def _cap(builder: ScorecardDraft, measure: Measure) -> Decimal:
    return measure.topped_out_cap if measure.topped_out_cap is not None else builder.terms.scale_of(measure).maximum


def _rows(builder: ScorecardDraft, measure: Measure, cited: list[Citation]) -> list[_Row]:
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
    builder: ScorecardDraft, measure: Measure, rows: Sequence[ScaleRow], cited: list[Citation]
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
    raise ContractError(
        Fault(
            f"{measure.measure} has no cut points, and {builder.year} is not among its reporting_years",
            place,
            why="its result cannot be turned into points",
            fix="add cut_points or published_cut_points, or the year to reporting_years",
        )
    )


def _all_cut_points(
    builder: ScorecardDraft, rows: dict[str, list[_Row]], cited: list[Citation]
) -> tuple[CutPoint, ...]:
    """The lines of the points of every row, then those of the measures' cut points."""
    found = []
    for index in range(max(len(each) for each in rows.values())):
        labels = {each[index][0] for each in rows.values()}
        label = next(iter(labels)) if len(labels) == 1 else f"row {index + 1} of its scale"
        points = builder.by_measure(
            f"points_at_{index + 1}",
            f"Points, {label}",
            POINTS,
            partial(_points_of, rows, index),
        )
        jumps = any(each[index][3] != each[index][2] for each in rows.values())
        approached = (
            builder.by_measure(
                f"points_approached_{index + 1}",
                f"Points just before {label}",
                POINTS,
                partial(_points_approached, rows, index),
            )
            if jumps
            else None
        )
        found.append((label, points, approached))
    return tuple(
        CutPoint(label, _cut_point(builder, rows, index, label, cited), points, approached)
        for index, (label, points, approached) in enumerate(found)
    )


def _points_of(rows: dict[str, list[_Row]], index: int, measure: Measure) -> Decimal:
    return rows[measure.measure][index][2]


def _points_approached(rows: dict[str, list[_Row]], index: int, measure: Measure) -> Decimal:
    return rows[measure.measure][index][3]


def _cut_point(
    builder: ScorecardDraft, rows: dict[str, list[_Row]], index: int, label: str, cited: list[Citation]
) -> Line:
    cuts = {key: each[index][1] for key, each in rows.items()}
    clause = builder.clause("measures")
    name, told = f"cut_point_{index + 1}", f"Cut point, {label}"
    if cited:
        return builder.sheet.parameter(
            name, told, builder.result_unit, cuts, axis=builder.axis, rule=cited[0], clause=clause, note=_whose(builder)
        )
    return builder.sheet.term(name, told, builder.result_unit, cuts, axis=builder.axis, clause=clause)


def _whose(builder: ScorecardDraft) -> str:
    """Which cut points are published, where some are agreed in the contract itself."""
    agreed = [each.label for each in builder.terms.measures if each.published_cut_points is None]
    return f"Agreed in the contract, not published: {', '.join(agreed)}." if agreed else ""


def _sloped(builder: ScorecardDraft) -> Callable[[Formula, Formula], Formula] | None:
    """Which measures have their points in steps and which in straight lines, as agreed for each."""
    stepped = [each.measure for each in builder.terms.measures if builder.terms.scale_of(each).between == "steps"]
    if len(stepped) == len(builder.terms.measures):
        return None
    return lambda steps, lines: by_member(builder.axis, dict.fromkeys(stepped, steps), lines) if stepped else lines

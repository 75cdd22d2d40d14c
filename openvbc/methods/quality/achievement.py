"""Achievement: the raw score against cut points, which others' results, flat percentages or own targets give."""

from collections.abc import Sequence
from decimal import Decimal

from openvbc.citation import Citation
from openvbc.contract.scorecard import Measure, ScaleRow
from openvbc.errors import ContractError, Fault
from openvbc.methods.quality.draft import ScorecardDraft
from openvbc.methods.quality.ladder import Ladder, Rung, add_ladder
from openvbc.methods.quality.published import cuts_at, table_of
from openvbc.units import POINTS
from openvbc.worksheet.formula import Formula, least
from openvbc.worksheet.sheet import Line

#: A row of a measure's own ladder: what it is called, where it begins, its points.
_Row = tuple[str, Decimal, Decimal]


def add_achievement(draft: ScorecardDraft, score: Line) -> Line:
    """The lines from the raw score to `achievement_points`."""
    terms, sheet = draft.terms, draft.sheet
    cited: list[Citation] = []
    rows = {each.measure: _rows(draft, each, cited) for each in terms.measures}
    depth = max(len(each) for each in rows.values())
    padded = {key: [*each, *[each[-1]] * (depth - len(each))] for key, each in rows.items()}
    ladder = Ladder(
        name="achievement",
        label="Achievement points",
        unit=draft.result_unit,
        below=draft.by_measure(
            "points_below_scale", "Points below the scale", POINTS, lambda measure: terms.scale_of(measure).below
        ),
        rungs=[_rung(draft, padded, index, cited) for index in range(depth)],
        sloped=_sloped(draft),
        touching=frozenset(
            index for index in range(depth - 1) if any(each[index][1] == each[index + 1][1] for each in padded.values())
        ),
    )
    points = add_ladder(sheet, ladder, score, draft.turned)
    if any(each.topped_out_cap is not None for each in terms.measures):
        cap = draft.by_measure("topped_out_cap", "Most points for achievement", POINTS, lambda each: _cap(draft, each))
        points = least(points, cap)
    return sheet.line("achievement_points", "Achievement points", POINTS, points)


def _cap(draft: ScorecardDraft, measure: Measure) -> Decimal:
    return measure.topped_out_cap if measure.topped_out_cap is not None else draft.terms.scale_of(measure).maximum


def _rows(draft: ScorecardDraft, measure: Measure, cited: list[Citation]) -> list[_Row]:
    scale = draft.terms.scale_of(measure)
    cuts = _cut_points(draft, measure, scale.rows, cited)
    rows = [(row.label, cut, row.points) for row, cut in zip(scale.rows, cuts, strict=True)]
    if scale.at_worst is not None:
        rows.insert(0, ("worst result", measure.worst, scale.at_worst))
    return rows


def _cut_points(
    draft: ScorecardDraft, measure: Measure, rows: Sequence[ScaleRow], cited: list[Citation]
) -> tuple[Decimal, ...]:
    place = draft.clause("measures", draft.terms.keys.index(measure.measure)).where
    if measure.cut_points is not None:
        return measure.cut_points
    if measure.published_cut_points is not None and not measure.reporting_only(draft.year):
        table = table_of(measure.published_cut_points, draft.year)
        if table.citation not in cited:
            cited.append(table.citation)
        return cuts_at(measure, rows, table, place)
    if measure.reporting_only(draft.year):  # not scored this year; the best result stands where a cut point would
        best = measure.ends[1] if measure.direction == "higher" else measure.ends[0]
        return (best,) * len(rows)
    raise ContractError(
        Fault(
            f"{measure.measure} has no cut points, and {draft.year} is not among its reporting_years",
            place,
            why="its result cannot be turned into points",
            mend="add cut_points or published_cut_points, or the year to reporting_years",
        )
    )


def _rung(draft: ScorecardDraft, rows: dict[str, list[_Row]], index: int, cited: list[Citation]) -> Rung:
    labels = {each[index][0] for each in rows.values()}
    label = next(iter(labels)) if len(labels) == 1 else f"row {index + 1} of its scale"
    cuts = {key: each[index][1] for key, each in rows.items()}
    clause = draft.clause("measures")
    name, told = f"cut_point_{index + 1}", f"Cut point, {label}"
    if cited:
        cut = draft.sheet.parameter(
            name, told, draft.result_unit, cuts, axis=draft.axis, rule=cited[0], clause=clause, note=_whose(draft)
        )
    else:
        cut = draft.sheet.term(name, told, draft.result_unit, cuts, axis=draft.axis, clause=clause)
    points = draft.by_measure(
        f"points_at_{index + 1}", f"Points, {label}", POINTS, lambda measure: rows[measure.measure][index][2]
    )
    return Rung(label, cut, points)


def _whose(draft: ScorecardDraft) -> str:
    """Which cut points are published, where some are agreed in the contract itself."""
    agreed = [each.label for each in draft.terms.measures if each.published_cut_points is None]
    return f"Agreed in the contract, not published: {', '.join(agreed)}." if agreed else ""


def _sloped(draft: ScorecardDraft) -> "Formula | int | None":
    kinds = {draft.terms.scale_of(each).between for each in draft.terms.measures}
    if kinds == {"steps"}:
        return None
    if kinds == {"straight_lines"}:
        return 1

    def slope(measure: Measure) -> Decimal:
        return Decimal(1 if draft.terms.scale_of(measure).between == "straight_lines" else 0)

    return draft.by_measure("straight_lines", "1 where points rise in straight lines, 0 in steps", POINTS, slope)

"""The lines from what episodes cost before, or from what was agreed, to what one of a type should cost."""

from decimal import Decimal

from openvbc.errors import ContractError, Fault
from openvbc.figures import Keyed, Value
from openvbc.money import ONE, ZERO
from openvbc.payment_models.episode_payment.terms import OwnHistory, Price, PriceUpdate, Regional
from openvbc.payment_models.episode_payment.worksheet_builder import WorksheetBuilder, in_words
from openvbc.units import CASES, FACTOR, RATE, USD, YES_OR_NO
from openvbc.worksheet.formula import (
    Axis,
    Formula,
    Member,
    at,
    by_member,
    greatest,
    least,
    total,
    when,
)
from openvbc.worksheet.sheet import Line

_PATH = ("retrospective", "price")


def add_prices(builder: WorksheetBuilder, agreed: Price) -> Line:
    """The line `price`: what an episode of each type should cost before the discount, or after one that is told so."""
    builder.sheet.section("prices", "Prices")
    price: Formula = _basis(builder, agreed)
    if agreed.trend:
        price = price * _limited(builder, "trend", "Trend that was found, over the one that the price was told with")
    if agreed.normalization:
        price = price * _limited(builder, "normalization", "Normalization that was found, over the one of the price")
    if agreed.case_mix is not None:
        price = price * _case_mix(builder, agreed.case_mix)
    if agreed.risk_factors:
        price = price * _mean_risk(builder, agreed)
    if agreed.payment_ratio:
        price = price * builder.sheet.input(
            "payment_ratio",
            "Real dollars over standardized ones",
            FACTOR,
            axis=builder.types,
            at_least=ZERO,
            clause=builder.clause(*_PATH, "payment_ratio"),
        )
    told = "after" if agreed.given == "after_discount" else "before"
    label = f"What an episode should cost, {told} the discount"
    return builder.sheet.line("price", label, USD, price, clause=builder.clause(*_PATH))


def _basis(builder: WorksheetBuilder, agreed: Price) -> Formula:
    sheet, types = builder.sheet, builder.types
    if agreed.negotiated is not None:
        label = "Agreed price of an episode"
        return builder.agreed_by_type("agreed_price", label, agreed.negotiated, *_PATH, "negotiated")
    if agreed.given is not None:
        note = (
            "As the program tells it, its discount taken off."
            if agreed.given == "after_discount"
            else "As the program tells it, before its discount."
        )
        return sheet.input(
            "preliminary_price", "Preliminary price of an episode", USD, axis=types, at_least=ZERO, note=note,
            clause=builder.clause(*_PATH, "given"),
        )  # fmt: skip
    own = _own_price(builder, agreed.own_history) if agreed.own_history is not None else None
    if agreed.regional is None and own is not None:
        return own
    regional = sheet.input(
        "regional_price", "Mean cost of an episode in the region or of the peers", USD, axis=types, at_least=ZERO,
        clause=builder.clause(*_PATH, "regional"),
    )  # fmt: skip
    if own is None or agreed.regional is None:
        return regional
    return _blended(builder, agreed.regional, own, regional)


def _own_price(builder: WorksheetBuilder, agreed: OwnHistory) -> Formula:
    """What the provider's own episodes cost in the base years, in dollars of the performance year."""
    sheet, path = builder.sheet, (*_PATH, "own_history")
    clause = builder.clause(*path)
    years = Axis("base_years", "Base year", tuple(Member(year, year.replace("_", " ")) for year in agreed.base_years))
    episodes = sheet.input(
        "base_year_episodes", "Episodes of the base year", CASES, axis=(builder.types, years), at_least=ZERO,
        clause=clause,
    )  # fmt: skip
    spending = (
        _updated(builder, agreed.price_update, years)
        if agreed.price_update is not None
        else sheet.input(
            "base_year_spending",
            "Spending on episodes of the base year",
            USD,
            axis=(builder.types, years),
            at_least=ZERO,
            clause=clause,
        )
    )
    label = "Mean cost of an own episode in the base years"
    if not agreed.weights:
        mean: Formula = total(spending, years) / total(episodes, years)
    else:
        stated: dict[Keyed, Value] = dict(zip(agreed.base_years, agreed.weights, strict=True))
        weights = sheet.term(
            "base_year_weight", "Weight of the base year", RATE, stated, axis=years,
            clause=builder.clause(*path, "weights"),
        )  # fmt: skip
        each = sheet.line("base_year_mean", "Mean cost of an episode in the base year", USD, spending / episodes)
        mean = total(each * weights, years)
    return sheet.line("own_price", label, USD, mean, clause=clause)


def _updated(builder: WorksheetBuilder, agreed: PriceUpdate, years: Axis) -> Line:
    """Base spending by setting in dollars of the performance year: the anchor's own setting, the rest by its mix."""
    sheet, types = builder.sheet, builder.types
    path = (*_PATH, "own_history", "price_update")
    clause = builder.clause(*path)
    for kind in types.keys:
        if kind not in agreed.anchor_setting:
            raise ContractError(
                Fault(
                    f"anchor_setting says nothing of {kind}",
                    builder.clause(*path, "anchor_setting").where,
                    why="its spending would have no update factor and count as nothing",
                    fix="name its setting",
                )
            )
    settings = Axis("settings", "Setting", tuple(Member(name, in_words(name)) for name in agreed.settings))
    factor = sheet.input(
        "update_factor", "Standardized price of the performance year over that of the base year", FACTOR,
        axis=(years, settings), at_least=ZERO, clause=clause,
    )  # fmt: skip
    anchor = sheet.input(
        "base_year_anchor_spending", "Spending on anchors of the base year", USD, axis=(types, years), at_least=ZERO,
        clause=clause,
    )  # fmt: skip
    after = sheet.input(
        "base_year_spending_after_anchor", "Spending after anchors of the base year", USD,
        axis=(types, years, settings), at_least=ZERO, clause=clause,
    )  # fmt: skip
    whole = sheet.line("base_year_spending_after_anchors", "Spending after anchors, all settings", USD,
                       total(after, settings))  # fmt: skip
    share = sheet.line(
        "share_of_setting", "Setting's share of spending after anchors", RATE, after / whole, clause=clause
    )
    mixed = sheet.line(
        "update_factor_after_anchor", "Update factor of spending after anchors", FACTOR,
        total(factor * share, settings), clause=clause,
    )  # fmt: skip
    of_anchor = sheet.line(
        "update_factor_of_anchor", "Update factor of anchors", FACTOR,
        by_member(types, {kind: at(factor, settings, agreed.anchor_setting[kind]) for kind in types.keys}),
        clause=clause,
    )  # fmt: skip
    label = "Spending on episodes of the base year, in dollars of the performance year"
    return sheet.line("base_year_spending_updated", label, USD, anchor * of_anchor + whole * mixed, clause=clause)


def _blended(builder: WorksheetBuilder, agreed: Regional, own: Formula, regional: Line) -> Formula:
    """Own and regional price by the agreed or published share; all regional with too few own episodes."""
    sheet, path = builder.sheet, (*_PATH, "regional")
    if agreed.own_share is not None:
        share = builder.agreed("own_share", "Share of the own price", RATE, agreed.own_share, *path, "own_share")
        fewest = agreed.least_own_episodes
        least_line = (
            builder.agreed("least_own_episodes", "Fewest own episodes of the base years", CASES, Decimal(fewest), *path)
            if fewest is not None
            else None
        )
    elif builder.terms.program == "cjr":
        share = builder.published.line("cjr_own_share", "own_share", "Share of the own price")
        least_line = builder.published.line("cjr_least_own_episodes", "least_own_episodes")
    else:
        raise ContractError(
            Fault("own_share is missing", builder.clause(*path).where, fix="say what the own price counts")
        )
    if least_line is not None:
        enough = sheet.line(
            "own_price_counts", "There are enough own episodes",
            YES_OR_NO, total(total(sheet["base_year_episodes"], builder.types)) >= least_line,
        )  # fmt: skip
        share = sheet.line("own_share_used", "Share of the own price that counts", RATE, when(enough, share, 0))
    return sheet.line("blended_price", "Blend of own and regional price", USD, share * own + (1 - share) * regional)


def _limited(builder: WorksheetBuilder, name: str, label: str) -> Formula:
    """A factor from outside, held within its limit around one."""
    sheet, path = builder.sheet, (*_PATH, name)
    factor = sheet.input(
        f"{name}_factor", label, FACTOR, axis=builder.categories, at_least=ZERO, clause=builder.clause(*path)
    )
    agreed: Decimal | None = getattr(builder.terms.retrospective.price, f"{name}_limit")  # type: ignore[union-attr]
    words = f"Most that the {name} moves a price"
    if agreed is not None:
        limit = builder.agreed(f"{name}_limit", words, RATE, agreed, *_PATH, f"{name}_limit")
    elif builder.terms.program is not None:
        limit = builder.published.line(f"{builder.terms.program}_{name}_limit", f"{name}_limit", words)
    else:
        return builder.by_category(factor)
    held = sheet.line(
        f"limited_{name}_factor", f"{in_words(name)} factor within its limit", FACTOR,
        least(greatest(factor, 1 - limit), 1 + limit), rule=limit.rule, clause=limit.clause,
    )  # fmt: skip
    return builder.by_category(held)


def _case_mix(builder: WorksheetBuilder, agreed: str) -> Formula:
    """How the patients of the period differ from those that the price was told for."""
    sheet, types = builder.sheet, builder.types
    clause = builder.clause(*_PATH, "case_mix")

    def given(name: str, label: str) -> Line:
        return sheet.input(name, label, FACTOR, axis=types, at_least=ZERO, clause=clause)

    if agreed == "factor":
        return given("case_mix_factor", "Case mix of the episodes")
    used = given("case_mix_used", "Case mix that the price was told with")
    if agreed == "actual_over_used":
        actual = given("case_mix_actual", "Case mix of the episodes of the period")
        return sheet.line("case_mix_change", "Actual case mix over the one used", FACTOR, actual / used)
    group = given("case_mix_of_group", "Case mix of the physician group's episodes")
    hospital = given("case_mix_of_hospital", "Case mix of the hospital's episodes")
    formula = group / hospital / used
    return sheet.line("case_mix_change", "Group's case mix over the hospital's, over the one used", FACTOR, formula)


def _mean_risk(builder: WorksheetBuilder, agreed: Price) -> Line:
    """Mean risk of the episodes of a type: the product of their factors, for each combination of classes."""
    sheet, types, path = builder.sheet, builder.types, (*_PATH, "risk_factors")
    axes = {
        name: Axis(name, in_words(name), tuple(Member(each, in_words(each)) for each in factor.classes))
        for name, factor in agreed.risk_factors.items()
    }
    counted = sheet.input(
        "episodes_by_risk", "Episodes by classes of risk", CASES, axis=(types, *axes.values()), at_least=ZERO,
        clause=builder.clause(*path),
    )  # fmt: skip
    weighed: Formula = counted
    for name, factor in agreed.risk_factors.items():
        label = f"Risk factor of {in_words(name).lower()}"
        if factor.factors:
            stated: dict[Keyed, Value] = dict(factor.factors)
            line = sheet.term(
                f"risk_factor_of_{name}", label, FACTOR, stated, axis=axes[name],
                clause=builder.clause(*path, name, "factors"),
            )  # fmt: skip
        else:
            line = sheet.input(
                f"risk_factor_of_{name}", label, FACTOR, axis=(types, axes[name]), at_least=ZERO,
                clause=builder.clause(*path, name),
            )  # fmt: skip
        weighed = weighed * line
    whole: Formula = counted
    for axis in axes.values():
        weighed, whole = total(weighed, axis), total(whole, axis)
    all_episodes = sheet.line("episodes_with_risk", "Episodes of all classes of risk", CASES, whole)
    formula = when(all_episodes > 0, weighed / greatest(all_episodes, 1), ONE)
    return sheet.line("mean_risk", "Mean risk of the episodes", FACTOR, formula, clause=builder.clause(*path))

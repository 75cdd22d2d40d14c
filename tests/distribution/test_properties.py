"""What holds for every plan: cents add up at each level, nobody pays without a rule, order of rows changes nothing."""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from openvbc.contract.distribution_plan_checks import AgreedPlan, load_plan
from openvbc.distribution.distribute import distribute
from openvbc.distribution.participants import Participant, Participants
from openvbc.distribution.result import Distribution
from openvbc.figures import Figure, FileDigest
from openvbc.reports.distribution.cover import cover
from openvbc.reports.distribution.statement import Statements
from openvbc.reports.document.as_json import document_json
from tests.counts import count

from .made_up import HEAD, settled

#: A plan that fails is small enough to be read as it is, and shrinking it would take minutes.
NO_SHRINKING = (Phase.explicit, Phase.generate)


@dataclass(frozen=True)
class Made:
    """A plan in its words, participants, and the amount that comes in."""

    body: str
    rows: tuple[Participant, ...]
    amount: Decimal


def participant(identifier: str, level: str, within: str, kind: str, figures: Mapping[str, Decimal]) -> Participant:
    held = {name: Figure(value) for name, value in figures.items()}
    return Participant(identifier, f"Name of {identifier}", level, within, kind, "", "", None, None, "", "row", held)


FIGURES = st.fixed_dictionaries(
    {
        "lives": st.integers(1, 5000).map(Decimal),
        "member_months": st.integers(1, 60000).map(Decimal),
        "quality": st.integers(1, 1000).map(lambda each: Decimal(each).scaleb(-3)),
        "revenue": st.integers(0, 10**9).map(lambda each: Decimal(each).scaleb(-2)),
    }
)
RULES = (
    "by: [lives]",
    "by: [member_months, quality]",
    "by: [{factor: lives, power: 2}, quality]",
    "by: [lives, {factor: quality, times: 200}], combine: sum",
    "by: [lives, {factor: quality, small_panels: {k: 300}}]",
    "by: [lives, {factor: quality, missing: pool_mean}]",
    "equal: true",
    'by: [lives], cap: {amount: "25000.00"}, rest_to: retained',
    "by: [lives], cap: {rate: 1%, of: revenue}, rest_to: reserve",
    'by: [member_months], floor: {amount: "3.50"}, cap: {amount: "40000.01"}, rest_to: retained',
    "by: [lives], gates: [{factor: quality, at_least: 40%}], rest_to: retained",
    "by: [lives], gates: [{factor: quality, at_least: 60%, below: in_proportion}], forfeits_to: reserve",
)
LOWER_RULES = tuple(rule for rule in RULES if "reserve" not in rule and "floor" not in rule)


@st.composite
def made_up(draw: DrawFn, rules: tuple[str, ...] = RULES) -> Made:
    """A plan of two levels with random steps, pools and rules, and its participants."""
    steps = draw(st.lists(st.sampled_from(("rate: 7%", "amount: 1234.56", "rate: 33.3%")), max_size=2))
    first = ", ".join(f"{{step: step_{at}, takes: retained, {step}}}" for at, step in enumerate(steps))
    shares = draw(st.sampled_from((("100%",), ("60%", "rest"), ("33.3%", "33.3%", "rest"))))
    pools = "".join(f"          - {{pool: pool_{at}, share: {share}, {draw(st.sampled_from(rules))}}}\n"
                    for at, share in enumerate(shares))  # fmt: skip
    body = f"""levels: [group, provider]
funds:
  - fund: savings
    kind: savings
    enters: [{{stream: savings}}]
    splits:
      - level: organization
        first: [{first}]
        pools:
{pools}        losses: {{by: [lives], cap: {{rate: 2%, of: revenue}}, rest_to: retained}}
      - level: group
        first: [{{step: kept, takes: retained, rate: {draw(st.integers(0, 40))}%}}]
        pools:
          - {{pool: below, share: 100%, {draw(st.sampled_from(tuple(each for each in rules if each in LOWER_RULES)))}}}
"""
    rows = []
    for group in range(draw(st.integers(1, 5))):
        rows.append(participant(f"g{group}", "group", "", "primary_care", draw(FIGURES)))
        rows += [
            participant(f"p{group}_{provider}", "provider", f"g{group}", "primary_care", draw(FIGURES))
            for provider in range(draw(st.integers(0, 4)))
        ]
    return Made(body, tuple(rows), Decimal(draw(st.integers(-(10**8), 10**9))).scaleb(-2))


def plan_in(body: str) -> AgreedPlan:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "plan.yaml"
        path.write_text(HEAD + body, encoding="utf-8")
        return load_plan(path)


def carried_out(made: Made, amount: Decimal | None = None, *, backwards: bool = False) -> Distribution:
    rows = made.rows[::-1] if backwards else made.rows
    total = str(made.amount if amount is None else amount)
    floors = made.amount < 10000 and "floor" in made.body
    plan = plan_in(made.body.replace('floor: {amount: "3.50"}, ', "") if floors else made.body)
    return distribute(plan, [settled(total)], Participants.of(rows, FileDigest("participants.csv", "0" * 64)))


@settings(max_examples=count(75), deadline=None, phases=NO_SHRINKING)
@given(made_up())
def test_cents_add_up_at_every_level_and_nobody_is_negative_without_a_loss(made: Made) -> None:
    found = carried_out(made)
    for node in found.nodes.values():
        assert node.difference == 0
        assert all(amount == amount.quantize(Decimal("0.01")) for amount in node.received.values())
        for shared in node.shared:
            assert sum(shared.shares.values()) == sum(
                amount for name, amount in shared.shares.items() if name in {each.identifier for each in shared.members}
            )
    if made.amount >= 0:
        assert all(amount >= 0 for amount in found.amounts.values())
    everything = sum(found.kept.values()) + sum(
        use.amount for use in found.nodes["savings", ""].uses if use.kind != "shared"
    )
    assert everything == made.amount


@settings(max_examples=count(50), deadline=None, phases=NO_SHRINKING)
@given(made_up())
def test_the_order_of_rows_changes_nothing(made: Made) -> None:
    assert carried_out(made).amounts == carried_out(made, backwards=True).amounts


@settings(max_examples=count(40), deadline=None, phases=NO_SHRINKING)
@given(made_up(("by: [lives]", "by: [member_months, quality]", "equal: true")), st.integers(2, 9))
def test_scaling_the_money_scales_shares_within_cents(made: Made, times: int) -> None:
    body = made.body.replace("amount: 1234.56", "rate: 5%")
    one, many = (carried_out(Made(body, made.rows, abs(made.amount) * scale)) for scale in (1, times))
    for name, amount in one.amounts.items():
        # A cent at each rounding on the way: two levels, each of a pool and a share.
        assert abs(many.amounts[name] - times * amount) <= Decimal("0.05") * times


@settings(max_examples=count(25), deadline=None, phases=NO_SHRINKING)
@given(made_up())
def test_a_statement_says_what_its_line_in_the_cover_says(made: Made) -> None:
    found = carried_out(made)
    covered: dict[str, str] = {}
    told = document_json(cover(found))
    for key in ("groups", "providers"):
        rows = told.get(key, [])
        assert isinstance(rows, list)
        covered |= {row["participant"]: row["receives"] for row in rows}
    statements = Statements(found)
    for name, amount in found.amounts.items():
        assert Decimal(covered[name]) == amount
        document = statements.of(name)
        assert f"${abs(amount):,.2f}" in str(document.answer)
        shares = document_json(document).get("shares", [])
        assert isinstance(shares, list)
        assert sum(Decimal(each["chain"][-1]["amount"]) for each in shares) == amount


@settings(max_examples=count(125), deadline=None, phases=NO_SHRINKING)
@given(
    st.integers(0, 10**9),
    st.lists(st.tuples(st.integers(1, 10**6), st.integers(0, 10**7)), min_size=1, max_size=8),
)
def test_caps_are_what_round_after_round_of_redistribution_gives(cents: int, pairs: list[tuple[int, int]]) -> None:
    """The oracle caps the largest, gives the excess to the others by their weights, and begins again."""
    rows = tuple(
        participant(f"p{at}", "provider", "", "", {"lives": Decimal(weight), "revenue": Decimal(cap)})
        for at, (weight, cap) in enumerate(pairs)
    )
    body = """funds:
  - fund: savings
    kind: savings
    enters: [{stream: savings}]
    splits:
      - level: organization
        pools: [{pool: all, share: 100%, by: [lives], cap: {rate: 10%, of: revenue}, rest_to: retained}]
"""
    found = carried_out(Made(body, rows, Decimal(cents).scaleb(-2)))
    left, opened = Fraction(cents, 100), dict(enumerate(pairs))
    expected: dict[int, Fraction] = {}
    while opened:
        weights = sum(weight for weight, _ in opened.values())
        over = [at for at, (weight, cap) in opened.items() if left * weight / weights >= Fraction(cap, 10)]
        if not over:
            expected |= {at: left * weight / weights for at, (weight, _) in opened.items()}
            break
        for at in over:
            expected[at] = Fraction(opened[at][1], 10)
        left -= sum(expected[at] for at in over)
        opened = {at: pair for at, pair in opened.items() if at not in over}
    for at, amount in expected.items():
        assert abs(Fraction(found.amounts[f"p{at}"]) - amount) < Fraction(1, 100)

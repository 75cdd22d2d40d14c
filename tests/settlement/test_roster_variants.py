"""Lists of participants tried: every set once, and the best against brute force over all sets."""

from decimal import Decimal
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openvbc.api import settle, try_participants
from openvbc.errors import UsageError
from openvbc.reports.document.text import document_text
from openvbc.reports.roster import roster_report
from openvbc.settlement.roster_variants import Variant, try_variants, variants
from openvbc.settlement.settle import Settlement
from tests.counts import examples
from tests.simulation.contracts import contract_of, two_sided


def settled(expenditures: Decimal) -> Settlement:
    figures = {"member_months": 120_000, "benchmark_per_capita": "$500", "expenditures": expenditures}
    return settle(contract_of(two_sided()), figures, period=2026, status="final").settlement_of()


def test_every_set_of_changes_stands_once() -> None:
    found = [each.words for each in variants(["a", "b"], ["c"], 2)]
    assert found == [
        "a leaves", "b leaves", "c joins", "a leaves, b leaves", "a leaves, c joins", "b leaves, c joins",
    ]  # fmt: skip
    with pytest.raises(UsageError, match="lists would each be counted"):
        list(variants([str(each) for each in range(40)], [], 2))


@examples(40)
@given(st.lists(st.integers(-3_000_000, 3_000_000), min_size=1, max_size=4))
def test_the_best_list_is_that_of_all_sets(costs: list[int]) -> None:
    """Each participant who leaves changes the cost by so much; the best set is found by trying all."""
    names = [str(index) for index in range(len(costs))]

    def cost(gone: tuple[str, ...]) -> Decimal:
        return Decimal(59_000_000 + sum(costs[int(each)] for each in gone))

    found = try_variants(list(variants(names, [], len(names))), lambda each: settled(cost(each.leave)))
    sets = [gone for size in range(len(names) + 1) for gone in combinations(names, size)]
    assert found.best.payment == max(settled(cost(gone)).net_payment for gone in sets)
    assert found.gain(found.best) >= 0


def test_the_report_tells_the_best_list_and_what_it_pays_more() -> None:
    found = try_variants([Variant(("12",))], lambda each: settled(Decimal(58_000_000 if each.leave else 59_000_000)))
    text = document_text(roster_report(found, "Lakeside"))
    assert "12 leaves: $1,000,000.00 more, $1,000,000.00 in all." in text


def test_a_tin_that_is_not_listed_is_told_with_the_one_that_was_meant(tmp_path: Path) -> None:
    listed = tmp_path / "participants.csv"
    listed.write_text("organization_id,tin,ccn,npi,first_date,last_date\nlakeside,123456789,,,,\n", encoding="utf-8")
    agreed = contract_of(two_sided())
    with pytest.raises(UsageError, match="no participant has the TIN '123456780'"):
        try_participants(agreed, tmp_path, leave=["123456780"], participants=listed)
    with pytest.raises(UsageError, match="nobody leaves and nobody joins"):
        try_participants(agreed, tmp_path, participants=listed)
    with pytest.raises(UsageError, match="no list of participants is named"):
        try_participants(agreed, tmp_path, leave=["123456789"])

"""One page of each kind, from figures that are made up and cheap to settle."""

from collections.abc import Callable
from functools import cache
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from openvbc import api
from openvbc.claims.attribution.reconciliation import AttributionReconciliation, Difference, Side
from openvbc.reports.attribution_reconciliation import reconciliation_report
from openvbc.reports.bridge.bars import bridges_within
from openvbc.reports.bridge.report import bridge_report
from openvbc.reports.distribution.cover import cover
from openvbc.reports.distribution.statement import Statements
from openvbc.reports.document.page import document_html
from openvbc.reports.html import render_html
from openvbc.reports.index import render_index
from openvbc.reports.scorecard.consumer import consumer_report
from openvbc.reports.scorecard.feedback import feedback, feedback_report
from openvbc.reports.scorecard.sensitivity import sensitivity, sensitivity_report
from openvbc.settlement.settle import Settlement
from tests.distribution.test_examples import example as distributed
from tests.examples import ONE_SIDED, contract_text
from tests.ledger.made_up import AT
from tests.ledger.test_portfolio import MONTHS, PORTFOLIO
from tests.quality.scorecards import contract_with, measure, scorecard
from tests.quality.scorecards import settled as scored
from tests.reports.bridge.made_up import COMPUTED
from tests.reports.bridge.made_up import settled as bridge_settled
from tests.simulation.contracts import contract_of, two_sided
from tests.simulation.forecasts import settled_at

from .example_settlements import below_minimum, own_history, set_by_hand, two_sided_with_losses

_MODELS = Path(str(files("openvbc.payment_models")))
_BOTH = ("contracts/beside_shared_savings.yaml", "inputs/beside_shared_savings.yaml")


@cache
def computed() -> Settlement:
    """A settlement of a computed benchmark, whose statement has two pictures."""
    return bridge_settled(COMPUTED)


@cache
def of_measures(number: int) -> Settlement:
    """A settlement that follows a scorecard of so many measures."""
    names = [f"screening_and_follow_up_plan_{at}" for at in range(1, number + 1)]
    counts = {"measure_numerator": dict.fromkeys(names, 60), "measure_denominator": dict.fromkeys(names, 100)}
    return scored(contract_with(scorecard([measure(name) for name in names])), counts)


@cache
def beside_shared_savings() -> api.Settled:
    """Savings and a quality program on one scorecard, which has a market and cases."""
    contract, inputs = (_MODELS / "pay_for_performance" / name for name in _BOTH)
    return api.settle(contract, inputs)


def compared() -> str:
    """What moved from the interim settlement to the final one."""
    contract, inputs = (_MODELS / "shared_savings" / folder / "two_sided.yaml" for folder in ("contracts", "inputs"))
    text = inputs.read_text(encoding="utf-8")
    with TemporaryDirectory() as folder:
        later = Path(folder) / "later.yaml"
        later.write_text(text.replace("expenditures: 520", "expenditures: 480"), encoding="utf-8")
        return api.compare(contract, inputs, later).html()


def forecast_of() -> api.Result[Any]:
    """What the worked contract may pay."""
    agreed = contract_of(two_sided())
    figures = {"benchmark_per_capita": 425, "expenditures": 49_000_000, "member_months": 120_000}
    return api.forecast(agreed, figures, period=2026, status="interim", scenarios=2_048)


def negotiated() -> api.Result[Any]:
    """What two terms of the worked contract are worth to both sides."""
    figures = {"benchmark_per_capita": 425, "expenditures": 49_000_000, "member_months": 120_000}
    changes = [("share_of_savings", "60%"), ("share_of_losses", "20%")]
    agreed = contract_of(two_sided())
    return api.negotiate(agreed, figures, period=2026, status="interim", changes=changes, scenarios=2_048)


@cache
def books() -> Path:
    """Books of a contract that was settled twice and is partly paid."""
    path = Path(_FOLDER.name) / "books.db"
    api.new_ledger(path, "Lakeside ACO")
    for spent, status, day in (("940000", "interim", "2027-02-01"), ("950000", "final", "2027-07-01")):
        figures = {"benchmark": "1000000", "expenditures": spent}
        settled = api.settle(contract_text(ONE_SIDED), figures, period=2026, status=status)
        api.post_settlement(path, settled=settled, posting={"by": "ann", "at": AT, "on": day, "reason": status})
    api.post_payment(path, "Example", 2026, "21000", reference="EFT 1", posting={"by": "ann", "on": "2027-07-02"})
    return path


def portfolio() -> str:
    """Four contracts on one roster."""
    folder = Path(_FOLDER.name)
    (folder / "portfolio.yaml").write_text(PORTFOLIO, encoding="utf-8")
    (folder / "months.csv").write_text(MONTHS, encoding="utf-8")
    return api.portfolio(folder / "portfolio.yaml", folder / "months.csv").html()


def reconciliation() -> str:
    """A payer's list beside ours: two on one only."""
    differences = tuple(
        Difference(
            person_id=f"1S00A00AA0{number}",
            member_id=f"W{number}",
            side=side,
            reason="plurality",
            ours="A9001" if side is Side.ONLY_OURS else "",
            theirs="" if side is Side.ONLY_OURS else "A9001",
            step="step 1",
            lost_at="",
            had_most="organization A9002, $1,204.50",
            came_next="organization A9001, $800.00",
            own="$800.00",
            words="organization A9002 had more than A9001 in step 1: $1,204.50 over $800.00 of primary care services",
        )
        for number, side in enumerate((Side.ONLY_THEIRS, Side.ONLY_OURS))
    )
    found = AttributionReconciliation("A9001", "payer_list_of_assigned_people.csv", 420, 3, 415, differences, ("risk",))
    return document_html(reconciliation_report(found))


_FOLDER = TemporaryDirectory()
PAGES: dict[str, Callable[[], str]] = {
    "statement": lambda: render_html(own_history()),
    "losses": lambda: render_html(two_sided_with_losses()),
    "computed benchmark": lambda: render_html(computed()),
    "many measures": lambda: render_html(of_measures(19)),
    "organizations": lambda: render_index([below_minimum(), two_sided_with_losses(), set_by_hand()]),
    "bridge": lambda: document_html(
        bridge_report("Lakeside ACO", "Agreement", bridges_within(computed()), computed().paid_through)
    ),
    "comparison": compared,
    "scorecard": lambda: document_html(feedback_report(feedback(of_measures(19)))),
    "consumers": lambda: document_html(consumer_report(of_measures(19))),
    "quality": lambda: document_html(sensitivity_report(sensitivity(of_measures(6)))),
    "sensitivity": lambda: beside_shared_savings().sensitivity().html(),
    "probability": lambda: beside_shared_savings().probability().html(),
    "reconciliation": reconciliation,
    "what if": lambda: api.Settled([settled_at(two_sided(), "0.025")]).what_if_page(),
    "review": lambda: api.review_contract(contract_of(two_sided())).html(),
    "forecast": lambda: forecast_of().html(),
    "negotiation": lambda: negotiated().html(),
    "distribution": lambda: document_html(cover(distributed("types_and_reserve"))),
    "statement of a participant": lambda: document_html(
        Statements(distributed("types_and_reserve")).of_named(next(iter(distributed("types_and_reserve").amounts)))
    ),
    "books": lambda: api.ledger_overview(books(), "2027-07-02", read_only=True).html(),
    "open items": lambda: api.open_items(books(), "2027-07-02").html(),
    "portfolio": portfolio,
    "checklist": lambda: api.checklists(_MODELS / "shared_savings/contracts/two_sided.yaml").html(),
}

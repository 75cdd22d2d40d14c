"""Times what users wait for: start-up, many organizations exactly, many scenarios as arrays, counting claims."""

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from decimal import Decimal
from importlib.resources import as_file
from pathlib import Path

import numpy as np

from benchmarks import forecast
from benchmarks.capitation import ROWS as ROSTER_ROWS
from benchmarks.capitation import run as settle_a_roster
from benchmarks.count import run as time_the_whole_count
from benchmarks.distribution import run as time_distribution
from benchmarks.episodes import run as time_episodes
from benchmarks.hospitals import HOSPITALS, replay_fiscal_year, write_fiscal_year
from benchmarks.kept import run as time_kept_counts
from benchmarks.ledger import run as time_ledger
from benchmarks.measures import run as time_measures
from benchmarks.replay import replay_all_years, write_all_years
from benchmarks.risk import run as time_risk_scores
from openvbc.api import contract_worksheets, load_contract, settle_case, settle_claims
from openvbc.contract.load import contract_from_text
from openvbc.contract.model import Contract
from openvbc.figures import Figure
from openvbc.payment_models.registry import model_folder, payment_models
from openvbc.settlement.experience_options import ExperienceOptions
from openvbc.settlement.settle import Case, Status
from openvbc.worksheet.arrays import Arrays
from openvbc.worksheet.evaluate import evaluate, evaluate_in

RUNS = 5
ORGANIZATIONS = 500
SCENARIOS = 200_000
PEOPLE = 20_000
MEASURES = 40


def main() -> None:
    """Run the parts that are named, or all: each figure is the median of five runs (the replay: one run)."""
    asked = sys.argv[1:] or [*PARTS]
    unknown = [name for name in asked if name not in PARTS]
    if unknown:
        sys.exit(f"there is no part {', '.join(unknown)}; the parts are {', '.join(PARTS)}")
    for name in asked:
        PARTS[name]()


def time_start_up() -> None:
    """How long the command line takes to answer at all."""
    row("start-up, openvbc --version", seconds(start_up), "s")


def time_worksheets() -> None:
    """Many organizations, exactly."""
    contract = example("one_sided")
    row(f"{ORGANIZATIONS} organizations, exact, worksheet only", seconds(lambda: exactly(contract)), "s")
    row(f"{ORGANIZATIONS} organizations, settled with fingerprint", seconds(lambda: settled(contract)), "s")


def time_scorecards() -> None:
    """Many scorecards, exactly."""
    card = scorecard_contract()
    row(f"{ORGANIZATIONS} scorecards of {MEASURES} measures, exact", seconds(lambda: scored(card)), "s")


def time_scenarios() -> None:
    """One worksheet over arrays."""
    contract = example("one_sided")
    row(f"{SCENARIOS:,} scenarios as arrays", seconds(lambda: scenarios(contract)), "s")


def time_forecast() -> None:
    """A million years of a contract."""
    for what, figure in forecast.run().items():
        row(what, figure, "" if what.endswith("MB") else "s")


def time_yearly_summaries() -> None:
    """Yearly summaries of people, counted and settled."""
    from openvbc.claims.project.load import LoadRequest, load  # noqa: PLC0415  # only here
    from openvbc.claims.synthetic.desynpuf import write_synthetic_desynpuf  # noqa: PLC0415  # only here

    with tempfile.TemporaryDirectory() as folder:
        claims = Path(folder) / "project"
        load(LoadRequest(write_synthetic_desynpuf(Path(folder) / "claims", PEOPLE, 1), claims))
        region = example("synthetic_region")
        row(f"{PEOPLE:,} people, two years, counted and settled", seconds(lambda: counted(region, claims)), "s")


def time_replay() -> None:
    """Made-up results of twelve years of the Medicare Shared Savings Program, read and settled again."""
    with tempfile.TemporaryDirectory() as folder:
        results = write_all_years(Path(folder))
        row(
            "every MSSP result of twelve years replayed, with reading",
            seconds(lambda: replay_all_years(results), 1),
            "s",
        )


def time_hospitals() -> None:
    """A made-up fiscal year of Hospital Value-Based Purchasing, read and scored again."""
    with tempfile.TemporaryDirectory() as folder:
        files = write_fiscal_year(Path(folder))
        told = f"{HOSPITALS:,} hospitals of a fiscal year replayed, with reading"
        row(told, seconds(lambda: replay_fiscal_year(files), 1), "s")


def time_capitation() -> None:
    """A roster of a million member months in forty rate cells, read and settled."""
    taken, processor, megabytes = settle_a_roster()
    row(f"{ROSTER_ROWS:,} member months of a roster, settled", taken, "s")
    row("the processor time that it takes", processor, "s")
    row("the most memory that it takes", megabytes, "MB")


def row(what: str, median: float, unit: str) -> None:
    """Print one result."""
    print(f"{what:<55} {median:9.3f} {unit}")


def seconds(run: Callable[[], object], runs: int = RUNS) -> float:
    """The median time of several runs, in seconds."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def example(name: str) -> Contract:
    """One of the example contracts of shared_savings."""
    with as_file(model_folder("shared_savings").joinpath("contracts").joinpath(f"{name}.yaml")) as path:
        return load_contract(path)


def start_up() -> None:
    """Start the command line once."""
    subprocess.run([sys.executable, "-m", "openvbc", "--version"], check=True, capture_output=True)


def exactly(contract: Contract) -> None:
    """Evaluate one worksheet for every organization."""
    sheet = contract_worksheets(contract, 2026)["savings"]
    for number in range(ORGANIZATIONS):
        evaluate(sheet, {"benchmark": Figure(Decimal(1000 + number)), "expenditures": Figure(Decimal(960))})


def settled(contract: Contract) -> None:
    """Settle every organization, inputs checked."""
    for number in range(ORGANIZATIONS):
        figures: dict[str, Figure | dict[str, Figure]] = {
            "benchmark": Figure(Decimal(1000 + number)),
            "expenditures": Figure(Decimal(960)),
        }
        settle_case(contract, Case(str(number), 2026, Status.FINAL, figures, {}))


def scorecard_contract() -> Contract:
    """The example with points and a pool, with many measures in place of its one."""
    with as_file(model_folder("pay_for_performance").joinpath("contracts").joinpath("points_and_pool.yaml")) as path:
        text = path.read_text(encoding="utf-8")
    begin, end = text.index("    - measure:"), text.index("  scales:")
    measures = "".join(text[begin:end].replace("optimal_care", f"measure_{number}") for number in range(MEASURES))
    return contract_from_text(text[:begin] + measures + text[end:], "scorecard.yaml", payment_models())


def scored(contract: Contract) -> None:
    """One scorecard for every organization: achievement, improvement, the better of both, one score, payment."""
    sheet = contract_worksheets(contract, 2026)["pool"]
    keys = [f"measure_{number}" for number in range(MEASURES)]
    for number in range(ORGANIZATIONS):
        now = Figure(Decimal(20 + number % 40).scaleb(-2))
        figures: dict[str, Figure | dict[str, Figure]] = {
            "measure_rate": dict.fromkeys(keys, now),
            "earlier_measure_score": dict.fromkeys(keys, Figure(Decimal("0.4"))),
            "quality_pool": Figure(Decimal(100_000)),
        }
        evaluate(sheet, figures)


def scenarios(contract: Contract) -> None:
    """One worksheet over arrays of expenditures."""
    sheet = contract_worksheets(contract, 2026)["savings"]
    spent = np.random.default_rng(1).normal(960.0, 25.0, SCENARIOS)
    evaluate_in(Arrays(), sheet, {"benchmark": np.full(SCENARIOS, 1000.0), "expenditures": spent})


def counted(contract: Contract, claims: Path) -> None:
    """Load made-up claims, count two years, settle."""
    settle_claims(contract, claims, 2009, Status.FINAL, options=ExperienceOptions(recount=True))


PARTS: Mapping[str, Callable[[], None]] = {
    "start_up": time_start_up,
    "worksheets": time_worksheets,
    "scorecards": time_scorecards,
    "scenarios": time_scenarios,
    "forecast": time_forecast,
    "yearly_summaries": time_yearly_summaries,
    "replay": time_replay,
    "hospitals": time_hospitals,
    "capitation": time_capitation,
    "distribution": time_distribution,
    "ledger": time_ledger,
    "count": time_the_whole_count,
    "kept": time_kept_counts,
    "risk": time_risk_scores,
    "episodes": time_episodes,
    "measures": time_measures,
}

if __name__ == "__main__":
    main()

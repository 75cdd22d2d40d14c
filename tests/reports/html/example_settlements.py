"""Settlements to look at: contracts and figures written out here, so that what a page must show can be worked out."""

from pathlib import Path
from tempfile import TemporaryDirectory

from openvbc.api import settle_inputs
from openvbc.settlement.settle import Settlement
from tests.examples import contract_from

HEAD = """
contract: {contract}
parties:
  payer: {{name: Northern Health Plan}}
  provider: {{name: Lakeside ACO}}
agreement: {{start: {start}, end: 2026-12-31, run_out_months: 3, clause: "2.1"}}
population:
  line_of_business: commercial
  attribution: {{payer_list: true}}
payment_streams:
  - stream: savings
    model: shared_savings
    terms:
"""

ONE_SIDED = """
      risk: one_sided
      benchmark: {given: {basis: total}}
      savings:
        minimum_savings_rate: {fixed: 2%, clause: Exhibit C 2}
        share: 50%
"""

TWO_SIDED = """
      risk: two_sided
      benchmark: {given: {basis: total}}
      savings: {minimum_savings_rate: {fixed: 2%}, share: 60%}
      losses: {minimum_loss_rate: {fixed: 2%}, share: {rate: 60%}}
"""

OWN_HISTORY = """
      risk: one_sided
      benchmark:
        own_history:
          per: member_month
          base_years: [{year: 2023, weight: 10%}, {year: 2024, weight: 30%}, {year: 2025, weight: 60%}]
          inflator: {yearly_rate: 4%}
          clause: Exhibit B 2
      truncation: {per_member_per_year: "$150,000"}
      carve_outs: [{name: pharmacy, category: pharmacy}]
      savings:
        minimum_savings_rate: {by_population_size: true}
        share: 50%
        quality: {multiplier: {minimum_score: 50%}}
"""

DEFERRED = """
      risk: one_sided
      benchmark: {given: {basis: total}}
      savings: {minimum_savings_rate: {fixed: 2%}, share: 50%}
      deferred_minimum: {minimum_savings_rate: {fixed: 1%}}
"""

OWN_HISTORY_FIGURES = """
  base_year_total_expenditures: {2023: 10000000, 2024: 10400000, 2025: 10816000}
  base_year_carved_out_pharmacy: {2023: 1000000, 2024: 1040000, 2025: 1081600}
  base_year_excess_claims: {2023: 0, 2024: 0, 2025: 0}
  base_year_member_months: {2023: 24000, 2024: 24000, 2025: 24000}
  member_months: 24000
  total_expenditures: 10600000
  carved_out_pharmacy: 1100000
  excess_claims: 120000
  assigned_population: 2000
  quality_score: {value: 80%, source: "scorecard, page 2"}
"""

DEFERRED_FIGURES = """
  benchmark: 1000
  expenditures: 990
  earlier_benchmark: {2024: 1000, 2025: 1000}
  earlier_savings: {2024: 15, 2025: 11}
  earlier_share_of_savings: {2024: 50%, 2025: 50%}
"""


def settled(
    terms: str,
    figures: str,
    *,
    contract: str = "Lakeside shared savings",
    organization: str = "Lakeside ACO",
    start: str = "2026-01-01",
    status: str = "final",
    overrides: str = "",
) -> Settlement:
    """A settlement of performance year 2026. `figures` and `overrides` are the lines below their words in the YAML."""
    told = f"organization: {organization}\nperformance_year: 2026\nstatus: {status}\nfigures:\n{figures}"
    if overrides:
        told += f"\noverrides:\n{overrides}"
    with TemporaryDirectory() as folder:
        file = Path(folder) / "figures.yaml"
        file.write_text(told, encoding="utf-8")
        return settle_inputs(contract_from(HEAD.format(contract=contract, start=start) + terms), file)[0]


def amounts(benchmark: str, expenditures: str) -> str:
    """The two figures of a contract whose benchmark is given."""
    return f"  benchmark: {benchmark}\n  expenditures: {expenditures}\n"


def one_sided_with_savings() -> Settlement:
    """Benchmark 500, spend 480: savings 20 reach the minimum of 10, half of them is 10."""
    return settled(ONE_SIDED, amounts("500", "480"))


def two_sided_with_losses() -> Settlement:
    """Benchmark 500, spend 520: losses 20 reach the minimum of 10, 60% of them is 12."""
    return settled(TWO_SIDED, amounts("500", "520"))


def below_minimum() -> Settlement:
    """Benchmark 500, spend 495: savings 5 stay below the minimum of 10."""
    return settled(ONE_SIDED, amounts("500", "495"))


def own_history() -> Settlement:
    """Three base years of $375.00 x 1.04 a year, without pharmacy; $9,380,000 count in 2026."""
    return settled(OWN_HISTORY, OWN_HISTORY_FIGURES)


def deferred() -> Settlement:
    """The last of three years that each missed 2%: 36 of 3,000 together pass 1%, half of 36 is 18."""
    return settled(DEFERRED, DEFERRED_FIGURES, start="2024-01-01", status="interim")


def set_by_hand() -> Settlement:
    """Shared savings set to 7.50 by a person where the formula gives 10."""
    return settled(
        ONE_SIDED,
        amounts("500", "480"),
        overrides="  shared_savings: {value: 7.50, by: Jane Roe, reason: agreed on 2027-05-02}",
    )


EXAMPLES = {
    each.__name__: each
    for each in (one_sided_with_savings, two_sided_with_losses, below_minimum, own_history, deferred, set_by_hand)
}

"""Contracts of the made-up region: one way to attribute and to count, and a benchmark of each kind."""

from openvbc.contract.model import Contract
from tests.examples import contract_from

HEAD = """contract: Counted
parties:
  payer: {name: Meadow Health Plan}
  provider: {name: Lakeside Physicians}
agreement: {start: 2024-01-01, end: 2024-12-31, run_out_months: 3}
population:
  line_of_business: commercial
  attribution:
"""

STEPWISE = """    stepwise:
      organization: A9002
      window_months: 24
      provider_types:
        - {name: primary_care, specialties: ["01", "08", "11", "38"]}
        - {name: practitioners, specialties: ["50", "89", "97"]}
        - {name: specialists, specialties: ["06", "13", "20", "34"]}
      services: ["99202-99215", "99381-99397", G0438, G0439]
      steps:
        - {patient_designated: true}
        - plurality: {of: allowed_amount, provider_types: [primary_care, practitioners]}
        - plurality: {of: visits, provider_types: [specialists], minimum_visits: 2, only_without: [primary_care]}
"""

TERMS = """payment_streams:
  - stream: shared_savings
    model: shared_savings
    terms:
      risk: one_sided
      savings: {share: 50%}
"""

COUNTING = """      claims_basis:
        amount: paid
        service_date: line_start
        pharmacy: true
        months: any_enrollment
        without_paid_date: stop
        part_years: prorated
      truncation: {per_member_per_year: 20000}
      carve_outs:
        - {name: pharmacy, category: pharmacy}
        - {name: office, hcpcs: ["99214"]}
        - {name: kidney, diagnoses: ["N18*"], any_diagnosis: true}
"""

OWN = """        own_history:
          per: member_month
          base_years: [{year: 2022, weight: 40%}, {year: 2023, weight: 60%}]
          inflator: {yearly_rate: 4%}
"""

BEST = """        control_group:
          kind: best_practice_in_region
          population: The two best groups of the region
          excludes_own_members: true
          organizations: [A9001, A9003]
          per: member_month
"""

BENCHMARKS = {
    "given": "        given: {basis: per_member_per_month}\n",
    "negotiated": "        negotiated: {years: [{performance_year: 2024, per_member_per_month: 301.25}]}\n",
    "own_history": OWN,
    "market_adjusted": OWN.replace(
        "{yearly_rate: 4%}",
        "{comparator: {kind: market, population: The region, excludes_own_members: true}}",
    ),
    "control_group": BEST,
    "matched": """        control_group:
          kind: matched_comparator
          population: People of like age
          excludes_own_members: true
          people: alike
          per: person_year
""",
    "hybrid": f"{OWN}{BEST}        hybrid: {{weight_of_own_history: 30%}}\n",
}


def contract_with(benchmark: str, *, attribution: str = STEPWISE, counting: str = COUNTING, more: str = "") -> Contract:
    """The contract with the benchmark of that name, or of that text."""
    text = BENCHMARKS.get(benchmark, benchmark)
    return contract_from(f"{HEAD}{attribution}{TERMS}{counting}{more}      benchmark:\n{text}")

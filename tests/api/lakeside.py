"""A contract and figures as somebody writes them in Python."""

from copy import deepcopy
from typing import Any

CONTRACT: dict[str, Any] = {
    "contract": "Lakeside shared savings",
    "parties": {"payer": {"name": "Northern Health Plan"}, "provider": {"name": "Lakeside ACO"}},
    "agreement": {"start": "2026-01-01", "end": "2026-12-31", "run_out_months": 3, "settled": "quarterly"},
    "population": {"line_of_business": "commercial", "attribution": {"payer_list": True}},
    "payment_streams": [
        {
            "stream": "savings",
            "model": "shared_savings",
            "terms": {
                "risk": "one_sided",
                "benchmark": {"given": {"basis": "total", "clause": "B 2"}},
                "savings": {"share": {"value": "50%", "clause": "C 2"}},
            },
        }
    ],
}
#: The same as a file has it.
YAML = """contract: Lakeside shared savings
parties: {payer: {name: Northern Health Plan}, provider: {name: Lakeside ACO}}
agreement: {start: 2026-01-01, end: 2026-12-31, run_out_months: 3, settled: quarterly}
population: {line_of_business: commercial, attribution: {payer_list: true}}
payment_streams:
  - stream: savings
    model: shared_savings
    terms:
      risk: one_sided
      benchmark: {given: {basis: total, clause: B 2}}
      savings: {share: {value: 50%, clause: C 2}}
"""
FIGURES: dict[str, Any] = {"benchmark": "500", "expenditures": 480}
INPUTS_YAML = "performance_year: 2026\nstatus: final\nfigures: {benchmark: 500, expenditures: 480}\n"


def with_share(share: object) -> dict[str, Any]:
    """The contract with another share of savings."""
    changed = deepcopy(CONTRACT)
    changed["payment_streams"][0]["terms"]["savings"]["share"] = share
    return changed

"""The public functions: each command of the command line is one call of one of them.

They take paths, text, dicts and plain numbers, and give back objects that can be read, put on and written. The names
load when they are first used, so that settling a few headline numbers loads no engine.
"""

from importlib import import_module
from typing import Final

#: Public name -> where it is.
PLACES: Final = {
    "Case": "openvbc.settlement.settle",
    "Contract": "openvbc.contract.model",
    "Counting": "openvbc.api.arguments",
    "Delivering": "openvbc.api.deliveries",
    "Distributed": "openvbc.api.distributing",
    "OpenVBCError": "openvbc.errors",
    "Picture": "openvbc.api.pictures",
    "Result": "openvbc.api.result",
    "Scorecard": "openvbc.api.settled",
    "Settled": "openvbc.api.settled",
    "Settlement": "openvbc.settlement.settle",
    "Status": "openvbc.settlement.settle",
    "accept_evidence": "openvbc.api.quality",
    "access_log": "openvbc.api.books",
    "bridge": "openvbc.api.comparing",
    "check_contract": "openvbc.api.contracts",
    "checklists": "openvbc.api.counts",
    "close_ledger": "openvbc.api.books",
    "compare": "openvbc.api.comparing",
    "contract_schema": "openvbc.api.contracts",
    "contract_worksheets": "openvbc.api.arguments",
    "count_episodes": "openvbc.api.counts",
    "count_measures": "openvbc.api.counts",
    "count_panels": "openvbc.api.counts",
    "demonstrate": "openvbc.api.demonstration",
    "distribute": "openvbc.api.distributing",
    "explain": "openvbc.api.settling",
    "explain_published": "openvbc.api.published",
    "export_fhir": "openvbc.api.exporting",
    "find_signs": "openvbc.api.counts",
    "forecast": "openvbc.api.worth",
    "given_figures": "openvbc.api.settling",
    "inputs_form": "openvbc.api.contracts",
    "journal": "openvbc.api.books",
    "ledger_overview": "openvbc.api.books",
    "list_members": "openvbc.api.members",
    "list_parameters": "openvbc.api.contracts",
    "list_transitions": "openvbc.api.transitions",
    "load_claims": "openvbc.api.projects",
    "load_contract": "openvbc.api.arguments",
    "make_region": "openvbc.api.made_up",
    "negotiate": "openvbc.api.worth",
    "new_ledger": "openvbc.api.books",
    "open_items": "openvbc.api.books",
    "payer_mapping": "openvbc.api.projects",
    "portfolio": "openvbc.api.books",
    "post_accrual": "openvbc.api.books",
    "post_advance": "openvbc.api.books",
    "post_distribution": "openvbc.api.books",
    "post_payment": "openvbc.api.books",
    "post_payments": "openvbc.api.books",
    "post_settlement": "openvbc.api.books",
    "probability": "openvbc.api.quality",
    "read_premiums": "openvbc.api.premiums",
    "read_project": "openvbc.api.projects",
    "read_reports": "openvbc.api.contracts",
    "reconcile_attribution": "openvbc.api.counts",
    "record_delivery": "openvbc.api.deliveries",
    "replay": "openvbc.api.published",
    "report_utilization": "openvbc.api.counts",
    "review_contract": "openvbc.api.worth",
    "reverse_entry": "openvbc.api.books",
    "schedule": "openvbc.api.deliveries",
    "scorecard": "openvbc.api.quality",
    "sensitivity": "openvbc.api.quality",
    "settle": "openvbc.api.settling",
    "settle_case": "openvbc.api.settling",
    "settle_claims": "openvbc.api.settling",
    "settle_inputs": "openvbc.api.settling",
    "shadow": "openvbc.api.comparing",
    "show_ledger": "openvbc.api.books",
    "starter_contract": "openvbc.api.contracts",
    "try_participants": "openvbc.api.participants",
    "true_up": "openvbc.api.books",
    "verify_ledger": "openvbc.api.books",
    "verify_pack": "openvbc.api.evidence_packs",
    "what_if": "openvbc.api.quality",
    "what_if_published": "openvbc.api.published",
    "write_factors": "openvbc.api.counts",
    "write_pack": "openvbc.api.evidence_packs",
}

__all__ = [*PLACES]  # noqa: PLE0604  # the names are in the table above, once


def __getattr__(name: str) -> object:
    """A public name, loaded when it is first asked for."""
    if name not in PLACES:
        raise AttributeError(f"module 'openvbc.api' has no attribute {name!r}")
    return getattr(import_module(PLACES[name]), name)


def __dir__() -> list[str]:
    """The public names."""
    return sorted(PLACES)

"""Which risk models score whom, and by what share; the performance year's models hold for its benchmark years."""

from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from openvbc.citation import Citation
from openvbc.errors import ContractError, Fault, ParameterError
from openvbc.money import ONE, ZERO
from openvbc.payment_models.mssp.worksheet_builder import published_for
from openvbc.payment_models.record import WorksheetRequest

_AGED: Final = ("disabled", "aged_dual", "aged_non_dual")
#: The payment years whose tables are at hand; others are scored by the nearest, which the output says.
_FIRST_TABLES, _LAST_TABLES = 2024, 2026


@dataclass(frozen=True)
class RiskModels:
    """The rule sets of each enrollment type with their shares.

    note: what is to be known of them, '' if nothing. rule: where it stands which models score.
    """

    shares: dict[str, dict[str, Decimal]]
    note: str
    rule: Citation

    def rule_sets_of(self, *, esrd: bool) -> tuple[str, ...]:
        """Every rule set that scores people with ESRD, or without."""
        used = {name for kind, of_type in self.shares.items() for name in of_type if (kind == "esrd") is esrd}
        return tuple(sorted(used))

    @property
    def models(self) -> dict[str, tuple[str, ...]]:
        """The rule sets of each enrollment type."""
        return {kind: tuple(of_type) for kind, of_type in self.shares.items()}


def risk_models(request: WorksheetRequest) -> RiskModels:
    """The models of the performance year. ContractError if none is known for it."""
    year = request.performance_year.year
    tables = min(max(year, _FIRST_TABLES), _LAST_TABLES)
    note = ""
    if tables != year:
        note = (
            f"risk scores of performance year {year} use the tables of payment year {tables}: those of {year} are not"
            " at hand, so mappings of diagnoses and coefficients may differ from CMS's"
        )
    shares: dict[str, dict[str, Decimal]] = {"esrd": {f"{'E24' if year >= 2023 else 'E21'}-{tables}": ONE}}
    older, rule = _older_model(request)
    newer = ZERO
    with suppress(ParameterError):  # before the model of 2024 there is no share of it
        of_newer = published_for(request, "mssp_model_share_v28")
        newer, rule = of_newer.number, of_newer.citation
    blend = {f"{older}-{tables}": ONE - newer, f"V28-{tables}": newer}
    for kind in _AGED:
        shares[kind] = {name: share for name, share in blend.items() if share}
    return RiskModels(shares, note, rule)


def _older_model(request: WorksheetRequest) -> tuple[str, Citation]:
    for model in ("V22", "V24"):
        with suppress(ParameterError):
            published = published_for(request, "mssp_risk_model_is", risk_model=model)
            if published.value is True:
                return model, published.citation
    year = request.performance_year.year
    raise ContractError(
        Fault(
            f"no risk model is known for performance year {year}",
            why="benchmarks are brought to the severity of the people by their risk scores",
            fix="give risk scores with the inputs instead",
        )
    )

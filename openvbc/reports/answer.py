"""The answer of a settlement in plain words, the same in every report."""

from collections.abc import Iterator
from decimal import Decimal

from openvbc.contract.model import Contract
from openvbc.money import ZERO
from openvbc.reports.unmet import UnmetCondition, given_reasons, unmet_conditions
from openvbc.settlement.settle import Settlement, Status
from openvbc.units import USD
from openvbc.worksheet.words import lower_first

#: The categories of the HCP-LAN APM framework in words.
HCP_LAN_IN_WORDS = {
    "1": "fee-for-service, no link to quality and value",
    "2A": "foundational payments for infrastructure and operations",
    "2B": "pay for reporting",
    "2C": "pay for performance",
    "3A": "shared savings with upside risk only",
    "3B": "shared savings with upside and downside risk",
    "3N": "risk-based payments not linked to quality",
    "4A": "condition-specific population-based payment",
    "4B": "comprehensive population-based payment",
    "4C": "integrated finance and delivery system",
    "4N": "capitated payments not linked to quality",
}

#: What stands above the clauses of a contract that nothing computes.
NOT_MODELED = "Agreed but not computed"
#: What stands above figures that look wrong and were accepted.
ACCEPTED = "Figures that look wrong, and were accepted"


def provider_name(settlement: Settlement) -> str:
    """The organization that is settled; the contract's provider if the figures name none."""
    return settlement.provider_name


def answer(settlement: Settlement) -> str:
    """Who pays whom how much and why it is less, or why nothing is paid; then what is reinvested.

    Interim results "would" be paid.
    """
    return " ".join((_who_pays_whom(settlement), *_lessened(settlement), *_reinvested(settlement)))


def _who_pays_whom(settlement: Settlement) -> str:
    payer, provider = settlement.contract.file.parties.payer.name, provider_name(settlement)
    net, interim = settlement.net_payment, settlement.status is Status.INTERIM
    year = f"For {settlement.performance_year.words}"
    if net > ZERO:
        return f"{year}, {payer} {'would pay' if interim else 'pays'} {provider} {USD.show(net)}."
    if net < ZERO:
        return f"{year}, {provider} {'would owe' if interim else 'owes'} {payer} {USD.show(net.copy_abs())}."
    reasons = [each.because or f"not met: {lower_first(each.label)}" for each in _unmet(settlement)]
    why = f": {'; '.join(dict.fromkeys(reasons))}" if reasons else ""
    return f"{year}, nothing {'would be' if interim else 'is'} paid between {payer} and {provider}{why}."


def _lessened(settlement: Settlement) -> Iterator[str]:
    """A sentence for each reason why the payment is less than what was earned or shared."""
    if settlement.net_payment != ZERO:
        for stream in settlement.streams:
            for reason in given_reasons(stream.evaluation, beside_payment=True):
                yield f"{reason.because[:1].upper()}{reason.because[1:]}."


def _reinvested(settlement: Settlement) -> Iterator[str]:
    """A sentence for each stream that reinvests what it does not pay out."""
    verb = "would be" if settlement.status is Status.INTERIM else "is"
    for stream in settlement.streams:
        sheet = stream.evaluation.sheet
        value = stream.evaluation.values.get("reinvested")
        if isinstance(value, Decimal) and value > ZERO:
            label = lower_first(sheet["reinvested"].label)
            yield f"{USD.show(value)} {verb} {label} under the contract."


def _unmet(settlement: Settlement) -> list[UnmetCondition]:
    return [each for stream in settlement.streams for each in unmet_conditions(stream.evaluation)]


def accepted_doubts(settlement: Settlement) -> tuple[str, ...]:
    """The figures that look wrong, each with its comparison, and the reason for which they were accepted."""
    if not settlement.accepted:
        return ()
    return (*(doubt.words for doubt in settlement.doubts), f"accepted because: {settlement.accepted}")


def status_sentence(settlement: Settlement) -> str:
    """What the status means: the day through which claims must be paid to count."""
    through = settlement.paid_through.isoformat()
    if settlement.status is Status.FINAL:
        return f"Final: claims paid through {through} are in."
    return f"Interim: claims paid through {through} may still change this."


def category_sentence(contract: Contract) -> str:
    """The HCP-LAN category with its meaning."""
    beside = "; a payment for quality stands beside them" if contract.quality_beside else ""
    return f"HCP-LAN category {contract.hcp_lan_category}: {HCP_LAN_IN_WORDS[contract.hcp_lan_category]}{beside}"

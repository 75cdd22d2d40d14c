"""The segments of each kind of model, in the order in which they are tried. Aged means 65 or older, nothing else."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from openvbc.claims.risk.groups_of_people import NO_GRAFT, Group
from openvbc.claims.risk.rule_sets import Model


@dataclass(frozen=True)
class Segment:
    """A part of a model's population. prefix: how its coefficients begin in the model's table."""

    name: str
    prefix: str
    group: Group


_AGED = Group(first_age=65)
_YOUNGER = Group(last_age=64)


def segments(model: Model) -> tuple[Segment, ...]:
    """The segments of the model; the first that fits a person is the person's."""
    if model.drugs:
        return tuple(_drug_segments())
    return (*(_esrd_segments() if model.esrd else ()), *_community_segments())


def _community_segments() -> Iterator[Segment]:
    yield Segment("institutional", "INS_", Group(institutional=1))
    yield Segment("new_enrollee_special_needs", "SNPNE_", Group(new_enrollee=1, special_needs_plan=1))
    yield Segment("new_enrollee", "NE_", Group(new_enrollee=1))
    for benefit, letter, word in (
        ("full", "F", "full_dual"),
        ("partial", "P", "partial_dual"),
        ("none", "N", "non_dual"),
    ):
        yield Segment(f"community_{word}_aged", f"C{letter}A_", replace(_AGED, benefit=benefit))
        yield Segment(f"community_{word}_disabled", f"C{letter}D_", replace(_YOUNGER, benefit=benefit))


def _esrd_segments() -> Iterator[Segment]:
    graft = Group(esrd=1, first_graft_month=0)
    yield Segment("graft_institutional", "GI_", replace(graft, institutional=1))
    yield Segment("graft_new_enrollee", "GNE_", replace(graft, new_enrollee=1))
    for benefit, letters, word in (("full", "F", "full_dual"), ("*", "NP", "not_full_dual")):
        for ages, letter, age_word in ((_AGED, "A", "aged"), (_YOUNGER, "N", "non_aged")):
            group = replace(ages, esrd=1, first_graft_month=0, benefit=benefit)
            yield Segment(f"graft_{word}_{age_word}", f"G{letters}{letter}_", group)
    yield Segment("dialysis_new_enrollee", "DNE_", Group(esrd=1, new_enrollee=1, last_graft_month=NO_GRAFT))
    yield Segment("dialysis", "DI_", Group(esrd=1, last_graft_month=NO_GRAFT))
    for month in (1, 2, 3):
        group = Group(esrd=0, first_graft_month=month, last_graft_month=month)
        yield Segment(f"transplant_month_{month}", f"TRANSPLANT_KIDNEY_ONLY_{month}M", group)


def _drug_segments() -> Iterator[Segment]:
    yield Segment("institutional_new_enrollee", "Rx_NE_LTI_", Group(institutional=1, new_enrollee=1))
    yield Segment("institutional", "Rx_CE_LTI_", Group(institutional=1))
    yield Segment("new_enrollee_low_income", "Rx_NE_Lo_", Group(new_enrollee=1, low_income=1))
    yield Segment("new_enrollee_not_low_income", "Rx_NE_NoLo_", Group(new_enrollee=1))
    for low, letters, word in ((1, "Low", "low_income"), (0, "NoLow", "not_low_income")):
        yield Segment(f"community_{word}_aged", f"Rx_CE_{letters}Aged_", replace(_AGED, low_income=low))
        yield Segment(f"community_{word}_non_aged", f"Rx_CE_{letters}NoAged_", replace(_YOUNGER, low_income=low))

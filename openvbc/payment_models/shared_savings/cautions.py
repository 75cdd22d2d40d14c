"""What holds as agreed and may still surprise: cliffs, limits that move with spending, hurdles that add up."""

from collections.abc import Iterator

from openvbc.payment_models.shared_savings.terms import SharedSavingsTerms

_OF_SPENDING = ("expenditures", "expenditures_before_truncation")


def cautions(terms: SharedSavingsTerms) -> Iterator[str]:
    """Each caution as a sentence for `openvbc check`."""
    savings, losses = terms.savings, terms.losses
    if savings is not None and any(cap.of in _OF_SPENDING for cap in savings.caps):
        yield "a cap on savings is a share of what is spent: where it binds, spending more earns more"
    if savings is not None and savings.floor is not None and savings.floor.of in _OF_SPENDING:
        yield "the floor of the savings payment is a share of what is spent: where it holds, spending more earns more"
    for side, bands in (
        ("savings", savings.bands if savings is not None else None),
        ("losses", losses.share.bands if losses is not None else None),
    ):
        if bands is not None and bands.falls:
            yield f"whole amounts of {side} at shares that fall: larger {side} may come to less, and spending more pays"
        elif bands is not None and bands.basis == "whole":
            yield f"bands of {side} move the whole amount: at the end of a band a dollar more changes all of it at once"
    first_band_is_dead = savings is not None and savings.bands is not None and savings.bands.shares[0] == 0
    minimum = savings is not None and savings.minimum_savings_rate is not None
    if terms.benchmark.discount and (first_band_is_dead or minimum):
        yield "a discount stands beside a minimum or a first band without share: the two hurdles add up"

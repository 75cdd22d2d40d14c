"""Bands: an amount cut into slices, each with its own split; a corridor, a dead zone, a first slice to the payer."""

from decimal import Decimal
from itertools import pairwise
from typing import Literal, Self

from pydantic import Field, model_validator

from openvbc.contract.bases import Base
from openvbc.contract.values import Amount, Group, Share
from openvbc.money import ONE, ZERO, plain


class Band(Group):
    """One slice: up to where it reaches, and the provider's share of what lies in it."""

    up_to: Share | None = Field(None, description="As a share of the base; left out in the last band.")
    up_to_amount: Amount | None = Field(None, description="In dollars, with `of: dollars`.")
    share: Share = Field(description="The provider's share of what lies in the band.")
    payer_share: Share | None = Field(None, description="The payer's, where the contract states both.")
    whatever_quality: bool = Field(default=False, description="Quality does not lessen the share of this band.")

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.payer_share is not None and self.share + self.payer_share != ONE:
            whole = plain((self.share + self.payer_share) * 100)
            raise ValueError(f"the shares of provider and payer add up to {whole}%, not 100%")
        return self


class Bands(Group):
    """Bands of savings or of losses, from the first dollar up; what lies beyond the last stated end must be agreed."""

    of: Literal[Base, "dollars"] = Field(description="What the ends of the bands are shares of.")
    basis: Literal["marginal", "whole"] = Field(
        "marginal", description="Each slice at its own share, or the whole amount at the share of its band."
    )
    beyond: Literal["payer"] | None = Field(
        None, description="With an end of the last band: what lies beyond it is the payer's alone."
    )
    falling_shares: Literal["agreed"] | None = Field(
        None, description="With basis: whole, the parties know that a larger amount may come to less."
    )
    rows: tuple[Band, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _cut_once(self) -> Self:
        ends = [self._end(row) for row in self.rows]
        if any(row.up_to_amount is not None for row in self.rows) != (self.of == "dollars") and any(
            end is not None for end in ends
        ):
            named = "up_to_amount goes with of: dollars"
            raise ValueError(f"{named}, up_to with every other base; shares and dollars are not mixed")
        if any(row.up_to is not None and row.up_to_amount is not None for row in self.rows):
            raise ValueError("a band has one end: up_to or up_to_amount")
        if None in ends[:-1]:
            raise ValueError("only the last band has no end")
        stated = [ZERO, *(end for end in ends if end is not None)]
        if any(later <= earlier for earlier, later in pairwise(stated)):
            raise ValueError("the bands overlap: each must end above the one before it")
        if (ends[-1] is None) == (self.beyond is not None):
            what = "the last band has no end; take `beyond` out" if self.beyond else "nothing is agreed beyond the last"
            raise ValueError(what if self.beyond else f"{what} band; leave its end out, or write beyond: payer")
        if self.falls != (self.falling_shares is not None):
            if self.falls:
                why = "with basis: whole a share that falls lets a larger amount come to less"
                raise ValueError(f"{why}; write marginal, or falling_shares: agreed if that is what is agreed")
            raise ValueError("falling_shares goes with basis: whole and a share below the one before it; take it out")
        if self.basis == "whole" and self.beyond is not None:
            raise ValueError("with basis: whole nothing would be left beyond the last band; write marginal")
        return self

    @property
    def falls(self) -> bool:
        """Whether a larger amount may come to less: whole amounts at shares of which one is below the one before."""
        shares = [row.share for row in self.rows]
        return self.basis == "whole" and any(later < earlier for earlier, later in pairwise(shares))

    def _end(self, row: Band) -> Decimal | None:
        return row.up_to_amount if self.of == "dollars" else row.up_to

    @property
    def ends(self) -> tuple[Decimal | None, ...]:
        """Where each band ends; None for the last."""
        stated = tuple(self._end(row) for row in self.rows)
        return (*stated, None) if self.beyond else stated

    @property
    def shares(self) -> tuple[Decimal, ...]:
        """The provider's share of each band."""
        return (*(row.share for row in self.rows), ZERO) if self.beyond else tuple(row.share for row in self.rows)

"""Who pays for the people of a region: Original Medicare alone, or, where it is asked for, three other payers too."""

from dataclasses import dataclass
from typing import Final

from openvbc.claims.synthetic.draws import Choice


@dataclass(frozen=True)
class Payer:
    """A payer with its one plan. payer_type: as the canonical tables have it; of_1000: its people."""

    name: str
    payer_type: str
    plan: str
    of_1000: int


#: The payers of an all-payer region; of any other region the first alone.
PAYERS: Final = (
    Payer("Medicare", "medicare", "Original Medicare", 400),
    Payer("Meadow Health Plan", "medicare advantage", "Meadow Advantage", 180),
    Payer("Northern Health Plan", "commercial", "Northern PPO", 260),
    Payer("Valley Community Plan", "medicaid", "Valley Medicaid", 160),
)
ORIGINAL_MEDICARE: Final = 0
#: From this payer on people have no Medicare: they are adults under 65.
FIRST_WITHOUT_MEDICARE: Final = 2
PAYER: Final = Choice([each.of_1000 for each in PAYERS])

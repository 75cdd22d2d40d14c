"""State codes of the Social Security Administration (SSA), which Medicare files carry, and the postal ones."""

from collections.abc import Mapping
from functools import cache
from typing import Final

from openvbc.claims.published_codes import meanings
from openvbc.errors import did_you_mean


@cache
def postal_abbreviations() -> Mapping[str, str]:
    """SSA state code -> postal abbreviation (USPS), as CMS lists them for the state code of a beneficiary."""
    return meanings("ssa_state_codes")


#: Name of a state or territory -> its postal abbreviation (USPS).
STATE_NAMES: Final[dict[str, str]] = {
    "Alabama": "AL",
    "Alaska": "AK",
    "Arizona": "AZ",
    "Arkansas": "AR",
    "California": "CA",
    "Colorado": "CO",
    "Connecticut": "CT",
    "Delaware": "DE",
    "District of Columbia": "DC",
    "Florida": "FL",
    "Georgia": "GA",
    "Hawaii": "HI",
    "Idaho": "ID",
    "Illinois": "IL",
    "Indiana": "IN",
    "Iowa": "IA",
    "Kansas": "KS",
    "Kentucky": "KY",
    "Louisiana": "LA",
    "Maine": "ME",
    "Maryland": "MD",
    "Massachusetts": "MA",
    "Michigan": "MI",
    "Minnesota": "MN",
    "Mississippi": "MS",
    "Missouri": "MO",
    "Montana": "MT",
    "Nebraska": "NE",
    "Nevada": "NV",
    "New Hampshire": "NH",
    "New Jersey": "NJ",
    "New Mexico": "NM",
    "New York": "NY",
    "North Carolina": "NC",
    "North Dakota": "ND",
    "Ohio": "OH",
    "Oklahoma": "OK",
    "Oregon": "OR",
    "Pennsylvania": "PA",
    "Puerto Rico": "PR",
    "Rhode Island": "RI",
    "South Carolina": "SC",
    "South Dakota": "SD",
    "Tennessee": "TN",
    "Texas": "TX",
    "Utah": "UT",
    "Vermont": "VT",
    "Virgin Islands": "VI",
    "Virginia": "VA",
    "Washington": "WA",
    "West Virginia": "WV",
    "Wisconsin": "WI",
    "Wyoming": "WY",
    "American Samoa": "AS",
    "Guam": "GU",
    "Northern Mariana Islands": "MP",
}

#: DE-SynPUF's code for persons who live in none of the others; it has no postal abbreviation.
OTHERS: Final = "54"


@cache
def state_codes() -> tuple[str, ...]:
    """Every code that a state column may hold."""
    return (*postal_abbreviations(), OTHERS)


def ssa_state_code(text: str) -> str:
    """The two-digit SSA code of a state: "CA", "ca", "05" and "5" give "05". ValueError if there is no such state."""
    name = text.strip().upper()
    of_postal = {postal: ssa for ssa, postal in postal_abbreviations().items()}
    code = of_postal.get(name, name.zfill(2))
    if code in state_codes():
        return code
    if name.isdigit():
        raise ValueError(f"{text!r} is no SSA state code (01 to 54)")
    raise ValueError(f"{text!r} is no state; {did_you_mean(name, of_postal)}")


def state_name(code: str) -> str:
    """How a report names an SSA state code: "05 (CA)", "54 (others)"."""
    return f"{code} ({postal_abbreviations().get(code, 'others')})"

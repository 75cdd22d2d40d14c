"""State codes of the Social Security Administration (SSA), which Medicare files carry, and the postal ones."""

from typing import Final

from openvbc.errors import did_you_mean

#: SSA state code -> postal abbreviation (USPS), as CMS lists them for the state code of a beneficiary.
POSTAL_ABBREVIATIONS: Final[dict[str, str]] = {
    "01": "AL",
    "02": "AK",
    "03": "AZ",
    "04": "AR",
    "05": "CA",
    "06": "CO",
    "07": "CT",
    "08": "DE",
    "09": "DC",
    "10": "FL",
    "11": "GA",
    "12": "HI",
    "13": "ID",
    "14": "IL",
    "15": "IN",
    "16": "IA",
    "17": "KS",
    "18": "KY",
    "19": "LA",
    "20": "ME",
    "21": "MD",
    "22": "MA",
    "23": "MI",
    "24": "MN",
    "25": "MS",
    "26": "MO",
    "27": "MT",
    "28": "NE",
    "29": "NV",
    "30": "NH",
    "31": "NJ",
    "32": "NM",
    "33": "NY",
    "34": "NC",
    "35": "ND",
    "36": "OH",
    "37": "OK",
    "38": "OR",
    "39": "PA",
    "40": "PR",
    "41": "RI",
    "42": "SC",
    "43": "SD",
    "44": "TN",
    "45": "TX",
    "46": "UT",
    "47": "VT",
    "48": "VI",
    "49": "VA",
    "50": "WA",
    "51": "WV",
    "52": "WI",
    "53": "WY",
}

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

#: Every code that a state column may hold.
STATE_CODES: Final[tuple[str, ...]] = (*POSTAL_ABBREVIATIONS, OTHERS)

_SSA_CODES: Final[dict[str, str]] = {postal: ssa for ssa, postal in POSTAL_ABBREVIATIONS.items()}


def ssa_state_code(text: str) -> str:
    """The two-digit SSA code of a state: "CA", "ca", "05" and "5" give "05". ValueError if there is no such state."""
    name = text.strip().upper()
    code = _SSA_CODES.get(name, name.zfill(2))
    if code in STATE_CODES:
        return code
    if name.isdigit():
        raise ValueError(f"{text!r} is no SSA state code (01 to 54)")
    raise ValueError(f"{text!r} is no state; {did_you_mean(name, _SSA_CODES)}")


def state_name(code: str) -> str:
    """How a report names an SSA state code: "05 (CA)", "54 (others)"."""
    return f"{code} ({POSTAL_ABBREVIATIONS.get(code, 'others')})"

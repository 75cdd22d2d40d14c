"""Names that files had before, which are still read: other spellings of keys, columns and words of contracts.

Files that people wrote stay theirs. Where a key, a column of a table or a chosen word is read, the name of today is
taken for the former one; nothing is written under a former name.
"""

from typing import Final

#: Former name -> the name of today, for keys of YAML files, headers of tables and words that are chosen from a list.
FORMER_NAMES: Final = {
    "organisation": "organization",
    "organisations": "organizations",
    "enrolment": "enrollment",
    "any_enrolment": "any_enrollment",
    "normalised": "normalized",
    "not_modelled": "not_modeled",
    "utilisation": "utilization",
    "counting": "claims_basis",
    "private_plan": "medicare_advantage",
    "no_private_plan": "no_medicare_advantage",
    "without_private_plan": "without_medicare_advantage",
}


def present_name(name: str) -> str:
    """The name of today: of a former name, what it is called now; of any other, itself."""
    return FORMER_NAMES.get(name, name)


def former_names(name: str) -> tuple[str, ...]:
    """The names that `name` had before; none for most."""
    return tuple(former for former, present in FORMER_NAMES.items() if present == name)

"""Published lists of codes, each once, with what a code means, since when, and where it stands: `claims/parameters`.

A list is asked for as a whole, without a day: a code that does not exist yet, or no longer, stands on no claim of
the day.
"""

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Final

from openvbc.errors import Fault, ParameterError
from openvbc.parameters.load import ParametersInFolders
from openvbc.parameters.model import ParameterSet

#: The benefits of a dual status with which a person has Medicaid.
MEDICAID: Final = ("full", "partial")


@cache
def _lists() -> ParameterSet:
    return ParametersInFolders([files("openvbc.claims").joinpath("parameters")])


@cache
def meanings(name: str) -> Mapping[str, str]:
    """What each code of a list means, in one word, in the order of the texts; '' where the list has no words.

    ParameterError if there is no such list.
    """
    return {code: text.meaning(code) for text in _lists().texts(name) for code in text.code_list}


def published_number(name: str) -> Decimal:
    """A published number that holds whenever it is asked for. ParameterError if there is none such."""
    return _lists().resolve(name).number


@cache
def codes(name: str, *meant: str) -> tuple[str, ...]:
    """The codes of a list, each once; with meanings, those that mean one of them.

    ParameterError if there is no such list, or no code means it.
    """
    of_code = meanings(name)
    found = tuple(code for code, meaning in of_code.items() if not meant or meaning in meant)
    if unknown := set(meant) - set(of_code.values()):
        raise ParameterError(Fault(f"no code of {name} means {' or '.join(sorted(unknown))}"))
    return found

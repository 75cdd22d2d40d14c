"""The readers by name. A reader's module is imported only when it is asked for."""

from importlib import import_module
from importlib.util import find_spec
from typing import Final

from openvbc.claims.readers.reading import Reader
from openvbc.errors import ClaimsError, Fault, did_you_mean

_ROOM: Final = "openvbc.claims.readers"

_CLASSES: Final[dict[str, str]] = {
    "cclf": "CclfReader",
    "assignment_list": "AssignmentListReader",
    "tuva": "TuvaReader",
    "rif": "RifReader",
    "desynpuf": "DesynpufReader",
    "fhir_eob": "FhirEobReader",
    "adt": "AdtReader",
    "x12": "X12Reader",
    "mapped_csv": "MappedCsvReader",
}

#: The reader that is asked only when it is named or a mapping is given: to it, every delimited file is one of its own.
MAPPED: Final = "mapped_csv"


def reader_names() -> tuple[str, ...]:
    """The names of the readers of this installation, in the order in which they are asked."""
    return tuple(name for name in _CLASSES if find_spec(f"{_ROOM}.{name}.reader") is not None)


def reader(name: str) -> Reader:
    """The reader of that name. ClaimsError if there is none."""
    known = reader_names()
    if name not in known:
        raise ClaimsError(Fault(f"there is no format {name!r}", fix=did_you_mean(name, known)))
    made = getattr(import_module(f"{_ROOM}.{name}.reader"), _CLASSES[name])()
    if not isinstance(made, Reader) or made.name != name:
        raise TypeError(f"{_CLASSES[name]} is no reader called {name}")
    return made


def readers_to_ask(name: str, *, mapping: bool) -> tuple[Reader, ...]:
    """The readers to ask which files are theirs: the one named; the one for mappings if there is one; else all others.

    ClaimsError if there is no reader of that name.
    """
    if name:
        return (reader(name),)
    if mapping:
        return (reader(MAPPED),)
    return tuple(reader(each) for each in reader_names() if each != MAPPED)

"""The one error tree. An error message is public API: what, where, why it matters, what to do.

    OpenVBCError
    ├── UsageError         what is asked for lacks something, or contradicts itself
    ├── FileError          a file is missing, unreadable, or not what its name says
    ├── ContractError      the contract file has faults
    ├── ParameterError     no published value, or more than one, fits what was asked
    ├── InputError         a figure is missing, doubled, of another unit, or impossible
    │   └── ImplausibleError   it looks wrong beside others, and nobody said that it is right
    ├── ClaimsError        claims or eligibility data cannot be counted as they are
    ├── SettlementError    the contract and its inputs do not lead to a settlement
    ├── WorksheetError     a worksheet was written wrongly (a fault of the program, not of the user's files)
    └── LedgerError        the books do not allow it, or were changed by hand

Every error holds one or more `Fault`s, so that all faults of a file are told at once.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, told so that its reader can fix it.

    what: what is wrong, in one sentence.
    where: file and line ("contract.yaml:12"), line name or organization; empty where there is none.
    why: why it matters; may be empty where it is plain.
    fix: what to write or do instead.
    """

    what: str
    where: str = ""
    why: str = ""
    fix: str = ""

    def __str__(self) -> str:
        text = f"{self.where}: {self.what}" if self.where else self.what
        for part in (self.why, self.fix):
            if part:
                text += f"\n    {part}"
        return text


class OpenVBCError(Exception):
    """What every error of OpenVBC is; `faults` lists each thing that is wrong, in the order of the file."""

    exit_code = 1

    def __init__(self, faults: Fault | Iterable[Fault]) -> None:
        self.faults: tuple[Fault, ...] = (faults,) if isinstance(faults, Fault) else tuple(faults)
        if not self.faults:
            raise ValueError("an error without a fault says nothing")
        super().__init__("\n".join(str(fault) for fault in self.faults))


class UsageError(OpenVBCError):
    """What is asked for, of the command line or in Python, lacks something, or contradicts itself."""

    exit_code = 2


class FileError(OpenVBCError):
    """A file is missing, cannot be read, or holds something other than its name says."""

    exit_code = 3


class ContractError(OpenVBCError):
    """A contract file has faults; all of them are listed."""

    exit_code = 4


class ParameterError(OpenVBCError):
    """No published value, or more than one, fits the scope that was asked for."""

    exit_code = 5


class InputError(OpenVBCError):
    """A figure is missing, given twice, of another unit, or cannot be."""

    exit_code = 6


class ImplausibleError(InputError):
    """Figures look wrong beside others, and nobody said that they are right."""

    exit_code = 11


class ClaimsError(OpenVBCError):
    """Claims or eligibility data cannot be counted as they are."""

    exit_code = 7


class SettlementError(OpenVBCError):
    """The contract and its inputs do not lead to a settlement."""

    exit_code = 8


class WorksheetError(OpenVBCError):
    """A worksheet breaks a rule of worksheets: a fault of the one who wrote it, not of the user."""

    exit_code = 9


class LedgerError(OpenVBCError):
    """The books do not allow what is asked, or they were changed by hand."""

    exit_code = 10


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A hint that names the nearest known word, or lists the known words if none is near."""
    options = sorted(set(known))
    near = get_close_matches(name, options, n=1, cutoff=0.6)
    if near:
        return f"did you mean {near[0]!r}?"
    return f"known here: {', '.join(options)}" if options else "nothing is known here"


def raise_all(faults: Sequence[Fault], error: type[OpenVBCError]) -> None:
    """Raise `error` with all `faults`, or return if there is none."""
    if faults:
        raise error(faults)

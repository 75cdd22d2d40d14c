"""Results that programs publish, settled again: all of them, or one organization as a statement."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from pathlib import Path

from openvbc.api.arguments import amount_of
from openvbc.api.paths import PathLike, path_of
from openvbc.api.result import Result
from openvbc.api.settled import Settled
from openvbc.errors import Fault, UsageError, did_you_mean
from openvbc.published_results.record import OneResult, PublishedProgram
from openvbc.published_results.registry import published_program, published_programs
from openvbc.reports.document.tree import Document

__all__ = [
    "PublishedProgram",
    "PublishedSettlement",
    "explain_published",
    "published_program",
    "published_programs",
    "replay",
    "what_if_published",
]


class PublishedSettlement(Settled):
    """One organization's published year, settled again. comparison: how it agrees with what was published."""

    def __init__(self, found: OneResult, publisher: str) -> None:
        super().__init__([found.settlement])
        self.comparison = found.comparison
        self.publisher = publisher

    def __str__(self) -> str:
        told = "\n".join(f"  {each}" for each in self.comparison)
        return f"{self.full_text}\n\nAgainst what {self.publisher} published\n{told}"


def replay(
    program: str, files: PathLike | Iterable[PathLike], progress: Callable[[int, int], None] | None = None
) -> Result[tuple[Document, ...]]:
    """Settle published results again and list every miss with its cause.

    program: "mssp", for example. files: the publisher's result files, in any order; what is wrong with a file or a row
    is said, and the others are replayed. progress hears after each organization how many are done, of how many.
    """
    listed = [files] if isinstance(files, str | Path) else list(files)
    paths = tuple(path_of(each, "a file of results") for each in listed)
    document = _program(program).replay(paths, progress or (lambda _done, _total: None))
    return Result((document,), document)


def explain_published(program: str, organization: str, file: PathLike, *, period: int) -> PublishedSettlement:
    """The settlement of one organization of a results file, like a statement, and how it agrees with the published.

    organization: its identifier or a part of its name. period: the performance year of the file.
    """
    known = _program(program)
    return PublishedSettlement(known.explain(path_of(file, "a file of results"), period, organization), known.publisher)


def what_if_published(
    program: str, organization: str, file: PathLike, *, period: int, payments: str | int | Decimal = "$1,000,000"
) -> Result[tuple[Document, ...]]:
    """What the next step on each measure is worth to one organization of published results, the most valuable first.

    file: of results, or a folder of them. payments: what the organization is paid in that year, on which points act.
    All others stay as published.
    """
    known = _program(program)
    if known.what_if is None:
        offering = [name for name, each in published_programs().items() if each.what_if is not None]
        what = f"the published results of {program!r} do not tell what a step is worth"
        raise UsageError(Fault(what, fix=f"those of {', '.join(offering)} do"))
    amount = amount_of(payments, "--payments", "$82,400,000")
    document = known.what_if(path_of(file, "a file of results"), period, organization, amount)
    return Result((document,), document)


def _program(name: str) -> PublishedProgram:
    found = published_program(name)
    if found is None:
        fix = did_you_mean(name, published_programs())
        raise UsageError(Fault(f"there are no published results of {name!r}", fix=fix))
    return found

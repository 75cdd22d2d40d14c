"""Who is behind what is paid by a roster: each member month with its amount, which add up to the cell to the cent."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from openvbc.errors import ContractError, Fault
from openvbc.figures import Figure, Figures
from openvbc.money import shifted
from openvbc.settlement.experience_options import Lister
from openvbc.settlement.settle import Settlement

#: Lines of a roster's members, and of what each cell comes to; those before are of the roster before.
_MEMBERS, _AMOUNT = "member_months", "amount_of_cell"
_SUFFIXES = ("", "_before")
_SCORE_PARTS = 4

#: The members of a cell: by stream, suffix of the line, cell and month.
Cells = dict[tuple[str, str, str, str], "list[Mapping[str, Any]]"]


@dataclass(frozen=True)
class MemberAmount:
    """What a member month comes to. paid_before: whether it is of the roster before, and was paid by that."""

    stream: str
    month: str
    rate_cell: str
    person_id: str
    payee: str
    risk_score: Decimal | None
    amount: Decimal
    paid_before: bool


def members_of_cells(lister: Lister, figures: Figures) -> Cells:
    """Every member behind counted member months, while rows can be listed."""
    found: Cells = {}
    for name, held in figures.items():
        stream, _, line = name.partition(".")
        suffix = line.removeprefix(_MEMBERS)
        if line.startswith(_MEMBERS) and suffix in _SUFFIXES and isinstance(held, dict):
            for key, figure in held.items():
                if isinstance(key, tuple) and figure.value:
                    found[stream, suffix, key[0], key[1]] = _rows(lister, figure)
    return found


def _rows(lister: Lister, figure: Figure) -> "list[Mapping[str, Any]]":
    return list(lister(figure, figure.source.rows or 0).records)


def member_amounts(settlement: Settlement, cells: Cells) -> tuple[MemberAmount, ...]:
    """The amount of each member month. ContractError if no stream is paid by a roster that was counted."""
    if not cells:
        raise ContractError(
            Fault(
                "no members were counted",
                settlement.contract.name,
                why="a list of members needs a roster that is given, or claims",
                fix="give --roster FILE, or --claims FOLDER",
            )
        )
    return tuple(each for key in sorted(cells) for each in _of_cell(settlement, key, cells[key]))


def _of_cell(
    settlement: Settlement, key: tuple[str, str, str, str], rows: "list[Mapping[str, Any]]"
) -> Iterator[MemberAmount]:
    stream, suffix, cell, month = key
    evaluation = settlement.stream(stream).evaluation
    if f"{_AMOUNT}{suffix}" not in evaluation.sheet:
        return  # what was paid before is stated, so that nothing hangs on its members
    by_cell = evaluation.values[f"{_AMOUNT}{suffix}"]
    if not isinstance(by_cell, Mapping):
        raise TypeError("a cell's amount is over cells and months")
    scored = f"risk_weighted_months{suffix}" in evaluation.sheet
    weights = [
        int(shifted(Decimal(row["risk_score"]), _SCORE_PARTS)) if scored and row["risk_score"] is not None else 1
        for row in rows
    ]
    cents = int(shifted(Decimal(str(by_cell[cell, month])), 2))
    for row, amount in zip(rows, shared_in_cents(cents, weights), strict=True):
        yield MemberAmount(
            stream,
            month,
            cell,
            str(row["person_id"]),
            str(row["payee"]),
            row["risk_score"],
            shifted(Decimal(amount), -2),
            bool(suffix),
        )


def shared_in_cents(cents: int, weights: list[int]) -> list[int]:
    """Whole cents by weight: cut down first, the cents that are left one each to the largest remainders, in order."""
    whole = sum(weights)
    if not whole:
        return [0] * len(weights)
    cut = [cents * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda place: -(cents * weights[place] % whole))
    for place in by_remainder[: cents - sum(cut)]:
        cut[place] += 1
    return cut

"""Every ACO's year settled again, from its final benchmark and net cost of care to what is left after sequestration.

PY2022 is printed with ten digits: of a benchmark above a hundred million dollars the cents are lost, and benchmark less
cost lies up to a dollar beside the printed gross savings. So gross savings are held against benchmark and cost, and
what follows from gross savings is settled from the printed ones.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from openvbc.errors import Fault, InputError, OpenVBCError, ParameterError
from openvbc.figures import Absent, Value
from openvbc.money import EXACT, ZERO, shifted
from openvbc.parameters.model import ParameterSet
from openvbc.published_results.aco_reach.contract import contract_of, elections_of, sheet_of
from openvbc.published_results.aco_reach.files import (
    AFTER_SEQUESTRATION,
    BENCHMARK,
    CAPITATION,
    CLAIMS,
    COST,
    DISCOUNT,
    DOWN_AMOUNT,
    DOWN_MONTHS,
    GROSS,
    NET_COST,
    SAVINGS_RATE,
    SHARED,
    STOP_LOSS,
    UP_AMOUNT,
    UP_MONTHS,
    YearFile,
)
from openvbc.published_results.comparison.compared import (
    Compared,
    Differs,
    FieldCheck,
    Picture,
    agrees,
    may_be,
    shown,
)
from openvbc.published_results.comparison.rows import Cell, PublishedRow
from openvbc.published_results.mssp.replay.scoring import UNEXPLAINED, Score
from openvbc.units import USD
from openvbc.worksheet.exact import Exact
from openvbc.worksheet.interval import Interval, IntervalValue, printed
from openvbc.worksheet.prepared import PreparedSheet
from openvbc.worksheet.sheet import Worksheet

#: What the replay compares.
GROSS_SAVINGS: Final = "Gross savings or losses"
RATE: Final = "Savings rate"
SHARED_SAVINGS: Final = "Shared savings or losses"
SEQUESTERED: Final = "Shared savings after sequestration"
TOTAL_COST: Final = "Total cost of care, from claims and capitation"
EQUITY: Final = "Health equity adjustment, from beneficiary-months"

_DOLLAR, _HALF_A_CENT = Decimal(1), Decimal("0.005")
_BESIDE: Final = (COST, CLAIMS, CAPITATION, UP_AMOUNT, DOWN_AMOUNT, UP_MONTHS, DOWN_MONTHS, DISCOUNT)
_BESIDE_EACH_OTHER: Final = "the printed columns do not agree among themselves: by {}"
_NO_CAUSE: Final = f"{UNEXPLAINED}: nothing in the file says why"


@dataclass(frozen=True)
class _Part:
    """A part of a worksheet in both number systems: what is wanted of it, from lines that are given."""

    exact: PreparedSheet[Value]
    ranges: PreparedSheet[IntervalValue]

    @classmethod
    def of(cls, sheet: Worksheet, wanted: Sequence[str], given: Sequence[str] = ()) -> "_Part":
        return cls(PreparedSheet(Exact(), sheet, wanted, given), PreparedSheet(Interval(), sheet, wanted, given))


class YearReplay:
    """Settles the ACOs of one performance year. Each form of terms has one worksheet, prepared for all of its ACOs."""

    def __init__(self, file: YearFile, parameters: ParameterSet, compared: Compared) -> None:
        self._file, self._parameters, self._compared, self.year = file, parameters, compared, file.year
        self._parts: dict[tuple[str, str], tuple[Worksheet, dict[str, _Part]]] = {}
        self._within_dollar = self._to_the_cent = self._discounts = self._no_stop_loss = self._done = 0
        self._printed_discounts = self._without_stop_loss = 0

    def sheet(self, row: PublishedRow) -> Worksheet:
        """The worksheet of an ACO's terms. ParameterError where the year has no published values; it says which."""
        return self._prepared(row)[0]

    def _prepared(self, row: PublishedRow) -> tuple[Worksheet, dict[str, _Part]]:
        elections = elections_of(row)
        if elections not in self._parts:
            sheet = sheet_of(contract_of(self.year, elections, "ACO"), self._parameters)
            self._parts[elections] = (
                sheet,
                {
                    "gross_savings": _Part.of(sheet, ["gross_savings"]),
                    "savings_rate": _Part.of(sheet, ["savings_rate"], ["gross_savings"]),
                    "shared_savings": _Part.of(sheet, ["shared_savings"], ["gross_savings"]),
                    "after_sequestration": _Part.of(sheet, ["after_sequestration"], ["shared_savings"]),
                }
                | dict(self._details(elections, with_equity="benchmark" in sheet)),
            )
        return self._parts[elections]

    def _details(self, elections: tuple[str, str], *, with_equity: bool) -> Iterator[tuple[str, _Part]]:
        """Parts of a settlement from claims, capitation and beneficiary-months, as far as rates are published."""
        by_months = with_equity and self._has_rates
        sheet = sheet_of(contract_of(self.year, elections, "ACO", by_months=by_months, detailed=True), self._parameters)
        yield "total_cost_of_care", _Part.of(sheet, ["total_cost_of_care"], ["completed_claims"])
        if by_months:
            for line in ("health_equity_increase", "health_equity_decrease"):
                yield line, _Part.of(sheet, [line])

    @property
    def _has_rates(self) -> bool:
        """Whether the rates of the health equity adjustment are published for the year."""
        try:
            self._parameters.resolve("reach_health_equity_up", performance_year=self.year)
        except ParameterError:
            return False
        return True

    def _cells(self, row: PublishedRow) -> dict[str, Cell]:
        """The printed inputs of the worksheet. InputError for a cell that is no figure, or has none."""
        found = {"final_benchmark": self._needed(row, BENCHMARK), "net_cost_of_care": self._needed(row, NET_COST)}
        if "benchmark" in self.sheet(row):
            found["health_equity_increase"] = self._needed(row, UP_AMOUNT)
            found["health_equity_decrease"] = self._needed(row, DOWN_AMOUNT)
        return found

    def _needed(self, row: PublishedRow, column: str) -> Cell:
        if column not in row.texts:
            what = f"ACO {row.organization}: performance year {self.year} has no column {column}"
            why = "the benchmark has a health equity adjustment in that year"
            raise InputError(Fault(what, row.where, why=why, fix="fetch the file with all its columns"))
        cell = self._file.cells.read(row, column)
        if cell.number is None:
            what = f"ACO {row.organization}: {self._file.file.headers[column]} is not printed"
            raise InputError(Fault(what, row.where, why="nothing follows without it", fix="check the row"))
        return cell

    def inputs(self, row: PublishedRow) -> dict[str, Value]:
        """The inputs of one ACO's worksheet as printed."""
        return {name: cell.value for name, cell in self._cells(row).items()}

    def replay(self, row: PublishedRow) -> None:
        """One ACO, settled and compared."""
        cells = self._cells(row)
        gross, shared = self._needed(row, GROSS), self._needed(row, SHARED)
        after = self._needed(row, AFTER_SEQUESTRATION)
        self._done += 1
        self._compared.organizations[self.year] += 1
        self._gross(row, cells, gross)
        if SAVINGS_RATE in row.texts:
            rate = self._rate(self._file.cells.read(row, SAVINGS_RATE))
            if rate.number is not None:
                self._compare(row, RATE, rate, "savings_rate", {**cells, "gross_savings": gross}, "")
        settled = self._settled(row, "shared_savings", {**cells, "gross_savings": gross})
        self._to_the_cent += EXACT.subtract(settled, shared.number or ZERO).copy_abs() <= _HALF_A_CENT
        score = self._compare(row, SHARED_SAVINGS, shared, "shared_savings", {**cells, "gross_savings": gross}, "")
        self._compare(row, SEQUESTERED, after, "after_sequestration", {"shared_savings": shared}, _NO_CAUSE)
        self._beside(row)
        self._compared.row(self.year, row, shared.text, shown(settled, shared.places), score)

    def _gross(self, row: PublishedRow, cells: Mapping[str, Cell], gross: Cell) -> None:
        computed = self._settled(row, "gross_savings", cells)
        apart = EXACT.subtract(computed, gross.number or ZERO).copy_abs()
        self._within_dollar += apart <= _DOLLAR
        cause = _BESIDE_EACH_OTHER if apart <= _DOLLAR else UNEXPLAINED
        self._compare(row, GROSS_SAVINGS, gross, "gross_savings", cells, cause)

    def _rate(self, cell: Cell) -> Cell:
        """A rate as a share: a percentage is moved by two decimals, and so is what it prints."""
        if not self._file.in_percent or isinstance(cell.value, Absent):
            return cell
        return Cell(cell.text, shifted(cell.value, -2), cell.places + 2)

    def _beside(self, row: PublishedRow) -> None:
        """Columns beside the settlement: the cost of care, the months of the health equity adjustment, the discount."""
        cells = {column: self._file.cells.read(row, column) for column in _BESIDE if column in row.texts}
        read = {column: cell for column, cell in cells.items() if cell.number is not None}
        parts = self._prepared(row)[1]
        if {COST, CLAIMS, CAPITATION} <= read.keys():
            held = {"completed_claims": read[CLAIMS], "capitation_payments": read[CAPITATION]}
            self._compare(row, TOTAL_COST, read[COST], "total_cost_of_care", held, _BESIDE_EACH_OTHER)
            if row.texts.get(STOP_LOSS, "").strip().casefold() == "no":
                self._without_stop_loss += 1
                self._no_stop_loss += self._needed(row, NET_COST).number == read[COST].number
        for line, amount, months, count in (
            ("health_equity_increase", UP_AMOUNT, "health_equity_up_months", UP_MONTHS),
            ("health_equity_decrease", DOWN_AMOUNT, "health_equity_down_months", DOWN_MONTHS),
        ):
            if line in parts and {amount, count} <= read.keys():
                self._compare(row, EQUITY, read[amount], line, {months: read[count]}, "")
        if DISCOUNT in read:
            aco_type, arrangement = elections_of(row)
            published = self._parameters.resolve(
                "reach_discount", performance_year=self.year, aco_type=aco_type, risk_arrangement=arrangement
            )
            self._printed_discounts += 1
            self._discounts += self._rate(read[DISCOUNT]).number == published.number

    def _settled(self, row: PublishedRow, line: str, cells: Mapping[str, Cell]) -> Decimal:
        found = self._prepared(row)[1][line].exact.evaluate({name: cell.value for name, cell in cells.items()})[line]
        if not isinstance(found, Decimal):
            raise TypeError(f"{line} is an amount")
        return found

    def _compare(
        self, row: PublishedRow, column: str, cell: Cell, line: str, cells: Mapping[str, Cell], cause: str
    ) -> Score:
        value = self._settled(row, line, cells)
        if agrees(cell, value):
            self._compared.exact(self.year, column)
            return Score.EXACT
        held = {name: printed(each.number, each.places) for name, each in cells.items() if each.number is not None}
        reach = self._prepared(row)[1][line].ranges.evaluate(held)[line]
        close = not isinstance(reach, Mapping) and may_be(cell, reach)
        score = Score.WITHIN_ROUNDING if close else Score.MISSED
        self._differs(row, column, cell, value, score, cause)
        return score

    def _differs(self, row: PublishedRow, column: str, cell: Cell, value: Decimal, score: Score, cause: str) -> None:
        apart = EXACT.subtract(value, cell.number or ZERO).copy_abs()
        told = "" if score is Score.WITHIN_ROUNDING else (cause or UNEXPLAINED).format(USD.show(apart))
        self._compared.differs(
            Differs(
                self.year, row.organization, row.name, row.where, column, score, cell.text, shown(value, cell.places),
                told,
            )
        )  # fmt: skip

    def check_all(self) -> None:
        """What holds of the ACOs of the year together."""
        for what, holds, of in (
            ("shared savings or losses come out to the cent", self._to_the_cent, self._done),
            ("gross savings lie within a dollar of benchmark less cost", self._within_dollar, self._done),
            ("the printed discount is the published one of the arrangement", self._discounts, self._printed_discounts),
            ("without stop-loss the net cost of care is the cost of care", self._no_stop_loss, self._without_stop_loss),
        ):
            if of:
                self._compared.field_checks.append(FieldCheck(self.year, what, holds, of))

    def picture(self) -> Picture:
        """ACOs by risk arrangement and whether they saved."""
        bars = []
        for arrangement in ("global", "professional"):
            own = [row for row in self._file.rows if elections_of(row)[1] == arrangement]
            amounts = [self._file.cells.value(row, SHARED) for row in own]
            saved = sum(isinstance(each, Decimal) and each > 0 for each in amounts)
            owed = sum(isinstance(each, Decimal) and each < 0 for each in amounts)
            bars.append((arrangement.capitalize(), (saved, owed)))
        legend = (("total", "shared savings"), ("negative", "owed shared losses"))
        return Picture(f"ACOs of performance year {self.year}", "By risk arrangement.", legend, tuple(bars))


def replay_years(
    files: Sequence[YearFile], parameters: ParameterSet, compared: Compared, progress: Callable[[int, int], None]
) -> None:
    """Every ACO of every year; what cannot be settled is told and the rest goes on."""
    done, of = 0, sum(len(file.rows) for file in files)
    for file in files:
        year = YearReplay(file, parameters, compared)
        for row in file.rows:
            try:
                year.replay(row)
            except OpenVBCError as error:
                compared.faults.extend(error.faults)
            done += 1
            progress(done, of)
        year.check_all()
        compared.pictures.append(year.picture())

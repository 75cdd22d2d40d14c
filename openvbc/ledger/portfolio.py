"""All contracts on one roster: whose months and dollars stand under several contracts, and each of them counted once.

Their months are given in a file, or counted from claims or a roster, as the portfolio says of each contract. Contracts
stand in order of precedence. What two of them claim is counted under the first and taken out of the other, unless the
portfolio says that they stand beside each other: then it is counted under both, and shown as doubled.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Final

from openvbc.claims.warehouse.place import ClaimsPlace, claims_place, is_address
from openvbc.contract.load import load_contract
from openvbc.contract.model import HCP_LAN_CATEGORIES, Contract
from openvbc.errors import Fault, FileError, OpenVBCError, did_you_mean, raise_all
from openvbc.figures import Figures
from openvbc.ledger.accounts import cents_of
from openvbc.money import EXACT, ZERO, money_from_text
from openvbc.parameters.model import ParameterSet
from openvbc.payment_models.record import PaymentModel
from openvbc.settlement.experience_options import ExperienceOptions, Lister
from openvbc.settlement.from_project import count_from_roster
from openvbc.settlement.member_list import Cells, members_of_cells
from openvbc.settlement.own_experience import own_months_from_project
from openvbc.tabular.small_table import read_small_table
from openvbc.yamlfile import Node, quoted, read_yaml

_COLUMNS: Final = ("contract", "member_id", "month")
_MORE_COLUMNS: Final = ("dollars", "service")
_AMOUNTS: Final = ("premium", "taxes_and_fees", "quality_improvement")
#: Where months are counted: claims with what their count needs, or a roster.
_COUNTED: Final = ("claims", "roster", "year", "participants", "people", "national", "counties")
_FACTORS: Final = {"national": "national", "counties": "county"}
_WORDS: Final = ("contract", "file", "hcp_lan_category", "beside", *_AMOUNTS, *_COUNTED)


@dataclass(frozen=True)
class MonthsCounted:
    """Where a contract's months are counted: in the claims, or, where `claims` is None, on the roster of the options.

    year: the performance year or period.
    """

    contract: Contract
    claims: ClaimsPlace | None
    year: int | str
    options: ExperienceOptions


@dataclass(frozen=True)
class PortfolioContract:
    """A contract of the portfolio. beside: names of contracts of whose months and dollars nothing is taken out here.

    premium, taxes_and_fees, quality_improvement: of its ratios; None where they are not given. payer: "" where no file
    of the contract tells it. counted: where its months are counted; None where they are given in the file of
    months.
    """

    name: str
    hcp_lan_category: str
    beside: frozenset[str]
    premium: Decimal | None
    taxes_and_fees: Decimal | None
    quality_improvement: Decimal | None
    payer: str = ""
    counted: MonthsCounted | None = None


@dataclass(frozen=True)
class Portfolio:
    """Contracts in order of precedence."""

    name: str
    contracts: tuple[PortfolioContract, ...]

    def stand_beside(self, first: PortfolioContract, second: PortfolioContract) -> bool:
        """Whether both contracts count what stands under both."""
        return first.name in second.beside or second.name in first.beside


@dataclass(frozen=True)
class MonthRow:
    """A member's month under a contract. service: what the dollars are of, where rows tell it; "" for all of the month.

    cents: None where the row says none.
    """

    contract: str
    member_id: str
    month: str
    service: str
    cents: int | None
    where: str


@dataclass
class Counted:
    """What a contract has on its own roster, in months and cents.

    taken_out: of it, by the contract under which it is counted. doubled: counted here and under contracts beside.
    """

    members: set[str] = field(default_factory=set)
    months: int = 0
    cents: int = 0
    months_taken_out: dict[str, int] = field(default_factory=dict)
    cents_taken_out: dict[str, int] = field(default_factory=dict)
    months_doubled: int = 0
    cents_doubled: int = 0

    @property
    def months_counted(self) -> int:
        """Months that count here."""
        return self.months - sum(self.months_taken_out.values())

    @property
    def cents_counted(self) -> int:
        """Cents that count here."""
        return self.cents - sum(self.cents_taken_out.values())


@dataclass(frozen=True)
class Overlap:
    """A member's month under two contracts. cents: of it that both have. is_doubled: counted under both."""

    first: str
    second: str
    member_id: str
    month: str
    cents: int
    is_doubled: bool


@dataclass(frozen=True)
class OneRoster:
    """The portfolio counted. overlaps: a row for each member's month that two contracts claim. notes: to be known."""

    portfolio: Portfolio
    counted: Mapping[str, Counted]
    overlaps: tuple[Overlap, ...]
    notes: tuple[str, ...] = ()

    def benefit_cost_ratio(self, contract: PortfolioContract) -> Decimal | None:
        """What care cost over the premium; None where no premium is given."""
        if not contract.premium:
            return None
        return EXACT.divide(Decimal(self.care_cents(contract)).scaleb(-2), contract.premium)

    def medical_loss_ratio(self, contract: PortfolioContract) -> Decimal | None:
        """Care and quality improvement over the premium less taxes and fees; None where one of these is not given."""
        premium, fees, improvement = contract.premium, contract.taxes_and_fees, contract.quality_improvement
        if premium is None or fees is None or improvement is None or premium == fees:
            return None
        care = Decimal(self.care_cents(contract)).scaleb(-2)
        return EXACT.divide(EXACT.add(care, improvement), EXACT.subtract(premium, fees))

    def care_cents(self, contract: PortfolioContract) -> int:
        """What a contract's premium pays for: what counts under it, or under an earlier contract of the same payer."""
        own, payers = self.counted[contract.name], {each.name: each.payer for each in self.portfolio.contracts}
        return own.cents_counted + sum(
            cents for other, cents in own.cents_taken_out.items() if contract.payer and payers[other] == contract.payer
        )


def read_portfolio(path: Path, models: Mapping[str, PaymentModel]) -> Portfolio:
    """A portfolio file: `portfolio`, and `contracts` in order of precedence. FileError lists every fault.

    A contract is named, with its HCP-LAN category, or by the `file` that says both; then its months may be counted from
    `claims` or a `roster` of a `year`. Files are looked for beside the portfolio.
    """
    faults: list[Fault] = []
    node = read_yaml(path, faults)
    top = dict(node.items())
    if "payment_streams" in top:
        fix = "write a file of contracts, each with its file: `contracts: [{file: contract.yaml}]`"
        raise FileError(Fault("this is a contract, not a portfolio of contracts", node.where, fix=fix))
    faults += [
        Fault(f"unknown word {quoted(key)}", each.where, fix=did_you_mean(key, ["portfolio", "contracts"]))
        for key, each in top.items()
        if key not in ("portfolio", "contracts")
    ]
    listed = top.get("contracts")
    entries = listed.value if listed is not None and isinstance(listed.value, list) else []
    if not entries:
        faults.append(
            Fault("the contracts are missing", node.where, fix="write `contracts:` with one `- contract:` each")
        )
    found = [one for each in entries for one in _contract(each, path.parent, models, faults)]
    names = [each.name for each in found]
    faults += [
        Fault(f"contract {quoted(each)} stands twice", path.name, fix="keep it once")
        for each in dict.fromkeys(names)
        if names.count(each) > 1
    ]
    faults += [
        Fault(
            f"{each.name} stands beside {quoted(other)}, which is no contract here",
            path.name,
            fix=did_you_mean(other, names),
        )
        for each in found
        for other in sorted(each.beside)
        if other not in names
    ]
    raise_all(faults, FileError)
    return Portfolio(str(top["portfolio"].value) if "portfolio" in top else path.stem, tuple(found))


def _contract(
    node: Node, folder: Path, models: Mapping[str, PaymentModel], faults: list[Fault]
) -> Iterator[PortfolioContract]:
    inner = dict(node.items()) if isinstance(node.value, dict) else {}
    faults += [
        Fault(f"unknown word {quoted(key)}", each.where, fix=did_you_mean(key, _WORDS))
        for key, each in inner.items()
        if key not in _WORDS
    ]
    said = {key: str(each.value) for key, each in inner.items() if key in ("contract", "hcp_lan_category", "file")}
    name, category = said.get("contract", ""), said.get("hcp_lan_category", "")
    contract = None
    if "file" in said:
        try:
            contract = load_contract(folder / said["file"], models)
        except OpenVBCError as error:
            faults += error.faults
            return
        name, category = contract.name, contract.hcp_lan_category
    if not name or category not in HCP_LAN_CATEGORIES:
        fix = f"write file: and the contract's, or contract: and hcp_lan_category: ({', '.join(HCP_LAN_CATEGORIES)})"
        faults.append(Fault("here a contract with its category is expected", node.where, fix=fix))
        return
    counted = _counted(inner, contract, node, folder, faults)
    beside = inner["beside"].plain() if "beside" in inner else []
    amounts: dict[str, Decimal | None] = dict.fromkeys(_AMOUNTS)
    for each in _AMOUNTS:
        if each in inner:
            try:
                amounts[each] = money_from_text(str(inner[each].value))
            except ValueError as error:
                faults.append(Fault(f"{each}: {error}", inner[each].where, fix="write for example $42,000,000"))
    others = frozenset(str(each) for each in beside) if isinstance(beside, list) else frozenset({str(beside)})
    payer = contract.file.parties.payer.name if contract is not None else ""
    yield PortfolioContract(name, category, others, **amounts, payer=payer, counted=counted)


def _counted(
    inner: Mapping[str, Node], contract: Contract | None, node: Node, folder: Path, faults: list[Fault]
) -> MonthsCounted | None:
    """Where the contract's months are counted; None where it does not say it, or not well."""
    said = {key: inner[key] for key in _COUNTED if key in inner}
    if not said:
        return None
    if contract is None or "year" not in said or ("claims" in said) == ("roster" in said):
        fix = "write file:, year: and either claims: (with participants: or people: as its settlement) or roster:"
        faults.append(Fault("where the months are counted is not said in full", node.where, fix=fix))
        return None
    files = {key: folder / str(each.value) for key, each in said.items() if key not in ("claims", "year", "people")}
    people = said["people"].plain() if "people" in said else {}
    if not isinstance(people, Mapping):
        faults.append(Fault("people: names no lists", said["people"].where, fix="write people: {POPULATION: FILE}"))
        return None
    faults += [
        Fault(
            f"there is no file {path.name}",
            said[key].where,
            why="files are looked for beside the portfolio",
            fix="write where it is",
        )
        for key, path in files.items()
        if not path.is_file()
    ]
    place = None
    if "claims" in said:
        where = str(said["claims"].value)
        place = claims_place(where if is_address(where) else folder / where)
    year = str(said["year"].value)
    options = ExperienceOptions(
        participants=files.get("participants"),
        factors={name: files[key] for key, name in _FACTORS.items() if key in files},
        people={str(name): folder / str(each) for name, each in people.items()},
        roster=files.get("roster"),
    )
    return MonthsCounted(contract, place, int(year) if year.isdecimal() else year, options)


def count_months(
    portfolio: Portfolio,
    models: Mapping[str, PaymentModel],
    parameters: ParameterSet,
    options: ExperienceOptions,
) -> tuple[tuple[MonthRow, ...], tuple[str, ...]]:
    """The months of every contract whose own are counted, as its settlement counts them; dollars by category.

    Beside them what is to be known of them. options: on which engine, and whether anew. A roster has no dollars. Errors
    are those of settling.
    """
    rows: list[MonthRow] = []
    dated: dict[str, dict[str, list[str]]] = {}
    for contract in portfolio.contracts:
        counted = contract.counted
        if counted is None:
            continue
        asked = replace(counted.options, engine=options.engine, recount=options.recount, progress=options.progress)
        if counted.claims is not None:
            found = own_months_from_project(counted.contract, counted.claims, counted.year, models, parameters, asked)
            where = str(counted.claims)
            dated.setdefault(where, {}).setdefault(found.service_date.value, []).append(contract.name)
            rows += (
                MonthRow(contract.name, each.person_id, each.month, each.category, each.cents, where)
                for each in found.rows
            )
            continue
        cells: Cells = {}

        def inspect(lister: Lister, figures: Figures, _sheets: object, cells: Cells = cells) -> None:
            cells.update(members_of_cells(lister, figures))

        count_from_roster(counted.contract, counted.year, models, parameters, replace(asked, inspect=inspect))
        # What was paid by the roster before has another suffix; several streams may pay by the same roster.
        members = {
            (str(row["person_id"]), month)
            for (_, suffix, _, month), listed in cells.items()
            if not suffix
            for row in listed
        }
        where = asked.roster.name if asked.roster is not None else ""
        rows += (MonthRow(contract.name, person, month, "", None, where) for person, month in sorted(members))
    notes = (_dated_differently(by_day) for by_day in dated.values() if len(by_day) > 1)
    return tuple(rows), tuple(notes)


def _dated_differently(by_day: Mapping[str, Sequence[str]]) -> str:
    """That contracts put the lines of the same claims in months by different days."""
    told = "; ".join(f"{', '.join(names)} by {day.replace('_', ' ')}" for day, names in by_day.items())
    return (
        f"These contracts date a line differently ({told}): what was done around the end of a month may stand in"
        " different months of two of them, and is then not seen as the same."
    )


def needs_months(portfolio: Portfolio) -> tuple[str, ...]:
    """The contracts whose months are not counted, so that a file must give them."""
    return tuple(each.name for each in portfolio.contracts if each.counted is None)


def read_months(path: Path, portfolio: Portfolio) -> tuple[MonthRow, ...]:
    """The months of all contracts whose own are not counted (.csv, .xlsx).

    Its columns: contract, member_id, month (2025-07), and maybe dollars and service.
    FileError lists every fault with its line.
    """
    table = read_small_table(path)
    faults = [*table.header_faults(_COLUMNS, _MORE_COLUMNS), *table.faults]
    raise_all(faults, FileError)
    names = {each.name for each in portfolio.contracts}
    counted = {each.name for each in portfolio.contracts if each.counted is not None}
    rows: list[MonthRow] = []
    seen: dict[tuple[str, str, str, str], str] = {}
    for row, cells in table.records():
        contract, member, month = (cells[name] for name in _COLUMNS)
        if contract not in names:
            what = f"the portfolio has no contract {quoted(contract)}"
            faults.append(Fault(what, table.place(row, "contract"), fix=did_you_mean(contract, names)))
            continue
        if contract in counted:
            what = f"the months of {quoted(contract)} are counted, and stand here too"
            fix = "take these rows out, or take claims: or roster: out of the portfolio"
            faults.append(Fault(what, table.place(row, "contract"), fix=fix))
            continue
        if not member or not _is_month(month):
            fix = "give member_id, and month as 2025-07"
            faults.append(Fault("a row does not say whose month it is", row.where, fix=fix))
            continue
        key = (contract, member, month, cells.get("service", ""))
        if key in seen:
            faults.append(
                Fault(f"this month stands twice, first in {seen[key]}", row.where, fix="keep the row that holds")
            )
            continue
        seen[key] = row.where
        try:
            cents = cents_of(money_from_text(cells["dollars"])) if cells.get("dollars") else None
        except ValueError as error:
            faults.append(Fault(str(error), table.place(row, "dollars"), fix="write for example 1,250.00"))
            continue
        rows.append(MonthRow(*key, cents, row.where))
    raise_all(faults, FileError)
    return tuple(rows)


def _is_month(text: str) -> bool:
    year, dash, month = text.partition("-")
    return bool(dash) and len(year) == 4 and year.isdecimal() and month.isdecimal() and 1 <= int(month) <= 12


def one_roster(portfolio: Portfolio, rows: Sequence[MonthRow], notes: tuple[str, ...] = ()) -> OneRoster:
    """Every month and dollar under its contract; what several claim is counted once, or shown as doubled."""
    by_month: dict[tuple[str, str], dict[str, dict[str, int]]] = {}
    for row in rows:
        of_contract = by_month.setdefault((row.member_id, row.month), {}).setdefault(row.contract, {})
        of_contract[row.service] = row.cents or 0
    counted = {each.name: Counted() for each in portfolio.contracts}
    overlaps: list[Overlap] = []
    for (member, month), held in sorted(by_month.items()):
        overlaps += _count_month(portfolio, counted, member, month, held)
    return OneRoster(portfolio, counted, tuple(overlaps), notes)


def _count_month(
    portfolio: Portfolio, counted: Mapping[str, Counted], member: str, month: str, held: Mapping[str, Mapping[str, int]]
) -> Iterator[Overlap]:
    """One member's month: each contract in its turn, after those that stand before it.

    What an earlier contract counts is taken out first; what is left may stand under contracts beside it as well.
    """
    before: list[tuple[PortfolioContract, Mapping[str, int]]] = []
    for contract in portfolio.contracts:
        if contract.name not in held:
            continue
        left, sums = dict(held[contract.name]), counted[contract.name]
        sums.members.add(member)
        sums.months += 1
        sums.cents += sum(left.values())
        others = sorted(before, key=lambda one, own=contract: portfolio.stand_beside(one[0], own))  # type: ignore[misc]
        taken_out = False
        for other, counts in others:
            common = _common(left, counts)
            cents = sum(common.values())
            doubled = portfolio.stand_beside(other, contract)
            if not doubled:
                sums.cents_taken_out[other.name] = sums.cents_taken_out.get(other.name, 0) + cents
                left = {service: own - common.get(service, 0) for service, own in left.items()}
                if not taken_out:
                    sums.months_taken_out[other.name] = sums.months_taken_out.get(other.name, 0) + 1
                taken_out = True
            elif not taken_out:
                sums.months_doubled += 1
                sums.cents_doubled += cents
            yield Overlap(other.name, contract.name, member, month, cents, doubled)
        before.append((contract, left))


def _common(own: Mapping[str, int], other: Mapping[str, int]) -> dict[str, int]:
    """The cents that stand under both contracts, by service; all of a month meets whatever services the other tells."""
    if "" in own or "" in other:
        both = min(sum(own.values()), sum(other.values()))
        return _first(own, max(both, 0))
    return {service: max(min(cents, other[service]), 0) for service, cents in own.items() if service in other}


def _first(own: Mapping[str, int], cents: int) -> dict[str, int]:
    """So many cents of what there is, service by service."""
    found, left = {}, cents
    for service, held in own.items():
        found[service] = max(min(held, left), 0)
        left -= found[service]
    return found


def dollars_by_category(found: OneRoster) -> Mapping[str, tuple[int, int, Decimal]]:
    """By HCP-LAN category: months and cents that count, and their share of all dollars, as states and payers ask it."""
    total = sum(each.cents_counted for each in found.counted.values())
    sums: dict[str, tuple[int, int]] = {}
    for contract in found.portfolio.contracts:
        months, cents = sums.get(contract.hcp_lan_category, (0, 0))
        own = found.counted[contract.name]
        sums[contract.hcp_lan_category] = (months + own.months_counted, cents + own.cents_counted)
    return {
        name: (*sums[name], EXACT.divide(Decimal(sums[name][1]), Decimal(total)) if total else ZERO)
        for name in HCP_LAN_CATEGORIES
        if name in sums
    }

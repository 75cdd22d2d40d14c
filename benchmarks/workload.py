"""The whole count of a region, and a raw scan of the columns that it reads.

Counted are three years with the Shared Savings Program's rules: member months, attribution by two-step plurality,
populations, expenditures cut off at the 99th percentile, risk scores by V24 and V28, stays and readmissions.
"""

import hashlib
import resource
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final
from unittest.mock import patch

import sqlglot
from sqlglot import exp
from sqlglot.optimizer.pushdown_projections import pushdown_projections
from sqlglot.optimizer.qualify import qualify

from openvbc.claims.attribution.attribute import attribute
from openvbc.claims.attribution.participants import read_participants
from openvbc.claims.dispositions import index_exclusions, interim_bills
from openvbc.claims.engine.embedded_engine import EmbeddedEngine
from openvbc.claims.engine.engine import BoundValue, Engine, plain_name
from openvbc.claims.engine.keeping_engine import KeepingEngine
from openvbc.claims.engine.named_queries import OF_CLAIMS_ALONE
from openvbc.claims.engine.query import Query, all_queries
from openvbc.claims.expenditures.count import count_expenditures
from openvbc.claims.member_months.count import count_member_months
from openvbc.claims.member_months.terms import CountPeriod, MemberMonthTerms, medicare_types
from openvbc.claims.populations.build import Population, Who, build_populations
from openvbc.claims.project.counting import keeping_on
from openvbc.claims.project.project import open_project
from openvbc.claims.risk.scoring import (
    RiskChoices,
    RiskPeriod,
    build_diagnoses,
    build_people,
    build_scores,
    put_risk_tables,
)
from openvbc.claims.rows import Table
from openvbc.claims.tables.catalog import CANONICAL_TABLES, CHOICE_TABLES
from openvbc.claims.tables.dictionary import CanonicalTable, ChoiceTable
from openvbc.claims.tables.utilization_rule_tables import (
    INDEX_EXCLUSION,
    INTERIM_BILL,
    STAY_KIND,
    STAY_RULE,
    UTILIZATION_WINDOW,
)
from openvbc.claims.utilization.rules import STAY_KINDS
from openvbc.claims.utilization.terms import UtilizationTerms
from openvbc.contract.load import contract_from_text
from openvbc.experience.populations import ASSIGNABLE, ENROLLED
from openvbc.experience.without_contract import PlainOptions
from openvbc.payment_models.mssp.counting.assignment import attribution_terms
from openvbc.payment_models.mssp.counting.basis import expenditure_terms
from openvbc.payment_models.record import WorksheetRequest
from openvbc.payment_models.registry import payment_models, published_parameters
from openvbc.periods import PerformanceYear, Period

#: The years of the region; claims of the first tell the diagnoses of the second, which is the first that is counted.
YEARS: Final = (2021, 2022, 2023, 2024)
COUNTED: Final = YEARS[1:]
#: The tables whose rows are the result of the count.
RESULTS: Final = (
    "member_month_summary",
    "attribution",
    "attribution_summary",
    "population_people",
    "truncation_threshold",
    "truncated_expenditure",
    "expenditure_account",
    "expenditure_total",
    "expenditure_category_total",
    "risk_score",
    "stay_total",
)
#: Numbers that stand for texts: another load gives others.
_INNER_NUMBERS: Final = frozenset({"period_number", "person", "type_number", "population_number"})
_STAYS: Final = ("stay_claim", "merged_admission", "discharged_stay", "stay_total")
_RULE_SETS = ("V24-2024", "V28-2024")
_ORGANIZATION = "A9001"
_CONTRACT = f"""contract: A year of the Shared Savings Program
parties:
  payer: {{name: Centers for Medicare & Medicaid Services}}
  provider: {{name: Lakeside ACO}}
agreement: {{start: 2024-01-01, end: 2028-12-31, run_out_months: 3, performance_years: calendar}}
population:
  line_of_business: traditional_medicare
  attribution:
    shared_savings_program: {{organization: {_ORGANIZATION}, assignment: retrospective}}
payment_streams:
  - stream: shared_savings
    model: mssp
    terms:
      track: enhanced
      minimum_rate: {{elected: 1%}}
      benchmark:
        basis: computed
        computed: {{agreement_period: first, times_adjusted: 1}}
"""


class TimedEngine(EmbeddedEngine):
    """The engine by default, which notes the processor seconds of each query, and all names."""

    def __init__(self, memory_limit: str, threads: int | None = None) -> None:
        super().__init__(memory_limit=memory_limit, threads=threads)
        self.cpu: dict[str, float] = {}
        self._building: set[str] = set()

    def _build(self, built_from: Query, values: Mapping[str, BoundValue]) -> int:
        with self._noted(built_from.name):
            return super()._build(built_from, values)

    def _fetch(self, name: str, text: str, values: Mapping[str, BoundValue], most_rows: int | None = None) -> Table:
        if plain_name(name) in self._building:
            return super()._fetch(name, text, values, most_rows)
        with self._noted(name):
            return super()._fetch(name, text, values, most_rows)

    @contextmanager
    def _noted(self, name: str) -> Iterator[None]:
        before, told = processor_seconds(), plain_name(name)
        self._building.add(told)
        try:
            yield
        finally:
            self._building.discard(told)
        if told in all_queries():
            self.cpu[told] = self.cpu.get(told, 0.0) + processor_seconds() - before


@dataclass
class Counted:
    """Processor seconds of every query and of each room, the queries that ran, and a digest of all results.

    seconds, cpu: what the work took in all, without what comes before (imports) and after (the digest).
    """

    seconds: float = 0.0
    cpu: float = 0.0
    queries: dict[str, float] = field(default_factory=dict)
    rooms: dict[str, float] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    digest: str = ""


def count_region(folder: Path, memory_limit: str) -> Counted:
    """Count the region as a command does, which reads no kept count; nothing is kept.

    Parts are held against their digests when a query first reads them. The digest of the results is made afterwards
    and is in none of the rooms.
    """
    counted = Counted()
    with TimedEngine(memory_limit) as timed, ExitStack() as stack:
        stack.enter_context(patch.object(KeepingEngine, "keep"))
        begun = time.perf_counter(), processor_seconds()
        engine = stack.enter_context(keeping_on(open_project(folder / "project"), timed, recount=True))
        counted.rooms["opening"] = processor_seconds() - begun[1]
        for name, count in rooms_of(engine, folder).items():
            before = processor_seconds()
            count()
            counted.rooms[name] = processor_seconds() - before
        counted.seconds, counted.cpu = time.perf_counter() - begun[0], processor_seconds() - begun[1]
        counted.queries = dict(timed.cpu)
        counted.names = list(timed.cpu)
        counted.digest = _digest(engine)
    return counted


def scan_region(folder: Path, names: Sequence[str]) -> Counted:
    """Read every value of every column that these queries read of the region's Parquet files, once.

    Columns are those of the canonical tables, as they were loaded: where a query reads numbers, those that the numbers
    are made from. Values are added up, texts by their length: a largest value would be answered from what files say of
    themselves.
    """
    read = _columns_read([*names, *OF_CLAIMS_ALONE])
    scanned = Counted(names=list(names))
    with EmbeddedEngine() as engine:
        scanned.seconds, scanned.cpu = time.perf_counter(), processor_seconds()
        project = open_project(folder / "project")
        for table in CANONICAL_TABLES.values():
            engine.attach(table, project.files(table.name))
        found = [
            engine._fetch(table, f"SELECT {', '.join(_touched(table, name) for name in columns)} FROM {table}", {}).rows  # noqa: S608, SLF001
            for table, columns in read.items()
        ]
        scanned.seconds, scanned.cpu = time.perf_counter() - scanned.seconds, processor_seconds() - scanned.cpu
    scanned.digest = hashlib.sha256(repr(found).encode()).hexdigest()
    return scanned


def _touched(table: str, name: str) -> str:
    """SQL that cannot be answered without every value of the column."""
    (column,) = (each for each in CANONICAL_TABLES[table].columns if each.name == name)
    match column.type.sql:
        case "VARCHAR":
            return f"sum(strlen({name}))"
        case "DATE":
            return f"sum({name} - DATE '1970-01-01')"
    return f"sum({name})"


def _columns_read(names: Sequence[str]) -> dict[str, list[str]]:
    """The columns of each canonical table that a query reads, whatever it does with them."""
    tables: list[CanonicalTable | ChoiceTable] = [*CANONICAL_TABLES.values(), *CHOICE_TABLES.values()]
    schema: dict[str, object] = {table.name: {each.name: each.type.sql for each in table.columns} for table in tables}
    schema |= {each.name: dict(each.columns) for each in all_queries().values()}
    found: dict[str, set[str]] = {}
    for name in names:
        tree = sqlglot.parse_one(all_queries()[name].text, dialect="duckdb")
        for select in pushdown_projections(qualify(tree, dialect="duckdb", schema=schema)).find_all(exp.Select):
            named = {each.alias_or_name: each.name for each in select.find_all(exp.Table)}
            for column in select.find_all(exp.Column):
                read = named.get(column.table, "")
                if read in CANONICAL_TABLES:
                    found.setdefault(read, set()).add(column.name)
    return {name: sorted(columns) for name, columns in sorted(found.items())}


def rooms_of(engine: Engine, folder: Path) -> dict[str, Callable[[], object]]:
    """What is counted, in order."""
    request = _request()
    periods = tuple(_period(year) for year in COUNTED)
    years = {period.name: period.days.start.year for period in periods}
    terms = attribution_terms(request, periods, read_participants(folder / "participants.csv"), prospective=False)
    months = MemberMonthTerms(periods, medicare_types(), source_type_counts=True, windows=terms.windows)
    populations = [
        Population(_ORGANIZATION, Who.ATTRIBUTED, _ORGANIZATION, by_county=True),
        Population(ASSIGNABLE, Who.ASSIGNABLE, by_county=True),
    ]
    return {
        "member months": lambda: count_member_months(engine, months),
        "attribution": lambda: attribute(engine, terms),
        "populations": lambda: build_populations(engine, populations),
        "expenditures": lambda: count_expenditures(engine, expenditure_terms(request, periods, years, None)),
        "risk scores": lambda: _scores(engine),
        "stays and readmissions": lambda: _stays(engine),
    }


def processor_seconds() -> float:
    """What this process has used so far, all threads together."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _request() -> WorksheetRequest:
    contract = contract_from_text(_CONTRACT, "benchmark.yaml", payment_models())
    (stream,) = contract.streams
    return WorksheetRequest(stream, contract.agreement, PerformanceYear.calendar(COUNTED[-1]), published_parameters())


def _period(year: int) -> CountPeriod:
    return CountPeriod(str(year), Period(date(year, 1, 1), date(year + 1, 1, 1)), date(year + 1, 3, 31))


def _scores(engine: Engine) -> None:
    choices = RiskChoices(nearest_procedures=True)
    put_risk_tables(engine, [RiskPeriod(str(year), year, _RULE_SETS) for year in COUNTED], choices)
    build_people(engine)
    build_diagnoses(engine)
    build_scores(engine, choices)


def _stays(engine: Engine) -> None:
    options = PlainOptions()
    before, now = options.periods(COUNTED[-2:]).every
    terms = UtilizationTerms(
        periods=(before, now), population=ENROLLED, expenditures=options.expenditures, types=medicare_types()
    )
    engine.put(STAY_RULE, [rule.row for rule in terms.stays])
    engine.put(STAY_KIND, [(kind, int(inpatient), int(index)) for kind, (inpatient, index) in STAY_KINDS.items()])
    engine.put(INDEX_EXCLUSION, index_exclusions())
    engine.put(INTERIM_BILL, interim_bills())
    engine.put(UTILIZATION_WINDOW, terms.windows)
    values: dict[str, BoundValue] = {
        "gap_days": terms.gap_days,
        "readmission_days": terms.readmission_days,
        "data_through": date(COUNTED[-1], 12, 31),
        "amount": terms.amount.value,
    }
    for step in _STAYS:
        engine.build(step, values)


def _digest(engine: Engine) -> str:
    """A digest of every row of the results, in whatever order they lie, made where they lie; without inner numbers."""
    told = []
    for name in RESULTS:
        columns = ", ".join(column for column, _ in all_queries()[name].columns if column not in _INNER_NUMBERS)
        text = f"SELECT '{name}', count(*), bit_xor(hash({name})) FROM (SELECT {columns} FROM {name}) AS {name}"  # noqa: S608
        told.append(engine._fetch(name, text, {}).rows)  # noqa: SLF001
    return hashlib.sha256(repr(told).encode()).hexdigest()

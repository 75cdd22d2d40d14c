"""A whole count of a made-up region: every room in order, with a digest of every table that is built on the way."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import partial
from importlib.resources import as_file
from pathlib import Path
from typing import Any, Final

import duckdb

from openvbc.api import load_contract
from openvbc.claims.attribution.attribute import attribute
from openvbc.claims.attribution.participants import read_participants
from openvbc.claims.attribution.terms import AttributionTerms
from openvbc.claims.audits.audit import audit_tables
from openvbc.claims.completion.triangle import count_triangles
from openvbc.claims.engine.engine import BoundValue, Engine, Ran
from openvbc.claims.engine.named_queries import NamedQuery
from openvbc.claims.expenditures.count import count_expenditures
from openvbc.claims.expenditures.figures import population_expenditures, stop_loss_recoveries
from openvbc.claims.expenditures.terms import (
    Amount,
    CarveOut,
    Coverage,
    ExpenditureTerms,
    ServiceDate,
    StopLossLayer,
    Summaries,
    TruncationAtPercentile,
    WithoutPaidDate,
)
from openvbc.claims.member_months.count import count_member_months
from openvbc.claims.member_months.terms import CountPeriod, MemberMonthTerms, medicare_types
from openvbc.claims.populations.build import Population, Who, build_medicaid_months, build_populations
from openvbc.claims.populations.months_held import months_held
from openvbc.claims.project.project import open_project
from openvbc.claims.risk.means import MeanScore, mean_scores
from openvbc.claims.risk.scoring import (
    RiskChoices,
    RiskPeriod,
    StatusOf,
    build_diagnoses,
    build_diagnosis_claims,
    build_explanations,
    build_people,
    build_scores,
    put_risk_tables,
)
from openvbc.claims.rows import Table
from openvbc.claims.synthetic.region import Region
from openvbc.claims.tables.catalog import CANONICAL_TABLES
from openvbc.payment_models.mssp.counting.assignment import attribution_terms
from openvbc.payment_models.record import WorksheetRequest
from openvbc.payment_models.registry import model_folder, published_parameters
from openvbc.periods import Period
from openvbc.settlement.settle import performance_year_of
from tests.claims.engine.comparing import digest

ACO: Final = "A9001"
#: The years that are counted: people are assigned in two steps in the first, in three in the second.
YEARS: Final = (2023, 2024)
RULES: Final = {"V24-2024": False, "V28-2024": False, "E24-2024": True}
#: Parquet files by canonical table.
Files = Mapping[str, Sequence[Path]]

EXPENDITURES: Final = ExpenditureTerms(
    amount=Amount.PAID,
    service_date=ServiceDate.CLAIM_END,
    coverage=Coverage(part_a=True, part_b=True, without_medicare_advantage=True),
    pharmacy=True,
    add_sequestration=True,
    remove_medical_education=True,
    remove_disproportionate_share=True,
    remove_uncompensated_care=True,
    without_paid_date=WithoutPaidDate.STOP,
    summaries=Summaries.LEAVE_OUT,
    truncation=TruncationAtPercentile(Decimal(99), "assignable"),
    carve_outs=(
        CarveOut("supplies of 2023", category="durable_medical_equipment", periods=("2023",)),
        CarveOut("tests", hcpcs=("80053", "81000-81999")),
        CarveOut("kidney disease", diagnoses=("N18-N19",), any_diagnosis=True),
    ),
    stop_loss=(
        StopLossLayer(Decimal(20_000), Decimal("0.8"), Decimal(60_000)),
        StopLossLayer(Decimal(60_000), Decimal("0.9")),
    ),
)


@dataclass
class Watch:
    """What an engine built and listed: rows and digest of every table as it was built, by its place in the order.

    rows: of each query that was asked, at most. figures: what Python made of them, by name.
    """

    found: dict[str, tuple[int, str]] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    figures: dict[str, Any] = field(default_factory=dict)

    def on(self, engine: Engine) -> None:
        """Look at every table that the engine builds, and at every query that it lists, from now on."""
        engine.build = partial(self._build, engine, engine.build)  # type: ignore[method-assign]
        engine.rows = partial(self._rows, engine.rows)  # type: ignore[method-assign]

    def _keep(self, name: str, table: Table) -> None:
        self.found[f"{len(self.found):03} {name}"] = (len(table.rows), digest(table))
        self.rows[name] = max(len(table.rows), self.rows.get(name, 0))

    def _build(
        self, engine: Engine, build: Callable[..., Ran], name: str, values: Mapping[str, BoundValue] | None = None
    ) -> Ran:
        ran = build(name, values)
        self._keep(name, engine.table(name))
        return ran

    def _rows(self, rows: Callable[..., Table], name: str, *given: Any, **named: Any) -> Table:  # noqa: ANN401
        found = rows(name, *given, **named)
        self._keep(name, found)
        return found


def files_of(region: Region) -> dict[str, list[Path]]:
    """The region's files as they were written, and beside them what no region makes up, so that every query has rows.

    Claims that were paid back, claims that stand under a second number, and yearly summaries: of some people less than
    their claims of the year come to, of others more.
    """
    project = open_project(region.folder)
    files = {name: list(project.files(name)) for name in CANONICAL_TABLES}
    claims, summaries = region.folder / "rare_claims.parquet", region.folder / "summaries.parquet"
    if not claims.exists():
        _write_rare_rows(files["medical_claim"], claims, summaries)
    files["medical_claim"].append(claims)
    files["annual_expenditure"].append(summaries)
    return files


def _write_rare_rows(given: Sequence[Path], claims: Path, summaries: Path) -> None:
    read = f"read_parquet({[str(file) for file in given]})"
    chosen = (
        f"SELECT claim_id, row_number() OVER (ORDER BY claim_id) AS number FROM (SELECT claim_id FROM {read}"  # noqa: S608
        " WHERE claim_type = 'professional' GROUP BY claim_id HAVING min(paid_amount) > 0)"
    )
    amount = "CAST(CASE WHEN number % 2 = 0 THEN 1 ELSE 90000 END AS DECIMAL(18, 2))"
    columns = ", ".join(
        {
            "person_id": "person_id",
            "first_date": "DATE '2024-01-01' AS first_date",
            "last_date": "DATE '2024-12-31' AS last_date",
            "category": "'professional' AS category",
            "paid_amount": f"{amount} AS paid_amount",
            "allowed_amount": f"{amount} AS allowed_amount",
            "payer": "payer",
            "plan": "plan",
            "data_source": "data_source",
        }.get(
            column.name,
            f"CAST({'NULL' if column.type.sql != 'VARCHAR' else repr('')} AS {column.type.sql}) AS {column.name}",
        )
        for column in CANONICAL_TABLES["annual_expenditure"].columns
    )
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.execute(
            f"COPY (SELECT claim.* REPLACE (claim.claim_id || 'R' AS claim_id, -claim.paid_amount AS paid_amount,"  # noqa: S608
            f" -claim.allowed_amount AS allowed_amount) FROM {read} AS claim JOIN ({chosen}) AS chosen USING (claim_id)"
            f" WHERE chosen.number <= 12 UNION ALL SELECT claim.* REPLACE (claim.claim_id || 'D' AS claim_id)"
            f" FROM {read} AS claim JOIN ({chosen}) AS chosen USING (claim_id) WHERE chosen.number BETWEEN 13 AND 18"
            f") TO '{claims}' (FORMAT parquet)"
        )
        people = (
            f"SELECT person_id, min(payer) AS payer, min(plan) AS plan, min(data_source) AS data_source,"  # noqa: S608
            f" row_number() OVER (ORDER BY person_id) AS number FROM {read}"
            " WHERE claim_type = 'professional' AND claim_start_date BETWEEN '2024-01-01' AND '2024-12-31'"
            " GROUP BY person_id"
        )
        connection.execute(
            f"COPY (SELECT {columns} FROM ({people}) WHERE number <= 200 ORDER BY number)"  # noqa: S608
            f" TO '{summaries}' (FORMAT parquet)"
        )


def dealt(files: Files, folder: Path, parts: int) -> dict[str, list[Path]]:
    """The same rows in so many files a table: rows that followed each other stand in different files."""
    folder.mkdir()
    found: dict[str, list[Path]] = {}
    with duckdb.connect(config={"threads": 1}) as connection:
        for name, given in files.items():
            found[name] = [folder / f"{name}_{part}.parquet" for part in range(parts)] if given else []
            if given:
                connection.execute(
                    f"CREATE OR REPLACE TABLE whole AS SELECT *, row_number() OVER () % {parts} AS part "  # noqa: S608
                    f"FROM read_parquet({[str(file) for file in given]})"
                )
            for part, file in enumerate(found[name]):
                some = f"SELECT * EXCLUDE (part) FROM whole WHERE part = {part}"  # noqa: S608
                connection.execute(f"COPY ({some}) TO '{file}' (FORMAT parquet)")
    return found


def count_whole(engine: Engine, region: Region, files: Files) -> Watch:
    """Count the region whole, in the order in which a settlement counts."""
    watch = Watch()
    watch.on(engine)
    for name, table in CANONICAL_TABLES.items():
        engine.attach(table, files[name])
    figures = watch.figures
    figures["audits"] = audit_tables(engine)
    terms, periods = _assignment(region)
    windows = (*terms.windows, _year(YEARS[0] - 1))
    months = MemberMonthTerms(periods, medicare_types(), source_type_counts=True, windows=windows)
    figures["months"] = count_member_months(engine, months)
    figures["months held"] = months_held(engine)
    figures["attribution"] = attribute(engine, terms)
    build_populations(engine, _populations(), {"2024": "2023"})
    # With the yearly summaries, which have no day of payment, and then without them.
    with_summaries = replace(EXPENDITURES, summaries=Summaries.COUNT, without_paid_date=WithoutPaidDate.COUNT)
    figures["with summaries"] = count_expenditures(engine, with_summaries).findings
    expenditures = count_expenditures(engine, EXPENDITURES)
    engine.build("carve_out_total", engine.ran_last("member_expenditure").values)
    figures["expenditures"] = population_expenditures(engine, expenditures, "assignable")
    figures["stop-loss"] = stop_loss_recoveries(engine, expenditures, "assignable")
    # A layer that attaches at a percentile stands alone, so its query is asked by itself.
    percentile: dict[str, BoundValue] = {"population_id": "assignable", "percentile_millionths": 99_000_000}
    found = engine.rows(NamedQuery.FIND_MEMBER_PERCENTILE, percentile).records
    # A row a period, in no order.
    figures["percentile"] = {row["period"]: row for row in found}
    figures["last payment"] = engine.rows("last_payment").value
    build_medicaid_months(engine)
    figures["scores"] = _scores(engine)
    figures["triangles"] = count_triangles(
        engine,
        service_date=ServiceDate.CLAIM_END.value,
        paid_through=date(YEARS[-1], 12, 31),
        first_month=YEARS[0] * 100 + 1,
        last_month=YEARS[-1] * 100 + 12,
    )
    return watch


def _year(year: int) -> Period:
    return Period(date(year, 1, 1), date(year + 1, 1, 1))


def _assignment(region: Region) -> tuple[AttributionTerms, tuple[CountPeriod, ...]]:
    """The terms of the Shared Savings Program: the lists of codes of both years, the steps of each."""
    with as_file(model_folder("mssp").joinpath("contracts", "from_claims_2024.yaml")) as path:
        contract = load_contract(path)
    participants = read_participants(region.participants)
    periods = tuple(CountPeriod(str(year), _year(year), date(year + 1, 3, 31)) for year in YEARS)
    by_year = []
    # The steps of performance years 2024 and 2025: the third step came with the second of them.
    for period, year in zip(periods, (2024, 2025), strict=True):
        request = WorksheetRequest(
            contract.streams[0], contract.agreement, performance_year_of(contract, year), published_parameters(), None
        )
        by_year.append(attribution_terms(request, [period], participants, prospective=False))
    return replace(by_year[0], periods=tuple(terms.periods[0] for terms in by_year)), periods


def _populations() -> list[Population]:
    return [
        Population(ACO, Who.ATTRIBUTED, ACO, by_county=True),
        Population("assignable", Who.ASSIGNABLE, by_county=True),
        Population("newly", Who.NEWLY, ACO),
        Population("continuing", Who.CONTINUING, ACO),
        Population("elsewhere", Who.ELSEWHERE, ACO),
        Population("everyone", Who.ENROLLED),
    ]


def _scores(engine: Engine) -> list[MeanScore]:
    periods = [
        RiskPeriod(
            f"{year} {status.value}",
            year,
            tuple(name for name, esrd in RULES.items() if esrd is (status is StatusOf.ESRD)),
            status_of=status,
            weighed_period=str(year),
        )
        for year in YEARS
        for status in (StatusOf.ESRD, StatusOf.OTHER)
    ]
    choices = RiskChoices(nearest_procedures=True)
    put_risk_tables(engine, periods, choices)
    build_people(engine)
    build_diagnoses(engine)
    build_scores(engine, choices)
    build_explanations(engine)
    build_diagnosis_claims(engine)
    aged = tuple(name for name, esrd in RULES.items() if not esrd)
    models = {"esrd": ("E24-2024",), **dict.fromkeys(("disabled", "aged_dual", "aged_non_dual"), aged)}
    return mean_scores(engine, models)

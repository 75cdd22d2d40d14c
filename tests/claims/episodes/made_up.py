"""A definition of made-up episodes, and small projects of made-up claims grouped by it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

from openvbc.claims.engine.embedded_engine import EmbeddedEngine
from openvbc.claims.engine.engine import Engine
from openvbc.claims.episodes.definition import (
    CodeKind,
    EpisodeDefinition,
    EpisodePeriod,
    EpisodeWindow,
    FacilityRule,
    Overlapping,
    OverlapRule,
    ResponsibleIdentifier,
    ServiceRule,
    Trigger,
)
from openvbc.claims.episodes.group import EpisodeCount, group_episodes
from openvbc.claims.expenditures.codes import CodeRange, code_range
from openvbc.claims.expenditures.terms import Amount
from openvbc.claims.tables.catalog import CANONICAL_TABLES
from tests.claims.expenditures.made_up_claims import put_rows
from tests.claims.utilization.made_up import Row, bill, diagnosis, person, visit

HOSPITAL, OTHER_HOSPITAL, CRITICAL_ACCESS, MARYLAND = "010001", "010002", "011300", "210001"
TAVR_PROCEDURE, REFUSED_PROCEDURE = "02RF3JZ", "0RRL07Z"
PERIOD: Final = EpisodePeriod(date(2024, 1, 1), date(2024, 12, 31), date(2025, 12, 31), date(2025, 12, 31))


def _codes(*texts: str) -> tuple[CodeRange, ...]:
    return tuple(code_range(text) for text in texts)


def _setting(name: str, kind: str = "", *, includes: bool = False) -> ServiceRule:
    return ServiceRule("setting", CodeRange(name, name), kind, includes)


_NINETY = EpisodeWindow(
    post_days=90,
    counts_anchor_day=True,
    monitored_days=30,
    grouped_before_days=1,
    enrolled_before_days=180,
    longest_anchor_days=59,
)
#: Ninety days for most, thirty for fusions whose day after discharge is the first, twelve months for diabetes.
DEFINITION: Final = EpisodeDefinition(
    windows={
        "joint": _NINETY,
        "heart": _NINETY,
        "sepsis": _NINETY,
        "pci": _NINETY,
        "tavr": _NINETY,
        "shoulder": _NINETY,
        "fusion": replace(_NINETY, post_days=30, counts_anchor_day=False, monitored_days=10, grouped_before_days=0),
        "diabetes": EpisodeWindow(post_days=365, counts_anchor_day=True),
    },
    triggers=(
        Trigger("joint", CodeKind.DRG, _codes("469-470", "521-522"), "inpatient"),
        Trigger("joint", CodeKind.HCPCS, _codes("27447", "27130"), "outpatient", claim_type="institutional"),
        Trigger("heart", CodeKind.DRG, _codes("291-293"), "inpatient"),
        Trigger("sepsis", CodeKind.DRG, _codes("870-872"), "inpatient"),
        Trigger("pci", CodeKind.DRG, _codes("321-322"), "inpatient"),
        Trigger("pci", CodeKind.HCPCS, _codes("92928"), "outpatient", claim_type="institutional"),
        Trigger("tavr", CodeKind.DRG, _codes("266-267"), "inpatient", needed_procedures=(TAVR_PROCEDURE,)),
        Trigger("shoulder", CodeKind.DRG, _codes("483"), "inpatient", refused_procedures=(REFUSED_PROCEDURE,)),
        Trigger("fusion", CodeKind.DRG, _codes("459-460"), "inpatient"),
        Trigger("diabetes", CodeKind.DIAGNOSIS, _codes("E11*"), "condition", second_within_days=60),
    ),
    amount=Amount.PAID,
    transfer_days=1,
    overlaps=(
        OverlapRule("joint", "joint", Overlapping.EARLIER_GIVES_WAY, "inpatient", "inpatient"),
        OverlapRule("joint", "joint", Overlapping.EARLIER_GIVES_WAY, "outpatient", "outpatient"),
        OverlapRule("joint", "joint", Overlapping.EARLIER_GIVES_WAY, on_other_days=True),
        OverlapRule("pci", "tavr", Overlapping.EARLIER_GIVES_WAY),
        OverlapRule("diabetes", "diabetes", Overlapping.LATER_GIVES_WAY),
        OverlapRule("diabetes", "", Overlapping.BOTH_STAND),
        OverlapRule("", "diabetes", Overlapping.BOTH_STAND),
    ),
    facilities=(FacilityRule(code_range("1300-1399")), FacilityRule(state="21")),
    services=(
        ServiceRule("drg", code_range("001-002")),
        ServiceRule("hcpcs", code_range("J9000-J9999")),
        _setting("hospice", "fusion"),
        _setting("professional", "diabetes", includes=True),
    ),
    responsible=(
        ResponsibleIdentifier("000000011", "practice", "GROUP", 1),
        ResponsibleIdentifier("9999000011", "clinician", "SURGEON", 2),
        ResponsibleIdentifier(HOSPITAL, "facility", "HOSPITAL", 3),
    ),
    lengths_of_stay={"291": 50, "871": 48},
    visit_codes=("G0299",),
    ranks={"27447": 2, "92928": 1},
)


def stay(claim: str, name: str, first: date, last: date, drg: str, **cells: object) -> Row:
    """A claim of a stay in the hospital."""
    of_stay: dict[str, object] = {
        "facility_ccn": HOSPITAL,
        "drg_code": drg,
        "admission_date": first,
        "discharge_date": last,
    }
    return bill(claim, name, first, last, **(of_stay | cells))


def outpatient(claim: str, name: str, day: date, hcpcs: str, **cells: object) -> Row:
    """A line of a hospital's outpatient claim."""
    of_claim: dict[str, object] = {"bill_type_code": "131", "hcpcs_code": hcpcs, "facility_ccn": HOSPITAL}
    return bill(claim, name, day, day, **(of_claim | cells))


def procedure(claim: str, name: str, code: str) -> Row:
    """A procedure of an admission."""
    return {
        "claim_id": claim,
        "procedure_sequence": 1,
        "person_id": name,
        "procedure_code_type": "icd-10-pcs",
        "procedure_code": code,
        "data_source": "made_up",
    }


__all__ = ["Row", "bill", "diagnosis", "outpatient", "person", "procedure", "stay", "visit"]


def fill(engine: Engine, rows: Mapping[str, Sequence[Row]]) -> None:
    """Put these rows as canonical tables; those that are not named are empty."""
    for name in CANONICAL_TABLES:
        put_rows(engine, name, rows.get(name, ()))  # type: ignore[arg-type]


def grouped(
    rows: Mapping[str, Sequence[Row]],
    definition: EpisodeDefinition = DEFINITION,
    period: EpisodePeriod = PERIOD,
    threads: int = 1,
) -> tuple[EmbeddedEngine, EpisodeCount]:
    """An engine that holds the episodes of these rows."""
    engine = EmbeddedEngine(threads=threads)
    fill(engine, rows)
    return engine, group_episodes(engine, definition, period)


def days(first: date, count: int) -> date:
    """So many days later."""
    return first + timedelta(days=count)


def by_table(rows: Iterable[tuple[str, Row]]) -> dict[str, list[Row]]:
    """Rows by their table."""
    found: dict[str, list[Row]] = {}
    for table, row in rows:
        found.setdefault(table, []).append(row)
    return found


#: What a cell may hold.
Cell = Any

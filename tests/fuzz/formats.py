"""Every input format: a sound set of files, which of them is changed, and what is read from them in this process."""

import csv
import json
from collections.abc import Callable, Hashable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import xlsxwriter
from openpyxl.utils.exceptions import IllegalCharacterError

from openvbc.api import accept_evidence, load_contract, schedule, settle_inputs
from openvbc.claims.attribution.participants import read_participants
from openvbc.claims.attribution.payer_list import read_payer_list
from openvbc.claims.measures.value_sets import read_value_sets
from openvbc.claims.project.checking import check_loaded
from openvbc.claims.readers.account import LoadOptions, OrphanRule
from openvbc.claims.readers.adt.reader import AdtReader
from openvbc.claims.readers.assignment_list.reader import AssignmentListReader
from openvbc.claims.readers.cclf.layout import layouts
from openvbc.claims.readers.cclf.reader import CclfReader
from openvbc.claims.readers.desynpuf.reader import DesynpufReader
from openvbc.claims.readers.fhir_eob.reader import FhirEobReader
from openvbc.claims.readers.mapped_csv.reader import MappedCsvReader
from openvbc.claims.readers.reading import Reader, Workplace
from openvbc.claims.readers.rif.reader import RifReader
from openvbc.claims.readers.tuva.reader import TuvaReader
from openvbc.claims.readers.x12.reader import X12Reader
from openvbc.claims.tables.catalog import CANONICAL_TABLES
from openvbc.errors import ClaimsError, Fault, FileError, OpenVBCError
from openvbc.payment_models.mssp.counting.factors import read_county_factors
from openvbc.payment_models.registry import model_folder
from openvbc.published_results.registry import published_programs
from openvbc.reports.as_json import settlements_text
from openvbc.reports.document.as_json import json_text
from openvbc.settlement.settle import Settlement, Status
from tests.claims.readers.adt import made_up_messages
from tests.claims.readers.adt import test_reading as adt
from tests.claims.readers.assignment_list import test_assignment_list as lists
from tests.claims.readers.cclf import made_up_feed as feed
from tests.claims.readers.desynpuf import test_reading as desynpuf
from tests.claims.readers.desynpuf.made_up_files import write as write_desynpuf
from tests.claims.readers.fhir_eob import test_reading as fhir
from tests.claims.readers.mapped_csv import test_mapping as mapped
from tests.claims.readers.rif import made_up_files as rif
from tests.claims.readers.tuva import test_reading as tuva
from tests.claims.readers.x12 import made_up_interchanges as x12
from tests.cli import test_realistic_mistakes as mistakes
from tests.fuzz.plain_reading import (
    PlainReading,
    cells_of,
    cells_of_workbook,
    claims_of_resources,
    coverage_of_segments,
    lines_of,
    members_of_lists,
    paid_in,
    positions_of,
    visits_of_messages,
    words_of,
)
from tests.published_results.hospitals import made_up_vbp
from tests.published_results.hospitals import test_acquired_conditions_replay as acquired_conditions
from tests.published_results.hospitals import test_readmissions_replay as readmissions
from tests.published_results.mssp import made_up, printing
from tests.reports.fhir import test_attribution_lists as attribution
from tests.tabular.test_a_workbook_wherever_a_csv import as_workbook

Answer = Callable[[Path], Hashable]


@dataclass(frozen=True)
class Format:
    """An input format.

    write: a sound set of files into a folder; it gives the one that is changed. answer: what is read, or
    OpenVBCError. plain: the independent reading of the changed file. delimiter: between its cells; "" if it has none.
    short: cases in the short form. paid: what the lines of the changed file pay by an independent sum; for claims.
    """

    write: Callable[[Path], Path]
    answer: Answer
    plain: PlainReading
    delimiter: str = ""
    short: int = 6
    paid: Callable[[bytes], Decimal | None] | None = None


@dataclass(frozen=True)
class Read:
    """What a reader of claims made of files. paid: for medical and pharmacy claims."""

    paid: Decimal
    rows: Hashable


_PAID = """
    SELECT (SELECT coalesce(sum(paid_amount), 0) FROM loaded_medical_claim)
    + (SELECT coalesce(sum(paid_amount), 0) FROM loaded_pharmacy_claim)
"""


class _Loads:
    """Reads claims again and again in one workplace, each time in a transaction that is taken back: a new workplace
    takes longer to make, and one that is emptied by hand may keep something."""

    def __init__(self, reader: Reader, **options: Any) -> None:  # noqa: ANN401  # LoadOptions knows them
        self._reader = reader
        self._options = options
        self._workplace: Workplace | None = None

    def __call__(self, folder: Path) -> Hashable:
        files = self._reader.recognize(sorted(path for path in folder.rglob("*") if path.is_file()))
        options: dict[str, Any] = {
            name: folder / value if isinstance(value, Path) else value for name, value in self._options.items()
        }
        if not files:
            raise ClaimsError(Fault("none of these files is recognized"))
        self._workplace = self._workplace or _workplace(self._reader)
        self._workplace.connection.begin()
        try:
            return self._read(files, self._workplace, options)
        except OpenVBCError as error:
            if not any("transaction is aborted" in fault.what for fault in error.faults):
                raise
        finally:
            self._workplace.connection.rollback()
        # A reader went on after an error that it has words for, which a transaction does not allow.
        place = _workplace(self._reader)
        try:
            return self._read(files, place, options)
        finally:
            place.close()

    def _read(self, files: list[Path], place: Workplace, options: dict[str, Any]) -> Read:
        result = self._reader.read(files, place, LoadOptions("made_up", **options))
        check_loaded(place.connection, list(CANONICAL_TABLES.values()), {})
        rows = tuple((name, *place.connection.execute(_rows(name)).fetchall()) for name in _filled(place))
        ((paid,),) = place.connection.execute(_PAID).fetchall()
        told = tuple((finding.audit, finding.count, finding.examples) for finding in result.findings)
        return Read(Decimal(paid), (rows, tuple(sorted(result.not_read.items())), told))

    def close(self) -> None:
        if self._workplace is not None:
            self._workplace.close()
            self._workplace = None


def _workplace(reader: Reader) -> Workplace:
    """A workplace that plans its queries as they stand: on a few rows, planning takes longer than running."""
    place = Workplace(reader.received, threads=1)
    place.connection.execute("PRAGMA disable_optimizer")
    return place


def _filled(place: Workplace) -> list[str]:
    counts = ", ".join(f"(SELECT count(*) FROM loaded_{name})" for name in CANONICAL_TABLES)  # noqa: S608
    (rows,) = place.connection.execute(f"SELECT {counts}").fetchall()
    return [name for name, count in zip(CANONICAL_TABLES, rows, strict=True) if count]


def _rows(table: str) -> str:
    return f"SELECT * EXCLUDE (source_file, source_row) FROM loaded_{table} ORDER BY ALL"  # noqa: S608


def _example(model: str, name: str, folder: Path) -> None:
    for room, target in (("contracts", "contract.yaml"), ("inputs", "inputs.yaml")):
        text = model_folder(model).joinpath(room, f"{name}.yaml").read_text(encoding="utf-8")
        folder.joinpath(target).write_text(text, encoding="utf-8")


def _changed(model: str, name: str, file: str, folder: Path) -> Path:
    _example(model, name, folder)
    return folder / file


def _settled(settlements: list[Settlement]) -> Hashable:
    """All that a settlement says but digests, which change with every byte."""
    told = json.loads(settlements_text(settlements))
    return repr(_without_digests(told)), repr([each.contract.file for each in settlements])


def _without_digests(told: Any) -> Any:  # noqa: ANN401  # plain JSON
    if isinstance(told, dict):
        left_out = ("fingerprint", "files", "sha256", "digest", "seal", "place")
        return {key: _without_digests(value) for key, value in told.items() if key not in left_out}
    return [_without_digests(each) for each in told] if isinstance(told, list) else told


def _settle(folder: Path) -> Hashable:
    return _settled(settle_inputs(load_contract(folder / "contract.yaml"), folder / "inputs.yaml"))


def _settle_table(folder: Path) -> Hashable:
    contract = load_contract(folder / "contract.yaml")
    return _settled(settle_inputs(contract, folder / "table.csv", year=2026, status=Status.FINAL))


def _check(folder: Path) -> Hashable:
    contract = load_contract(folder / "contract.yaml")
    with suppress(OpenVBCError):  # figures of the sound contract may not fit the changed one
        return repr(contract.file), _settled(settle_inputs(contract, folder / "inputs.yaml"))
    return repr(contract.file)


def _schedule(folder: Path) -> Hashable:
    contract = load_contract(folder / "contract.yaml")
    found = schedule(contract)
    return repr(contract.file), repr(found.to_dicts("deliveries")), repr(found.to_dicts("settlement_days"))


def _evidence(changed: str, folder: Path) -> Path:
    for name, text in (
        ("contract.yaml", mistakes.QUALITY),
        ("members.csv", mistakes.MEMBERS),
        ("e.csv", mistakes.EVIDENCE),
    ):
        _file(name, text, folder)
    return folder / changed


def _accept(folder: Path) -> Hashable:
    found = accept_evidence(
        folder / "contract.yaml", folder / "members.csv", folder / "e.csv", period=2026, received=date(2026, 6, 1)
    )
    return repr(found.values.rows), found.files["answers.csv"]


def _table(rows: str, model: str, name: str, folder: Path) -> Path:
    _example(model, name, folder)
    folder.joinpath("table.csv").write_text(rows, encoding="utf-8")
    return folder / "table.csv"


def _settle_workbook(file: str, folder: Path) -> Hashable:
    contract = load_contract(folder / "contract.yaml")
    return _settled(settle_inputs(contract, folder / file, year=2026, status=Status.FINAL))


def _rows_of_a_workbook(folder: Path) -> Path:
    """A CSV that becomes a workbook once it is changed: so cells, columns and rows of a workbook change."""
    _in_workbook(_table(ORGANIZATIONS, "shared_savings", "one_sided", folder), folder)
    return folder / "table.csv"


def _in_workbook(table: Path, folder: Path) -> None:
    try:
        as_workbook(table.read_bytes().decode("utf-8", "replace"), folder / "table.xlsx", numbers=True)
    except (IllegalCharacterError, csv.Error) as error:
        raise FileError(Fault(f"no workbook can hold this: {error}")) from error


def _settle_rows(folder: Path) -> Hashable:
    _in_workbook(folder / "table.csv", folder)
    return _settle_workbook("table.xlsx", folder)


def _workbook(folder: Path) -> Path:
    """A workbook whose bytes are the same each time it is written."""
    _example("shared_savings", "one_sided", folder)
    book = xlsxwriter.Workbook(folder / "book.xlsx")
    book.set_properties({"created": datetime(2026, 1, 1)})  # noqa: DTZ001  # workbooks know no zone
    sheet = book.add_worksheet()
    for number, row in enumerate(csv.reader(ORGANIZATIONS.splitlines())):
        sheet.write_row(number, 0, [float(cell) if cell[0].isdigit() else cell for cell in row])
    book.close()
    return folder / "book.xlsx"


def _file(name: str, content: str, folder: Path) -> Path:
    folder.joinpath(name).write_text(content, encoding="utf-8")
    return folder / name


def _feed(form: str, folder: Path) -> Path:
    made = feed.Feed()
    day = date(2025, 6, 10)
    for number, paid in enumerate(("100.00", "250.50", "75.25"), 1):
        made.add(day, "CCLF1", feed.header(number, 0, "2025-05-20", paid))
        made.add(day, "CCLF5", feed.line(10 + number, 1, 0, "2025-05-21", paid, f"A{number}", first="2025-05-07"))
    paths = made.write(folder, form)
    return next(path for path in paths if "cclf5" in path.name or "ZC5" in path.name)


def _fixed_fields() -> dict[str, tuple[int, int]]:
    names = ("CUR_CLM_UNIQ_ID", "BENE_MBI_ID", "CLM_LINE_CVRD_PD_AMT", "CLM_LINE_FROM_DT", "CLM_LINE_THRU_DT")
    return {each.name: (each.start - 1, each.end) for each in layouts()["CCLF5"].fields if each.name in names}


def _rif(folder: Path) -> Path:
    lines = [rif.carrier_line(f"-{number}", 1, f"{number}0.10") for number in range(1, 5)]
    return rif.write(folder / "carrier.csv", rif.CARRIER, lines)


def _desynpuf(folder: Path) -> Path:
    rows = [desynpuf.carrier_claim(number, str(number), [("99213", f"{number}.10")]) for number in range(1, 5)]
    return write_desynpuf(folder / "carrier.csv", desynpuf.CARRIER_HEADER, rows)


def _fhir(folder: Path) -> Path:
    return fhir.write(folder, fhir.PATIENT, fhir.carrier(), fhir.carrier("carrier-2", paid=(10.5,)), fhir.inpatient())


def _attribution_list(folder: Path) -> Path:
    members = (attribution.listed(provider="Practitioner/d1"), attribution.listed(start="2024-04-01", end="2024-05-01"))
    return attribution.written(folder, *attribution.PEOPLE, attribution.group(*members)) / "list.ndjson"


def _messages(folder: Path) -> Path:
    stays = (
        made_up_messages.admitted("M1", "20240305083000"),
        made_up_messages.discharged("M2", "20240308120000", "20240305"),
    )
    return made_up_messages.write(folder, *stays, made_up_messages.admitted("M3", "20240309", visit="V2"))


def _enrollment(folder: Path) -> Path:
    family = x12.member("N-1", "021", x12.coverage("021", "20240101"), x12.coverage("021", "20240101", line="DEN"))
    child = x12.member("N-2", "021", x12.coverage("021", "20240101", "20241231"), subscriber="N-1")
    return x12.write(folder, x12.enrollment("20240105", family, child))


def _mapped(changed: str, folder: Path) -> Path:
    mapped.write(folder, lines=mapped.LINES[:-1])
    return folder / changed


def _assignment(folder: Path) -> Path:
    return lists.people(folder, lists.Q4, {lists.ANN: "444433000021", lists.BOB: "3" * 12, lists.CAL: "222200001111"})


def _results(folder: Path) -> Path:
    return _file("results.csv", printing.csv_text(printing.table_of(2019, made_up.make_rows(2019, 3))), folder)


def _vbp(folder: Path) -> Path:
    paths = made_up_vbp.write_hospitals(folder, 2024, made_up_vbp.make_hospitals(2024, 3, 1))
    return next(path for path in paths if "tps" in path.name)


def _readmissions(folder: Path) -> Path:
    return readmissions.write(folder / "fy2025_supplemental.csv", readmissions.made_up(4, 1))


def _acquired_conditions(folder: Path) -> Path:
    return acquired_conditions.write(folder / "fy2021_hac.csv", acquired_conditions.made_up(2021, 8))


def _replay(program: str, folder: Path) -> Hashable:
    report = published_programs()[program].replay(tuple(sorted(folder.glob("*.csv"))), lambda _done, _total: None)
    return repr(_without_digests(json.loads(json_text(report))))


def _repr(read: Callable[[Path], object], name: str, folder: Path) -> Hashable:
    return repr(read(folder / name))


def _final(cells: Mapping[str, str]) -> int:
    """Rows of RIF that count: final actions that are not deleted."""
    return int(cells["final_action"].strip() in ("", "F", "f") and cells["dml_ind"].strip().upper() != "DELETE")


def _signed(cells: Mapping[str, str]) -> int:
    return -1 if cells["status"].strip() == "R" else 1


def _payers_lines(content: bytes) -> Hashable:
    """Whose lines there are, and the days of the last payment of each: those of what it corrects decide nothing."""
    rows = lines_of(content, ";")
    last = {}
    for row in rows[1:]:
        cells = dict(zip((name.strip() for name in rows[0]), row, strict=False))
        if cells.get("STATUS", "").strip() != "R":
            last[cells.get("CLAIM"), cells.get("LINE")] = cells.get("FIRST"), cells.get("LAST")
    return cells_of(("MEMBER", "CLAIM", "LINE"), ";")(content), frozenset(last.items())


def _paid_by_payer(content: bytes) -> Decimal | None:
    """The payer's claims, reversals with a minus, and the pharmacy's that stand beside them unchanged."""
    paid = paid_in("PAID", ";", sign=_signed, decimal_comma=True)(content)
    return None if paid is None else paid + Decimal("12.34")


PARTICIPANTS = (
    "organization_id,tin,ccn,npi,first_date,last_date\nA9001,001234567,,9999000011,2024-01-01,\n"
    "A9001,,220135,,2024-01-01,2024-12-31\nA9002,009876543,,,2023-01-01,\n"
)
PAYER_LIST = "person_id,organization_id\nP1,A9001\nP2,A9001\nP3,A9002\n"
COUNTIES = (
    "calendar_year,county_code,enrollment_type,per_capita,mean_risk_score,mean_demographic_score,assignable_person_years\n"
    "2023,33400,esrd,80000,1.02,1,90\n2023,33400,disabled,11500,1.02,1,900\n2023,33410,aged_non_dual,9500.25,0.98,1,9000\n"
)
VALUE_SETS = "value_set,code_type,code\nvisits,hcpcs,99213\nvisits,hcpcs,99214\nstays,drg,470\n"
ORGANIZATIONS = "organization,benchmark,expenditures\nNorth,1000000,900000\nSouth,2000000.50,1990000\nEast,500,600\n"
QUALITY = (
    "organization,measure_rate[optimal_care],earlier_measure_score[optimal_care],quality_pool\n"
    "North,45%,40%,250000\nSouth,0.51,0.4,1000\n"
)
_FIGURES = words_of("organization", "performance_year", "status", "figures")
_CARRIER_COLUMNS = ("BENE_ID", "CLM_ID", "LINE_NUM", "CLM_FROM_DT", "CLM_THRU_DT", "LINE_NCH_PMT_AMT", "TAX_NUM")
_DESYNPUF_COLUMNS = ("DESYNPUF_ID", "CLM_ID", "CLM_FROM_DT", "CLM_THRU_DT", "HCPCS_CD_1", "LINE_NCH_PMT_AMT_1")
_RESULT_COLUMNS = ("ACO_ID", "ABtotBnchmk", "ABtotExp", "GenSaveLoss", "EarnSaveLoss")

FORMATS: dict[str, Format] = {
    "contract": Format(
        partial(_changed, "shared_savings", "two_sided", "contract.yaml"),
        _check,
        words_of("parties", "agreement", "population", "payment_streams"),
        short=12,
    ),
    "contract of the shared savings program": Format(
        partial(_changed, "mssp", "enhanced", "contract.yaml"),
        _check,
        words_of("parties", "agreement", "population", "payment_streams"),
        short=12,
    ),
    "figures": Format(partial(_changed, "shared_savings", "two_sided", "inputs.yaml"), _settle, _FIGURES, short=12),
    "figures in a table": Format(
        partial(_table, ORGANIZATIONS, "shared_savings", "one_sided"),
        _settle_table,
        cells_of(("organization", "benchmark", "expenditures")),
        ",",
        12,
    ),
    "figures in a workbook": Format(
        _rows_of_a_workbook, _settle_rows, cells_of(("organization", "benchmark", "expenditures")), ","
    ),
    "a damaged workbook": Format(_workbook, partial(_settle_workbook, "book.xlsx"), cells_of_workbook),
    "quality results": Format(
        partial(_changed, "pay_for_performance", "points_and_pool", "inputs.yaml"), _settle, _FIGURES, short=12
    ),
    "quality results in a table": Format(
        partial(_table, QUALITY, "pay_for_performance", "points_and_pool"),
        _settle_table,
        cells_of(QUALITY.splitlines()[0].split(",")),
        ",",
        12,
    ),
    "duties to share data": Format(
        partial(_file, "contract.yaml", mistakes.QUALITY),
        _schedule,
        words_of("parties", "agreement", "data_sharing"),
    ),
    "members by measure": Format(
        partial(_evidence, "members.csv"), _accept, cells_of(("member", "measure", "status")), ","
    ),
    "supplemental evidence": Format(
        partial(_evidence, "e.csv"), _accept, cells_of(("member", "measure", "date", "kind", "evidence")), ","
    ),
    "participants": Format(
        partial(_file, "participants.csv", PARTICIPANTS),
        partial(_repr, read_participants, "participants.csv"),
        cells_of(PARTICIPANTS.splitlines()[0].split(",")),
        ",",
        60,
    ),
    "a payer's list": Format(
        partial(_file, "list.csv", PAYER_LIST),
        partial(_repr, read_payer_list, "list.csv"),
        cells_of(("person_id", "organization_id")),
        ",",
        60,
    ),
    "county factors": Format(
        partial(_file, "county_factors.csv", COUNTIES),
        partial(_repr, read_county_factors, "county_factors.csv"),
        cells_of(COUNTIES.splitlines()[0].split(",")),
        ",",
        60,
    ),
    "value sets": Format(
        partial(_file, "codes.csv", VALUE_SETS),
        partial(_repr, read_value_sets, "codes.csv"),
        cells_of(("value_set", "code_type", "code")),
        ",",
        60,
    ),
    "published results": Format(_results, partial(_replay, "mssp"), cells_of(_RESULT_COLUMNS), ",", 6),
    "value-based purchasing": Format(
        _vbp, partial(_replay, "hospital_vbp"), cells_of(("Facility ID", "Total Performance Score")), ",", 6
    ),
    "readmissions": Format(
        _readmissions, partial(_replay, "hospital_readmissions"), cells_of(("Payment adjustment factor",)), ",", 6
    ),
    "acquired conditions": Format(
        _acquired_conditions,
        partial(_replay, "hospital_acquired_conditions"),
        cells_of(("TOTAL_HAC_SCORE",)),
        ",",
        6,
    ),
    "Tuva medical claims": Format(
        partial(_file, "medical_claim.csv", tuva.CLAIMS),
        _Loads(TuvaReader(), payer="x"),
        cells_of(("claim_id", "claim_line_number", "person_id", "claim_start_date", "claim_end_date", "paid_amount")),
        ",",
        paid=paid_in("paid_amount"),
    ),
    "Tuva eligibility": Format(
        partial(_file, "eligibility.csv", tuva.ELIGIBILITY),
        _Loads(TuvaReader(), payer="x"),
        cells_of(("person_id", "enrollment_start_date", "enrollment_end_date", "payer", "plan")),
        ",",
    ),
    "Tuva pharmacy claims": Format(
        partial(_file, "pharmacy_claim.csv", tuva.PHARMACY),
        _Loads(TuvaReader(), payer="x"),
        cells_of(("claim_id", "claim_line_number", "person_id", "dispensing_date", "ndc_code", "paid_amount")),
        ",",
        paid=paid_in("paid_amount"),
    ),
    "a payer's own claims": Format(
        partial(_mapped, "claims_1.csv"),
        _Loads(MappedCsvReader(), mapping=Path("mapping.yaml"), orphan_rule=OrphanRule.SIGNED_SUM),
        _payers_lines,
        ";",
        paid=_paid_by_payer,
    ),
    "a mapping": Format(
        partial(_mapped, "mapping.yaml"),
        _Loads(MappedCsvReader(), mapping=Path("mapping.yaml"), orphan_rule=OrphanRule.SIGNED_SUM),
        lambda _: None,
    ),
    "CCLF as CSV": Format(
        partial(_feed, "csv"),
        _Loads(CclfReader()),
        cells_of(("CUR_CLM_UNIQ_ID", "BENE_MBI_ID", "CLM_LINE_CVRD_PD_AMT", "CLM_LINE_FROM_DT", "CLM_LINE_THRU_DT")),
        ",",
    ),
    "CCLF of fixed width": Format(partial(_feed, "fixed"), _Loads(CclfReader()), positions_of(_fixed_fields())),
    "RIF": Format(
        _rif,
        _Loads(RifReader()),
        cells_of(_CARRIER_COLUMNS, "|"),
        "|",
        paid=paid_in("LINE_NCH_PMT_AMT", "|", sign=_final),
    ),
    "DE-SynPUF": Format(_desynpuf, _Loads(DesynpufReader()), cells_of(_DESYNPUF_COLUMNS), ","),
    "FHIR": Format(_fhir, _Loads(FhirEobReader()), claims_of_resources),
    "FHIR attribution list": Format(_attribution_list, _Loads(FhirEobReader()), members_of_lists, short=3),
    "ADT messages": Format(_messages, _Loads(AdtReader()), visits_of_messages, short=4),
    "ADT as a table": Format(
        partial(_file, "adt.csv", adt.TABLE),
        _Loads(AdtReader()),
        cells_of(("event_id", "person_id", "event", "event_date", "visit_id", "discharge_date")),
        ",",
    ),
    "prior authorizations": Format(
        partial(_file, "requests.csv", adt.REQUESTS),
        _Loads(AdtReader()),
        cells_of(("authorization_id", "service_number", "person_id", "decision", "service_start_date")),
        ",",
    ),
    "X12 834": Format(_enrollment, _Loads(X12Reader()), coverage_of_segments, short=3),
    "assignment list": Format(
        _assignment,
        _Loads(AssignmentListReader()),
        cells_of(("BENE_MBI_ID", *(f"EnrollFlag{month}" for month in range(1, 13))), once=True),
        ",",
    ),
}

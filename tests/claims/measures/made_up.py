"""Small regions and measures at random: a few people, few codes, many days that touch, gaps and late payments."""

from datetime import date, timedelta
from random import Random
from typing import Any

Row = dict[str, Any]
Tree = dict[str, Any]

FIRST, LAST = date(2023, 1, 1), date(2025, 1, 31)
PAID_THROUGH = date(2025, 3, 31)

#: value set -> codes (code type, code, first year, last year)
VALUE_SETS: dict[str, list[tuple[str, str, int | None, int | None]]] = {
    "visit": [("hcpcs", "99213", None, None), ("hcpcs", "99214", 2024, None)],
    "test": [("hcpcs", "83036", None, None), ("ndc", "00000000001", None, None)],
    "room": [("revenue_center", "0450", None, None), ("place_of_service", "23", None, None)],
    "stay": [("bill_type", "111", None, None)],
    "home": [("discharge_disposition", "01", None, None)],
    "sick": [("icd-10-cm", "E11*", None, None), ("icd-10-cm", "I10", None, None)],
    "cut": [("icd-10-pcs", "0SRC0J9", None, None)],
}


def value_sets_csv() -> str:
    lines = ["value_set,code_type,code,first_year,last_year"]
    lines += [
        f"{name},{kind},{code},{first or ''},{last or ''}"
        for name, codes in VALUE_SETS.items()
        for kind, code, first, last in codes
    ]
    return "\n".join(lines) + "\n"


def some_day(random: Random) -> date:
    return FIRST + timedelta(days=random.randrange((LAST - FIRST).days + 1))


def tables(random: Random) -> dict[str, list[Row]]:
    people = [f"p{number}" for number in range(random.randint(2, 5))]
    found: dict[str, list[Row]] = {
        name: [] for name in ("eligibility", "medical_claim", "claim_diagnosis", "claim_procedure", "pharmacy_claim")
    }
    for person in people:
        birth = random.choice([date(1958, 12, 31), date(1959, 1, 1), date(2004, 2, 29), date(1999, 6, 1), None])
        sex = random.choice(["male", "female", "unknown", ""])
        day = FIRST - timedelta(days=random.randrange(40))
        while day < LAST:
            last = day + timedelta(days=random.choice([1, 30, 200, 364, 800]))
            found["eligibility"].append(
                {
                    "person_id": person, "payer": "P", "birth_date": birth, "sex": sex,
                    "enrollment_start_date": day, "enrollment_end_date": last,
                    "part_a": random.choice(["1", "1", "0"]), "part_b": "1", "medicare_advantage": "0",
                    "dual_status_code": random.choice(["00", "02"]),
                }
            )  # fmt: skip
            day = last + timedelta(days=random.choice([1, 1, 2, 10, 46, -5]))
        for number in range(random.randint(0, 9)):
            _claim(random, person, f"{person}-{number}", found)
    return found


def _claim(random: Random, person: str, claim: str, found: dict[str, list[Row]]) -> None:
    kind = random.choice(["visit", "visit", "stay", "stay", "fill"])
    day = random.choice([some_day(random), date(2024, random.randint(1, 12), random.randint(1, 3))])
    paid = day + timedelta(days=random.choice([10, 30, 500]))
    if kind == "fill":
        code = random.choice(["00000000001", "00000000002"])
        found["pharmacy_claim"].append(
            {
                "claim_id": claim, "claim_line_number": 1, "person_id": person, "dispensing_date": day,
                "ndc_code": code, "paid_date": paid,
            }
        )  # fmt: skip
        return
    last = day + timedelta(days=random.choice([0, 1, 3, 20]) if kind == "stay" else 0)
    for line in range(1, random.randint(1, 3) + 1):
        row: Row = {
            "claim_id": claim, "claim_line_number": line, "person_id": person, "claim_start_date": day,
            "claim_end_date": last, "paid_date": random.choice([paid, None]),
            "hcpcs_code": random.choice(["99213", "99214", "83036", "G0000", ""]),
        }  # fmt: skip
        if kind == "stay":
            row |= {"bill_type_code": "111", "revenue_center_code": random.choice(["0450", "0120"])}
            row |= {"admission_date": day, "discharge_date": last}
            turn = int(claim[-1])
            row["discharge_disposition_code"] = "01" if turn % 2 else ("30" if turn % 4 else "20")
            row["facility_ccn"] = f"05000{turn % 3}"
        else:
            row |= {"claim_line_start_date": day, "claim_line_end_date": last}
            row["place_of_service_code"] = random.choice(["11", "23"])
        found["medical_claim"].append(row)
    for sequence in range(1, random.randint(0, 2) + 1):
        found["claim_diagnosis"].append(
            {
                "claim_id": claim, "diagnosis_sequence": sequence, "person_id": person, "claim_start_date": day,
                "claim_end_date": last, "diagnosis_code_type": "icd-10-cm",
                "diagnosis_code": random.choice(["E119", "E110", "I10", "I109", "Z00"]),
            }
        )  # fmt: skip
    if kind == "stay" and random.random() < 0.5:
        found["claim_procedure"].append(
            {
                "claim_id": claim, "procedure_sequence": 1, "person_id": person,
                "procedure_code_type": "icd-10-pcs", "procedure_code": "0SRC0J9", "procedure_date": day,
            }
        )  # fmt: skip


EVENTS: dict[str, Tree] = {
    "home_stay": {"codes": ["stay"], "on_same_claim": ["home"]},
    "sick_stay": {"codes": ["sick"], "on_same_claim": ["stay", "visit"], "principal": True},
    "either": {"codes": ["visit", "test"]},
}


def measure(random: Random, number: int) -> Tree:
    """A measure as it stands in YAML."""
    unit = random.choice(["person", "stay", "event"])
    made: Tree = {
        "measure": f"measure_{number}", "label": f"Measure {number}", "source": "claims", "pool": "all",
        "unit": unit, "direction": random.choice(["higher", "lower"]), "events": EVENTS,
        "denominator": criterion(random, unit, 1), "numerator": criterion(random, unit, 2),
        "exclusions": [
            {"reason": f"exclusion {n}", "when": criterion(random, unit, 1)} for n in range(random.randint(0, 2))
        ],
        "exceptions": [{"reason": "exception", "when": criterion(random, unit, 1)}] * random.randint(0, 1),
    }  # fmt: skip
    # Every named event must be referred to somewhere: an exclusion that never holds does.
    unused = {
        "all": [{"event": name} for name in EVENTS] + [{"age": {"at_least": 149, "at_most": 150, "on": "last_day"}}]
    }
    made["exclusions"].append({"reason": "never", "when": unused})
    if unit != "person":
        made["index"] = {
            "event": random.choice(["stay", "home_stay", "room"] if unit == "stay" else ["room", "visit", "either"]),
            "counted_by": random.choice(["start", "end"]),
            "transfer_days": random.choice([0, 1, 3]) if unit == "stay" else 0,
        }
    if random.random() < 0.4:
        made["period"] = {"from_months": random.choice([-6, 0]), "to_months": random.choice([-2, 0])}
    return made


def criterion(random: Random, unit: str, depth: int) -> Any:  # noqa: ANN401  # a tree as YAML has it
    kind = random.choice(["all", "any", "not", "leaf", "leaf"]) if depth else "leaf"
    if kind in ("all", "any"):
        return {kind: [criterion(random, unit, depth - 1) for _ in range(random.randint(1, 3))]}
    if kind == "not":
        return {"not": criterion(random, unit, depth - 1)}
    leaf = random.choice(["event", "event", "event", "age", "sex", "enrolled", "everyone"])
    if leaf == "everyone":
        return "everyone"
    if leaf == "sex":
        return {"sex": random.choice(["male", "female"])}
    if leaf == "age":
        on = random.choice(["first_day", "last_day", *(["index"] if unit != "person" else [])])
        least, most = random.choice([(0, 19), (20, 64), (65, 65), (65, 150), (0, 150)])
        return {"age": {"at_least": least, "at_most": most, "on": on}}
    if leaf == "enrolled":
        asked: Tree = {"part_a": random.choice([True, False]), "window": window(random, unit)}
        if random.random() < 0.6:
            asked |= {"most_gaps": random.choice([1, 2]), "most_gap_days": random.choice([1, 9, 45])}
        return {"enrolled": asked}
    event = random.choice([*VALUE_SETS, *EVENTS])
    return {"event": event, "at_least": random.choice([1, 1, 2]), "window": window(random, unit)}


def window(random: Random, unit: str) -> Tree:
    anchors = ["period", "first_day", "last_day"]
    if unit != "person":
        anchors += ["index", "index_start", "index_end"] * 2
    of = random.choice(anchors)
    ends = {"from_days": random.choice([-30, -1, 0, 1]), "to_days": random.choice([1, 7, 14, 30])}
    if not of.startswith("index") and random.random() < 0.3:
        ends |= {"from_months": random.choice([-12, -3]), "to_months": random.choice([0, 1])}
    return {"of": of, **ends}

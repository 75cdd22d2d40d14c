"""Measures counted person by person in plain Python, from the YAML tree and the rows; no code of the program."""

from calendar import monthrange
from datetime import date, timedelta
from typing import Any

from tests.claims.measures.made_up import EVENTS, PAID_THROUGH, VALUE_SETS, Row, Tree

Key = tuple[str, str, date, date]
Happened = tuple[date, date]


class Plain:
    """One period of one region."""

    def __init__(self, tables: dict[str, list[Row]], year: int) -> None:
        self.tables, self.year = tables, year
        self.people = sorted({row["person_id"] for row in tables["eligibility"]})
        self.late = {
            row["claim_id"] for row in tables["medical_claim"] if row["paid_date"] and row["paid_date"] > PAID_THROUGH
        }

    def results(self, measure: Tree) -> dict[Key, tuple[str, str]]:
        """(person, unit, first day, last day) -> status and reason."""
        shift = measure.get("period", {})
        first = months(date(self.year, 1, 1), shift.get("from_months", 0))
        last = months(date(self.year + 1, 1, 1), shift.get("to_months", 0)) - timedelta(days=1)
        found = {}
        for person in self.people:
            for start, end in self.subjects(measure, person, first, last):
                case = Case(self, person, (first, last), (start, end), measure)
                if not case.holds(measure["denominator"]):
                    continue
                found[person, measure["unit"], start, end] = case.status(measure)
        return found

    def subjects(self, measure: Tree, person: str, first: date, last: date) -> list[Happened]:
        if measure["unit"] == "person":
            return [(first, last)]
        side = 1 if measure["index"]["counted_by"] == "end" else 0
        spans = [(min(days)[0], max(end for _, end in days)) for days in self.merged(measure, person)]
        return [span for span in spans if first <= span[side] <= last]

    def claims_of_stay(self, measure: Tree, person: str, index: Happened) -> list[Happened]:
        """First and last day of the claims that one stay is made of."""
        stays = self.merged(measure, person)
        return next(days for days in stays if (min(days)[0], max(end for _, end in days)) == index)

    def merged(self, measure: Tree, person: str) -> list[list[Happened]]:
        """The days of the claims of each stay or event of a person, in order."""
        index = measure["index"]
        claims: dict[Happened, str] = {}
        for claim, begins, ends in self.shown(index["event"], person):
            claims[begins, ends] = min(claim, claims.get((begins, ends), claim))
        merged: list[list[Happened]] = []
        latest, last_end = "", date.min
        for (begins, ends), claim in sorted(claims.items()):
            if measure["unit"] == "event":
                joins = bool(merged) and merged[-1][0][0] == begins
            else:
                joins = bool(merged) and self.goes_on(latest, claim, (begins - last_end).days, index["transfer_days"])
            if joins:
                merged[-1].append((begins, ends))
            else:
                merged.append([(begins, ends)])
            if not joins or ends >= last_end:
                latest, last_end = claim, ends
        return merged

    def goes_on(self, before: str, claim: str, gap: int, transfer_days: int) -> bool:
        """Whether a claim that begins so many days after a stay ended with another one goes on with it."""
        if gap < 0 or gap > transfer_days:
            return gap < 0
        facility, other_facility = (self.cell(each, "facility_ccn") for each in (before, claim))
        if before == claim or self.cell(before, "discharge_disposition_code") == "30" or facility != other_facility:
            return True
        return gap == 0 and self.condition(before) == self.condition(claim)

    def cell(self, claim: str, column: str) -> str:
        return max(
            (row.get(column) or "" for row in self.tables["medical_claim"] if row["claim_id"] == claim), default=""
        )

    def condition(self, claim: str) -> str:
        rows = (row for row in self.tables["claim_diagnosis"] if row["claim_id"] == claim)
        return next((row["diagnosis_code"][:3] for row in rows if row["diagnosis_sequence"] == 1), "")

    def happened(self, name: str, person: str) -> list[Happened]:
        """First and last day of everything that makes an event of a person."""
        return [(first, last) for _, first, last in self.shown(name, person)]

    def shown(self, name: str, person: str) -> list[tuple[str, date, date]]:
        """The same with the claim that shows it."""
        event = EVENTS.get(name, {"codes": [name]})
        own = [each for each in self.coded(event["codes"], person) if not event.get("principal") or each[3]]
        for other in event.get("on_same_claim", []):
            claims = {each[0] for each in self.coded([other], person)}
            own = [each for each in own if each[0] in claims]
        return [(claim, first, last) for claim, first, last, _ in own]

    def coded(self, sets: list[str], person: str) -> list[tuple[str, date, date, bool]]:
        """claim, first day, last day, principal, wherever a code stands."""
        found = []
        for name in sets:
            for kind, code, first_year, last_year in VALUE_SETS[name]:
                for claim, first, last, principal in self.places(kind, code, person):
                    if (first_year or 0) <= first.year <= (last_year or 9999):
                        found.append((claim, first, last, principal))
        return found

    def places(self, kind: str, code: str, person: str) -> list[tuple[str, date, date, bool]]:
        columns = {
            "hcpcs": "hcpcs_code", "revenue_center": "revenue_center_code",
            "place_of_service": "place_of_service_code", "bill_type": "bill_type_code",
            "discharge_disposition": "discharge_disposition_code",
        }  # fmt: skip
        found = []
        if kind in columns:
            of_claim = kind in ("bill_type", "discharge_disposition")
            for row in self.tables["medical_claim"]:
                if row["person_id"] != person or row.get(columns[kind]) != code or row["claim_id"] in self.late:
                    continue
                begin = row.get("admission_date") if of_claim else row.get("claim_line_start_date")
                end = row.get("discharge_date") if of_claim else row.get("claim_line_end_date")
                found.append((row["claim_id"], begin or row["claim_start_date"], end or row["claim_end_date"], False))
        for row in self.tables["claim_diagnosis"] if kind == "icd-10-cm" else []:
            fits = row["diagnosis_code"].startswith(code[:-1]) if code.endswith("*") else row["diagnosis_code"] == code
            if row["person_id"] == person and fits and row["claim_id"] not in self.late:
                principal = row["diagnosis_sequence"] == 1
                found.append((row["claim_id"], row["claim_start_date"], row["claim_end_date"], principal))
        found += [
            (row["claim_id"], row["procedure_date"], row["procedure_date"], True)
            for row in (self.tables["claim_procedure"] if kind == "icd-10-pcs" else [])
            if row["person_id"] == person and row["procedure_code"] == code and row["claim_id"] not in self.late
        ]
        found += [
            (row["claim_id"], row["dispensing_date"], row["dispensing_date"], False)
            for row in (self.tables["pharmacy_claim"] if kind == "ndc" else [])
            if row["person_id"] == person and row["ndc_code"] == code and row["paid_date"] <= PAID_THROUGH
        ]
        return found


class Case:
    """One person, stay or event, asked the criteria of a measure."""

    def __init__(self, plain: Plain, person: str, period: Happened, index: Happened, measure: Tree) -> None:
        self.plain, self.person, self.period, self.index = plain, person, period, index
        self.own_event = measure["index"]["event"] if measure["unit"] == "stay" else ""
        self.own_claims = plain.claims_of_stay(measure, person, index) if self.own_event else []
        self.spans = [row for row in plain.tables["eligibility"] if row["person_id"] == person]

    def status(self, measure: Tree) -> tuple[str, str]:
        for each in measure["exclusions"]:
            if self.holds(each["when"]):
                return "excluded", each["reason"]
        if self.holds(measure["numerator"]):
            return "numerator", ""
        for each in measure["exceptions"]:
            if self.holds(each["when"]):
                return "exception", each["reason"]
        return "not_met", ""

    def holds(self, tree: Any, *, wanted: bool = True) -> bool:  # noqa: ANN401  # a tree as YAML has it
        """Whether a criterion holds; with wanted=False whether its contrary does (an unknown age does neither)."""
        if tree == "everyone":
            return wanted
        if "not" in tree:
            return self.holds(tree["not"], wanted=not wanted)
        for word, together in (("all", wanted), ("any", not wanted)):
            if word in tree:
                answers = [self.holds(each, wanted=wanted) for each in tree[word]]
                return all(answers) if together else any(answers)
        if "sex" in tree:
            sex = self.spans[0]["sex"]
            return bool(sex in ("male", "female") and (sex == tree["sex"]) == wanted)
        if "age" in tree:
            age = self.age(tree["age"]["on"])
            asked = tree["age"]
            return age is not None and bool(asked["at_least"] <= age <= asked["at_most"]) == wanted
        if "enrolled" in tree:
            return self.enrolled(tree["enrolled"]) == wanted
        first, last = self.window(tree.get("window", {"of": "period", "from_days": 0, "to_days": 0}))
        own = self.own_claims if tree["event"] == self.own_event else []
        days = {
            begin
            for begin, end in self.plain.happened(tree["event"], self.person)
            if first <= begin <= last and (begin, end) not in own
        }
        return bool(len(days) >= tree.get("at_least", 1)) == wanted

    def age(self, on: str) -> int | None:
        birth = self.spans[0]["birth_date"]
        day = {"first_day": self.period[0], "last_day": self.period[1], "index": self.index[0]}[on]
        if birth is None:
            return None
        years = day.year - birth.year
        return int(years - ((day.month, day.day) < (birth.month, birth.day)))

    def enrolled(self, asked: Tree) -> bool:
        first, last = self.window(asked["window"])
        spans = [row for row in self.spans if not asked["part_a"] or row["part_a"] == "1"]
        gaps: list[int] = []
        length, covered_once = 0, False
        day = first
        while day <= last:
            if any(row["enrollment_start_date"] <= day <= row["enrollment_end_date"] for row in spans):
                covered_once = True
                gaps += [length] if length else []
                length = 0
            else:
                length += 1
            day += timedelta(days=1)
        gaps += [length] if length else []
        if not covered_once:
            return False
        most, longest = int(asked.get("most_gaps", 0)), int(asked.get("most_gap_days", 0))
        return len(gaps) <= most and max(gaps, default=0) <= longest

    def window(self, window: Tree) -> Happened:
        of = window["of"]
        ends = {
            "period": self.period, "first_day": (self.period[0],) * 2, "last_day": (self.period[1],) * 2,
            "index": self.index, "index_start": (self.index[0],) * 2, "index_end": (self.index[1],) * 2,
        }[of]  # fmt: skip
        first = months(ends[0], window.get("from_months", 0)) + timedelta(days=window["from_days"])
        last = months(ends[1], window.get("to_months", 0)) + timedelta(days=window["to_days"])
        return first, last


def months(day: date, count: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))

"""A region of made-up claims, drawn from few codes so that rules meet: transfers, deaths, gaps, overlaps."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count
from random import Random

from tests.claims.episodes.hand_made import COVERED
from tests.claims.episodes.made_up import (
    CRITICAL_ACCESS,
    HOSPITAL,
    OTHER_HOSPITAL,
    REFUSED_PROCEDURE,
    TAVR_PROCEDURE,
    Row,
    bill,
    diagnosis,
    outpatient,
    person,
    procedure,
    stay,
    visit,
)

_DRGS = ("469", "470", "521", "291", "293", "871", "321", "266", "483", "460", "002", "392", "683")
_VISITS = ("99213", "99285", "J9271", "97110", "27447", "G0299")
_OUTPATIENT = ("27447", "27130", "92928", "73560", "J9000", "G0463")
_START = date(2023, 7, 1)


def region(people: int, seed: int) -> dict[str, list[Row]]:
    """Rows by canonical table; the same seed always makes the same region."""
    random = Random(seed)  # noqa: S311  # made-up rows are no secret
    rows: dict[str, list[Row]] = {
        name: [] for name in ("eligibility", "medical_claim", "claim_diagnosis", "claim_procedure")
    }
    for number in range(people):
        _person(rows, f"R{number:05}", random)
    return rows


def _day(random: Random, least: int = 0, most: int = 700) -> date:
    return _START + timedelta(days=random.randrange(least, most))


def _money(random: Random) -> dict[str, object]:
    paid = date(2026, 2, 1) if random.random() < 0.02 else date(2025, 11, 30)
    return {"paid_amount": f"{random.randrange(1000, 2_000_000) / 100:.2f}", "paid_date": paid}


def _person(rows: dict[str, list[Row]], name: str, random: Random) -> None:
    _enroll(rows, name, random)
    claims = (f"{name}-{number:03}" for number in count())
    for _ in range(random.choice((0, 1, 1, 2, 3))):
        _stay(rows, name, random, claims)
    for _ in range(random.randrange(8)):
        line = visit(next(claims), name, _day(random), random.choice(_VISITS), **_money(random))
        rows["medical_claim"].append(line)
    for _ in range(random.randrange(4)):
        own, at = next(claims), _day(random)
        for number in range(1, random.choice((2, 3))):
            code = random.choice(_OUTPATIENT)
            line = outpatient(own, name, at, code, claim_line_number=number, **_money(random))
            rows["medical_claim"].append(line)
    if random.random() < 0.2:
        seen = _day(random)
        for _ in range(random.randrange(1, 5)):
            own = next(claims)
            rows["medical_claim"].append(visit(own, name, seen, "99214", **_money(random)))
            rows["claim_diagnosis"].append(diagnosis(own, name, seen, seen, random.choice(("E119", "E1165", "I10"))))
            seen += timedelta(days=random.choice((0, 9, 60, 61, 200)))


def _enroll(rows: dict[str, list[Row]], name: str, random: Random) -> None:
    cells: dict[str, object] = dict(COVERED)
    if random.random() < 0.05:
        cells["death_date"] = _day(random, 120, 690)
    if random.random() < 0.03:
        cells["medicare_status_code"] = "31"
    if random.random() < 0.15:
        end = _day(random, 100, 600)
        rows["eligibility"].append(person(name, date(2022, 1, 1), end, **cells))
        begin = end + timedelta(days=random.choice((1, 1, 2)))
        cells["medicare_advantage"] = random.choice(("0", "0", "1"))
        rows["eligibility"].append(person(name, begin, date(2025, 12, 31), **cells))
    else:
        rows["eligibility"].append(person(name, date(2022, 1, 1), date(2025, 12, 31), **cells))


def _stay(rows: dict[str, list[Row]], name: str, random: Random, claims: Iterator[str]) -> None:
    first = _day(random)
    last = first + timedelta(days=random.choice((0, 1, 3, 5, 9, 60)))
    where = random.choice((HOSPITAL, HOSPITAL, OTHER_HOSPITAL, CRITICAL_ACCESS))
    disposition = random.choice(("01", "01", "02", "03", "20", "30"))
    drg = random.choice(_DRGS)
    of_stay = stay(
        next(claims), name, first, last, drg, facility_ccn=where, discharge_disposition_code=disposition,
        billing_tin=random.choice(("", "000000011")), rendering_npi=random.choice(("", "9999000011")), **_money(random),
    )  # fmt: skip
    rows["medical_claim"].append(of_stay)
    if drg in ("266", "483"):
        code = random.choice((TAVR_PROCEDURE, REFUSED_PROCEDURE))
        rows["claim_procedure"].append(procedure(str(of_stay["claim_id"]), name, code))
    if random.random() < 0.4:
        again = last + timedelta(days=random.choice((0, 1, 2, 7, 40, 88, 89, 90)))
        other = random.choice((HOSPITAL, OTHER_HOSPITAL))
        rows["medical_claim"].append(
            stay(
                next(claims),
                name,
                again,
                again + timedelta(days=random.choice((1, 4))),
                random.choice(_DRGS),
                facility_ccn=other,
                **_money(random),
            )
        )
    for _ in range(random.randrange(4)):
        begin = last + timedelta(days=random.choice((-1, 0, 1, 20, 80, 88, 89, 90, 95)))
        end = begin + timedelta(days=random.choice((0, 4, 29)))
        kind = random.choice(("211", "321", "811"))
        own = next(claims)
        dates = {"admission_date": begin, "discharge_date": end} if kind == "211" else {}
        for line in range(1, random.choice((2, 3))):
            visited: dict[str, object] = {}
            if kind == "321":
                at = begin + timedelta(days=random.randrange((end - begin).days + 1))
                visited = {"hcpcs_code": random.choice(("G0299", "G0151")), "claim_line_start_date": at}
            rows["medical_claim"].append(
                bill(
                    own,
                    name,
                    begin,
                    end,
                    bill_type_code=kind,
                    claim_line_number=line,
                    facility_ccn=HOSPITAL,
                    **(dates | visited | _money(random)),
                )
            )

"""Makes up people and claims in the exact layout of CMS's DE-SynPUF files, for demonstrations and tests.

Nobody in these files exists: person identifiers begin with "5S", provider numbers with "9999". Amounts are spread
roughly as in CMS's sample: a fifth to a quarter of people without spending, a mean near 4,000 dollars, a 99th
percentile near 50,000. The same seed writes the same bytes: all arithmetic is in whole numbers.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Final, TypeVar

from openvbc.claims.readers.desynpuf.layouts import INPATIENT_COLUMNS, SUMMARY_COLUMNS

#: How annual payments are spread in the first year and later: share of people (of 10,000) -> dollars at that rank,
#: straight lines between.
_FIRST_YEAR: Final = (
    (2600, 0),
    (5000, 900),
    (7500, 2200),
    (9000, 9500),
    (9500, 15000),
    (9700, 24000),
    (9900, 51000),
    (9990, 85000),
    (10000, 150000),
)
_LATER_YEARS: Final = (
    (2000, 0),
    (5000, 1500),
    (7500, 3200),
    (9000, 11000),
    (9500, 17500),
    (9700, 26000),
    (9900, 44600),
    (9990, 80000),
    (10000, 140000),
)
_RANKS: Final = 10_000_000

_Picked = TypeVar("_Picked")

#: SSA state codes with the share of people (of 100) who live there; 54 is "others".
_STATES: Final = (("05", 40), ("33", 15), ("10", 15), ("45", 12), ("39", 8), ("14", 6), ("36", 3), ("54", 1))

#: DRG -> (share of stays of 1,000, an ICD-9 diagnosis that fits it).
_STAYS: Final = (
    ("470", 180, "71536"),
    ("871", 170, "0389"),
    ("291", 150, "42823"),
    ("194", 130, "486"),
    ("190", 120, "49121"),
    ("247", 100, "41401"),
    ("683", 80, "5849"),
    ("207", 40, "51881"),
    ("001", 15, "4254"),
    ("OTH", 15, "7999"),
)


@dataclass(frozen=True)
class _Person:
    """Someone made up: what stays the same from year to year, and the rank in last year's spending."""

    person_id: str
    birth: date
    sex: str
    race: str
    state: str
    county: str
    rank: int
    death: date | None = None


@dataclass
class _Year:
    """One person's year: months of Part A, Part B and Medicare Advantage; cents by category; claims as rows."""

    part_a: int
    part_b: int
    medicare_advantage: int
    inpatient: int
    outpatient: int
    carrier: int
    claims: list[dict[str, str]] = field(default_factory=list)


def write_synthetic_desynpuf(
    folder: Path, people: int, seed: int, years: Sequence[int] = (2008, 2009), *, sample: int = 1
) -> tuple[Path, ...]:
    """Write one beneficiary summary a year and one inpatient claims file into `folder`; their paths.

    people: how many there are in the first year (some die, and are not in later years). seed: the same seed gives
    the same files. sample: 1 to 20, as CMS numbers its samples; people of different samples are different people.
    """
    if not years:
        raise ValueError("name at least one year to write")
    random = Random(f"{seed}/{sample}")  # noqa: S311  # made-up data, no secret
    living = [_new_person(random, sample, number) for number in range(people)]
    paths = []
    claims: list[dict[str, str]] = []
    for year in years:
        rows = []
        survivors = []
        for person in living:
            of_year = _person_in(random, person, year, first=year == years[0])
            months = _months(random, of_year)
            amounts = _amounts(random, of_year.rank, _FIRST_YEAR if year == years[0] else _LATER_YEARS)
            lived = _Year(*months, *amounts, list(_stays(random, of_year, year, amounts[0])))
            rows.append(_summary_row(of_year, lived))
            claims.extend(lived.claims)
            if of_year.death is None:
                survivors.append(of_year)
        living = survivors
        paths.append(folder / f"DE1_0_{year}_Beneficiary_Summary_File_Sample_{sample}.csv")
        _write(paths[-1], SUMMARY_COLUMNS, rows)
    paths.append(folder / f"DE1_0_{years[0]}_to_{years[-1]}_Inpatient_Claims_Sample_{sample}.csv")
    _write(paths[-1], INPATIENT_COLUMNS, _number_claims(claims, sample))
    return tuple(paths)


def _new_person(random: Random, sample: int, number: int) -> _Person:
    return _Person(
        person_id=f"5S{sample:02X}{number:06X}{random.getrandbits(24):06X}",
        birth=date(1915, 1, 1) + timedelta(days=random.randrange(365 * 50)),
        sex=str(1 + random.randrange(2)),
        race=str(_pick(random, ((1, 83), (2, 11), (3, 4), (5, 2)))),
        state=_pick(random, _STATES),
        county=f"{10 * random.randrange(20):03d}",
        rank=random.randrange(_RANKS),
    )


def _person_in(random: Random, person: _Person, year: int, *, first: bool) -> _Person:
    """The person in `year`: one in fifty moves, one in twenty-five dies, and one in three spends like last year."""
    rank = person.rank if first or random.randrange(3) == 0 else random.randrange(_RANKS)
    moves = not first and random.randrange(50) == 0
    dies = random.randrange(25) == 0
    return replace(
        person,
        rank=rank,
        state=_pick(random, _STATES) if moves else person.state,
        death=date(year, 1, 1) + timedelta(days=random.randrange(365)) if dies else None,
    )


def _months(random: Random, person: _Person) -> tuple[int, int, int]:
    """Months of Part A, Part B and Medicare Advantage; about one in four has Medicare Advantage months."""
    most = 12 if person.death is None else person.death.month
    kind = _pick(
        random, (("plain", 61), ("private", 27), ("partial", 4), ("part_a_only", 4), ("differ", 2), ("none", 2))
    )
    months = 1 + random.randrange(most)
    if kind == "private":
        return most, most, most if random.randrange(5) else months
    if kind == "partial":
        return months, months, 0
    if kind == "part_a_only":
        return most, 0, 0
    if kind == "differ":
        return most, most - months, 0
    return (0, 0, 0) if kind == "none" else (most, most, 0)


def _amounts(random: Random, rank: int, curve: Sequence[tuple[int, int]]) -> tuple[int, int, int]:
    """Cents of inpatient, outpatient and carrier payments for a rank in the spending curve."""
    total = _cents_at(rank, curve)
    inpatient = total * (40 + random.randrange(36)) // 100 if rank >= 8 * _RANKS // 10 else 0
    rest = total - inpatient
    outpatient = rest * (20 + random.randrange(31)) // 100 if random.randrange(4) else 0
    carrier = rest - outpatient
    if random.randrange(500) == 0:
        outpatient = -1000 * (1 + random.randrange(30))
    return inpatient, outpatient, carrier


def _cents_at(rank: int, curve: Sequence[tuple[int, int]]) -> int:
    below, dollars_below = 0, 0
    for share, dollars in curve:
        upper = share * (_RANKS // 10_000)
        if rank < upper:
            return 100 * dollars_below + 100 * (dollars - dollars_below) * (rank - below) // (upper - below)
        below, dollars_below = upper, dollars
    raise ValueError(f"rank {rank} is not below {_RANKS}")


def _stays(random: Random, person: _Person, year: int, inpatient: int) -> Iterator[dict[str, str]]:
    """Claim rows for a year's inpatient amount: one to three stays; some are missing, as in CMS's files."""
    if inpatient <= 0:
        return
    stays = 1 + (inpatient > 1_500_000) + (inpatient > 4_000_000)
    for stay in range(stays):
        payment = inpatient // stays if stay else inpatient - inpatient // stays * (stays - 1)
        if random.randrange(100) == 0:
            payment *= 2
        if random.randrange(30):
            yield from _segments(random, person, year, payment)


def _segments(random: Random, person: _Person, year: int, payment: int) -> Iterator[dict[str, str]]:
    """A claim's rows: one, or, for one claim in sixty, a second segment with a part of the payment and no dates."""
    drg, diagnosis = _pick(random, tuple(((drg, diagnosis), share) for drg, share, diagnosis in _STAYS))
    admitted = date(year, 1, 1) + timedelta(days=random.randrange(365))
    days = 1 + random.randrange(14)
    discharged = admitted + timedelta(days=days)
    second = payment // 3 if random.randrange(60) == 0 else 0
    row = {
        "DESYNPUF_ID": person.person_id,
        "SEGMENT": "1",
        "CLM_FROM_DT": f"{admitted:%Y%m%d}",
        "CLM_THRU_DT": f"{discharged:%Y%m%d}",
        "PRVDR_NUM": f"{person.state}S{random.randrange(1000):03d}",
        "CLM_PMT_AMT": _dollars(payment - second),
        "NCH_PRMRY_PYR_CLM_PD_AMT": _dollars(0),
        "AT_PHYSN_NPI": f"9999{random.randrange(10**6):06d}",
        "CLM_ADMSN_DT": f"{admitted:%Y%m%d}",
        "ADMTNG_ICD9_DGNS_CD": diagnosis,
        "CLM_PASS_THRU_PER_DIEM_AMT": _dollars(0),
        "NCH_BENE_IP_DDCTBL_AMT": _dollars(102_400),
        "NCH_BENE_PTA_COINSRNC_LBLTY_AM": _dollars(0),
        "NCH_BENE_BLOOD_DDCTBL_LBLTY_AM": _dollars(0),
        "CLM_UTLZTN_DAY_CNT": str(days),
        "NCH_BENE_DSCHRG_DT": f"{discharged:%Y%m%d}",
        "CLM_DRG_CD": drg,
        "ICD9_DGNS_CD_1": diagnosis,
    }
    yield row
    if second:
        dates = ("CLM_FROM_DT", "CLM_THRU_DT", "CLM_ADMSN_DT", "NCH_BENE_DSCHRG_DT")
        yield {**row, **dict.fromkeys(dates, ""), "SEGMENT": "2", "CLM_PMT_AMT": _dollars(second)}


def _number_claims(rows: Iterable[dict[str, str]], sample: int) -> Iterator[dict[str, str]]:
    """Claims in order of person, each with a number that its segments share."""
    number = 0
    for row in sorted(rows, key=lambda row: row["DESYNPUF_ID"]):
        number += row["SEGMENT"] == "1"
        yield {**row, "CLM_ID": f"99{sample:02d}{number:011d}"}


def _summary_row(person: _Person, year: _Year) -> dict[str, str]:
    return {
        "DESYNPUF_ID": person.person_id,
        "BENE_BIRTH_DT": f"{person.birth:%Y%m%d}",
        "BENE_DEATH_DT": f"{person.death:%Y%m%d}" if person.death else "",
        "BENE_SEX_IDENT_CD": person.sex,
        "BENE_RACE_CD": person.race,
        "BENE_ESRD_IND": "0" if person.rank % 13 else "Y",
        "SP_STATE_CODE": person.state,
        "BENE_COUNTY_CD": person.county,
        "BENE_HI_CVRAGE_TOT_MONS": str(year.part_a),
        "BENE_SMI_CVRAGE_TOT_MONS": str(year.part_b),
        "BENE_HMO_CVRAGE_TOT_MONS": str(year.medicare_advantage),
        "PLAN_CVRG_MOS_NUM": f"{year.part_b:02d}",
        **{name: "2" if person.rank % (place + 3) else "1" for place, name in enumerate(_CONDITIONS)},
        "MEDREIMB_IP": _dollars(year.inpatient),
        "BENRES_IP": _dollars(102_400 * len(year.claims)),
        "PPPYMT_IP": _dollars(0),
        "MEDREIMB_OP": _dollars(year.outpatient),
        "BENRES_OP": _dollars(max(0, year.outpatient // 4)),
        "PPPYMT_OP": _dollars(0),
        "MEDREIMB_CAR": _dollars(year.carrier),
        "BENRES_CAR": _dollars(year.carrier // 4),
        "PPPYMT_CAR": _dollars(0),
    }


_CONDITIONS: Final = tuple(name for name in SUMMARY_COLUMNS if name.startswith("SP_") and name != "SP_STATE_CODE")


def _pick(random: Random, weighted: Sequence[tuple[_Picked, int]]) -> _Picked:
    """One of the values, each as often as its weight says."""
    draw = random.randrange(sum(weight for _, weight in weighted))
    for value, weight in weighted:
        draw -= weight
        if draw < 0:
            return value
    raise ValueError("nothing to pick from")


def _dollars(cents: int) -> str:
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def _write(path: Path, columns: Sequence[str], rows: Iterable[dict[str, str]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="ascii", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)

"""Cases by hand, one a rule and its boundary: each is a person of their own, so that one count answers all of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from tests.claims.episodes.made_up import (
    CRITICAL_ACCESS,
    MARYLAND,
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

#: The discharge of most anchors, and the last of ninety days whose first is that day (worked example E-01).
FIRST, OUT = date(2024, 3, 7), date(2024, 3, 10)
LAST_OF_90: Final = date(2024, 6, 7)
LAST_MONITORED: Final = date(2024, 7, 7)
#: The last of thirty days whose first is the day after that.
LAST_OF_30_AFTER: Final = date(2024, 4, 9)
#: The day of outpatient procedures.
OP: Final = date(2024, 5, 2)
COVERED: Final = {"part_a": "1", "part_b": "1", "medicare_advantage": "0"}
Days = tuple[str, date, date, date]


@dataclass(frozen=True)
class Case:
    """A case: what is said of it, its rows by table, and what must come of them; what is left out is not looked at.

    stands: (type, first and last day of the anchor, last day of the period) of every episode that stands. drops: (type,
    reason) of every candidate that does not. lines: part and reason of claims. post: cents after the anchor. after:
    cents of claims that lie after the period.
    """

    says: str
    rows: tuple[tuple[str, Row], ...]
    stands: tuple[Days, ...] = ()
    drops: tuple[tuple[str, str], ...] = ()
    lines: dict[str, tuple[str, str]] = field(default_factory=dict)
    post: int | None = None
    after: int | None = None
    responsible: str | None = None


def _day(day: date, more: int) -> date:
    return day + timedelta(days=more)


class _Rows:
    """Rows of one person, each with claims of names of their own."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.rows: list[tuple[str, Row]] = []

    def enrolled(self, first: date = date(2023, 1, 1), last: date = date(2025, 12, 31), **cells: object) -> "_Rows":
        self.rows.append(("eligibility", person(self.name, first, last, **(COVERED | cells))))
        return self

    def stay(self, claim: str, first: date = FIRST, last: date = OUT, drg: str = "470", **cells: object) -> "_Rows":
        self.rows.append(("medical_claim", stay(f"{self.name}-{claim}", self.name, first, last, drg, **cells)))
        return self

    def outpatient(self, claim: str, day: date, hcpcs: str, **cells: object) -> "_Rows":
        self.rows.append(("medical_claim", outpatient(f"{self.name}-{claim}", self.name, day, hcpcs, **cells)))
        return self

    def visit(self, claim: str, day: date, hcpcs: str = "99213", **cells: object) -> "_Rows":
        self.rows.append(("medical_claim", visit(f"{self.name}-{claim}", self.name, day, hcpcs, **cells)))
        return self

    def bill(self, claim: str, first: date, last: date, **cells: object) -> "_Rows":
        self.rows.append(("medical_claim", bill(f"{self.name}-{claim}", self.name, first, last, **cells)))
        return self

    def procedure(self, claim: str, code: str) -> "_Rows":
        self.rows.append(("claim_procedure", procedure(f"{self.name}-{claim}", self.name, code)))
        return self

    def diagnosis(self, claim: str, day: date, code: str = "E119") -> "_Rows":
        self.visit(claim, day)
        self.rows.append(("claim_diagnosis", diagnosis(f"{self.name}-{claim}", self.name, day, day, code)))
        return self


JOINT: Final = ("joint", FIRST, OUT, LAST_OF_90)
FUSION: Final = ("fusion", FIRST, OUT, LAST_OF_30_AFTER)


class _Cases:
    """Cases that are added one after the other, each with rows of a person of its own."""

    def __init__(self) -> None:
        self.found: list[Case] = []

    def bare(self) -> _Rows:
        """The rows of the next case's person, who is not enrolled yet."""
        return _Rows(f"P{len(self.found) + 1:03}")

    def new(self) -> _Rows:
        """The rows of the next case's person, enrolled for three years."""
        return self.bare().enrolled()

    def add(self, says: str, rows: _Rows, **expected: object) -> None:
        """Add a case; lines are named by the claims of its rows."""
        lines = expected.pop("lines", {})
        assert isinstance(lines, dict)
        named = {f"{rows.name}-{claim}": each for claim, each in lines.items()}
        self.found.append(Case(says, tuple(rows.rows), lines=named, **expected))  # type: ignore[arg-type]


def _days_counted_both_ways(made: "_Cases") -> None:
    """Days, counted both ways."""
    new, add = made.new, made.add
    add("ninety days, the day of discharge the first (E-01)", new().stay("A"), stands=(JOINT,))
    add("thirty days, the day after discharge the first", new().stay("A", drg="460"), stands=(FUSION,))
    add(
        "ninety days after an outpatient procedure, its day the first",
        new().outpatient("A", OP, "27130"),
        stands=(("joint", OP, OP, _day(OP, 89)),),
    )
    add(
        "over the end of February of a leap year",
        new().stay("A", date(2024, 2, 1), date(2024, 2, 2), drg="460"),
        stands=(("fusion", date(2024, 2, 1), date(2024, 2, 2), date(2024, 3, 3)),),
    )
    add(
        "a line on the last day of ninety is in",
        new().stay("A").visit("V", LAST_OF_90),
        stands=(JOINT,),
        lines={"V": ("post", "")},
    )
    add(
        "a line on the day after is monitored", new().stay("A").visit("V", _day(LAST_OF_90, 1)),
        lines={"V": ("monitoring", "")},
    )  # fmt: skip
    add(
        "a line on the last of thirty days of monitoring (E-01)", new().stay("A").visit("V", LAST_MONITORED),
        lines={"V": ("monitoring", "")},
    )  # fmt: skip
    add("a line after monitoring is outside", new().stay("A").visit("V", _day(LAST_MONITORED, 1)),
        lines={"V": ("outside", "")})  # fmt: skip
    add(
        "counted the other way: on the last of thirty days", new().stay("A", drg="460").visit("V", LAST_OF_30_AFTER),
        lines={"V": ("post", "")},
    )  # fmt: skip
    add(
        "counted the other way: the day after it",
        new().stay("A", drg="460").visit("V", _day(LAST_OF_30_AFTER, 1)),
        lines={"V": ("monitoring", "")},
    )
    add("a line on the day of discharge is after the anchor", new().stay("A").visit("V", OUT),
        lines={"A": ("anchor", ""), "V": ("post", "")})  # fmt: skip
    add("counted the other way it is of the anchor", new().stay("A", drg="460").visit("V", OUT),
        lines={"V": ("anchor", "")})  # fmt: skip
    add("a line during the anchor is of the anchor", new().stay("A").visit("V", _day(FIRST, 1)),
        lines={"V": ("anchor", "")})  # fmt: skip
    add("a visit on the day before the anchor belongs to it", new().stay("A").visit("V", _day(FIRST, -1)),
        lines={"V": ("anchor", "")})  # fmt: skip
    add("a visit two days before does not", new().stay("A").visit("V", _day(FIRST, -2)), lines={"V": ("outside", "")})
    add("an outpatient line on the day before belongs to it", new().stay("A").outpatient("V", _day(FIRST, -1), "73560"),
        lines={"V": ("anchor", "")})  # fmt: skip
    add(
        "a nursing facility on the day before does not",
        new().stay("A").bill("S", _day(FIRST, -1), _day(FIRST, 3), bill_type_code="211"),
        lines={"S": ("outside", "")},
    )
    add("a type without look-back takes nothing of the day before",
        new().stay("A", drg="460").visit("V", _day(FIRST, -1)), lines={"V": ("outside", "")})  # fmt: skip


def _triggers(made: "_Cases") -> None:
    """Triggers."""
    new, add = made.new, made.add
    for drg, kind in (("469", "joint"), ("521", "joint"), ("293", "heart"), ("870", "sepsis"), ("321", "pci")):
        add(f"group {drg} begins {kind}", new().stay("A", drg=drg), stands=((kind, FIRST, OUT, LAST_OF_90),))
    add("group 468 begins nothing", new().stay("A", drg="468"), stands=())
    add("group 294 begins nothing", new().stay("A", drg="294"), stands=())
    add("a procedure of a physician's claim begins nothing", new().visit("V", OUT, "27447"), stands=())
    add("a group of a nursing facility's bill begins nothing",
        new().bill("S", FIRST, OUT, bill_type_code="211", drg_code="470"), stands=())  # fmt: skip
    add("a procedure that the trigger needs is there", new().stay("A", drg="266").procedure("A", TAVR_PROCEDURE),
        stands=(("tavr", FIRST, OUT, LAST_OF_90),))  # fmt: skip
    add("it is not there", new().stay("A", drg="266"), drops=(("tavr", "procedure_missing"),))
    add("a procedure that the trigger refuses", new().stay("A", drg="483").procedure("A", REFUSED_PROCEDURE),
        drops=(("shoulder", "procedure_excluded"),))  # fmt: skip
    add("without it", new().stay("A", drg="483"), stands=(("shoulder", FIRST, OUT, LAST_OF_90),))
    outranked = new().outpatient("A", OP, "27447").outpatient("A", OP, "92928", claim_line_number=2)
    add("of two ranked procedures of a claim the first begins an episode", outranked,
        stands=(("pci", OP, OP, _day(OP, 89)),), drops=(("joint", "outranked"),))  # fmt: skip


def _transfers(made: "_Cases") -> None:
    """Transfers."""
    new, add = made.new, made.add
    chain = new().stay("A", FIRST, _day(FIRST, 1), drg="291", discharge_disposition_code="02")
    chain.stay("B", _day(FIRST, 1), OUT, drg="470", facility_ccn=OTHER_HOSPITAL)
    add("a transfer on the same day: days of both, group of the last", chain, stands=(JOINT,),
        lines={"A": ("anchor", ""), "B": ("anchor", "")}, responsible="HOSPITAL")  # fmt: skip
    chain = new().stay("A", FIRST, _day(FIRST, 1), drg="291")
    chain.stay("B", _day(FIRST, 2), OUT, drg="470", facility_ccn=OTHER_HOSPITAL)
    add("a transfer on the day after", chain, stands=(JOINT,))
    chain = new().stay("A", FIRST, _day(FIRST, 1), drg="291")
    chain.stay("B", _day(FIRST, 3), _day(OUT, 1), drg="470", facility_ccn=OTHER_HOSPITAL)
    add("two days later it is another admission, which the first episode holds", chain,
        stands=(("heart", FIRST, _day(FIRST, 1), _day(FIRST, 90)),), drops=(("joint", "in_an_earlier_one"),),
        lines={"B": ("post", "")})  # fmt: skip
    back = new().stay("A", FIRST, OUT).stay("B", _day(OUT, 1), _day(OUT, 3), drg="291")
    add("home and back to the same hospital on the day after is another admission", back, stands=(JOINT,),
        drops=(("heart", "in_an_earlier_one"),), lines={"B": ("post", "")})  # fmt: skip
    chain = new().stay("A", FIRST, OUT, drg="291", discharge_disposition_code="30")
    chain.stay("B", OUT, _day(OUT, 2), drg="291")
    add("still a patient: the same hospital goes on", chain,
        stands=(("heart", FIRST, _day(OUT, 2), _day(OUT, 91)),))  # fmt: skip
    chain = new().stay("A", FIRST, OUT, drg="291", facility_ccn=CRITICAL_ACCESS)
    chain.stay("B", OUT, _day(OUT, 2), drg="470")
    add("a leg in a critical access hospital", chain, drops=(("joint", "facility_excluded"),))


def _who_is_left_out(made: "_Cases") -> None:
    """Who is left out."""
    new, bare, add = made.new, made.bare, made.add
    add("a critical access hospital", new().stay("A", facility_ccn=CRITICAL_ACCESS),
        drops=(("joint", "facility_excluded"),))  # fmt: skip
    add("the last number of its range", new().stay("A", facility_ccn="011399"), drops=(("joint", "facility_excluded"),))
    add("the number after it", new().stay("A", facility_ccn="011400"), stands=(JOINT,))
    add("Maryland", new().stay("A", facility_ccn=MARYLAND), drops=(("joint", "facility_excluded"),))
    add("an outpatient procedure in Maryland", new().outpatient("A", OP, "27130", facility_ccn=MARYLAND),
        drops=(("joint", "facility_excluded"),))  # fmt: skip
    long = date(2024, 3, 1)
    add("an anchor of 59 days", new().stay("A", long, _day(long, 59)),
        stands=(("joint", long, _day(long, 59), _day(long, 148)),))  # fmt: skip
    add("an anchor of 60 days", new().stay("A", long, _day(long, 60)), drops=(("joint", "anchor_too_long"),))
    add("a disposition of death", new().stay("A", discharge_disposition_code="20"),
        drops=(("joint", "died_in_anchor"),))  # fmt: skip
    add("death on the day of discharge", bare().enrolled(death_date=OUT).stay("A"),
        drops=(("joint", "died_in_anchor"),))  # fmt: skip
    add("death on the day after it ends the period", bare().enrolled(death_date=_day(OUT, 1)).stay("A"),
        stands=(("joint", FIRST, OUT, _day(OUT, 1)),))  # fmt: skip
    add("death on the last day changes nothing", bare().enrolled(death_date=LAST_OF_90).stay("A"), stands=(JOINT,))
    add("death during the period: a line of the day is in, one after it is not",
        bare().enrolled(death_date=_day(OUT, 20)).stay("A").visit("V", _day(OUT, 20)).visit("W", _day(OUT, 21)),
        stands=(("joint", FIRST, OUT, _day(OUT, 20)),),
        lines={"V": ("post", ""), "W": ("outside", "")})  # fmt: skip
    add("enrolled from the first day of the look-back", bare().enrolled(first=_day(FIRST, -180)).stay("A"),
        stands=(JOINT,))  # fmt: skip
    add("enrolled a day later", bare().enrolled(first=_day(FIRST, -179)).stay("A"), drops=(("joint", "not_enrolled"),))
    add("enrolled to the last day of the period", bare().enrolled(last=LAST_OF_90).stay("A"), stands=(JOINT,))
    add("a day less", bare().enrolled(last=_day(LAST_OF_90, -1)).stay("A"), drops=(("joint", "not_enrolled"),))
    add("two spans that touch", bare().enrolled(last=OUT).enrolled(first=_day(OUT, 1)).stay("A"), stands=(JOINT,))
    add("two spans with a day between", bare().enrolled(last=OUT).enrolled(first=_day(OUT, 2)).stay("A"),
        drops=(("joint", "not_enrolled"),))  # fmt: skip
    add("a private plan from the period's last day on",
        bare().enrolled(last=_day(LAST_OF_90, -1)).enrolled(first=LAST_OF_90, medicare_advantage="1").stay("A"),
        drops=(("joint", "not_enrolled"),))  # fmt: skip
    add("Part A alone", bare().enrolled(part_b="0").stay("A"), drops=(("joint", "not_enrolled"),))
    add("end-stage renal disease", bare().enrolled(medicare_status_code="31").stay("A"), drops=(("joint", "esrd"),))
    add("the data end before the period does",
        bare().enrolled(last=date(2026, 12, 31)).stay("A", date(2025, 10, 1), date(2025, 10, 4)),
        drops=(("joint", "not_over"),))  # fmt: skip


def _overlaps(made: "_Cases") -> None:
    """Overlaps."""
    new, add = made.new, made.add
    add("sepsis in the period of heart failure gives way (E-03)",
        new().stay("A", date(2024, 1, 1), date(2024, 1, 7), drg="291").stay("B", date(2024, 2, 1), drg="871"),
        stands=(("heart", date(2024, 1, 1), date(2024, 1, 7), date(2024, 4, 5)),),
        drops=(("sepsis", "in_an_earlier_one"),), lines={"B": ("post", "")})  # fmt: skip
    add("of two joint replacements in hospital the earlier gives way (E-04)",
        new().stay("A", date(2024, 1, 1), date(2024, 1, 7)).stay("B", date(2024, 2, 1), date(2024, 2, 3)),
        stands=(("joint", date(2024, 2, 1), date(2024, 2, 3), date(2024, 5, 2)),),
        drops=(("joint", "gave_way"),))  # fmt: skip
    add("on the last day of the period it still overlaps",
        new().stay("A", drg="291").stay("B", LAST_OF_90, _day(LAST_OF_90, 2), drg="871"),
        stands=(("heart", FIRST, OUT, LAST_OF_90),), drops=(("sepsis", "in_an_earlier_one"),))  # fmt: skip
    add("on the day after it does not",
        new().stay("A", drg="291").stay("B", _day(LAST_OF_90, 1), _day(LAST_OF_90, 2), drg="871"),
        stands=(("heart", FIRST, OUT, LAST_OF_90),
                ("sepsis", _day(LAST_OF_90, 1), _day(LAST_OF_90, 2), _day(LAST_OF_90, 91))))  # fmt: skip
    add("joints in different settings on different days: the earlier gives way",
        new().stay("A").outpatient("B", _day(OUT, 30), "27130"),
        stands=(("joint", _day(OUT, 30), _day(OUT, 30), _day(OUT, 119)),), drops=(("joint", "gave_way"),))  # fmt: skip
    add("on one day: the later by the order of their ends gives way",
        new().stay("A").outpatient("B", FIRST, "27130"),
        stands=(("joint", FIRST, FIRST, _day(FIRST, 89)),), drops=(("joint", "in_an_earlier_one"),))  # fmt: skip
    add("a valve after a coronary intervention: the earlier gives way",
        new().stay("A", drg="321").stay("B", _day(OUT, 10), _day(OUT, 12), drg="266").procedure("B", TAVR_PROCEDURE),
        stands=(("tavr", _day(OUT, 10), _day(OUT, 12), _day(OUT, 101)),), drops=(("pci", "gave_way"),))  # fmt: skip
    add("one that was dropped overlaps with nothing",
        new().stay("A", drg="291", discharge_disposition_code="20").stay("B", _day(OUT, 5), _day(OUT, 8), drg="871"),
        stands=(("sepsis", _day(OUT, 5), _day(OUT, 8), _day(OUT, 97)),),
        drops=(("heart", "died_in_anchor"),))  # fmt: skip
    add("a day of look-back that lies in another episode stays there",
        new().stay("A", drg="291").visit("V", LAST_OF_90)
        .stay("B", _day(LAST_OF_90, 1), _day(LAST_OF_90, 3), drg="871"),
        lines={"V": ("post", "")})  # fmt: skip


def _what_counts(made: "_Cases") -> None:
    """What counts."""
    new, add = made.new, made.add
    add("an excluded readmission", new().stay("A").stay("B", _day(OUT, 5), _day(OUT, 9), drg="002"),
        lines={"B": ("excluded", "excluded_stay")}, post=0)  # fmt: skip
    add("another readmission", new().stay("A").stay("B", _day(OUT, 5), _day(OUT, 9), drg="003"),
        lines={"B": ("post", "")}, post=10_000)  # fmt: skip
    add("an excluded drug", new().stay("A").visit("V", _day(OUT, 5), "J9271"),
        lines={"V": ("excluded", "excluded_service")})  # fmt: skip
    add("an excluded drug during the anchor", new().stay("A").visit("V", FIRST, "J9000"),
        lines={"V": ("excluded", "excluded_service")})  # fmt: skip
    add("a drug that is not excluded", new().stay("A").visit("V", _day(OUT, 5), "J8999"), lines={"V": ("post", "")})
    add("a setting that one type excludes",
        new().stay("A", drg="460").bill("H", _day(OUT, 5), _day(OUT, 9), bill_type_code="811"),
        lines={"H": ("excluded", "excluded_setting")})  # fmt: skip
    add("and another type does not", new().stay("A").bill("H", _day(OUT, 5), _day(OUT, 9), bill_type_code="811"),
        lines={"H": ("post", "")})  # fmt: skip
    add("paid after the run-out", new().stay("A").visit("V", _day(OUT, 5), paid_date=date(2026, 1, 1)),
        lines={"V": ("excluded", "paid_late")})  # fmt: skip


def _claims_that_end_later(made: "_Cases") -> None:
    """Claims that end after the period."""
    new, add = made.new, made.add
    for overlap, cents in ((1, 4_000), (2, 6_000), (3, 8_000), (4, 10_000)):
        first = _day(LAST_OF_90, 1 - overlap)
        add(f"a stay of which {overlap} days lie in the period, of a mean of 5 days (E-02)",
            new().stay("A").stay("B", first, _day(first, 6), drg="291"), post=cents, after=10_000 - cents)  # fmt: skip
    add("a nursing facility by days", new().stay("A").bill("S", _day(LAST_OF_90, -2), _day(LAST_OF_90, 6),
        bill_type_code="211", admission_date=_day(LAST_OF_90, -2), discharge_date=_day(LAST_OF_90, 6)),
        post=3_333, after=6_667)  # fmt: skip
    add("on the last day nothing is prorated", new().stay("A").bill("S", _day(LAST_OF_90, -2), LAST_OF_90,
        bill_type_code="211"), post=10_000, after=0)  # fmt: skip
    home = new().stay("A")
    for number, day in enumerate((-1, 0, 1, 2, 3), start=1):
        home.bill("N", _day(LAST_OF_90, -1), _day(LAST_OF_90, 20), bill_type_code="321", hcpcs_code="G0299",
                  claim_line_number=number, claim_line_start_date=_day(LAST_OF_90, day),
                  paid_amount="10.00")  # fmt: skip
    add("home health by visits", home, post=2_000, after=3_000)


def _conditions(made: "_Cases") -> None:
    """Conditions."""
    new, add = made.new, made.add
    seen = date(2024, 1, 15)
    add("a diagnosis on a second day within sixty days",
        new().diagnosis("A", seen).diagnosis("B", _day(seen, 60)),
        stands=(("diabetes", seen, seen, _day(seen, 364)),), drops=(("diabetes", "not_confirmed"),),
        lines={"A": ("post", ""), "B": ("post", "")})  # fmt: skip
    add("on the sixty-first day it is too late", new().diagnosis("A", seen).diagnosis("B", _day(seen, 61)),
        drops=(("diabetes", "not_confirmed"), ("diabetes", "not_confirmed")))  # fmt: skip
    add("within the twelve months there is no second episode",
        new().diagnosis("A", seen).diagnosis("B", _day(seen, 9)).diagnosis("C", _day(seen, 30)),
        stands=(("diabetes", seen, seen, _day(seen, 364)),),
        drops=(("diabetes", "in_an_earlier_one"), ("diabetes", "not_confirmed")))  # fmt: skip
    add("a surgery within it stands too, as the definition says, and is not included in it",
        new().diagnosis("A", seen).diagnosis("B", _day(seen, 9)).stay("S"),
        stands=(("diabetes", seen, seen, _day(seen, 364)), JOINT), drops=(("diabetes", "not_confirmed"),))  # fmt: skip


def _who_is_responsible(made: "_Cases") -> None:
    """Who is responsible."""
    new, add = made.new, made.add
    add("the practice comes before the clinician and the hospital",
        new().stay("A", billing_tin="000000011", rendering_npi="9999000011"), responsible="GROUP")  # fmt: skip
    add("the clinician comes before the hospital", new().stay("A", rendering_npi="9999000011"), responsible="SURGEON")
    add("the hospital", new().stay("A"), responsible="HOSPITAL")
    add("nobody whom the contract names", new().stay("A", facility_ccn=OTHER_HOSPITAL), responsible="")


def cases() -> Sequence[Case]:
    """Every case; a person of the name P001 and so on each."""
    made = _Cases()
    for of_rule in (
        _days_counted_both_ways,
        _triggers,
        _transfers,
        _who_is_left_out,
        _overlaps,
        _what_counts,
        _claims_that_end_later,
        _conditions,
        _who_is_responsible,
    ):
        of_rule(made)
    return made.found

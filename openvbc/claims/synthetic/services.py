"""Kinds of claims, their price list, and the diagnosis-related groups of stays. Cents are before county and year."""

import csv
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from importlib import resources
from typing import Final

from openvbc.claims.synthetic.draws import Choice, Curve
from openvbc.claims.synthetic.places import Setting


class Kind(IntEnum):
    """Kinds of claims, in the order of KINDS."""

    OFFICE = 0
    WELLNESS = 1
    CARE_MANAGEMENT = 2
    TRANSITION = 3
    SPECIALIST = 4
    LABORATORY = 5
    IMAGING = 6
    HOSPITAL_VISITS = 7
    EMERGENCY_VISIT = 8
    FACILITY_VISITS = 9
    THERAPY = 10
    AMBULANCE = 11
    DRUGS_GIVEN = 12
    DIALYSIS_VISITS = 13
    SUPPLIES = 14
    EMERGENCY_ROOM = 15
    HOSPITAL_OUTPATIENT = 16
    SURGERY = 17
    HEALTH_CENTER = 18
    RURAL_CLINIC = 19
    DIALYSIS = 20
    INPATIENT = 21
    NURSING = 22
    HOME_HEALTH = 23
    HOSPICE = 24
    TELEHEALTH = 25
    CRITICAL_ACCESS = 26
    JOINT_SURGERY = 27


@dataclass(frozen=True)
class Item:
    """One service that a line can be for: a row of the price list.

    cents: allowed a unit; weight: how often among its kind's first (or further) lines; free: the person pays no share;
    most_units: units are drawn from 1 to this. A line of a stay, or of a claim paid as a whole, has no price of its
    own: cents is 0.
    """

    hcpcs: str
    modifier: str
    revenue: str
    cents: int
    weight: int
    free: bool
    most_units: int


@dataclass(frozen=True)
class ClaimKind:
    """What claims of a kind have in common.

    source: Medicare claim type; place, bill: place of service or type of bill; part: the Part of Medicare that must
    cover it; by: who bills, None for the home practice; rate: claims in 1,000 years at intensity 1,000 (0: made
    elsewhere); lines: how many lines come after the first.
    """

    kind: Kind
    source: str
    place: str
    bill: str
    part: str
    by: Setting | None
    rate: int
    lines: Curve

    @property
    def institutional(self) -> bool:
        """Whether it is billed on an institutional claim."""
        return bool(self.bill)


_ONE: Final = Curve((0, 0), (10_000, 0))
_SOME: Final = Curve((0, 0), (5000, 1), (9000, 2), (10_000, 4))
_PANEL: Final = Curve((0, 1), (5000, 3), (10_000, 6))
_MANY: Final = Curve((0, 1), (5000, 4), (10_000, 9))
_STAY: Final = Curve((0, 4), (5000, 8), (10_000, 14))

KINDS: Final = (
    ClaimKind(Kind.OFFICE, "71", "11", "", "B", None, 3400, _SOME),
    ClaimKind(Kind.WELLNESS, "71", "11", "", "B", None, 0, _SOME),
    ClaimKind(Kind.CARE_MANAGEMENT, "71", "11", "", "B", None, 0, _ONE),
    ClaimKind(Kind.TRANSITION, "71", "11", "", "B", None, 0, _ONE),
    ClaimKind(Kind.SPECIALIST, "71", "11", "", "B", Setting.SPECIALTY_GROUP, 2800, _SOME),
    ClaimKind(Kind.LABORATORY, "71", "81", "", "B", Setting.LABORATORY, 900, _PANEL),
    ClaimKind(Kind.IMAGING, "71", "11", "", "B", Setting.RADIOLOGY, 750, _ONE),
    ClaimKind(Kind.HOSPITAL_VISITS, "71", "21", "", "B", Setting.HOSPITALISTS, 0, _MANY),
    ClaimKind(Kind.EMERGENCY_VISIT, "71", "23", "", "B", Setting.EMERGENCY, 0, _SOME),
    ClaimKind(Kind.FACILITY_VISITS, "71", "31", "", "B", Setting.HOSPITALISTS, 0, _ONE),
    ClaimKind(Kind.THERAPY, "71", "11", "", "B", Setting.THERAPY, 900, _SOME),
    ClaimKind(Kind.AMBULANCE, "71", "41", "", "B", Setting.AMBULANCE, 0, _SOME),
    ClaimKind(Kind.DRUGS_GIVEN, "71", "11", "", "B", Setting.SPECIALTY_GROUP, 0, _SOME),
    ClaimKind(Kind.DIALYSIS_VISITS, "71", "65", "", "B", Setting.SPECIALTY_GROUP, 0, _ONE),
    ClaimKind(Kind.SUPPLIES, "82", "12", "", "B", Setting.SUPPLIER, 420, _SOME),
    ClaimKind(Kind.EMERGENCY_ROOM, "40", "", "131", "B", Setting.HOSPITAL, 330, _MANY),
    ClaimKind(Kind.HOSPITAL_OUTPATIENT, "40", "", "131", "B", Setting.HOSPITAL, 850, _PANEL),
    ClaimKind(Kind.SURGERY, "40", "", "131", "B", Setting.HOSPITAL, 110, _MANY),
    ClaimKind(Kind.HEALTH_CENTER, "40", "", "771", "B", None, 0, _SOME),
    ClaimKind(Kind.RURAL_CLINIC, "40", "", "711", "B", None, 0, _SOME),
    ClaimKind(Kind.DIALYSIS, "40", "", "721", "B", Setting.DIALYSIS, 0, _MANY),
    ClaimKind(Kind.INPATIENT, "60", "", "111", "A", Setting.HOSPITAL, 0, _STAY),
    ClaimKind(Kind.NURSING, "20", "", "211", "A", Setting.NURSING_FACILITY, 0, _MANY),
    ClaimKind(Kind.HOME_HEALTH, "10", "", "329", "A", Setting.HOME_HEALTH, 0, _MANY),
    ClaimKind(Kind.HOSPICE, "50", "", "811", "A", Setting.HOSPICE, 0, _MANY),
    ClaimKind(Kind.TELEHEALTH, "71", "10", "", "B", None, 260, _ONE),
    ClaimKind(Kind.CRITICAL_ACCESS, "40", "", "851", "B", Setting.CRITICAL_ACCESS, 12, _SOME),
    ClaimKind(Kind.JOINT_SURGERY, "40", "", "131", "B", Setting.HOSPITAL, 0, _MANY),
)


@cache
def _price_list() -> dict[tuple[Kind, str], tuple[Item, ...]]:
    """The price list: the items of each kind's first line ("first") and of others ("more")."""
    text = (resources.files("openvbc.claims.synthetic") / "price_list.csv").read_text(encoding="utf-8")
    found: dict[tuple[Kind, str], tuple[Item, ...]] = {}
    for row in csv.DictReader(text.splitlines()):
        item = Item(
            hcpcs=row["hcpcs"],
            modifier=row["modifier"],
            revenue=row["revenue"],
            cents=int(row["cents"]),
            weight=int(row["weight"]),
            free=row["free"] == "yes",
            most_units=int(row["most_units"]),
        )
        key = Kind[row["kind"].upper()], row["line"]
        found[key] = (*found.get(key, ()), item)
    return found


def _items() -> tuple[Item, ...]:
    """For each kind the items of its first line, then those of others: the first ones again where it has no others."""
    listed = _price_list()
    both = ((listed[each.kind, "first"], listed.get((each.kind, "more"), ())) for each in KINDS)
    return tuple(item for first, more in both for item in (*first, *(more or first)))


def _item_choice() -> Choice:
    listed = _price_list()
    groups = [
        items
        for each in KINDS
        for items in (listed[each.kind, "first"], listed.get((each.kind, "more"), listed[each.kind, "first"]))
    ]
    return Choice(*([item.weight for item in items] for items in groups))


#: All items by number.
ITEMS: Final = _items()
#: Draws the number of an item: group 2 x kind for a first line, group 2 x kind + 1 for another one.
ITEM_CHOICE: Final = _item_choice()


@dataclass(frozen=True)
class Group:
    """A diagnosis-related group: its weight in thousandths, usual days, how often, and its principal diagnosis.

    often: 0 where only episodes that are asked for have it.
    """

    drg: str
    weight: int
    days: int
    often: int
    diagnosis: str
    procedure: str = ""


GROUPS: Final = (
    Group("871", 1900, 6, 140, "A419"),
    Group("291", 1350, 5, 120, "I110"),
    Group("470", 1900, 2, 90, "M1711", "0SRC0J9"),
    Group("193", 1300, 4, 80, "J189"),
    Group("190", 1120, 4, 70, "J441"),
    Group("683", 900, 4, 65, "N179"),
    Group("065", 1010, 4, 60, "I639"),
    Group("280", 1620, 4, 45, "I214"),
    Group("392", 770, 3, 60, "K529"),
    Group("690", 800, 3, 60, "N390"),
    Group("312", 830, 3, 45, "R55"),
    Group("378", 990, 4, 50, "K922"),
    Group("481", 2100, 5, 40, "S72001A", "0QS604Z"),
    Group("603", 860, 4, 45, "L03115"),
    Group("247", 2050, 2, 40, "I2510", "027034Z"),
    Group("310", 580, 2, 45, "I4891"),
    Group("641", 770, 3, 40, "E860"),
    Group("885", 1250, 9, 25, "F332"),
    Group("853", 5000, 12, 22, "A419", "0DTN0ZZ"),
    Group("329", 4900, 11, 20, "K5720", "0DTN0ZZ"),
    Group("207", 5800, 13, 12, "J9601", "5A1955Z"),
    Group("219", 7800, 10, 10, "I350", "02RF08Z"),
    Group("003", 18500, 28, 3, "J9601", "0B110F4"),
    Group("469", 3100, 4, 0, "M1612", "0SRB0J9"),
    Group("522", 2100, 4, 0, "S72011A", "0SRB0JA"),
    Group("460", 4000, 3, 0, "M4316", "0SG00AJ"),
    Group("236", 3900, 6, 0, "I25110", "021009W"),
    Group("330", 2500, 6, 0, "C187", "0DTG0ZZ"),
    Group("863", 1000, 4, 0, "T8141XA"),
    Group("176", 870, 3, 0, "I2699"),
    Group("467", 3400, 3, 0, "T84032A", "0SWC0JZ"),
    Group("638", 870, 3, 0, "E1165"),
)
GROUP_CHOICE: Final = Choice([group.often for group in GROUPS])

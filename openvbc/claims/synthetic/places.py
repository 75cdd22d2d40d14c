"""Where people live and who cares for them: counties, organizations, practices, clinicians and facilities.

All of it is built once, in plain Python, from the seed and the number of organizations; people refer to it by index.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random
from typing import Final

import numpy as np

from openvbc.claims.synthetic.draws import Choice, Ints

#: SSA county -> (postal abbreviation, share of people of 1,000). The last is small on purpose.
COUNTIES: Final = {
    "36060": ("OH", 270),
    "36250": ("OH", 220),
    "36480": ("OH", 160),
    "36780": ("OH", 120),
    "15010": ("IN", 110),
    "15480": ("IN", 70),
    "15700": ("IN", 44),
    "36880": ("OH", 6),
}

PRIMARY_CARE: Final = ("08", "08", "08", "11", "11", "11", "01", "38")
PRACTITIONERS: Final = ("50", "50", "97", "97", "89")
SPECIALTIES: Final = ("06", "06", "13", "20", "34", "18", "07", "10", "29", "39", "83", "26", "46", "16")


class Setting(StrEnum):
    """What a biller is."""

    PRACTICE = "practice"
    SPECIALTY_GROUP = "specialty group"
    HEALTH_CENTER = "health center"
    RURAL_CLINIC = "rural clinic"
    HOSPITAL = "hospital"
    CRITICAL_ACCESS = "critical access hospital"
    NURSING_FACILITY = "nursing facility"
    HOME_HEALTH = "home health agency"
    HOSPICE = "hospice"
    DIALYSIS = "dialysis facility"
    HOSPITALISTS = "hospitalists"
    EMERGENCY = "emergency physicians"
    RADIOLOGY = "radiology"
    LABORATORY = "laboratory"
    THERAPY = "therapy"
    AMBULANCE = "ambulance"
    SUPPLIER = "supplier"
    PHARMACY = "pharmacy"


#: Facilities -> (how many, first CCN number). The last four digits say what a facility is; 99 is no state.
_FACILITIES: Final = {
    Setting.HEALTH_CENTER: (2, 1801),
    Setting.RURAL_CLINIC: (2, 3801),
    Setting.HOSPITAL: (6, 1),
    Setting.CRITICAL_ACCESS: (1, 1300),
    Setting.NURSING_FACILITY: (8, 5001),
    Setting.HOME_HEALTH: (5, 7001),
    Setting.HOSPICE: (3, 1501),
    Setting.DIALYSIS: (3, 2501),
}
#: Groups of one specialty that send claims of their own -> (how many, specialty, clinicians each).
_GROUPS: Final = {
    Setting.HOSPITALISTS: (3, "C6", 8),
    Setting.EMERGENCY: (3, "93", 8),
    Setting.RADIOLOGY: (3, "30", 6),
    Setting.LABORATORY: (2, "69", 1),
    Setting.THERAPY: (4, "65", 4),
    Setting.AMBULANCE: (2, "59", 1),
    Setting.SUPPLIER: (4, "54", 1),
    Setting.PHARMACY: (6, "A5", 1),
}


@dataclass(frozen=True)
class Clinician:
    """Someone (or a laboratory, supplier, pharmacy) with an NPI."""

    npi: str
    specialty: str


@dataclass
class Biller:
    """A TIN, or a facility of one, with its clinicians (indices): primary care physicians, practitioners, others."""

    setting: Setting
    tin: str
    ccn: str
    npi: str
    county: int
    size: int
    organizations: list[str] = field(default_factory=list)
    primary_care: list[int] = field(default_factory=list)
    practitioners: list[int] = field(default_factory=list)
    specialists: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Participation:
    """A TIN, a facility, or a clinician of a TIN that takes part in an organization between two days (ISO dates)."""

    organization_id: str
    tin: str
    ccn: str
    npi: str
    first_date: str
    last_date: str


class Roster:
    """Lists of clinicians, one a biller, from which whole arrays are picked."""

    def __init__(self, lists: Sequence[Sequence[int]]) -> None:
        self.size = np.array([len(each) for each in lists], dtype=np.int64)
        self._first = np.cumsum(self.size) - self.size
        self._all = np.array([one for each in lists for one in each] or [0], dtype=np.int64)

    def member(self, biller: Ints, place: Ints) -> Ints:
        """The clinician at `place` (from 0, below the size) of each biller's list."""
        return np.asarray(self._all[self._first[biller] + place])


class Places:
    """The whole region but its people. organizations: the accountable care organizations; others are independent."""

    def __init__(self, seed: int, acos: int, years: Sequence[int]) -> None:
        self._random = Random(f"{seed}/places")  # noqa: S311  # made-up data, no secret
        self.organizations = tuple(f"A{9001 + number}" for number in range(acos))
        self.clinicians: list[Clinician] = []
        self.billers: list[Biller] = []
        for number in range(4 * acos + 12):
            self._add_practice(self.organizations[number // 4] if number < 4 * acos else "")
        for number in range(10):
            self._add_specialty_group(self.organizations[number] if number < min(2, acos) else "", number)
        for setting in _FACILITIES:
            self._add_facilities(setting)
        for setting in _GROUPS:
            self._add_groups(setting)
        self._share()
        self.participants = self._participations(years)
        self.first_care = Roster([each.primary_care for each in self.billers])
        self.practitioners = Roster([each.practitioners for each in self.billers])
        self.specialists = Roster([each.specialists for each in self.billers])
        self.homes = self._homes()

    def of(self, setting: Setting) -> Ints:
        """The indices of the billers of a setting."""
        return np.array([at for at, each in enumerate(self.billers) if each.setting is setting], dtype=np.int64)

    def _homes(self) -> Choice:
        """Where people of each county go for primary care: mostly near by. One group of options a county."""
        usual = {Setting.PRACTICE, Setting.HEALTH_CENTER, Setting.RURAL_CLINIC}
        return Choice(
            *(
                [
                    (each.size * (12 if each.county == county else 1)) if each.setting in usual else 0
                    for each in self.billers
                ]
                for county in range(len(COUNTIES))
            )
        )

    def _new_biller(self, setting: Setting, ccn: str = "", county: int | None = None) -> Biller:
        at = len(self.billers)
        place = self._random.randrange(len(COUNTIES) - 1) if county is None else county
        biller = Biller(setting, f"00{1_000_000 + 37 * at:07d}", ccn, f"9999{900_000 + at:06d}", place, 1)
        self.billers.append(biller)
        return biller

    def _new_clinicians(self, specialties: Sequence[str]) -> list[int]:
        first = len(self.clinicians)
        for specialty in specialties:
            self.clinicians.append(Clinician(f"9999{len(self.clinicians):06d}", specialty))
        return list(range(first, len(self.clinicians)))

    def _some(self, of: Sequence[str], least: int, most: int) -> list[str]:
        return [self._random.choice(of) for _ in range(self._random.randint(least, most))]

    def _add_practice(self, organization: str) -> None:
        at = len(self.billers)
        biller = self._new_biller(Setting.PRACTICE, county=at % (len(COUNTIES) - 1) if at else 0)
        biller.size = 2 + self._random.randrange(5)
        biller.organizations = [organization] if organization else []
        biller.primary_care = self._new_clinicians(self._some(PRIMARY_CARE, 3, 9))
        biller.practitioners = self._new_clinicians(self._some(PRACTITIONERS, 1, 4))
        biller.specialists = self._new_clinicians(self._some(SPECIALTIES, 0, 3))

    def _add_specialty_group(self, organization: str, number: int) -> None:
        biller = self._new_biller(Setting.SPECIALTY_GROUP)
        biller.organizations = [organization] if organization else []
        main = SPECIALTIES[(number + 1) % len(SPECIALTIES)]
        biller.specialists = self._new_clinicians([main, main, *self._some(SPECIALTIES, 4, 7)])
        biller.practitioners = self._new_clinicians(self._some(PRACTITIONERS, 1, 2))

    def _add_facilities(self, setting: Setting) -> None:
        many, first = _FACILITIES[setting]
        for number in range(many):
            # Rural clinics stand in the smallest counties.
            rural = setting in {Setting.RURAL_CLINIC, Setting.CRITICAL_ACCESS}
            biller = self._new_biller(setting, f"99{first + number:04d}", len(COUNTIES) - 1 - number if rural else None)
            if setting in {Setting.HEALTH_CENTER, Setting.RURAL_CLINIC}:
                biller.size = 2
                biller.primary_care = self._new_clinicians(self._some(PRIMARY_CARE, 2, 4))
                biller.practitioners = self._new_clinicians(self._some(PRACTITIONERS, 1, 2))
                if number == 0 and self.organizations:
                    biller.organizations = [self.organizations[0 if setting is Setting.HEALTH_CENTER else -1]]
            else:
                biller.specialists = self._new_clinicians(self._some(SPECIALTIES, 3, 5))

    def _add_groups(self, setting: Setting) -> None:
        many, specialty, clinicians = _GROUPS[setting]
        for _ in range(many):
            self._new_biller(setting).specialists = self._new_clinicians([specialty] * clinicians)

    def _share(self) -> None:
        """Two TINs take part in two organizations each; some clinicians work under two TINs."""
        if len(self.organizations) > 1:
            self.billers[0].organizations.append(self.organizations[1])
            self.billers[5].organizations.append(self.organizations[0])
        practices = [each for each in self.billers if each.setting is Setting.PRACTICE]
        for first, second in zip(practices[::4], practices[2::4], strict=False):
            second.primary_care.append(first.primary_care[0])

    def _participations(self, years: Sequence[int]) -> tuple[Participation, ...]:
        """The participant lists: TINs, and CCNs of facilities; one TIN joins late, one leaves early.

        Of one practice of the last organization, only some clinicians take part (TIN and NPI together).
        """
        first, last, performance = f"{years[0]}-01-01", f"{years[-1]}-12-31", f"{years[-1]}-01-01"
        by_clinician = 4 * len(self.organizations) - 1
        rows: list[Participation] = []
        for at, biller in enumerate(self.billers):
            begins = performance if at == 3 and len(years) > 1 else first
            ends = f"{years[-2]}-12-31" if at == 6 and len(years) > 1 else last
            for organization in biller.organizations:
                if at == by_clinician:
                    some = [self.clinicians[one].npi for one in (*biller.primary_care[:-1], *biller.practitioners)]
                    rows += [Participation(organization, biller.tin, "", npi, begins, ends) for npi in sorted(some)]
                elif biller.ccn:
                    rows.append(Participation(organization, "", biller.ccn, "", begins, ends))
                else:
                    rows.append(Participation(organization, biller.tin, "", "", begins, ends))
        return tuple(rows)

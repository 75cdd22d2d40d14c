"""Which services attribute: codes, places, facilities, and the types of provider who give them."""

from dataclasses import dataclass, field
from typing import Final

#: In a facility's row: any revenue center, any HCPCS code.
ANY: Final = "*"


@dataclass(frozen=True)
class QualifyingCode:
    """A HCPCS code whose professional lines qualify.

    places: places of service at which alone it counts; empty for all. not_places: places at which it does not.
    not_during_stay: kind of facility stay during which it does not count (see AttributionTerms.stays); '' for none.
    only_with_base_code: it counts only beside another code of the list on the same claim.
    """

    code: str
    places: tuple[str, ...] = ()
    not_places: tuple[str, ...] = ()
    not_during_stay: str = ""
    only_with_base_code: bool = False


@dataclass(frozen=True)
class QualifyingFacility:
    """A kind of institutional line that qualifies, by the first two digits of its type of bill.

    revenue_centers, codes: those that count; (ANY,) for every one. needs_qualifying_code: the line's HCPCS code must
    be on the list of codes too. facility_list: counts only for these facilities (AttributionTerms.facility_lists).
    provider_type: of such a line; '' if the specialty on the line says it. unattested_provider_type: its type where
    the clinician is not attested; None where no attestation is asked for.
    """

    bill_type_prefix: str
    revenue_centers: tuple[str, ...] = (ANY,)
    codes: tuple[str, ...] = (ANY,)
    needs_qualifying_code: bool = False
    facility_list: str = ""
    provider_type: str = ""
    unattested_provider_type: str | None = None

    def overlaps(self, other: "QualifyingFacility") -> bool:
        """Whether a line could be of both kinds, and so count twice."""
        return (
            self.bill_type_prefix == other.bill_type_prefix
            and _meet(self.revenue_centers, other.revenue_centers)
            and _meet(self.codes, other.codes)
        )


@dataclass(frozen=True)
class ProviderType:
    """A type of provider, in the contract's words, and the CMS specialty codes that make one."""

    name: str
    specialty_codes: tuple[str, ...]


@dataclass(frozen=True)
class ServiceList:
    """Services that attribute. Periods that share an equal list are read from the claims once.

    attested_npis: physicians attested to give primary care in health centers and clinics, where that is asked for.
    """

    codes: tuple[QualifyingCode, ...]
    provider_types: tuple[ProviderType, ...]
    facilities: tuple[QualifyingFacility, ...] = ()
    attested_npis: tuple[str, ...] = field(default=())

    @property
    def type_names(self) -> set[str]:
        """Every type of provider that a line of this list can have."""
        of_facilities = {facility.provider_type for facility in self.facilities}
        unattested = {facility.unattested_provider_type or "" for facility in self.facilities}
        return ({each.name for each in self.provider_types} | of_facilities | unattested) - {""}


def _meet(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return ANY in one or ANY in other or bool(set(one) & set(other))

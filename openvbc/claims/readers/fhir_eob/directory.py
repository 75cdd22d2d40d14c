"""Who is named in resources: organizations, clinicians and their roles, by the identifiers that references use."""

from dataclasses import dataclass, field
from typing import Final

from openvbc.claims.readers.fhir_eob.people import referred, refers_to
from openvbc.claims.readers.fhir_eob.resources import Json, Resource, inner, items, last_word, text

_NPI: Final = "us_npi"
#: Tax identifiers: as the guides write the system, and as the United States' object identifier.
_TIN: Final = ("urn:oid:2.16.840.1.113883.4.4", "2.16.840.1.113883.4.4")


#: Resources that tell who is who and are no rows of their own.
DIRECTORY_KINDS: Final = ("Organization", "Practitioner", "PractitionerRole")


@dataclass(frozen=True)
class Named:
    """A provider or payer as a resource names it; "" for what it does not say. of: the organization of a role."""

    name: str = ""
    npi: str = ""
    tin: str = ""

    @property
    def practice(self) -> str:
        """The TIN, or the name where there is none."""
        return self.tin or self.name


@dataclass
class Directory:
    """Organizations, clinicians, and roles: which clinician works for which organization."""

    organizations: dict[str, Named] = field(default_factory=dict)
    clinicians: dict[str, Named] = field(default_factory=dict)
    roles: dict[str, tuple[str, str]] = field(default_factory=dict)

    def add(self, resource: Resource) -> None:
        """Take in an Organization, a Practitioner or a PractitionerRole."""
        body, identifier = resource.body, text(resource.body, "id")
        if resource.kind == "Organization":
            self.organizations[identifier] = named(body, text(body, "name"))
        elif resource.kind == "Practitioner":
            self.clinicians[identifier] = named(body, "")
        elif resource.kind == "PractitionerRole":
            clinician, works_for = (text(body, part, "reference") for part in ("practitioner", "organization"))
            self.roles[identifier] = (referred(clinician), referred(works_for))

    def organization(self, reference: Json) -> Named:
        """The organization that a reference names: as its resource says it, else as the reference shows it."""
        written = text(reference, "reference")
        found = self.organizations.get(referred(written)) if refers_to(written, "Organization") else None
        return found or named({"identifier": [inner(reference, "identifier")]}, text(reference, "display"))

    def provider(self, reference: Json) -> tuple[Named, Named]:
        """The clinician and the organization that a reference to a provider names; nameless ones for what it is not."""
        written = text(reference, "reference")
        identifier = referred(written)
        if identifier in self.roles and refers_to(written, "PractitionerRole"):
            clinician, works_for = self.roles[identifier]
            return self.clinicians.get(clinician, Named()), self.organizations.get(works_for, Named())
        if identifier in self.clinicians and refers_to(written, "Practitioner"):
            return self.clinicians[identifier], Named()
        return Named(), self.organization(reference)


def identifiers(body: Json) -> tuple[str, str]:
    """The first NPI and the first TIN among a resource's identifiers; "" for none."""
    npi = next((text(each, "value") for each in items(body, "identifier") if _is_npi(each)), "")
    return npi, next(iter(tins(body)), "")


def tins(body: Json) -> list[str]:
    """The TINs among a resource's identifiers, without the mark with which they are printed."""
    found = [text(each, "value") for each in items(body, "identifier") if text(each, "system") in _TIN]
    return [each.replace("-", "") for each in found if each]


def named(body: Json, name: str) -> Named:
    """A resource with its name and identifiers."""
    return Named(name, *identifiers(body))


def _is_npi(identifier: Json) -> bool:
    return last_word(text(identifier, "system")) == _NPI

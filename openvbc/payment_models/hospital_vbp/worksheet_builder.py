"""A worksheet being built for one hospital and fiscal year: the sheet, its terms, its measures and domains."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from openvbc.citation import Clause
from openvbc.errors import ContractError, Fault, did_you_mean
from openvbc.methods.published_lines import PublishedLines
from openvbc.payment_models.hospital_vbp.measures import COLON, ENGAGEMENT, label_of
from openvbc.payment_models.hospital_vbp.terms import HospitalVbpTerms
from openvbc.payment_models.record import WorksheetRequest
from openvbc.worksheet.formula import Axis, Formula, Member, absent, by_member, total
from openvbc.worksheet.sheet import Worksheet

MEASURES = "measures"
DOMAINS = "domains"


@dataclass
class WorksheetBuilder:
    """What the sections of the worksheet are added to. year: the fiscal year."""

    sheet: Worksheet
    request: WorksheetRequest
    terms: HospitalVbpTerms

    @property
    def year(self) -> int:
        """The fiscal year, whose published rules hold."""
        return self.request.performance_year.year

    @cached_property
    def published(self) -> PublishedLines:
        """The published values of the fiscal year."""
        return PublishedLines(self.sheet, self.request.parameters, {"fiscal_year": self.year})

    def clause(self, *path: str | int) -> Clause:
        """Where the term at `path` stands in the agreement and in the contract file."""
        return self.request.stream.clause(*path)

    @cached_property
    def domains(self) -> Axis:
        """The domains of the fiscal year."""
        return _axis(DOMAINS, "Domain", self.published.words("hvbp_domains"))

    @cached_property
    def measures_of(self) -> dict[str, tuple[str, ...]]:
        """The measures that each domain's score follows from, by domain; domains whose score is given have none."""
        given = set(self.terms.given_domain_scores)
        self._check_domains("given_domain_scores", self.terms.given_domain_scores)
        if self.terms.measures is None:
            scored = [domain for domain in self.domains.keys if domain not in given]
            return {domain: self.published.words("hvbp_measures", domain=domain) for domain in scored}
        self._check_domains("measures", [each.domain for each in self.terms.measures])
        found: dict[str, tuple[str, ...]] = {}
        for each in self.terms.measures:
            if each.domain not in given:
                found[each.domain] = (*found.get(each.domain, ()), each.measure)
        without = [domain for domain in self.domains.keys if domain not in given and domain not in found]
        if without:
            what = f"no measure is named for {', '.join(without)}"
            fix = "name its measures, or list it under given_domain_scores"
            raise ContractError(Fault(what, self.clause("measures").where, fix=fix))
        return found

    def _check_domains(self, term: str, named: "tuple[str, ...] | list[str]") -> None:
        unknown = [each for each in named if each not in self.domains.keys]
        if unknown:
            what = f"{unknown[0]!r} is no domain of fiscal year {self.year}"
            raise ContractError(Fault(what, self.clause(term).where, fix=did_you_mean(unknown[0], self.domains.keys)))

    @cached_property
    def measures(self) -> Axis | None:
        """Every measure that points are given for; None where all domain scores are given."""
        keys = tuple(measure for measures in self.measures_of.values() for measure in measures)
        return _axis(MEASURES, "Measure", keys) if keys else None

    @property
    def dimensions(self) -> tuple[str, ...]:
        """The dimensions of the survey, which have a floor."""
        return self.measures_of.get(ENGAGEMENT, ())

    @property
    def combines_ssi(self) -> bool:
        """Whether surgical site infections are scored."""
        return self.measures is not None and COLON in self.measures.keys

    def total_of(self, formula: Formula, domain: str) -> Formula:
        """The sum over the measures of one domain that have a figure."""
        if self.measures is None:
            raise TypeError("a domain without measures has nothing to add up")
        own = by_member(self.measures, dict.fromkeys(self.measures_of[domain], formula), absent())
        return total(own, self.measures)

    def counted_domains(self) -> Iterator[str]:
        """The domains whose score follows from measures, in order."""
        yield from (domain for domain in self.domains.keys if domain in self.measures_of)


def _axis(name: str, label: str, keys: tuple[str, ...]) -> Axis:
    return Axis(name, label, tuple(Member(key, label_of(key)) for key in keys))

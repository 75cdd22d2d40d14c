"""The audits: each a named query with columns `example` and `cases`; no rows mean that all is well."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from openvbc.claims.engine.named_queries import NamedQuery
from openvbc.claims.findings import Severity


@dataclass(frozen=True)
class Audit:
    """A question to the data.

    names_people: its examples name people, who do not belong in a report for others. values: what is bound to its
    query, where another audit asks the same with other values. called: the name of its finding then.
    """

    query: str
    severity: Severity
    what: str
    why: str
    remedy: str
    names_people: bool = True
    values: Mapping[str, int] = field(default_factory=dict)
    called: str = ""

    @property
    def name(self) -> str:
        """The name of its finding: its query's, unless it has one of its own."""
        return self.called or self.query


#: What audits share, built first, in this order.
BUILT: Final = (
    NamedQuery.AUDITED_CLAIM,
    NamedQuery.AUDITED_BILL,
    NamedQuery.AUDITED_STANDING_BILL,
    NamedQuery.AUDITED_DOUBLE,
    NamedQuery.AUDITED_CODE,
    NamedQuery.AUDITED_IDENTIFIER,
    NamedQuery.ENROLLED_STRETCH,
    NamedQuery.OVERLAPPING_SPAN,
)

AUDITS: Final = (
    Audit(
        NamedQuery.AUDIT_SPAN_ENDS_BEFORE_START,
        Severity.BLOCKING,
        "spans of enrollment end before they begin",
        why="their months would not be counted, or counted wrongly",
        remedy="put the two days of these spans right in the source, then load again",
    ),
    Audit(
        NamedQuery.AUDIT_CONFLICTING_SPANS,
        Severity.BLOCKING,
        "spans of enrollment of one person, payer and plan overlap and say different things",
        why="which of the two a month belongs to cannot be known",
        remedy="end the earlier span on the day before the later one begins, or keep one of the two",
    ),
    Audit(
        NamedQuery.AUDIT_CLAIMS_OF_TWO_PEOPLE,
        Severity.BLOCKING,
        "claims have lines of different people",
        why="whose dollars these are cannot be known",
        remedy="see whether claim numbers are used twice in the source; join them with what tells the claims apart",
    ),
    Audit(
        NamedQuery.AUDIT_CLAIMS_UNDER_TWO_SOURCES,
        Severity.BLOCKING,
        "the same claims (number, person, day, amount) stand under two data sources",
        why="every count over both sources would count them twice",
        remedy="load each claim under one name; use --replace to load a source again",
    ),
    Audit(
        NamedQuery.AUDIT_TINS_OF_EIGHT_DIGITS,
        Severity.BLOCKING,
        "TINs have eight digits: a spreadsheet seems to have dropped the leading zero",
        why="these practices would match nobody, and their patients would be attributed to others or to no one",
        remedy="export the source again with TINs as text of nine digits (a zero in front), then load again",
        names_people=False,
    ),
    Audit(
        NamedQuery.AUDIT_TOTAL_LINE_COUNTED,
        Severity.BLOCKING,
        "claims have payments on their line of revenue center 0001 and on the lines that it totals",
        why="revenue center 0001 is the total of the claim, not a service: the claim would be counted twice",
        remedy="leave lines of revenue center 0001 out of the source, or keep the payment on them alone",
    ),
    Audit(
        NamedQuery.AUDIT_PAYMENT_ON_EVERY_LINE,
        Severity.BLOCKING,
        "claims have the same payment on every line, though the lines are of different services",
        why="the source seems to repeat the payment of the claim on each of its lines: dollars would be counted again",
        remedy="load what was paid for the line; what is known for the claim only stands on its first line",
    ),
    Audit(
        NamedQuery.AUDIT_VOIDS_COUNTED,
        Severity.BLOCKING,
        "bills that void another claim (type of bill ending in 8) take nothing back",
        why="a void takes back: its dollars, and those of the claim that it voids, did not stand",
        remedy="load final claims, without voids and what they void, or voids with amounts below zero",
    ),
    Audit(
        NamedQuery.AUDIT_REPLACED_BILLS_COUNTED,
        Severity.BLOCKING,
        "bills that replace another claim (type of bill ending in 7) stand beside the claim that they replace",
        why="only the replacing claim is final: the stay or service would be paid twice",
        remedy="load final claims, without those that were replaced, or take the replaced ones back with amounts below "
        "zero",
    ),
    Audit(
        NamedQuery.AUDIT_DOUBLED_SERVICES,
        Severity.BLOCKING,
        "the same services stand under several claim numbers, alike in every code and dollar",
        why="they would be counted as often as they have numbers",
        remedy="load each claim under one number; services that were given again bear a modifier that says so (76, 77, "
        "91, 59, XE, XP, XS, XU)",
        values={"is_certain": 1},
        called="audit_claims_under_two_numbers",
    ),
    Audit(
        NamedQuery.AUDIT_OVERLAPPING_SPANS,
        Severity.WARNING,
        "spans of enrollment of one person, payer and plan overlap and say the same",
        why="counts take each month once; other programs may not",
        remedy="see why the source tells the same days twice",
    ),
    Audit(
        NamedQuery.AUDIT_SOURCES_DISAGREE_ON_ENROLLMENT,
        Severity.WARNING,
        "two data sources say different things about the same days of enrollment",
        why="a count that uses both has to prefer one",
        remedy="see which source is right, and leave the other out where they meet",
    ),
    Audit(
        NamedQuery.AUDIT_PEOPLE_TOLD_DIFFERENTLY,
        Severity.WARNING,
        "people have more than one sex, day of birth or day of death",
        why="age and sex decide risk and enrollment type, death ends months",
        remedy="see whether two people share an identifier",
    ),
    Audit(
        NamedQuery.AUDIT_DEATH_BEFORE_BIRTH,
        Severity.WARNING,
        "people died before they were born",
        why="one of the two days is wrong; age and months follow from them",
        remedy="put the days right in the source",
    ),
    Audit(
        NamedQuery.AUDIT_PEOPLE_WITHOUT_ELIGIBILITY,
        Severity.WARNING,
        "people have claims but no enrollment at all",
        why="no member of any count can have these dollars",
        remedy="load the enrollment of the same people, or see whether identifiers are written in two ways",
    ),
    Audit(
        NamedQuery.AUDIT_CLAIMS_OUTSIDE_ENROLLMENT,
        Severity.WARNING,
        "claims begin on a day on which their person is not enrolled",
        why="their dollars belong to no month of the person",
        remedy="see whether enrollment is complete, or claims of a former plan are in the source",
    ),
    Audit(
        NamedQuery.AUDIT_CLAIMS_AFTER_DEATH,
        Severity.WARNING,
        "claims begin after the death of their person",
        why="the day of death or the person may be wrong",
        remedy="look at these claims before a figure is used",
    ),
    Audit(
        NamedQuery.AUDIT_CLAIMS_OF_DIFFERING_DATES,
        Severity.WARNING,
        "claims have lines that disagree about the first or last day of the claim",
        why="the period that a claim belongs to follows from these days",
        remedy="fill the claim's own days alike on all of its lines",
    ),
    Audit(
        NamedQuery.AUDIT_CLAIMS_END_BEFORE_START,
        Severity.WARNING,
        "claims end before they begin",
        why="the year of a claim follows from its days, one of which is wrong",
        remedy="put the days right in the source",
    ),
    Audit(
        NamedQuery.AUDIT_DOUBLED_SERVICES,
        Severity.WARNING,
        "services stand under several claim numbers, alike in every code and dollar, as if given again",
        why="a service that was given twice bears a modifier that says so; without one it may be counted twice",
        remedy="look at these claims in the source",
        values={"is_certain": 0},
        called="audit_services_under_two_numbers",
    ),
    Audit(
        NamedQuery.AUDIT_LINES_OUTSIDE_CLAIM,
        Severity.WARNING,
        "claims have lines outside their days",
        why="one of the days is wrong, and the contract's rule of days may put these dollars into another year",
        remedy="put the days right in the source",
    ),
    Audit(
        NamedQuery.AUDIT_PAID_BEFORE_SERVICE,
        Severity.WARNING,
        "claims were paid before their service",
        why="one of the two days is wrong; run-out and completion follow from the day of payment",
        remedy="see whether the day of payment is another day in the source",
    ),
    Audit(
        NamedQuery.AUDIT_COVERAGE_BEFORE_BIRTH,
        Severity.WARNING,
        "people are enrolled before they were born",
        why="one of the two days is wrong; age decides risk and enrollment type",
        remedy="put the day of birth or the span right in the source",
    ),
    Audit(
        NamedQuery.AUDIT_DIAGNOSES_WITHOUT_CLAIM,
        Severity.WARNING,
        "diagnoses belong to no claim of their person",
        why="they would count for risk though no claim bears them",
        remedy="load claims and their diagnoses together",
    ),
    Audit(
        NamedQuery.AUDIT_PROCEDURES_WITHOUT_CLAIM,
        Severity.WARNING,
        "procedures belong to no claim of their person",
        why="stays and measures are found by them, though no claim bears them",
        remedy="load claims and their procedures together",
    ),
    Audit(
        NamedQuery.AUDIT_MONTHS_WITHOUT_CLAIMS,
        Severity.WARNING,
        "months within the span of a data source have no claims",
        why="a file may be missing; expenditures of these months would be too low",
        remedy="see whether a delivery was left out",
        names_people=False,
    ),
    Audit(
        NamedQuery.AUDIT_PAID_ABOVE_ALLOWED,
        Severity.WARNING,
        "claims are paid above what was allowed",
        why="paid is a part of allowed; one of the two may be another amount",
        remedy="see which columns of the source these amounts come from",
    ),
    Audit(
        NamedQuery.AUDIT_PAID_BELOW_ZERO,
        Severity.WARNING,
        "claims are paid below zero in sum",
        why="a final claim seldom is; cancellations may stand without their originals",
        remedy="see whether the source holds final claims, and whether earlier deliveries are missing",
    ),
    Audit(
        NamedQuery.AUDIT_LINES_WITHOUT_BILLING_TIN,
        Severity.WARNING,
        "lines name no biller: a billing TIN, or the CCN of a facility",
        why="they belong to no participant, so nobody is attributed by them, and no revenue is counted from them",
        remedy="see which column of the source is the TIN that is paid; CMS's feed (CCLF6) has none for equipment",
        names_people=False,
    ),
    Audit(
        NamedQuery.AUDIT_LINES_WITHOUT_PAID_AMOUNT,
        Severity.WARNING,
        "lines do not say what was paid",
        why="an amount that is not there is no zero: a count by what was paid stops at them, or leaves them out",
        remedy="see which column of the source is what the payer paid; CMS's feed (CCLF7) has none for drugs",
        names_people=False,
    ),
    Audit(
        NamedQuery.AUDIT_UNKNOWN_CODES,
        Severity.WARNING,
        "codes are not in their code set",
        why="rules that ask for these codes pass the rows over",
        remedy="see how the source writes them",
        names_people=False,
    ),
    Audit(
        NamedQuery.AUDIT_MISSHAPEN_CODES,
        Severity.WARNING,
        "codes do not have the shape of their code set",
        why="rules that ask for such codes pass the rows over; no zero that was lost or added explains them all",
        remedy="see how the source writes them; export codes as text",
        names_people=False,
    ),
    Audit(
        NamedQuery.AUDIT_MISSHAPEN_TINS,
        Severity.WARNING,
        "TINs do not have nine digits",
        why="they match no participant of any list",
        remedy="see whether the source hides or encrypts them",
        names_people=False,
    ),
    Audit(
        NamedQuery.AUDIT_MISSHAPEN_NPIS,
        Severity.WARNING,
        "NPIs do not have ten digits or have a wrong check digit",
        why="they match no clinician of any list",
        remedy="see whether the source hides them, or another number stands in their place",
        names_people=False,
    ),
)

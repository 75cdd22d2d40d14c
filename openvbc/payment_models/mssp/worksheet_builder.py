"""A worksheet being built for one performance year: the sheet, the terms, and the published values in force."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from openvbc.citation import Citation, Clause
from openvbc.errors import ParameterError
from openvbc.money import ONE, ZERO
from openvbc.parameters.model import ParameterValue
from openvbc.parameters.scope import Asked
from openvbc.payment_models.mssp.terms import MsspTermination, MsspTerms
from openvbc.payment_models.mssp.tracks import Track, shares_losses
from openvbc.payment_models.record import WorksheetRequest
from openvbc.units import MONTHS, PERSONS, RATE, YES_OR_NO
from openvbc.worksheet.sheet import Line, Worksheet

#: Agreements that began in 2012 had a first performance year of 18 or 21 months, which is named 2013.
FIRST_YEAR = 2013
MONTHS_A_YEAR = 12


@dataclass
class WorksheetBuilder:
    """What the sections of the worksheet are added to."""

    sheet: Worksheet
    request: WorksheetRequest
    terms: MsspTerms
    track: Track

    @property
    def year(self) -> int:
        """The performance year."""
        return self.request.performance_year.year

    @property
    def agreement_start(self) -> date:
        """The first day of the agreement, on which many rules depend."""
        return self.request.agreement.period.start

    @property
    def two_sided(self) -> bool:
        """Whether losses are shared."""
        return shares_losses(self.track)

    @property
    def months(self) -> int:
        """Months in the performance year: 12, or 6 in some of 2019."""
        return self.request.performance_year.period.months

    @property
    def is_prorated(self) -> bool:
        """Whether the result of a calendar year is prorated to a shorter performance year."""
        return self.months < MONTHS_A_YEAR

    @property
    def asked(self) -> dict[str, Asked]:
        """What published values are asked for: both clocks, the track, and its year where limits rise with it."""
        return {**asked_for(self.request), "track": self.track, **track_2_year(self.terms, self.request)}

    @property
    def early_end(self) -> MsspTermination | None:
        """The termination, if the agreement ended in this performance year."""
        ended = self.terms.termination
        return ended if ended is not None and self.request.performance_year.period.contains(ended.last_day) else None

    def published(self, parameter: str, **more: Asked) -> ParameterValue:
        """The published value in force; ParameterError if there is none."""
        return self.request.parameters.resolve(parameter, **self.asked, **more)

    def holds(self, parameter: str) -> bool:
        """Whether a published yes-or-no rule holds for this year, agreement and track."""
        return self.published(parameter).value is True

    def rule(self, parameter: str) -> Citation:
        """Where the rule stands that is in force."""
        return self.published(parameter).citation

    def parameter(self, parameter: str, name: str, label: str = "") -> Line:
        """The line of a published number; its label is the parameter's own unless another is given."""
        value = self.published(parameter)
        return self.sheet.parameter(name, label or value.label, value.unit, value.number, rule=value.citation)

    def clause(self, *path: str | int) -> Clause:
        """Where the term at `path` stands in the agreement and in the contract file."""
        return self.request.stream.clause(*path)

    def assigned_beneficiaries(self) -> Line:
        """The input line of assigned beneficiaries (people, not person-years), added where it is first needed."""
        if "assigned_beneficiaries" not in self.sheet:
            return self.sheet.input("assigned_beneficiaries", "Assigned beneficiaries", PERSONS, at_least=ZERO)
        return self.sheet["assigned_beneficiaries"]

    def quality_score(self, *, optional: bool) -> Line:
        """The quality score: the contract's scorecard's, adjusted, or else an input, added where it is first needed."""
        if "quality_score_adjusted" in self.sheet:
            return self.sheet["quality_score_adjusted"]
        if "quality_score" not in self.sheet:
            label = "Quality score, health equity adjustment included" if self.year >= 2023 else "Quality score"
            return self.sheet.input(
                "quality_score", label, RATE, at_least=ZERO, at_most=ONE, optional=optional, places=4
            )
        return self.sheet["quality_score"]

    def flag(self, name: str, label: str, *, note: str = "", rule: Citation | None = None) -> Line:
        """An input line that is yes or no."""
        return self.sheet.input(name, label, YES_OR_NO, note=note, rule=rule)


def share_of_year(builder: WorksheetBuilder) -> Line:
    """The months of a short performance year over twelve, added where it is first needed."""
    sheet = builder.sheet
    if "share_of_year" not in sheet:
        months = sheet.term(
            "months", "Months of the performance year", MONTHS, Decimal(builder.months), clause=builder.clause()
        )
        rule = builder.rule("mssp_short_year_is_prorated")
        sheet.line("share_of_year", "Share of the calendar year", RATE, months / MONTHS_A_YEAR, rule=rule)
    return sheet["share_of_year"]


def track_2_year(terms: MsspTerms, request: WorksheetRequest) -> dict[str, Asked]:
    """The year of participation in Track 2, as published values are asked for it; nothing in other tracks."""
    first, year = max(request.agreement.period.start.year, FIRST_YEAR), request.performance_year.year
    return {"track_2_year": terms.year_in_track_2(year, first)} if terms.track_of(year) == "track_2" else {}


def asked_for(request: WorksheetRequest, **more: Asked) -> dict[str, Asked]:
    """What published values are asked for where no worksheet is being built: both clocks."""
    start = request.agreement.period.start
    return {"performance_year": request.performance_year.year, "agreement_start": start, **more}


def published_for(request: WorksheetRequest, parameter: str, **more: Asked) -> ParameterValue:
    """The published value in force for a performance year and agreement; ParameterError if there is none."""
    return request.parameters.resolve(parameter, **asked_for(request, **more))


def holds_for(request: WorksheetRequest, parameter: str) -> bool:
    """Whether a published yes-or-no rule holds for a performance year and agreement."""
    return published_for(request, parameter).value is True


def code_texts_for(request: WorksheetRequest, parameter: str, **more: Asked) -> tuple[ParameterValue, ...]:
    """What each text in force adds to a list of codes; nothing where no text has begun the list."""
    try:
        return request.parameters.codes(parameter, **asked_for(request, **more))
    except ParameterError:
        return ()


def codes_for(request: WorksheetRequest, parameter: str, **more: Asked) -> tuple[str, ...]:
    """The codes of a list in force, each once, in the order of the texts."""
    texts = code_texts_for(request, parameter, **more)
    return tuple(dict.fromkeys(code for text in texts for code in text.code_list))

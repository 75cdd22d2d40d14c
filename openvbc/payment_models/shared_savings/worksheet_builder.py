"""A worksheet being built for a shared-savings stream: the sheet, its terms, and where each term stands."""

from dataclasses import dataclass, field
from decimal import Decimal

from openvbc.citation import Clause
from openvbc.contract.bases import BASES
from openvbc.contract.conditions import Agreed
from openvbc.methods.conditions import add_agreed
from openvbc.money import ONE, ZERO
from openvbc.payment_models.record import WorksheetRequest
from openvbc.payment_models.shared_savings.circumstance_terms import Deduction, EarlyTermination
from openvbc.payment_models.shared_savings.terms import SharedSavingsTerms
from openvbc.units import (
    DAYS,
    MEMBER_MONTHS,
    MONTHS,
    PERSON_YEARS,
    PERSONS,
    RATE,
    USD,
    USD_PER_MEMBER_PER_MONTH,
    YES_OR_NO,
    Unit,
)
from openvbc.worksheet.formula import Axis, Formula, Member, total, when
from openvbc.worksheet.sheet import Line, Worksheet

SIZE_TABLE = "minimum_savings_rate_by_population_size"


@dataclass
class WorksheetBuilder:
    """What the sections of the worksheet are added to.

    caps: the caps that stand on the worksheet, by side ("savings", "losses") and by what they bound.
    """

    sheet: Worksheet
    request: WorksheetRequest
    terms: SharedSavingsTerms
    caps: dict[tuple[str, str], list[Line]] = field(default_factory=dict)

    def clause(self, *path: str | int) -> Clause:
        """Where the term at `path` stands in the agreement and in the contract file."""
        return self.request.stream.clause(*path)

    def member_months(self, prefix: str = "", axis: Axis | None = None) -> Line:
        """The line of member months, added where it is first needed: the input, or what excluded people leave of it.

        prefix, axis: "base_year_" and the base years, for those.
        """
        name, base = f"{prefix}member_months", "Base-year member months" if prefix else "Member months"
        if name in self.sheet:
            return self.sheet[name]
        pooled = self.terms.pooled_practices
        if not prefix and pooled is not None and pooled.split_by == "member_months":
            months = total(self.practice_people("practice_member_months"))
            return self.sheet.line(name, "Member months of the practices together", MEMBER_MONTHS, months)
        excluded = self.terms.excluded_people
        if excluded is None or excluded.member_months == "kept":
            return self.sheet.input(name, base, MEMBER_MONTHS, axis=axis, at_least=ZERO)
        whole = self.sheet.input(f"{prefix}total_member_months", f"{base}, of all", MEMBER_MONTHS, axis=axis)
        theirs = self.sheet.input(
            f"{prefix}excluded_member_months",
            f"{base} of excluded people",
            MEMBER_MONTHS,
            axis=axis,
            at_least=ZERO,
            not_above=whole,
            clause=self.clause("excluded_people"),
        )
        return self.sheet.line(name, base, MEMBER_MONTHS, whole - theirs)

    def cohorts(self) -> Axis:
        """The cohorts that are settled together."""
        members = tuple(Member(name, name.replace("_", " ").capitalize()) for name in self.terms.cohorts)
        return Axis("cohorts", "Cohorts", members)

    def assigned_population(self) -> Line:
        """The input line of attributed people, added where it is first needed."""
        if "assigned_population" in self.sheet:
            return self.sheet["assigned_population"]
        pooled = self.terms.pooled_practices
        if pooled is not None and pooled.split_by == "attributed_people":
            people = total(self.practice_people("practice_people"))
            label = "Attributed people of the practices together"
            return self.sheet.line("assigned_population", label, PERSONS, people)
        return self.sheet.input("assigned_population", "Attributed people", PERSONS, at_least=ZERO)

    def practice_people(self, name: str) -> Line:
        """The figure of each practice of the pool by which its result is split."""
        pooled = self.terms.pooled_practices
        if pooled is None:
            raise TypeError("practices are pooled")
        if name in self.sheet:
            return self.sheet[name]
        members = tuple(Member(each, each.replace("_", " ").capitalize()) for each in pooled.practices)
        axis, clause = Axis("practices", "Practices", members), self.clause("pooled_practices")
        label, unit = "Attributed people of the practice", PERSONS
        if name == "practice_member_months":
            label, unit = "Member months of the practice", MEMBER_MONTHS
        return self.sheet.input(name, label, unit, axis=axis, at_least=ZERO, clause=clause)

    def people_by_months(self) -> Line:
        """Member months divided by twelve: as many people as were there all year."""
        if "people_by_months" not in self.sheet:
            months = self.member_months()
            return self.sheet.line("people_by_months", "Member months, divided by twelve", PERSON_YEARS, months / 12)
        return self.sheet["people_by_months"]

    def agreed(self, name: str, label: str, unit: Unit, agreed: Agreed, *path: str | int) -> Line:
        """The line of an agreed number at `path` of the terms, whether it depends on facts or not."""
        return add_agreed(self.sheet, self.terms.facts, name, label, unit, agreed, self.clause(*path))

    def deduction(self, agreed: Deduction) -> Line:
        """The line of a named amount: a figure, or so much a person or a member month."""
        label = agreed.name.replace("_", " ").capitalize()
        name, clause = f"deduction_{agreed.name}", self.clause("deductions", self.terms.deductions.index(agreed))
        if agreed.per_person is not None:
            unit, words, rate, count = USD, "a person", agreed.per_person, self.assigned_population()
        elif agreed.per_member_per_month is not None:
            unit, words, rate = USD_PER_MEMBER_PER_MONTH, "a member month", agreed.per_member_per_month
            count = self.member_months()
        else:
            return self.sheet.input(name, label, USD, at_least=ZERO, clause=clause)
        paid = self.sheet.term(f"{name}_rate", f"{label}, for {words}", unit, rate, clause=clause)
        return self.sheet.line(name, label, USD, paid * count, clause=clause)

    def brought_forward(self, what: str, label: str, unit: Unit) -> Line:
        """A figure of an earlier year that was not settled for too few people, and is settled with this year."""
        name = f"{what}_brought_forward"
        if name in self.sheet:
            return self.sheet[name]
        label = f"{label}, brought forward from a year that was not settled"
        note = "0 where the year before was settled."
        return self.sheet.input(name, label, unit, at_least=ZERO, clause=self.clause("minimum_enrollment"), note=note)

    @property
    def settles_with_earlier(self) -> bool:
        """Whether an earlier year with too few people may be settled together with this one."""
        year = self.request.performance_year.year
        return self.terms.carries_small_years and bool(self.request.agreement.earlier_years(year))

    def base(self, of: str) -> Line:
        """What a cap, a floor or a band is a share of; a figure from outside if the worksheet has no such line."""
        if of in ("benchmark", "expenditures") and f"settled_{of}" in self.sheet:
            return self.sheet[f"settled_{of}"]
        if of in self.sheet:
            return self.sheet[of]
        label, note = BASES[of]
        if of == "expenditures_before_truncation":
            return self.sheet.line(of, label, USD, self._before_truncation(), note=note)
        clause = self.clause("savings" if self.terms.savings is not None else "losses")
        return self.sheet.input(of, label, USD, at_least=ZERO, note=note, clause=clause)

    def _before_truncation(self) -> Formula:
        """What counts, and what was cut off of it; completed alike."""
        cut = self.sheet["excess_claims"]
        return self.sheet["expenditures"] + (
            cut * self.sheet["completion_factor"] if self.terms.completion is not None else cut
        )

    def quality_score(self) -> Line:
        """The composite quality score: computed by the contract's scorecard, or an input added where it is needed."""
        if "quality_score" not in self.sheet:
            absent = self._may_be_unscored()
            return self.sheet.input(
                "quality_score",
                "Composite quality score",
                RATE,
                at_least=ZERO,
                at_most=ONE,
                optional=absent,
                stated=absent,
            )
        return self.sheet["quality_score"]

    def enough_people(self, side: str) -> Line | None:
        """The flag whether there are enough people to settle `savings` or `losses`; None where that is not agreed."""
        agreed = self.terms.minimum_enrollment
        if agreed is None:
            return None
        needed = agreed.for_savings if side == "savings" or agreed.for_losses is None else agreed.for_losses
        clause = self.clause("minimum_enrollment")
        people = self.people(agreed.count)
        label = f"Fewest people with whom {side} are settled"
        fewest = self.sheet.term(f"fewest_people_for_{side}", label, PERSONS, Decimal(needed), clause=clause)
        label = f"There are enough people to settle {side}"
        return self.sheet.line(f"enough_people_for_{side}", label, YES_OR_NO, people >= fewest, clause=clause)

    def people(self, count: str) -> Line:
        """Whom the settlement is about: this year's people, and those of a year that is settled with it.

        count: "attributed_people", or "member_months_by_12".
        """
        by_months = count == "member_months_by_12"
        people = self.people_by_months() if by_months else self.assigned_population()
        if not self.settles_with_earlier:
            return people
        name = f"settled_{people.name}"
        if name in self.sheet:
            return self.sheet[name]
        before: Formula
        if by_months:
            before = self.brought_forward("member_months", "Member months", MEMBER_MONTHS) / 12
        else:
            before = self.brought_forward("assigned_population", "Attributed people", PERSONS)
        label, clause = f"{people.label}, of the years settled together", self.clause("minimum_enrollment")
        return self.sheet.line(name, label, people.unit, people + before, clause=clause)

    def part_of_payment(self, side: str) -> Formula | None:
        """What an end within the year, or an event, leaves of a payment; None where nothing of that is agreed."""
        part: Formula | None = None
        ending, events = self.terms.early_termination, self.terms.exogenous_events
        way = None if ending is None else ending.savings if side == "savings" else ending.losses
        if ending is not None and way != "in_full":
            in_force = self._part_in_force(ending)
            part = in_force
            if way == "forfeited":
                label = "Part of the savings that an early end leaves"
                clause = self.clause("early_termination")
                part = self.sheet.line("savings_part", label, RATE, when(in_force >= 1, 1, 0), clause=clause)
        if side == "losses" and events is not None:
            left = self._part_after_events()
            part = left if part is None else part * left
        return part

    def _part_in_force(self, ending: EarlyTermination) -> Line:
        """The part of the year in which the agreement was in force."""
        if "part_in_force" in self.sheet:
            return self.sheet["part_in_force"]
        period, clause = self.request.performance_year.period, self.clause("early_termination")
        months = ending.by == "months"
        whole = Decimal(period.months if months else (period.end - period.start).days)
        label = f"{ending.by.capitalize()} of the year in which the agreement was in force"
        unit = MONTHS if months else DAYS
        held = self.sheet.input(f"{ending.by}_in_force", label, unit, at_least=ZERO, at_most=whole, clause=clause)
        return self.sheet.line("part_in_force", "Part of the year in force", RATE, held / whole, clause=clause)

    def _part_after_events(self) -> Line:
        """One minus the months that events touched, as a share, times the people in their area, as a share."""
        clause = self.clause("exogenous_events")

        def share(name: str, label: str) -> Line:
            return self.sheet.input(name, label, RATE, at_least=ZERO, at_most=ONE, clause=clause)

        months = share("event_share_of_months", "Share of the year's months that events touched")
        people = share("event_share_of_people", "Share of people in the area that they touched")
        label = "Part of the losses left by events"
        return self.sheet.line("losses_part_after_events", label, RATE, 1 - months * people, clause=clause)

    def _may_be_unscored(self) -> bool:
        """Whether the contract says what holds without a score: of losses, and savings take none."""
        losses, savings = self.terms.losses, self.terms.savings
        others = self.terms.quality_payment is not None or (savings is not None and savings.quality is not None)
        return losses is not None and losses.share.reduced_by_quality is not None and not others

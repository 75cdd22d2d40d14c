"""Steps that every contract shares: participants, people in every year, and the months that a year needs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from openvbc.checklist.record import Check, Fact, Standing, of_faults
from openvbc.citation import Citation
from openvbc.claims.member_months.terms import CountPeriod
from openvbc.claims.participation.count import OTHER, UNSTATED, Billing, Participation
from openvbc.claims.participation.held import DataHeld, MonthsHeld
from openvbc.claims.participation.identifiers import ParticipantList
from openvbc.errors import did_you_mean
from openvbc.periods import Period
from openvbc.units import PERSONS

_EXAMPLES: Final = 8
_KINDS: Final = {"tin": "TINs", "ccn": "CCNs", "npi": "NPIs"}
NO_CLAIMS: Final = "no claims are given"
GIVE_CLAIMS: Final = "give --claims PROJECT (see `openvbc load`)"


@dataclass(frozen=True)
class CountedYear:
    """A year that is counted, with its name in words ("benchmark year 1, 2021").

    window: all days whose services attribute people to it; None where no services do.
    """

    period: CountPeriod
    words: str
    window: Period | None = None

    def whole(self, data: DataHeld) -> bool:
        """Whether every month of the year and of its window is there."""
        spans = (self.period.days, self.window or self.period.days)
        return all(data.held(days).complete for days in spans)


def participant_checks(
    listed: ParticipantList | None, year: int, *, needed: bool, exclusivity: Citation | None = None
) -> Iterator[Check]:
    """Whether the list can be read, names the organization, and shares no identifier with another.

    needed: whether the contract attributes by participants at all. exclusivity: the rule that forbids sharing.
    """
    if listed is None:
        if needed:
            yield Check(
                "no list of participants is given",
                Standing.NOT_KNOWN,
                why="whose services attribute people is told by its TINs, CCNs and NPIs",
                fix="give --participants FILE (.csv: organization_id, tin, ccn, npi, first_date, last_date)",
            )
    elif listed.faults:
        yield from of_faults(listed.faults[:_EXAMPLES], Standing.NOT_MET)
        more = len(listed.faults) - _EXAMPLES
        if more > 0:
            yield Check(f"{more:,} more rows of {listed.file} are written wrongly", Standing.NOT_MET)
    elif listed.organization_id not in listed.organizations:
        yield Check(
            f"{listed.file} does not name {listed.organization_id!r}",
            Standing.NOT_MET,
            why="nobody would be attributed to it",
            fix=did_you_mean(listed.organization_id, listed.organizations),
        )
    elif not listed.taking_part:
        what = f"no participant of {listed.organization_id} takes part in {year} by the dates of {listed.file}"
        yield Check(what, Standing.NOT_MET, fix="check first_date and last_date")
    else:
        counted = ", ".join(f"{len(listed.distinct(kind)):,} {words}" for kind, words in _KINDS.items())
        yield Check(f"participants in {year}: {counted}, all well formed", Standing.DONE)
        yield _exclusive(listed, exclusivity)


def _exclusive(listed: ParticipantList, rule: Citation | None) -> Check:
    twice = listed.listed_twice
    if not twice:
        return Check("no participant is listed for two organizations", Standing.DONE, rule=rule)
    named = _some([f"{each.identifier} ({each.organizations[1]})" for each in twice])
    return Check(
        f"{len(twice):,} identifiers are listed for another organization too: {named}",
        Standing.NOT_MET,
        why="services billed under them attribute people to nobody",
        fix="settle with the other organization whose participant it is, and take it out of one list",
        rule=rule,
    )


def participant_facts(listed: ParticipantList | None) -> Iterator[Fact]:
    """How many identifiers of each kind take part."""
    for kind, words in _KINDS.items():
        count = None if listed is None or listed.faults else Decimal(len(listed.distinct(kind)))
        yield Fact(f"Participant {words}", count, PERSONS)


def billing_checks(billing: Billing, year: str) -> Iterator[Check]:
    """Whether anything was billed under every participant."""
    if billing.silent:
        named = [" and ".join(filter(None, (each.tin, each.ccn, each.npi))) for each in billing.silent]
        yield Check(
            f"{len(billing.silent):,} participants have no claims in {year}: {_some(named)}",
            Standing.NOT_MET,
            why="a closed practice, a mistyped identifier, or claims that are not in the data",
            fix="compare the identifiers with those on the claims, and the list with the one on file",
        )
    else:
        yield Check(f"every participant has claims in {year}", Standing.DONE)


def clinician_facts(billing: Billing) -> Iterator[Fact]:
    """How many clinicians bill under the participants, by type."""
    words = {OTHER: "of other specialties", UNSTATED: "whose lines state no specialty"}
    for name, count in billing.clinicians.items():
        if count or name not in words:
            yield Fact(f"Clinicians, {words.get(name, name.replace('_', ' '))}", Decimal(count), PERSONS)


def month_checks(data: DataHeld | None, years: Sequence[CountedYear]) -> Iterator[Check]:
    """Whether every month of every year has enrollment and claims."""
    for each in years:
        if data is None:
            yield Check(f"months of {each.words}: {NO_CLAIMS}", Standing.NOT_KNOWN, fix=GIVE_CLAIMS)
            continue
        yield _held(data.held(each.period.days), each.words)
        if each.window is not None and not data.held(each.window).complete and data.held(each.period.days).complete:
            yield _held(data.held(each.window), f"services that attribute people to {each.words}")


def _held(months: MonthsHeld, words: str) -> Check:
    there = f"{months.with_enrollment} months of enrollment and {months.with_claims} of claims"
    text = f"{words}: {there}, of {months.months}"
    if months.complete:
        return Check(text, Standing.DONE)
    missing = _missing("enrollment", months.without_enrollment) + _missing("claims", months.without_claims)
    return Check(text, Standing.NOT_MET, why="; ".join(missing), fix="load the files of these months")


def people_known(counted: Participation | None, data: DataHeld | None, year: CountedYear) -> int | None:
    """How many people are attributed in a year; None where nothing was counted or months of the year are missing."""
    if counted is None or counted.faults or data is None or not year.whole(data):
        return None
    return counted.people.get(year.period.name)


def _missing(of: str, months: Sequence[int]) -> list[str]:
    return [f"no {of} in {_some([str(month) for month in months])}"] if months else []


def _some(words: Sequence[str]) -> str:
    more = f" and {len(words) - _EXAMPLES:,} more" if len(words) > _EXAMPLES else ""
    return ", ".join(words[:_EXAMPLES]) + more

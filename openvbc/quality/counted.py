"""Measures counted from claims as scorecards take them: a list of members by measure, and the figures."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from openvbc.claims.measures.count import Rate, Subject
from openvbc.figures import Figure, Figures, FileDigest, Origin, Source
from openvbc.quality.gap_list import GapList, MemberStatus

_NO_EVENT = "no such event in claims"


def gap_list_of(members: Iterable[Subject], file: FileDigest) -> GapList:
    """The members of measures that count people: met, open or excluded, each met one with its evidence.

    Measures of stays and events are left out: a member may have several. file: what the rows are counted from.
    """
    people = (each for each in members if each.measure.unit == "person")
    return GapList(tuple(_status(each, file.name) for each in people), file)


def _status(member: Subject, where: str) -> MemberStatus:
    day = member.evidence.day.isoformat() if member.evidence else ""
    if member.status in ("excluded", "exception"):
        words = f"{member.reason}; {member.evidence.words}" if member.evidence else member.reason
        return MemberStatus(member.person_id, member.measure.measure, "excluded", day, words, where)
    words = member.evidence.words if member.evidence else ""
    if member.is_gap:
        return MemberStatus(member.person_id, member.measure.measure, "open", day, words, where)
    return MemberStatus(member.person_id, member.measure.measure, "met", day, words or _NO_EVENT, where)


def counted_figures(rates: Sequence[Rate], files: tuple[FileDigest, ...]) -> Figures:
    """Denominators and numerators of one population's whole measures, as a scorecard's inputs.

    A measure without anyone in its denominator has no figures: the scorecard must be told that it is absent.
    """
    whole = [each for each in rates if each.kind == "all" and each.denominator]
    return {
        "measure_denominator": {each.measure.measure: _figure(each, each.denominator, files) for each in whole},
        "measure_numerator": {each.measure.measure: _figure(each, each.numerator, files) for each in whole},
    }


def _figure(rate: Rate, count: int, files: tuple[FileDigest, ...]) -> Figure:
    description = f"{rate.measure.label}, {rate.population}, {rate.period}"
    where = f"claims of {rate.population}, {rate.period}"
    return Figure(Decimal(count), Source(Origin.COUNTED, description, where, files, rows=count))

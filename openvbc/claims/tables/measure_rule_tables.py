"""Quality measures as small tables: codes of events, criteria, windows and strata.

Days are numbers, counted from 1900-01-01 (`calendar_day` holds the same days as YYYYMMDD), so that a window around an
index event is an addition.
"""

from typing import Final

from openvbc.claims.tables.dictionary import ChoiceTable, Column, ColumnType, code, own, text


def _text(name: str, meaning: str, *, required: bool = True) -> Column:
    return own(text(name, meaning, required=required))


def _code(name: str, meaning: str) -> Column:
    return own(code(name, meaning))


def _whole(name: str, meaning: str) -> Column:
    return own(Column(name, ColumnType.WHOLE, meaning, required=True))


_MEASURE = _whole("measure", "The measure's number, from 1 in the order of the files.")
_PERIOD = _text("period", "The period, as in count_period.")
_EVENT = _whole("event", "The event's number; 0 where there is none.")

MEASURE_EVENT: Final = ChoiceTable(
    "measure_event",
    "one row an event that a measure asks for",
    (
        _EVENT,
        _whole("principal_only", "1: only principal diagnoses and procedures make it; else 0."),
        _whole("requirements", "How many kinds of codes must stand on the same claim, beside its own."),
    ),
)

MEASURE_EVENT_CODE: Final = ChoiceTable(
    "measure_event_code",
    "one row a code that makes an event, or that must stand on the same claim",
    (
        _EVENT,
        _whole("requirement", "0: one of the event's own codes; else which requirement the code fulfills."),
        _code("code_type", "hcpcs, icd-10-cm, bill_type, ...: which column is read."),
        _code("code", "The code."),
        _whole("first_day", "First day of service on which it counts."),
        _whole("last_day", "Last day of service on which it counts."),
    ),
)

MEASURE_RULE: Final = ChoiceTable(
    "measure_rule",
    "one row a measure and period",
    (
        _MEASURE,
        _PERIOD,
        _code("unit", "person, stay or event: what is counted."),
        _whole("event", "The index event of stays and events; 0 for people."),
        _whole("first_day", "First day of the measurement period."),
        _whole("last_day", "Last day of the measurement period."),
        _whole("by_end", "1: the last day of the index event must lie in the period; 0: the first."),
        _whole("transfer_days", "A stay that begins so many days after another ends goes on with it."),
        _whole("paid_through_day", "Claims with a payment after this day do not count."),
        _whole("last_day_ymd", "Last day of the measurement period as YYYYMMDD, for age bands."),
    ),
)

MEASURE_LEAF: Final = ChoiceTable(
    "measure_leaf",
    "one row a measure, period and single condition of its criteria",
    (
        _MEASURE,
        _PERIOD,
        _whole("leaf", "The condition's number within the measure."),
        _code("kind", "always, event, age, sex or enrolled."),
        _EVENT,
        _whole("at_least", "On how many days the event must be."),
        _whole("from_start", "1: the window's first day is counted from the first day of the index event; else 0."),
        _whole("from_end", "1: from its last day; else 0."),
        _whole("from_day", "So many days after that; or the first day itself."),
        _whole("to_start", "1: the window's last day is counted from the first day of the index event; else 0."),
        _whole("to_end", "1: from its last day; else 0."),
        _whole("to_day", "So many days after that; or the last day itself."),
        _whole("age_ymd", "The day on which age is asked, as YYYYMMDD; 0: the first day of the index event."),
        _whole("age_from", "10,000 times the least age."),
        _whole("age_below", "10,000 times the age that is not reached."),
        _whole("outside", "1: the age lies outside these; else 0."),
        _code("sex", "The sex asked for; '' where none is."),
        _whole("coverage", "Which coverage counts as enrollment, as in measure_coverage; 0 for none."),
        _whole("most_gaps", "How many gaps enrollment may have."),
        _whole("most_gap_days", "How long a gap may be, in days."),
    ),
)

MEASURE_TERM: Final = ChoiceTable(
    "measure_term",
    "one row a measure, part, clause and condition in it: a part holds where all conditions of one of its clauses do",
    (
        _MEASURE,
        _code("part", "denominator, exclusion, exception or numerator."),
        _whole("number", "Which of the exclusions or exceptions; 1 for the other parts."),
        _whole("clause", "The clause."),
        _whole("leaf", "The condition."),
        _whole("wanted", "1: the condition must hold; 0: it must not."),
        _whole("needed", "How many conditions of the clause must hold."),
    ),
)

MEASURE_COVERAGE: Final = ChoiceTable(
    "measure_coverage",
    "one row a coverage that counts as enrollment",
    (
        _whole("coverage", "Its number."),
        _whole("part_a", "1: hospital care must be covered; else 0."),
        _whole("part_b", "1: medical care must be covered; else 0."),
        _whole("part_d", "1: drugs must be covered; else 0."),
        _whole("no_medicare_advantage", "1: months in a private health plan do not count; else 0."),
    ),
)

MEASURE_STRATUM: Final = ChoiceTable(
    "measure_stratum",
    "one row a measure and way of dividing its people; of age bands, one row a band",
    (
        _MEASURE,
        _code("kind", "all, age_band, sex, dual, enrollment_type, state, county, payer or plan."),
        _text("band", "Label of the age band; '' of other kinds.", required=False),
        _whole("age_from", "10,000 times the least age of the band."),
        _whole("age_below", "10,000 times the age that is not reached."),
    ),
)

CALENDAR_DAY: Final = ChoiceTable(
    "calendar_day",
    "one row a day on which an index event can begin",
    (
        _whole("day", "The day's number."),
        _whole("ymd", "The same day as YYYYMMDD."),
    ),
)

MEASURE_CHOICES: Final = (
    MEASURE_EVENT,
    MEASURE_EVENT_CODE,
    MEASURE_RULE,
    MEASURE_LEAF,
    MEASURE_TERM,
    MEASURE_COVERAGE,
    MEASURE_STRATUM,
    CALENDAR_DAY,
)

"""The choices of attribution: whose participants, which services, in which steps, and who is left out.

Services come in lists, so that periods that share a list are read from the claims once. Lists, types of provider,
kinds of stay and periods have numbers here, by which claims are joined; the terms say what each is.
"""

from typing import Final

from openvbc.claims.tables.dictionary import ChoiceTable, Column, ColumnType, code, date, own, text


def _text(name: str, meaning: str) -> Column:
    return own(text(name, meaning, required=True))


def _code(name: str, meaning: str) -> Column:
    return own(code(name, meaning))


def _whole(name: str, meaning: str) -> Column:
    return own(Column(name, ColumnType.WHOLE, meaning, required=True))


def _day(name: str, meaning: str, *, required: bool = True) -> Column:
    return own(date(name, meaning, required=required))


_PERIOD = _text("period", "The period, as in count_period.")
_PERIOD_NUMBER = _whole("period_number", "Number of the period.")
_PERIODS = _whole("periods", "How many periods there are: person * periods + period_number is one number of both.")
_LIST = _whole("service_list", "Number of the list of services.")
_STEP = _whole("step", "The step: steps are tried in this order.")
_SPAN = _code("span", "assignment or expanded: which window the services lie in.")
_PROVIDER_TYPE = _whole("provider_type", "Number of the type of provider.")

PARTICIPANT: Final = ChoiceTable(
    "participant",
    "one row an identifier (or TIN and NPI together) of an ACO or other organization; '' where it does not matter",
    (
        _text("organization_id", "The organization."),
        _code("tin", "TIN under which the participant bills."),
        _code("ccn", "CMS certification number of a facility that takes part."),
        _code("npi", "NPI of a clinician who takes part; with a TIN, only what the clinician bills under that TIN."),
        _day("first_date", "First day of taking part; NULL for always.", required=False),
        _day("last_date", "Last day of taking part; NULL for always.", required=False),
    ),
)

ATTRIBUTION_WINDOW: Final = ChoiceTable(
    "attribution_window",
    "one row a period: the days whose services attribute",
    (
        _PERIOD,
        _PERIOD_NUMBER,
        _LIST,
        _PERIODS,
        _day("first_date", "First day of the assignment window."),
        _day("last_date", "Last day of the assignment window, and of the expanded one."),
        _day("expanded_first_date", "First day of the expanded window, or of the assignment window."),
        _day("paid_through_date", "Claims paid after this day do not attribute."),
        _day("period_first_date", "First day of the period itself."),
        _whole("first_month", "Number (month_index) of the window's first month."),
        _whole("last_month", "Number of the window's last month."),
        _whole("period_first_month", "Number of the period's first month."),
        _whole("period_last_month", "Number of the period's last month."),
    ),
)

ATTRIBUTION_DAY: Final = ChoiceTable(
    "attribution_day",
    "one row a period and day of its windows: what attribution_window says, found by the day itself",
    (
        _LIST,
        _day("service_date", "The day."),
        _PERIOD_NUMBER,
        _PERIODS,
        _day("paid_through_date", "Claims paid after this day do not attribute."),
        _whole(
            "stretch", "Number of the 372 days in which it lies: from 1 in the assignment window, 0 and less before."
        ),
        _whole("part", "Which 62 days of the stretch, from 1 to 6."),
        own(Column("day_bit", ColumnType.ROW, "The bit of the day among those 62.", required=True)),
    ),
)

QUALIFYING_CODE: Final = ChoiceTable(
    "qualifying_code",
    "one row a list and HCPCS code of qualifying services (and place, where only some places count)",
    (
        _LIST,
        _code("hcpcs_code", "The code."),
        _code("place_of_service_code", "Counts at this place of service only; '*' at every place."),
        _whole("not_during_stay", "Does not count during a facility stay of this kind; 0 if stays do not matter."),
        _whole("only_with_base_code", "1 if it counts only beside a code of the list on the same claim, else 0."),
    ),
)

EXCLUDED_PLACE: Final = ChoiceTable(
    "excluded_place",
    "one row a list, HCPCS code and place of service at which it does not count",
    (_LIST, _code("hcpcs_code", "The code."), _code("place_of_service_code", "The place.")),
)

QUALIFYING_FACILITY: Final = ChoiceTable(
    "qualifying_facility",
    "one row a list and kind of institutional line that qualifies; '*' stands for any revenue center or HCPCS code",
    (
        _LIST,
        _code("bill_type_prefix", "First two digits of the type of bill."),
        _code("revenue_center_code", "The revenue center, or '*'."),
        _code("hcpcs_code", "The HCPCS code, or '*'."),
        _whole("needs_qualifying_code", "1 if the line's HCPCS code must be on the list of codes too, else 0."),
        _code("facility_list", "Counts only for facilities of this list; '' for all."),
        _whole("provider_type", "Type of provider of such a line; 0 if the specialty on the line says it."),
        _whole("unattested_provider_type", "Its type if the clinician is not attested; the same where none need be."),
    ),
)

LISTED_FACILITY: Final = ChoiceTable(
    "listed_facility",
    "one row a facility of a list, such as the hospitals that elected a method of payment",
    (_text("facility_list", "The list."), _code("ccn", "The facility.")),
)

ATTESTED_CLINICIAN: Final = ChoiceTable(
    "attested_clinician",
    "one row a list and physician attested to give primary care in health centers and clinics",
    (_LIST, _code("npi", "The physician.")),
)

STAY_BILL_TYPE: Final = ChoiceTable(
    "stay_bill_type",
    "one row a kind of facility stay and type of bill that shows it",
    (_whole("stay_kind", "Number of the kind."), _code("bill_type_prefix", "First two digits of the type of bill.")),
)

PROVIDER_TYPE: Final = ChoiceTable(
    "provider_type",
    "one row a list and specialty whose services qualify",
    (_LIST, _code("specialty_code", "CMS specialty code."), _PROVIDER_TYPE),
)

ATTRIBUTION_STEP: Final = ChoiceTable(
    "attribution_step",
    "one row a period and step",
    (
        _PERIOD,
        _STEP,
        _text("step_name", "Its name in words."),
        _code("rule", "patient_designated, payer_designated, plurality or geographic."),
        _code("measure", "allowed_amount or visits: what a plurality compares; '' for other rules."),
        _SPAN,
        _whole("minimum_visits", "Visits an organization must have to be attributed the person."),
        _code("tie_1", "What breaks a tie first; '' for nothing."),
        _code("tie_2", "What breaks it next."),
        _code("tie_3", "What breaks it then; the order of identifiers always comes last."),
        _whole("outside_competes", "1 if providers outside all organizations compete, each by itself, else 0."),
        _whole("elsewhere_blocks", "1 if a designation outside all organizations ends the steps, else 0."),
        _day("as_of_date", "Day on which a designation must hold; NULL for other rules.", required=False),
    ),
)

ATTRIBUTION_STEP_TYPE: Final = ChoiceTable(
    "attribution_step_type",
    "one row a period, step of plurality and type of provider",
    (
        _PERIOD,
        _STEP,
        _PROVIDER_TYPE,
        _whole("compared", "1 if its services are compared, else 0."),
        _whole("tie_turn", "1 or 2: whose latest service breaks a tie first or second; 0 if neither."),
    ),
)

ATTRIBUTION_GATE: Final = ChoiceTable(
    "attribution_gate",
    "one row a period, step, gate and type of provider; all gates of a step must hold",
    (
        _PERIOD,
        _STEP,
        _whole("gate", "The gate; 1 asks for a compared service at the organization."),
        _whole("of_organization", "1 if visits at the organization count, 0 if visits at anyone's do."),
        _SPAN,
        _PROVIDER_TYPE,
        _whole("at_least", "Visits."),
        _whole("wanted", "1 if the person must have so many visits, 0 if the person must have fewer."),
    ),
)

ASSIGNABLE_GATE: Final = ChoiceTable(
    "assignable_gate",
    "one row a period, alternative, gate and type of provider: all gates of one alternative make a person assignable",
    (
        _PERIOD,
        _whole("alternative", "The alternative."),
        _whole("gate", "The gate."),
        _SPAN,
        _PROVIDER_TYPE,
        _whole("at_least", "Visits, at anyone's."),
    ),
)

ATTRIBUTION_AREA: Final = ChoiceTable(
    "attribution_area",
    "one row a period, geographic step and area",
    (
        _PERIOD,
        _STEP,
        _code("state", "Postal abbreviation of the state."),
        _code("county_code", "SSA state and county, five digits; '*' for the whole state."),
        _text("organization_id", "To whom the people who live there belong."),
    ),
)

ATTRIBUTION_EXCLUSION: Final = ChoiceTable(
    "attribution_exclusion",
    "one row a reason for which people are left out",
    (_whole("turn", "Of several reasons, that with the lowest turn is told."), _code("reason", "The reason.")),
)

RESIDENCE_STATE: Final = ChoiceTable(
    "residence_state",
    "one row a state or territory in which people must live",
    (_code("state", "Postal abbreviation."),),
)

OTHER_INITIATIVE: Final = ChoiceTable(
    "other_initiative",
    "one row a period and person whom another shared savings initiative has",
    (_PERIOD, _text("person_id", "The person.")),
)

#: All of them, for the catalog.
ATTRIBUTION_CHOICES: Final = (
    PARTICIPANT,
    ATTRIBUTION_WINDOW,
    ATTRIBUTION_DAY,
    QUALIFYING_CODE,
    EXCLUDED_PLACE,
    QUALIFYING_FACILITY,
    LISTED_FACILITY,
    ATTESTED_CLINICIAN,
    STAY_BILL_TYPE,
    PROVIDER_TYPE,
    ATTRIBUTION_STEP,
    ATTRIBUTION_STEP_TYPE,
    ATTRIBUTION_GATE,
    ASSIGNABLE_GATE,
    ATTRIBUTION_AREA,
    ATTRIBUTION_EXCLUSION,
    RESIDENCE_STATE,
    OTHER_INITIATIVE,
)

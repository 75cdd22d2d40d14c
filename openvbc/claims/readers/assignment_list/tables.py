"""What is taken from the tables of an assignment list, and the tables that keep it as it came."""

from typing import Final

from openvbc.claims.readers.staging.loading import TextLayout
from openvbc.claims.readers.staging.rules import Rule, Shape, SourceColumn
from openvbc.claims.tables.dictionary import CanonicalTable, Column, ColumnOrigin, ColumnType

PACKAGE: Final = "openvbc.claims.readers.assignment_list"

MONTHS: Final = tuple(range(1, 13))
_SCORES: Final = tuple(f"{prefix}{kind}_score" for prefix in ("", "dem_") for kind in ("esrd", "dis", "agdu", "agnd"))
_DAY: Final = "MM/DD/YYYY"


def _person(*, filled: bool = True) -> SourceColumn:
    return SourceColumn("bene_mbi_id", Rule.CODE, needed=True, filled=filled)


#: Table number -> what is taken from it.
LAYOUTS: Final[dict[int, TextLayout]] = {
    1: TextLayout(
        "assigned people (table 1-1)",
        (
            _person(),
            SourceColumn("bene_sex_cd", Rule.CODE),
            SourceColumn("bene_race_cd", Rule.CODE),
            SourceColumn("bene_brth_dt", Rule.DAY, day_format=_DAY, needed=True),
            SourceColumn("bene_death_dt", Rule.DAY, day_format=_DAY),
            SourceColumn("state_county_cd", Rule.CODE, needed=True),
            SourceColumn("in_va_max", Rule.CODE),
            SourceColumn("va_tin", Rule.CODE, Shape.TIN),
            SourceColumn("va_npi", Rule.CODE, Shape.NPI),
            SourceColumn("hcc_version", Rule.ANY),
            *(SourceColumn(f"enrollflag{month}", Rule.WHOLE, needed=True, filled=True) for month in MONTHS),
            *(SourceColumn(score, Rule.ANY) for score in _SCORES),
        ),
        ("keep_people",),
        PACKAGE,
    ),
    2: TextLayout(
        "services by practice (table 1-2)",
        (
            _person(),
            SourceColumn("master_id", Rule.CODE, Shape.TIN, needed=True, filled=True),
            SourceColumn("b_em_line_cnt_t", Rule.WHOLE, needed=True),
        ),
        ("keep_practices",),
        PACKAGE,
    ),
    4: TextLayout(
        "services by clinician (table 1-4)",
        (
            _person(),
            SourceColumn("master_id", Rule.CODE, Shape.TIN, needed=True, filled=True),
            SourceColumn("npi_used", Rule.CODE, Shape.NPI, needed=True, filled=True),
            SourceColumn("pcs_count", Rule.WHOLE, needed=True),
        ),
        ("keep_clinicians",),
        PACKAGE,
    ),
}

#: Tables of a report from which nothing is loaded, and what they hold.
NOT_READ: Final[dict[int, str]] = {
    3: "services by facility (CCN)",
    5: "people who left the list",
    6: "people who could be assigned",
    9: "underserved people",
}


def _own(name: str, kind: ColumnType, meaning: str) -> Column:
    return Column(name, kind, meaning, origin=ColumnOrigin.OPENVBC)


_LIST_COLUMNS: Final = (
    _own("organization_id", ColumnType.TEXT, "The ACO of the list."),
    _own("performance_year", ColumnType.WHOLE, "The performance year for which the list was made."),
    _own("strength", ColumnType.WHOLE, "How strongly it governs a month among the lists of that year."),
    _own("first_month", ColumnType.DATE, "The first of its twelve months."),
    _own("stamp", ColumnType.ROW, "The T stamp of the delivery."),
    _own("source_file", ColumnType.TEXT, "Name of the file."),
    _own("source_row", ColumnType.ROW, "Data row of the file."),
    _own("bene_mbi_id", ColumnType.CODE, "The person."),
)

ASSIGNED_PERSON: Final = CanonicalTable(
    "assigned_person",
    "one row a person and delivered list",
    ("source_file", "stamp", "source_row"),
    (
        *_LIST_COLUMNS,
        _own("bene_sex_cd", ColumnType.CODE, "Sex: 1 male, 2 female, 0 unknown."),
        _own("bene_race_cd", ColumnType.CODE, "Race as CMS codes it."),
        _own("bene_brth_dt", ColumnType.DATE, "Day of birth."),
        _own("bene_death_dt", ColumnType.DATE, "Day of death."),
        _own("state_county_cd", ColumnType.CODE, "SSA state and county."),
        _own("in_va_max", ColumnType.CODE, "1 if the person chose a clinician of the ACO."),
        _own("va_tin", ColumnType.CODE, "The practice that was chosen."),
        _own("va_npi", ColumnType.CODE, "The clinician who was chosen."),
        _own("hcc_version", ColumnType.TEXT, "Version of the risk model of the list."),
        *(
            _own(
                f"enrollflag{month}", ColumnType.WHOLE, f"Enrollment in month {month}: 0 none, 1 ESRD, 2 disabled, ..."
            )
            for month in MONTHS
        ),
        *(_own(score, ColumnType.TEXT, "Risk score with all its decimals, as written.") for score in _SCORES),
    ),
)

PRACTICE_SERVICES: Final = CanonicalTable(
    "practice_services",
    "one row a person, practice and delivered list",
    ("source_file", "stamp", "source_row"),
    (
        *_LIST_COLUMNS,
        _own("tin", ColumnType.CODE, "The practice."),
        _own("services", ColumnType.WHOLE, "Primary care services there."),
    ),
)

CLINICIAN_SERVICES: Final = CanonicalTable(
    "clinician_services",
    "one row a person, practice, clinician and delivered list",
    ("source_file", "stamp", "source_row"),
    (
        *_LIST_COLUMNS,
        _own("tin", ColumnType.CODE, "The practice."),
        _own("npi", ColumnType.CODE, "The clinician."),
        _own("services", ColumnType.WHOLE, "Primary care services of the clinician there."),
    ),
)

RECEIVED: Final = (ASSIGNED_PERSON, PRACTICE_SERVICES, CLINICIAN_SERVICES)

"""From claims and enrollment, or from people who are given, to a score a person, model and period."""

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache, partial
from pathlib import Path
from typing import Final

from openvbc.claims.engine.engine import Cell, Engine, MadeRows, columns_of
from openvbc.claims.engine.named_queries import NamedQuery
from openvbc.claims.published_codes import codes, meanings
from openvbc.claims.risk.hcc_files import SourceFile, eligible_procedures, package_file
from openvbc.claims.risk.rule_sets import PROCEDURE_FILES, RuleSet, rule_set
from openvbc.claims.risk.rule_tables import TABLES_OF_MODELS, DiagnosisCodes, Edits, Terms, files_of, rows_of
from openvbc.claims.tables.catalog import CHOICE_TABLES
from openvbc.claims.tables.dictionary import ChoiceTable
from openvbc.claims.tables.risk_rule_tables import RISK_DIAGNOSIS, RISK_DIAGNOSIS_CODE, RISK_PERIOD, RISK_PERSON
from openvbc.errors import ClaimsError, Fault, raise_all


@cache
def bill_types() -> tuple[tuple[str, int], ...]:
    """Types of bill whose diagnoses count (first two digits); 1 where a line must bear an eligible procedure."""
    return tuple((code, int(of == "eligible_procedure")) for code, of in meanings("risk_bill_types").items())


@cache
def dual_statuses() -> tuple[tuple[str, int, int, str], ...]:
    """Dual status codes: has Medicaid, has it as a new enrollee, and benefit.

    The two differ for some codes, as CMS's programs have it. A blank code means none, and is refused unless it is said
    to mean that.
    """
    unless_new = codes("risk_medicaid_unless_new_enrollee_codes")
    without = [code for code in codes("dual_status_codes", "none", "unknown") if code not in unless_new]
    return (
        *((code, 0, 0, "none") for code in ("", *without)),
        *((code, 1, 1, "partial") for code in codes("dual_status_codes", "partial")),
        *((code, 1, 1, "full") for code in codes("dual_status_codes", "full")),
        *((code, 1, 0, "none") for code in unless_new),
    )


@cache
def medicare_statuses() -> tuple[tuple[str, str], ...]:
    """Medicare status codes and the current reason of entitlement that they tell."""
    of_meaning = {meaning: code for code, meaning in meanings("entitlement_reason_codes").items()}
    return tuple((status, of_meaning[meaning]) for status, meaning in meanings("medicare_status_codes").items())


@cache
def esrd_statuses() -> tuple[tuple[str, str, int], ...]:
    """Words for ESRD: the current reason of entitlement, and months since a transplant (-1: none)."""
    (esrd,) = codes("entitlement_reason_codes", "esrd")
    return (("dialysis", esrd, -1),)


#: How the models write a person's sex; '' is unknown.
SEX_CODES: Final = {"male": "1", "female": "2"}
#: What removed a category that counts, in risk_standing.
STANDS: Final = -1
#: What stands for a code that is in no table, as in risk_person.sql.
_UNKNOWN: Final = -1


class StatusOf(StrEnum):
    """Which span tells a person's status: the latest; or the latest with ESRD, or without, where there is one."""

    LATEST = "latest"
    ESRD = "esrd"
    OTHER = "other"


@dataclass(frozen=True)
class RiskPeriod:
    """A period whose people are scored.

    period: its name; payment_year: the year that the scores are for, from whose preceding calendar year diagnoses come
    and on whose 1 February ages are taken; rule_sets: the models (V28-2026); status_dates: first and last day within
    which a span of enrollment may tell a person's status, the payment year if not given; special_needs_plan: whether
    all people are members of one; status_of: whose span tells a person's status; weighed_period: the counted period
    whose months weigh in means, if it has another name.

    The models of another payment year may be named: benchmark years are scored by the models of the performance year.
    """

    period: str
    payment_year: int
    rule_sets: tuple[str, ...]
    status_dates: tuple[date, date] | None = None
    special_needs_plan: bool = False
    part_b_months_needed: int = 12
    status_of: StatusOf = StatusOf.LATEST
    weighed_period: str = ""

    @property
    def diagnosis_year(self) -> int:
        """The calendar year from which diagnoses come."""
        return self.payment_year - 1


@dataclass(frozen=True)
class RiskChoices:
    """How people and claims are read; CMS's rules unless told otherwise.

    blank_codes_allowed: whether a blank dual status means no Medicaid, and a blank original reason is taken as the
    models take it (disabled if under 65); otherwise people with blanks are refused. nearest_procedures: whether the
    nearest year's list of eligible procedures serves a year that has none; the result says so.
    """

    bill_types: tuple[tuple[str, int], ...] = field(default_factory=bill_types)
    dual_statuses: tuple[tuple[str, int, int, str], ...] = field(default_factory=dual_statuses)
    medicare_statuses: tuple[tuple[str, str], ...] = field(default_factory=medicare_statuses)
    esrd_statuses: tuple[tuple[str, str, int], ...] = field(default_factory=esrd_statuses)
    blank_codes_allowed: bool = False
    nearest_procedures: bool = False


@dataclass(frozen=True)
class RiskTables:
    """What was put into the engine: the rule sets, the files their tables come from, and what to know of them."""

    rule_sets: tuple[RuleSet, ...]
    files: tuple[SourceFile, ...]
    cautions: tuple[str, ...] = field(default=())


def put_risk_tables(
    engine: Engine, periods: Sequence[RiskPeriod], choices: RiskChoices | None = None, *, claims: bool = True
) -> RiskTables:
    """Put the models' tables and the choices into the engine.

    claims: whether diagnoses come from claims, so that lists of eligible procedures are needed. ClaimsError names
    every period that cannot be counted, an unknown rule set, and an absent or other package.
    """
    chosen = choices or RiskChoices()
    _check(periods, claims=claims and not chosen.nearest_procedures)
    used = tuple(rule_set(name) for name in sorted({name for period in periods for name in period.rule_sets}))
    tables: dict[str, list[tuple[Cell, ...]]] = _choice_rows(periods, chosen)
    numbers = {each.name: number for number, each in enumerate(used, start=1)}
    tables["risk_scoring"] = [
        (period.period, number, name, numbers[name])
        for number, period in enumerate(periods)
        for name in sorted(period.rule_sets)
    ]
    files = {file.name: file for each in used for file in files_of(each)}
    years = sorted({period.diagnosis_year for period in periods}) if claims else []
    lists = {year: min(PROCEDURE_FILES, key=lambda there: (abs(there - year), there)) for year in years}
    files |= {PROCEDURE_FILES[year]: package_file(PROCEDURE_FILES[year])[0] for year in lists.values()}
    for name, of_table in tables.items():
        engine.put(CHOICE_TABLES[name], of_table)

    @cache
    def made() -> dict[str, list[tuple[Cell, ...]]]:
        rows: dict[str, list[tuple[Cell, ...]]] = {name: [] for name in TABLES_OF_MODELS}
        terms, codes, edits = Terms(), DiagnosisCodes(), Edits()
        for each in used:
            for name, of_set in rows_of(each, numbers[each.name], terms, codes, edits).items():
                rows[name].extend(of_set)
        rows["risk_term"] = terms.rows
        rows["risk_diagnosis_code"] = codes.rows
        rows["risk_edit"] = edits.rows
        rows["risk_procedure"] = [
            (str(year), code) for year in years for code in eligible_procedures(PROCEDURE_FILES[lists[year]])
        ]
        return rows

    told = (numbers, lists, sorted((file.name, file.sha256) for file in files.values()), _rules_digest())
    made_of = hashlib.sha256(repr(told).encode()).hexdigest()
    for name in TABLES_OF_MODELS:
        engine.put_made(CHOICE_TABLES[name], MadeRows(made_of, partial(_rows_of_table, made, name)))
    cautions = tuple(f"{each.name}: {caution}" for each in used for caution in each.model.cautions)
    strayed: dict[int, list[str]] = {}
    for year, there in lists.items():
        if year != there:
            strayed.setdefault(there, []).append(str(year))
    cautions += tuple(
        f"services of {', '.join(of)}: eligible procedures are those of {there}, the nearest list at hand"
        for there, of in strayed.items()
    )
    return RiskTables(used, tuple(files[name] for name in sorted(files)), cautions)


def _rows_of_table(made: Callable[[], dict[str, list[tuple[Cell, ...]]]], name: str) -> list[tuple[Cell, ...]]:
    return made()[name]


@cache
def _rules_digest() -> str:
    """A digest of this room as it is in this version: what turns the package's files into rows."""
    here = Path(__file__).parent
    texts = sorted(each for suffix in ("py", "yaml") for each in here.rglob(f"*.{suffix}"))
    return hashlib.sha256(b"".join(each.read_bytes() for each in texts)).hexdigest()


@dataclass(frozen=True)
class RiskPerson:
    """What risk models need to know of a person in a period, given in place of eligibility and claims.

    sex: 1 male, 2 female, '' unknown; age: whole years, -1 unknown; graft_months: -1 without a transplant. Reasons of
    entitlement: 0 age, 1 disability, 2 ESRD, 3 both, '' unknown. diagnoses: ICD-10-CM in capitals without dot.
    """

    period: str
    person_id: str
    age: int
    sex: str
    dual_status_code: str
    original_reason_code: str
    current_reason_code: str = ""
    new_enrollee: bool = False
    special_needs_plan: bool = False
    low_income: bool = False
    institutional: bool = False
    graft_months: int = -1
    diagnoses: tuple[str, ...] = ()


def put_people(engine: Engine, people: Sequence[RiskPerson], choices: RiskChoices | None = None) -> None:
    """Put people and their diagnoses that are given, on an engine that holds no claims and has the models' tables.

    ClaimsError tells of all who stand twice, whose period has no model, or whose sex is written another way. Their
    tables are `person_key`, `risk_person` and `risk_diagnosis`.
    """
    numbers = {person_id: number for number, person_id in enumerate(sorted({each.person_id for each in people}))}
    key = columns_of(NamedQuery.PERSON_KEY.query)
    rows = [(number, person_id) for person_id, number in numbers.items()]
    engine.put(ChoiceTable(key.name, key.grain, key.columns), rows)
    put_numbered_people(engine, [(numbers[each.person_id], each) for each in people], choices)


def put_numbered_people(
    engine: Engine, people: Sequence[tuple[int, RiskPerson]], choices: RiskChoices | None = None
) -> None:
    """Put `risk_person` and `risk_diagnosis` of people by their numbers, which the caller knows."""
    duals = {code: number for number, (code, *_) in enumerate((choices or RiskChoices()).dual_statuses)}
    reasons = {code: number for code, number, *_ in _entitlement_reasons()}
    periods = {row["period"]: row["period_number"] for row in engine.table(RISK_PERIOD.name).records}
    # A diagnosis that leads to no category is put under a number that no table of a model knows.
    codes = {row["diagnosis_code"]: row["code_number"] for row in engine.table(RISK_DIAGNOSIS_CODE.name).records}
    rows: list[tuple[Cell, ...]] = []
    diagnoses: list[tuple[Cell, ...]] = []
    twice = [key for key, times in Counter((each.period, each.person_id) for _, each in people).items() if times > 1]
    faults = [
        Fault(
            f"a person stands twice in one period: {person_id}",
            period,
            why="The person's score would count twice, and nobody would see it.",
            fix="give each person of a period once",
        )
        for period, person_id in twice
    ]
    faults += [
        Fault(
            f"people are given for a period that no risk model is named for: {period}",
            fix=f"name one of {', '.join(sorted(periods))}, or a model for it",
        )
        for period in sorted({each.period for _, each in people} - periods.keys())
    ]
    faults += [
        Fault(
            f"a person's sex is {each.sex!r}: {each.person_id}", each.period, fix="write 1 male, 2 female, '' unknown"
        )
        for _, each in people
        if each.sex not in ("", *SEX_CODES.values())
    ]
    raise_all(faults, ClaimsError)
    for number, each in people:
        period = periods[each.period]
        person_number = number * len(periods) + period
        rows.append(
            (
                person_number,
                period,
                number,
                each.age,
                int(each.sex or 0),
                duals.get(each.dual_status_code, _UNKNOWN),
                reasons.get(each.original_reason_code, _UNKNOWN),
                reasons.get(each.current_reason_code, _UNKNOWN),
                int(each.new_enrollee),
                int(each.special_needs_plan),
                int(each.low_income),
                int(each.institutional),
                each.graft_months,
            )
        )
        borne = dict.fromkeys(each.diagnoses)
        diagnoses.extend((person_number, codes.setdefault(code, len(codes) + 1)) for code in borne)
    engine.put(RISK_PERSON, rows)
    engine.put(RISK_DIAGNOSIS, diagnoses)


def build_people(engine: Engine) -> None:
    """Build `risk_person` from eligibility."""
    engine.build(NamedQuery.RISK_PERSON)


def build_diagnoses(engine: Engine) -> None:
    """Build `risk_combination` and `risk_diagnosis` from claims."""
    engine.build(NamedQuery.RISK_COMBINATION)
    engine.build(NamedQuery.RISK_DIAGNOSIS)


def build_diagnosis_claims(engine: Engine) -> None:
    """Build `risk_diagnosis_claim` from claims, for whoever asks why: the first claim that bears each diagnosis."""
    engine.build(NamedQuery.RISK_DIAGNOSIS_CLAIM)


def build_scores(engine: Engine, choices: RiskChoices | None = None) -> None:
    """Build `risk_score` and what it needs from `risk_person` and `risk_diagnosis`.

    ClaimsError lists everything that keeps people from being scored.
    """
    check_people(engine, choices)
    for name in (
        NamedQuery.RISK_PERSON_CLASS,
        NamedQuery.RISK_PROFILE,
        NamedQuery.RISK_PROFILE_PART,
        NamedQuery.RISK_PRESENT,
        NamedQuery.RISK_STANDING,
        NamedQuery.RISK_FOUND,
        NamedQuery.RISK_ACROSS,
        NamedQuery.RISK_SCORE,
    ):
        engine.build(name)


def build_explanations(engine: Engine) -> None:
    """Build `risk_part`, `risk_hcc` and `risk_hcc_diagnosis` after the scores: the terms, and what lies behind them."""
    for name in (NamedQuery.RISK_SUBJECT, NamedQuery.RISK_PART, NamedQuery.RISK_HCC_DIAGNOSIS, NamedQuery.RISK_HCC):
        engine.build(name)


def check_people(engine: Engine, choices: RiskChoices | None = None) -> None:
    """ClaimsError if `risk_person` holds people whom no model can score; every kind of fault at once."""
    allowed = int((choices or RiskChoices()).blank_codes_allowed)
    found = engine.rows(NamedQuery.RISK_PERSON_FAULT, {"blank_codes_allowed": allowed})
    faults = []
    for record in sorted(found.records, key=lambda each: str(each["fault"])):
        what, fix = _FAULTS[record["fault"]]
        faults.append(
            Fault(
                f"{what} ({record['people']:,} people, among them {record['example']})",
                NamedQuery.RISK_PERSON,
                why="A risk model would give another score, and nobody would see it.",
                fix=fix,
            )
        )
    raise_all(faults, ClaimsError)


_FAULTS: Final = {
    "age": ("no birth date, or an age beyond 130 years", "fill birth_date in eligibility"),
    "sex": ("the sex is neither male nor female", "the models know these two only: fill sex in eligibility"),
    "dual_status_code": (
        "the dual status is blank or not known",
        "fill dual_status_code, or say that blank means none (blank_codes_allowed)",
    ),
    "original_reason_code": (
        "the original reason of entitlement is blank or not known",
        "fill original_reason_entitlement_code (0 to 3), or allow blanks (blank_codes_allowed)",
    ),
    "current_reason_code": ("the current reason of entitlement is not known", "it is 0, 1, 2, 3 or blank"),
    "new_enrollee": (
        "spans of enrollment do not say whether Part B was held, so that new enrollees cannot be told",
        "fill part_b in eligibility with 1 or 0",
    ),
    "graft_months": (
        "a word for ESRD whose meaning is not told",
        "list it among the ESRD statuses with the months since transplant (esrd_statuses)",
    ),
    "flags": ("a yes or no is neither 1 nor 0", "write 1 or 0"),
}


def _check(periods: Sequence[RiskPeriod], *, claims: bool) -> None:
    faults = [] if periods else [Fault("no period is to be scored", fix="name at least one RiskPeriod")]
    names = [period.period for period in periods]
    faults += [
        Fault(f"the period {name!r} is named {names.count(name)} times", fix="name each period once")
        for name in sorted(set(names))
        if names.count(name) > 1
    ]
    for period in periods:
        if not period.rule_sets or len(set(period.rule_sets)) < len(period.rule_sets):
            faults.append(Fault("a period needs each of its models once", period.period, fix="name V28-2026, ..."))
        if claims and period.diagnosis_year not in PROCEDURE_FILES:
            known = f"{min(PROCEDURE_FILES)} to {max(PROCEDURE_FILES)}"
            faults.append(
                Fault(
                    f"there is no list of eligible procedure codes for services of {period.diagnosis_year}",
                    period.period,
                    why="It decides which outpatient and professional claims bear diagnoses that count.",
                    fix=f"lists are there for {known}; give diagnoses that are filtered already, or another year",
                )
            )
        for name in period.rule_sets:
            try:
                rule_set(name)
            except ClaimsError as error:
                faults.extend(error.faults)
    raise_all(faults, ClaimsError)


def _choice_rows(periods: Sequence[RiskPeriod], choices: RiskChoices) -> dict[str, list[tuple[Cell, ...]]]:
    return {
        "risk_period": _period_rows(periods),
        "risk_bill_type": list(choices.bill_types),
        "risk_dual_status": [
            (code, number, medicaid, as_new, benefit)
            for number, (code, medicaid, as_new, benefit) in enumerate(choices.dual_statuses)
        ],
        "risk_medicare_status": list(choices.medicare_statuses),
        "risk_entitlement_reason": [*_entitlement_reasons()],
        "risk_esrd_status": list(choices.esrd_statuses),
    }


def _entitlement_reasons() -> list[tuple[str, int, int, int]]:
    """Each reason of entitlement, numbered; an unknown one comes last, and is neither age nor ESRD."""
    known = [*meanings("entitlement_reason_codes").items(), ("", "")]
    return [
        (code, number, int(meaning == "age"), int(meaning in ("esrd", "disability_and_esrd")))
        for number, (code, meaning) in enumerate(known)
    ]


def _period_rows(periods: Sequence[RiskPeriod]) -> list[tuple[Cell, ...]]:
    rows: list[tuple[Cell, ...]] = []
    first_of_year: dict[int, int] = {}
    for number, period in enumerate(periods):
        year, diagnosis_year = period.payment_year, period.diagnosis_year
        first, last = period.status_dates or (date(year, 1, 1), date(year, 12, 31))
        rows.append(
            (
                period.period,
                number,
                len(periods),
                first_of_year.setdefault(diagnosis_year, number),
                date(diagnosis_year, 1, 1),
                date(diagnosis_year, 12, 31),
                str(diagnosis_year),
                date(year, 2, 1),
                first,
                last,
                period.part_b_months_needed,
                int(period.special_needs_plan),
                period.status_of.value,
                period.weighed_period or period.period,
            )
        )
    return rows

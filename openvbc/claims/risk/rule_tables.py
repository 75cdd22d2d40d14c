"""The rows of a model's choice tables, made from the package's files, the segments, the terms and the interactions."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, reduce
from operator import or_
from typing import Final

from openvbc.claims.engine.engine import Cell
from openvbc.claims.risk.demographic_terms import demographic_terms, has_no_segment
from openvbc.claims.risk.groups_of_people import ANY, ANY_CODE, OLDEST, SEXES, Group
from openvbc.claims.risk.hcc_files import (
    DiagnosisEdit,
    SourceFile,
    coefficients,
    diagnosis_categories,
    diagnosis_edits,
    hierarchies,
    package_file,
)
from openvbc.claims.risk.interactions import interactions
from openvbc.claims.risk.rule_sets import RuleSet
from openvbc.claims.risk.segments import Segment, segments
from openvbc.claims.tables.risk_rule_tables import OF_RISK_MODELS

Row = tuple[Cell, ...]

_NOTHING: Final = -1
_UNKNOWN_SEX: Final = 0
#: Categories that never count, or only beside one of others, before hierarchies are applied. Beside a heart failure
#: category, V28 counts 223; dialysis status is the population of the ESRD models, not a condition in them.
_EXCLUSIONS: Final[dict[str, dict[int, tuple[int, ...]]]] = {
    "V28": {223: (221, 222, 224, 225, 226)},
    "E21": {134: (_NOTHING,)},
    "E24": {134: (_NOTHING,), 135: (_NOTHING,), 136: (_NOTHING,), 137: (_NOTHING,)},
}
#: As many categories as a family may have: each is a bit of a whole number of four bytes.
_BITS: Final = 30
_COUNTS: Final = (*((f"D{number}", number, number) for number in range(1, 10)), ("D10P", 10, 9999))


class DiagnosisCodes:
    """The numbers by which queries know diagnoses; the same code has one in all rule sets."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def number(self, code: str) -> int:
        """The number of a code."""
        return self._numbers.setdefault(code, len(self._numbers) + 1)

    @property
    def rows(self) -> list[Row]:
        """The rows of the table `risk_diagnosis_code`."""
        return [(number, code) for code, number in self._numbers.items()]


class Edits:
    """The numbers by which queries know whom a diagnosis leads to a category: a sex, and the youngest and oldest."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[int, int, int], int] = {}

    def number(self, sex: int, first_age: int, last_age: int) -> int:
        """The number of people of that sex (-1 any) and those ages."""
        return self._numbers.setdefault((sex, first_age, last_age), len(self._numbers) + 1)

    @property
    def rows(self) -> list[Row]:
        """The rows of the table `risk_edit`; of unknown sex is whoever is neither of those that models know."""
        sexes = (_UNKNOWN_SEX, *(int(code) for code, _, _ in SEXES))
        return [
            (number, sex, age)
            for (of_sex, first_age, last_age), number in self._numbers.items()
            for sex in sexes
            if of_sex in (ANY, sex)
            for age in range(first_age, last_age + 1)
        ]


class Terms:
    """The numbers by which queries know the terms that come from diagnoses; the same term has one in all rule sets."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, str], int] = {}

    def number(self, kind: str, part: str) -> int:
        """The number of a term of that kind and name."""
        return self._numbers.setdefault((kind, part), len(self._numbers) + 1)

    @property
    def rows(self) -> list[Row]:
        """The rows of the table `risk_term`."""
        return [(number, kind, part) for (kind, part), number in self._numbers.items()]


#: The small tables that come from a model's files alone, whatever is counted.
TABLES_OF_MODELS: Final = tuple(table.name for table in OF_RISK_MODELS)


def rows_of(rule_set: RuleSet, number: int, terms: Terms, codes: DiagnosisCodes, edits: Edits) -> dict[str, list[Row]]:
    """The rows of every choice table of the rule set, by the table's name. number: the rule set's within this count."""
    values = coefficients(rule_set.coefficient_file, rule_set.model.coefficient_version)
    return {
        "risk_segment": list(_segment_rows(rule_set, number)),
        "risk_diagnosis_category": list(_diagnosis_rows(rule_set, number, codes, edits)),
        "risk_category": list(_category_rows(rule_set, number)),
        "risk_demographic": list(_demographic_rows(rule_set, number, values)),
        "risk_category_value": list(_category_value_rows(rule_set, number, values, terms)),
        "risk_count_value": list(_count_rows(rule_set, number, values, terms)),
        "risk_interaction_value": list(_interaction_value_rows(rule_set, number, values, terms)),
    }


def files_of(rule_set: RuleSet) -> tuple[SourceFile, ...]:
    """The files that the rule set's tables come from."""
    names = (rule_set.diagnosis_file, rule_set.edit_file, rule_set.hierarchy_file, rule_set.coefficient_file)
    return tuple(package_file(name)[0] for name in names)


def _numbered(rule_set: RuleSet, number: int) -> Iterator[tuple[int, Segment]]:
    """The segments with the numbers by which queries know them, in the order in which they are tried."""
    return enumerate(segments(rule_set.model), start=number * 100 + 1)


def _segment_rows(rule_set: RuleSet, number: int) -> Iterator[Row]:
    for segment_id, segment in _numbered(rule_set, number):
        group = segment.group
        yield (
            number,
            segment_id,
            segment.name,
            group.esrd,
            group.new_enrollee,
            group.special_needs_plan,
            group.low_income,
            group.institutional,
            group.benefit,
            group.first_age,
            group.last_age,
            group.first_graft_month,
            group.last_graft_month,
        )


def _diagnosis_rows(rule_set: RuleSet, number: int, codes: DiagnosisCodes, edits: Edits) -> Iterator[Row]:
    edited = diagnosis_edits(rule_set.edit_file, rule_set.model.full_name)
    mapped = diagnosis_categories(rule_set.diagnosis_file, rule_set.model.full_name)
    places = _places(rule_set)
    for diagnosis, categories in sorted(mapped.items()):
        leads: Iterable[_Lead] = ((category, ANY_CODE, 0, OLDEST) for category in categories)
        if diagnosis in edited:
            leads = _edited(categories, edited[diagnosis])
        for lead in sorted(set(leads)):
            category, sex, first_age, last_age = lead
            place = places[int(category)]
            of_whom = edits.number(ANY if sex == ANY_CODE else int(sex), first_age, last_age)
            yield (number, codes.number(diagnosis), _family_id(number, place), place.bit, of_whom)


@dataclass(frozen=True)
class _Place:
    """Where a category stands: in which family of the model, from 0, and by which bit."""

    family: int
    bit: int


def _family_id(number: int, place: _Place) -> int:
    """The number by which queries know a family."""
    return number * 100 + place.family


@cache
def _categories(rule_set: RuleSet) -> tuple[int, ...]:
    """The categories that diagnoses lead to, those of edits too."""
    mapped = diagnosis_categories(rule_set.diagnosis_file, rule_set.model.full_name)
    edited = diagnosis_edits(rule_set.edit_file, rule_set.model.full_name)
    found = {category for several in mapped.values() for category in several}
    found |= {edit.replacement for edit in edited.values() if edit.replacement}
    return tuple(sorted(int(category) for category in found))


@cache
def _above(rule_set: RuleSet) -> dict[int, set[int]]:
    """By category, those of its hierarchy beside which it does not count."""
    above: dict[int, set[int]] = {hcc: set() for hcc in _categories(rule_set)}
    for higher, lesser in hierarchies(rule_set.hierarchy_file, rule_set.model.full_name):
        if above.keys() >= {int(higher), int(lesser)}:
            above[int(lesser)].add(int(higher))
    return above


@cache
def _places(rule_set: RuleSet) -> dict[int, _Place]:
    """A family each of the categories that hierarchies and exclusions bind together, directly or through others."""
    above, excluded = _above(rule_set), _EXCLUSIONS.get(rule_set.model.short, {})
    family = {hcc: {hcc} for hcc in above}
    for hcc, others in above.items():
        for other in family.keys() & (others | set(excluded.get(hcc, ()))):
            joined = family[hcc] | family[other]
            family |= dict.fromkeys(joined, joined)
    families = sorted({min(each): sorted(each) for each in family.values()}.values())
    if len(families) > 100 or any(len(each) > _BITS for each in families):
        raise ValueError(f"{rule_set.name} has over 100 families of categories, or one of over {_BITS}")
    return {hcc: _Place(number, 1 << bit) for number, each in enumerate(families) for bit, hcc in enumerate(each)}


def _category_rows(rule_set: RuleSet, number: int) -> Iterator[Row]:
    above, places = _above(rule_set), _places(rule_set)
    excluded = _EXCLUSIONS.get(rule_set.model.short, {})
    conditions = _conditions(rule_set)
    for hcc, place in places.items():
        beside = sum(places[other].bit for other in excluded.get(hcc, (hcc,)) if other != _NOTHING)
        met = sum(bit for condition, bit in conditions.items() if str(hcc) in condition)
        removing = sum(places[other].bit for other in above[hcc])
        yield (number, hcc, _family_id(number, place), place.bit, beside, removing, met)


def _conditions(rule_set: RuleSet) -> dict[tuple[str, ...], int]:
    """A bit for each condition of the model's interactions."""
    several = (condition for each in interactions(rule_set.model.short) for condition in each.conditions.values())
    return {condition: 1 << number for number, condition in enumerate(dict.fromkeys(several))}


#: A category, and the sex and ages of whom a diagnosis leads there.
_Lead = tuple[str, str, int, int]


def _edited(categories: tuple[str, ...], edit: DiagnosisEdit) -> Iterator[_Lead]:
    """Where a diagnosis with an edit leads: all its categories give way to the replacement, or to none."""
    replacement = (edit.replacement,) if edit.replacement else ()
    if edit.sex:
        for sex, _, _ in SEXES:
            yield from ((each, sex, 0, OLDEST) for each in (replacement if sex == edit.sex else categories))
        return
    first_untouched = 0 if edit.age_up_to is None else edit.age_up_to + 1
    last_untouched = OLDEST if edit.age_from is None else edit.age_from - 1
    yield from ((each, ANY_CODE, first_untouched, last_untouched) for each in categories)
    if first_untouched > 0:
        yield from ((each, ANY_CODE, 0, first_untouched - 1) for each in replacement)
    if last_untouched < OLDEST:
        yield from ((each, ANY_CODE, last_untouched + 1, OLDEST) for each in replacement)


def _demographic_rows(rule_set: RuleSet, number: int, values: dict[str, int]) -> Iterator[Row]:
    for segment_id, segment in _numbered(rule_set, number):
        for term in demographic_terms():
            value = values.get(f"{segment.prefix}{term.name}".lower())
            if has_no_segment(term.name):
                value = values.get(term.name.lower(), value)
            if value is not None:
                for group in term.groups:
                    for reason in group.reason_codes:
                        yield (segment_id, term.name, int(term.is_cell), value, *_of(group, reason))


def _of(group: Group, reason: str) -> Row:
    return (
        group.sex,
        group.first_age,
        group.last_age,
        reason,
        group.esrd,
        group.new_enrollee,
        group.institutional,
        group.benefit,
        group.medicaid,
        group.new_enrollee_medicaid,
        group.first_graft_month,
        group.last_graft_month,
    )


def _category_value_rows(rule_set: RuleSet, number: int, values: dict[str, int], terms: Terms) -> Iterator[Row]:
    word = "RXHCC" if rule_set.model.drugs else "HCC"
    for segment_id, segment in _numbered(rule_set, number):
        for hcc in _categories(rule_set):
            part = f"{word}{hcc}"
            value = values.get(f"{segment.prefix}{part}".lower())
            if value is not None:
                yield (segment_id, hcc, terms.number("category", part), value)


def _count_rows(rule_set: RuleSet, number: int, values: dict[str, int], terms: Terms) -> Iterator[Row]:
    for segment_id, segment in _numbered(rule_set, number):
        for part, first, last in _COUNTS:
            value = values.get(f"{segment.prefix}{part}".lower())
            if value is not None:
                yield (segment_id, terms.number("count", part), first, last, value)


def _interaction_value_rows(rule_set: RuleSet, number: int, values: dict[str, int], terms: Terms) -> Iterator[Row]:
    conditions = _conditions(rule_set)
    for segment_id, segment in _numbered(rule_set, number):
        for interaction in interactions(rule_set.model.short):
            value = values.get(f"{segment.prefix}{interaction.name}".lower())
            if value is not None:
                yield (
                    segment_id,
                    terms.number("interaction", interaction.name),
                    reduce(or_, (conditions[each] for each in interaction.conditions.values())),
                    1 if interaction.disabled else ANY,
                    1 if interaction.non_aged else ANY,
                    value,
                )

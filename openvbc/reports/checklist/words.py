"""Sentences that every form of the checklist shares."""

from openvbc.checklist.record import Checklist, Standing


def headline(found: Checklist) -> str:
    """Whose checklist it is, and how many steps stand how."""
    who = f"{found.provider} ({found.organization})" if found.organization else found.provider
    counts = ", ".join(f"{found.count(each)} {each.value}" for each in Standing if found.count(each))
    return f"{who}, {found.contract}: performance year {found.year}, {counts}"


def year_note(found: Checklist) -> str:
    """Which year and stream, and that another can be named."""
    told = f"{found.title}, payment stream {found.stream}"
    return told if found.year_named else f"{told}; {found.year} is the agreement's first year, --year names another"

"""Whether the data reach over every year, look-back and population that a contract asks for."""

from collections.abc import Sequence
from datetime import date

from openvbc.claims.engine.engine import Engine
from openvbc.claims.findings import Finding, Severity
from openvbc.errors import ClaimsError, Fault, raise_all
from openvbc.payment_models.shared_savings.counting.comparators import Compared
from openvbc.payment_models.shared_savings.counting.periods import CountedYears
from openvbc.periods import Period


def diagnosis_years(years: CountedYears) -> tuple[Period, ...]:
    """The calendar years from whose diagnoses each year's risk scores come."""
    firsts = [date(each.days.start.year - 1, 1, 1) for each in years.every]
    return tuple(Period(first, date(first.year + 1, 1, 1)) for first in firsts)


def payments_end_early(engine: Engine, years: CountedYears) -> list[Finding]:
    """A warning where the last payment in the data lies before the end of the performance year's run-out."""
    last_paid, until = engine.rows("last_payment").value, years.performance.paid_through
    if last_paid is None or last_paid >= until:
        return []
    return [
        Finding(
            "payments_end_early",
            Severity.WARNING,
            "the last payment in the data lies before the day through which payments count",
            1,
            (f"paid through {last_paid}, counted through {until}",),
            why="what is paid in between would be missing",
            remedy="load the claims of the whole run-out, or settle as interim by an earlier day",
            names_people=False,
        )
    ]


def check_populations(engine: Engine, years: CountedYears, compared: Sequence[Compared]) -> None:
    """ClaimsError with every population that has nobody in a year that needs it; populations are built."""
    there = {(str(row["population_id"]), str(row["period"])) for row in engine.table("population_people").records}
    faults = []
    for each in compared:
        needed = years.names if each.prefix != "control_group_" else (years.performance.name,)
        for part in each.population_ids:
            for period in needed:
                if (part, period) not in there:
                    what = f"there is nobody in {_year(years, period)}: {each.whose}"
                    why = "there is no cost per member without members"
                    fix = "see the attribution and the dates in the list of participants"
                    faults.append(Fault(what, f"population {part}", why, fix))
    raise_all(list(dict.fromkeys(faults)), ClaimsError)


def _year(years: CountedYears, period: str) -> str:
    return f"performance year {period}" if period == years.performance.name else f"base year {period}"

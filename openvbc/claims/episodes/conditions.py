"""How many condition categories the people of episodes have, from the diagnoses of the days before the anchor."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from openvbc.claims.engine.engine import BoundValue, Engine
from openvbc.claims.engine.named_queries import NamedQuery
from openvbc.claims.episodes.group import date_of
from openvbc.claims.risk.groups_of_people import OLDEST
from openvbc.claims.risk.scoring import SEX_CODES, STANDS, RiskPeriod, RiskPerson, put_numbered_people, put_risk_tables

#: Each episode is a person of its own to the risk models, of one period.
_PERIOD: Final = "episodes"
_UNKNOWN: Final = -1
_FOR_AGE: Final = "0"
_STATUSES: Final = ("has_full_medicaid", "has_low_income_subsidy")
#: From the diagnoses of people to the categories that stand after exclusions and hierarchies, as scores are made.
_STEPS: Final = (
    NamedQuery.RISK_PERSON_CLASS,
    NamedQuery.RISK_PRESENT,
    NamedQuery.RISK_STANDING,
)


@dataclass(frozen=True)
class EpisodePerson:
    """An episode, when it began, and of whom; born: None where nothing says it.

    full_medicaid, low_income_subsidy: on the anchor's first day; None where eligibility does not say.
    """

    episode: int
    episode_type: str
    person: str
    first: date
    born: date | None
    sex: str
    full_medicaid: bool | None
    low_income_subsidy: bool | None

    @property
    def age(self) -> int | None:
        """Whole years on the anchor's first day."""
        if self.born is None:
            return None
        before_birthday = (self.first.month, self.first.day) < (self.born.month, self.born.day)
        return self.first.year - self.born.year - before_birthday


def people_of_episodes(engine: Engine, responsible: str) -> tuple[EpisodePerson, ...]:
    """The people of one provider's episodes of the period."""
    return tuple(
        EpisodePerson(
            row["episode"],
            row["episode_type"],
            row["person_id"],
            date_of(row["anchor_first_day"]),
            row["birth_date"],
            row["sex"],
            *(None if row[name] is None else bool(row[name]) for name in _STATUSES),
        )
        for row in engine.rows(NamedQuery.LIST_EPISODE_PEOPLE).records
        if row["responsible"] == responsible
    )


def count_categories(
    engine: Engine, people: Sequence[EpisodePerson], responsible: str, *, year: int, model: str, days_before: int
) -> Mapping[int, int]:
    """How many categories of a model (V28-2026) count for each episode of the year; those without any are 0.

    Diagnoses of every claim count, whatever the procedures on it. ClaimsError for an unknown model.
    """
    put_risk_tables(engine, [RiskPeriod(_PERIOD, year, (model,))], claims=False)
    values: dict[str, BoundValue] = {"responsible": responsible, "days_before": days_before}
    rows = engine.rows(NamedQuery.LIST_EPISODE_DIAGNOSES, values).records
    borne: dict[int, list[str]] = {}
    for row in rows:
        borne.setdefault(row["episode"], []).append(row["diagnosis_code"])
    given = [
        (
            each.episode,
            RiskPerson(
                _PERIOD,
                str(each.episode),
                age=_UNKNOWN if each.age is None else min(each.age, OLDEST),
                sex=SEX_CODES.get(each.sex, ""),
                dual_status_code="",
                original_reason_code=_FOR_AGE,
                current_reason_code=_FOR_AGE,
                diagnoses=tuple(borne.get(each.episode, ())),
            ),
        )
        for each in people
    ]
    put_numbered_people(engine, given)
    for name in _STEPS:
        engine.build(name)
    standing = Counter(
        (row["family"], row["bits"])
        for row in engine.table(NamedQuery.RISK_STANDING).records
        if row["removed_by"] == STANDS
    )
    # There is one period, so that the number of a person, here an episode, in it is the person's.
    counted: Counter[int] = Counter()
    for row in engine.table(NamedQuery.RISK_PRESENT).records:
        counted[row["person_number"]] += standing[row["family"], row["bits"]]
    return {each.episode: counted[each.episode] for each in people}

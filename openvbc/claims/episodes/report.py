"""What a report tells of one provider's episodes: by type, by setting, by clinician, and one by one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from openvbc.claims.engine.engine import Engine
from openvbc.claims.engine.named_queries import NamedQuery
from openvbc.claims.episodes.group import date_of
from openvbc.claims.expenditures.terms import ServiceDate
from openvbc.figures import FileDigest

#: Care after an anchor that may have been avoided, by its setting, as people call it.
AVOIDABLE: Final = {
    "acute": "Readmissions",
    "emergency_department": "Emergency department",
    "skilled_nursing": "Nursing facility",
}


@dataclass(frozen=True)
class OneEpisode:
    """An episode; cents as they are, limited_cents within the limits of its type."""

    number: int
    episode_type: str
    person_id: str
    code: str
    anchor_first: date
    anchor_last: date
    post_last: date
    facility: str
    clinician: str
    cents: int
    limited_cents: int
    anchor_cents: int
    post_cents: int
    excluded_cents: int
    monitored_cents: int


@dataclass(frozen=True)
class SettingCost:
    """What one setting comes to in a part of the episodes of a type: anchor, post, excluded, monitoring or after."""

    episode_type: str
    part: str
    setting: str
    lines: int
    cents: int


@dataclass(frozen=True)
class CareAfterAnchor:
    """In how many episodes of a type there was care of a setting after the anchor, with how many claims."""

    episode_type: str
    setting: str
    episodes: int
    claims: int
    cents: int


@dataclass(frozen=True)
class EpisodeCost:
    """What a person's episodes cost on a day of service, in a category of service."""

    person_id: str
    day: date
    category: str
    cents: int


@dataclass(frozen=True)
class EpisodeReport:
    """The episodes of an organization in a year. labels: of types; prices: agreed ones, in cents.

    dropped: events that began no episode, by type and reason, of everybody whose claims were grouped.
    """

    organization: str
    year: str
    labels: Mapping[str, str]
    prices: Mapping[str, int]
    episodes: Sequence[OneEpisode]
    settings: Sequence[SettingCost]
    care: Sequence[CareAfterAnchor]
    dropped: Sequence[tuple[str, str, int]]
    notes: tuple[str, ...]
    files: tuple[FileDigest, ...]
    paid_through: date


def own_episodes(engine: Engine, organization: str) -> tuple[OneEpisode, ...]:
    """The organization's episodes of the period, the most costly first."""
    rows = engine.rows(NamedQuery.LIST_EPISODES, {"responsible": organization, "episode_type": ""}).records
    return tuple(
        OneEpisode(
            int(row["episode"]),
            row["episode_type"],
            row["person_id"],
            row["code"],
            date_of(row["anchor_first_day"]),
            date_of(row["anchor_last_day"]),
            date_of(row["post_last_day"]),
            row["facility"],
            row["attending_npi"],
            *(int(row[f"{name}cents"]) for name in ("", "limited_", "anchor_", "post_", "excluded_", "monitored_")),
        )
        for row in rows
    )


def own_costs(engine: Engine, organization: str, service_date: ServiceDate) -> tuple[EpisodeCost, ...]:
    """What the organization's episodes cost before any limit, by person, day and category of service."""
    values = {"responsible": organization, "service_date": service_date.value}
    rows = engine.rows(NamedQuery.LIST_EPISODE_COSTS, values).records
    return tuple(
        EpisodeCost(row["person_id"], date_of(row["service_day"]), row["category"], int(row["cents"])) for row in rows
    )


def own_settings(engine: Engine, organization: str) -> tuple[SettingCost, ...]:
    """What each setting comes to in the organization's episodes."""
    order = ("episode_type", "part", "setting")
    return tuple(
        SettingCost(row["episode_type"], row["part"], row["setting"], int(row["lines"]), int(row["cents"]))
        for row in _own(engine, NamedQuery.EPISODE_SETTING_TOTAL, organization, order)
    )


def own_care(engine: Engine, organization: str) -> tuple[CareAfterAnchor, ...]:
    """Care after the anchor in the organization's episodes."""
    engine.build(NamedQuery.EPISODE_CARE_AFTER_ANCHOR)
    rows = _own(engine, NamedQuery.EPISODE_CARE_AFTER_ANCHOR, organization, ("episode_type", "setting"))
    return tuple(
        CareAfterAnchor(
            row["episode_type"], row["setting"], int(row["episodes"]), int(row["claims"]), int(row["cents"])
        )
        for row in rows
    )


def dropped_events(engine: Engine) -> tuple[tuple[str, str, int], ...]:
    """Events that began no episode, by type and reason."""
    rows = engine.rows(NamedQuery.LIST_DROPPED_CANDIDATES).records
    return tuple((row["episode_type"], row["reason"], int(row["candidates"])) for row in rows)


def _own(engine: Engine, name: NamedQuery, organization: str, order: Sequence[str]) -> list[dict[str, Any]]:
    rows = engine.table(name, order_by=order).records
    return [row for row in rows if row["responsible"] == organization]

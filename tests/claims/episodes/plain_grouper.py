"""Episodes in plain Python, line by line and day by day: written from the rules, shares nothing with the engine's way.

It knows the kinds of claims that the made-up regions of these tests have: acute stays (111), nursing facilities (211),
home health (321), hospice (811), outpatient (131) and professional lines.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import zip_longest
from typing import Any

from openvbc.claims.episodes.definition import EpisodeDefinition, EpisodePeriod

Row = Mapping[str, Any]
LineKey = tuple[str, int]
_KINDS = {"11": "acute", "21": "skilled_nursing", "32": "home_health", "81": "hospice", "13": "outpatient"}
_INPATIENT = ("acute", "skilled_nursing")


@dataclass
class PlainEpisode:
    """An episode, its days, and what became of every line that it met."""

    kind: str
    setting: str
    person: str
    first: date
    last: date
    post_first: date
    post_last: date
    monitored_to: date
    grouped_from: date
    anchor_claims: frozenset[str]
    place: tuple[Any, ...]
    drop: str = ""
    lines: dict[LineKey, tuple[str, str]] = field(default_factory=dict)
    anchor_cents: int = 0
    post_cents: int = 0


def kind_of(line: Row) -> str:
    if line["claim_type"] == "professional":
        return "professional"
    return _KINDS[line["bill_type_code"][:2]]


def cents(line: Row) -> int:
    return int(Decimal(line["paid_amount"]) * 100)


def group_plainly(
    rows: Mapping[str, Sequence[Row]], definition: EpisodeDefinition, period: EpisodePeriod
) -> tuple[list[PlainEpisode], list[PlainEpisode]]:
    """Episodes that stand, and candidates that were dropped or gave way."""
    lines_of: dict[str, list[Row]] = defaultdict(list)
    for line in rows["medical_claim"]:
        lines_of[line["person_id"]].append(line)
    spans: dict[str, list[Row]] = defaultdict(list)
    for span in rows["eligibility"]:
        spans[span["person_id"]].append(span)
    diagnoses: dict[str, list[Row]] = defaultdict(list)
    for row in rows.get("claim_diagnosis", ()):
        diagnoses[row["person_id"]].append(row)
    procedures: dict[str, set[str]] = defaultdict(set)
    for row in rows.get("claim_procedure", ()):
        procedures[row["claim_id"]].add(row["procedure_code"])
    standing: list[PlainEpisode] = []
    others: list[PlainEpisode] = []
    for name in sorted({*lines_of, *spans}):
        in_time = [line for line in lines_of[name] if line["paid_date"] <= period.paid_through]
        claims = {line["claim_id"] for line in in_time}
        candidates = [
            *_of_stays(name, in_time, procedures, definition),
            *_of_procedures(name, in_time, definition),
            *_of_diagnoses(name, [row for row in diagnoses[name] if row["claim_id"] in claims], definition),
        ]
        for each in candidates:
            _end_at_death(each, spans[name], definition)
            each.drop = each.drop or _dropped(each, spans[name], definition, period)
        kept = _without_overlaps([each for each in candidates if not each.drop], definition)
        others += [each for each in candidates if each not in kept]
        for episode in kept:
            _take_lines(episode, kept, lines_of[name], definition, period)
        standing += kept
    return standing, others


def _begin(
    kind: tuple[str, str],
    name: str,
    days: tuple[date, date],
    claims: frozenset[str],
    place: tuple[Any, ...],
    definition: EpisodeDefinition,
) -> PlainEpisode:
    """An episode of a type and setting, with its days; nothing is known of its lines."""
    (first, last), window = days, definition.windows[kind[0]]
    post_first = last if window.counts_anchor_day else last + timedelta(days=1)
    post_last = post_first + timedelta(days=window.post_days - 1)
    grouped_from = first - timedelta(days=window.grouped_before_days)
    order = (first, last, kind[0], *place)
    return PlainEpisode(*kind, name, first, last, post_first, post_last, post_last, grouped_from, claims, order)


def _of_stays(
    name: str, lines: Sequence[Row], procedures: Mapping[str, set[str]], definition: EpisodeDefinition
) -> list[PlainEpisode]:
    stays = sorted(
        {
            (line["admission_date"], line["discharge_date"], line["claim_id"]): line
            for line in lines
            if kind_of(line) == "acute"
        }.items()
    )
    chains: list[list[Row]] = []
    for (first, _, _), line in stays:
        if chains:
            lasted = max(each["discharge_date"] for each in chains[-1])
            moved = line["facility_ccn"] != chains[-1][-1]["facility_ccn"]
            still = chains[-1][-1]["discharge_disposition_code"] == "30"
            gap = (first - lasted).days
            if gap < 0 or (gap <= definition.transfer_days and (moved or still)):
                chains[-1].append(line)
                continue
        chains.append([line])
    found = []
    for chain in chains:
        drg = chain[-1]["drg_code"]
        for trigger in definition.triggers:
            if trigger.kind.value != "drg" or not any(low.low <= drg <= low.high for low in trigger.codes):
                continue
            first = chain[0]["admission_date"]
            last = max(each["discharge_date"] for each in chain)
            claims = frozenset(each["claim_id"] for each in chain)
            place = (chain[0]["claim_id"], 0)
            episode = _begin((trigger.episode_type, trigger.setting), name, (first, last), claims, place, definition)
            done = set().union(*(procedures.get(claim, set()) for claim in claims))
            if any(_refused(each["facility_ccn"], definition) for each in chain):
                episode.drop = "facility_excluded"
            elif trigger.needed_procedures and not done & set(trigger.needed_procedures):
                episode.drop = "procedure_missing"
            elif done & set(trigger.refused_procedures):
                episode.drop = "procedure_excluded"
            elif (last - first).days > definition.windows[trigger.episode_type].longest_anchor_days:
                episode.drop = "anchor_too_long"
            elif chain[-1]["discharge_disposition_code"] in ("20", "40", "41", "42"):
                episode.drop = "died_in_anchor"
            found.append(episode)
    return found


def _refused(ccn: str, definition: EpisodeDefinition) -> bool:
    return any(
        (rule.numbers is None or rule.numbers.low <= ccn[2:6] <= rule.numbers.high)
        and (not rule.state or rule.state == ccn[:2])
        for rule in definition.facilities
    )


def _of_procedures(name: str, lines: Sequence[Row], definition: EpisodeDefinition) -> list[PlainEpisode]:
    found = []
    for line in lines:
        for trigger in definition.triggers:
            code = line.get("hcpcs_code", "")
            if trigger.kind.value != "hcpcs" or not any(low.low <= code <= low.high for low in trigger.codes):
                continue
            if trigger.claim_type not in ("", line["claim_type"]):
                continue
            day = line.get("claim_line_start_date") or line["claim_start_date"]
            place = (line["claim_id"], line["claim_line_number"])
            own = frozenset({line["claim_id"]})
            episode = _begin((trigger.episode_type, trigger.setting), name, (day, day), own, place, definition)
            ranks = [
                definition.ranks[each["hcpcs_code"]]
                for each in lines
                if each["claim_id"] == line["claim_id"] and each.get("hcpcs_code", "") in definition.ranks
            ]
            if _refused(line["facility_ccn"], definition):
                episode.drop = "facility_excluded"
            elif code in definition.ranks and definition.ranks[code] > min(ranks):
                episode.drop = "outranked"
            found.append(episode)
    return found


def _of_diagnoses(name: str, rows: Sequence[Row], definition: EpisodeDefinition) -> list[PlainEpisode]:
    found = []
    for trigger in definition.triggers:
        if trigger.kind.value != "diagnosis":
            continue
        met: dict[date, str] = {}
        for row in rows:
            code = row["diagnosis_code"]
            if any(low.low <= code <= low.high for low in trigger.codes):
                day = row["claim_start_date"]
                met[day] = min(met.get(day, row["claim_id"]), row["claim_id"])
        ordered = sorted(met)
        for day, following in zip_longest(ordered, ordered[1:]):
            episode = _begin(
                (trigger.episode_type, trigger.setting), name, (day, day), frozenset(), (met[day], 0), definition
            )
            late = following is None or (following - day).days > trigger.second_within_days
            if trigger.second_within_days and late:
                episode.drop = "not_confirmed"
            found.append(episode)
    return found


def _end_at_death(episode: PlainEpisode, spans: Sequence[Row], definition: EpisodeDefinition) -> None:
    deaths = [span["death_date"] for span in spans if span.get("death_date")]
    watched = timedelta(days=definition.windows[episode.kind].monitored_days)
    episode.monitored_to = episode.post_last + watched
    if deaths:
        episode.post_last = max(min(episode.post_last, *deaths), episode.post_first)
        episode.monitored_to = max(min(episode.post_last + watched, *deaths), episode.post_last)


def _dropped(episode: PlainEpisode, spans: Sequence[Row], definition: EpisodeDefinition, period: EpisodePeriod) -> str:
    deaths = [span["death_date"] for span in spans if span.get("death_date")]
    if deaths and min(deaths) <= episode.last:
        return "died_in_anchor"
    day = episode.first - timedelta(days=definition.windows[episode.kind].enrolled_before_days)
    covered = [
        span for span in spans if span["part_a"] == "1" and span["part_b"] == "1" and span["medicare_advantage"] == "0"
    ]
    while definition.asks_for_coverage and day <= episode.post_last:
        if not any(span["enrollment_start_date"] <= day <= span["enrollment_end_date"] for span in covered):
            return "not_enrolled"
        day += timedelta(days=1)
    begun = episode.first - timedelta(days=definition.windows[episode.kind].enrolled_before_days)
    for span in spans:
        renal = span.get("medicare_status_code") in ("11", "21", "31") or span.get("enrollment_type") == "esrd"
        if renal and span["enrollment_start_date"] <= episode.post_last and span["enrollment_end_date"] >= begun:
            return "esrd"
    return "not_over" if episode.post_last > period.data_through else ""


def _without_overlaps(candidates: list[PlainEpisode], definition: EpisodeDefinition) -> list[PlainEpisode]:
    kept: list[PlainEpisode] = []
    for new in sorted(candidates, key=lambda each: each.place):
        gives_way = {}
        for old in kept:
            if not old.first <= new.first <= old.post_last:
                continue
            gives_way[id(old)] = next(
                (
                    rule.gives_way.value
                    for rule in definition.overlaps
                    if rule.earlier in ("", old.kind)
                    and rule.later in ("", new.kind)
                    and rule.earlier_setting in ("", old.setting)
                    and rule.later_setting in ("", new.setting)
                    and (not rule.on_other_days or old.first != new.first)
                ),
                "later",
            )
        if "later" in gives_way.values():
            continue
        kept = [old for old in kept if gives_way.get(id(old)) != "earlier"]
        kept.append(new)
    return kept


def _take_lines(
    episode: PlainEpisode,
    kept: Sequence[PlainEpisode],
    lines: Sequence[Row],
    definition: EpisodeDefinition,
    period: EpisodePeriod,
) -> None:
    of_claims: dict[str, list[Row]] = defaultdict(list)
    for line in lines:
        kind = kind_of(line)
        start = line["admission_date"] if kind in _INPATIENT else line["claim_start_date"]
        if kind == "professional":
            start = line.get("claim_line_start_date") or start
        if not episode.grouped_from <= start <= episode.monitored_to:
            continue
        if start < episode.first and kind not in ("outpatient", "professional"):
            continue
        key = (line["claim_id"], line["claim_line_number"])
        anchor = line["claim_id"] in episode.anchor_claims
        others = [each for each in kept if each is not episode and each.first <= start <= each.post_last]
        reason = ""
        if start < episode.first and others:
            reason = "another_episode"
        elif line["paid_date"] is not None and line["paid_date"] > period.paid_through:
            reason = "paid_late"
        elif not anchor:
            reason = _service(episode, line, kind, definition, after=start >= episode.post_first)
        if reason:
            episode.lines[key] = ("excluded", reason)
        elif anchor or start < episode.post_first:
            episode.lines[key] = ("anchor", "")
            episode.anchor_cents += cents(line)
        elif start <= episode.post_last:
            episode.lines[key] = ("post", "")
            of_claims[line["claim_id"]].append(line)
        else:
            episode.lines[key] = ("monitoring", "")
    for claim in of_claims.values():
        episode.post_cents += _in_period(episode, claim, definition)


def _service(episode: PlainEpisode, line: Row, kind: str, definition: EpisodeDefinition, *, after: bool) -> str:
    def met(rule_kind: str, value: str, *, includes: bool) -> bool:
        return any(
            rule.kind == rule_kind
            and rule.includes is includes
            and rule.episode_type in ("", episode.kind)
            and rule.codes.low <= value <= rule.codes.high
            for rule in definition.services
        )

    values = {"drg": line.get("drg_code", ""), "hcpcs": line.get("hcpcs_code", ""), "setting": kind}
    if kind == "professional" and "99281" <= values["hcpcs"] <= "99285":
        values["setting"] = "emergency_department"
    if after and met("drg", values["drg"], includes=False):
        return "excluded_stay"
    if met("hcpcs", values["hcpcs"], includes=False):
        return "excluded_service"
    if met("setting", values["setting"], includes=False):
        return "excluded_setting"
    named = any(rule.includes and rule.episode_type == episode.kind for rule in definition.services)
    if after and named and not any(met(name, value, includes=True) for name, value in values.items()):
        return "not_included"
    return ""


def _in_period(episode: PlainEpisode, claim: Sequence[Row], definition: EpisodeDefinition) -> int:
    kind = kind_of(claim[0])
    whole = sum(cents(line) for line in claim)
    inside = kind in _INPATIENT
    first = claim[0]["admission_date"] if inside else claim[0]["claim_start_date"]
    last = claim[0]["discharge_date"] if inside else claim[0]["claim_end_date"]
    if kind in ("outpatient", "professional") or last <= episode.post_last:
        return whole
    overlap = (episode.post_last - first).days + 1
    if kind == "acute" and claim[0]["drg_code"] in definition.lengths_of_stay:
        mean = Fraction(definition.lengths_of_stay[claim[0]["drg_code"]], 10)
        part = whole if overlap >= mean - 1 else min(whole * (overlap + 1) / mean, Fraction(whole))
        return _half_up(Fraction(part))
    visits = [line for line in claim if line.get("hcpcs_code", "") in definition.visit_codes]
    if kind == "home_health" and visits:
        done = [line for line in visits if line["claim_line_start_date"] <= episode.post_last]
        return _half_up(Fraction(whole * len(done), len(visits)))
    return _half_up(Fraction(whole * overlap, (last - first).days + 1))


def _half_up(exact: Fraction) -> int:
    return int((Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(Decimal(1), ROUND_HALF_UP))

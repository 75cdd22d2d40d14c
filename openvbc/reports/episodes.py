"""The report of a provider's episodes: cost by type and setting, outliers, clinicians, avoidable care, and the list."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from openvbc.claims.episodes.report import AVOIDABLE, EpisodeReport, OneEpisode
from openvbc.money import EXACT, ZERO, rounded, shifted
from openvbc.reports.document.tree import (
    BAR_LENGTH,
    IN_TEXT,
    AmountBar,
    AmountBars,
    Answer,
    Cell,
    Column,
    Document,
    Notes,
    Row,
    Section,
    Sentence,
    Sources,
    Table,
)
from openvbc.units import RATE, USD

#: Types of episodes that are pictured; a program may have dozens.
_MOST_PICTURES = 6
_PARTS = {
    "anchor": "Anchor",
    "post": "After the anchor",
    "after": "Beyond the period",
    "excluded": "Excluded",
    "monitoring": "Monitored",
}


def episode_report(report: EpisodeReport, *, members: bool = False) -> Document:
    """The report. members: whether it lists the episodes with their people; else it names nobody."""
    count, spent = len(report.episodes), sum(each.limited_cents for each in report.episodes)
    headline = f"{report.organization} had {count:,} episodes in {report.year}, which cost {_dollars_text(spent)}."
    unnamed = Sentence("Episodes are not listed; --members lists them with their people.", forms=IN_TEXT)
    return Document(
        kind="Episodes",
        title=f"Episodes of {report.organization}, {report.year}",
        subject=report.year,
        answer=Answer.of(headline, f"{count:,}"),
        opening=(headline,),
        blocks=(
            Section("Types of episodes", (_types(report),)),
            Section("Cost by setting", (*_pictures(report), _settings(report))),
            Section("Care that may have been avoided", (_avoidable(report),)),
            Section("Clinicians", (_clinicians(report),)),
            Section("Outliers", (_outliers(report),)),
            Section("Events that began no episode", (_dropped(report),)),
            *((Section("Episodes", (_list(report),)),) if members else (unnamed,)),
            Notes(report.notes, key="notes", title="What is to be known"),
            Sources(report.files),
        ),
        day=report.paid_through,
        is_wide=True,
        colophon="" if members else "This page names nobody.",
    )


def _dollars(cents: int) -> Decimal:
    return shifted(Decimal(cents), -2)


def _dollars_text(cents: int) -> str:
    return USD.show(_dollars(cents))


def _mean(cents: int, count: int) -> Decimal | None:
    return rounded(EXACT.divide(_dollars(cents), Decimal(count)), 2) if count else None


def _of_type(report: EpisodeReport) -> dict[str, list[OneEpisode]]:
    found: dict[str, list[OneEpisode]] = {kind: [] for kind in report.labels}
    for each in report.episodes:
        found.setdefault(each.episode_type, []).append(each)
    return found


def _types(report: EpisodeReport) -> Table:
    """Each type: how many, mean cost, and the agreed price where there is one, as two bars."""
    most = max([*report.prices.values(), *(each.limited_cents for each in report.episodes), 1])
    columns = (
        Column("episode_type", "Type", width=32),
        Column("episodes", "Episodes", number=True),
        Column("spending", "Spending", USD),
        Column("mean", "Mean cost", USD),
        Column("price", "Agreed price", USD),
    )
    rows = []
    for kind, own in _of_type(report).items():
        spent = sum(each.limited_cents for each in own)
        mean, price = _mean(spent, len(own)), report.prices.get(kind)
        bars = [_bar(int(mean.scaleb(2)), most)] if mean is not None else []
        bars += [_bar(price, most)] if price is not None else []
        shown = Cell(mean, bars=tuple(bars))
        told = _dollars(price) if price is not None else None
        rows.append(Row((report.labels.get(kind, kind), len(own), _dollars(spent), shown, told)))
    return Table(columns, tuple(rows), key="types", sheet="Types", label="Types of episodes")


def _bar(cents: int, most: int) -> Decimal:
    length = EXACT.divide(Decimal(cents) * BAR_LENGTH, Decimal(most))
    return rounded(max(ZERO, min(length, Decimal(BAR_LENGTH))), 1)


def _settings(report: EpisodeReport) -> Table:
    most = max([each.cents for each in report.settings] or [1])
    columns = (
        Column("episode_type", "Type", width=32),
        Column("part", "Part"),
        Column("setting", "Setting"),
        Column("lines", "Lines", number=True),
        Column("cost", "Cost", USD),
    )
    order = list(_PARTS)
    rows = [
        Row(
            (
                report.labels.get(each.episode_type, each.episode_type),
                _PARTS[each.part],
                each.setting.replace("_", " "),
                each.lines,
                Cell(_dollars(each.cents), bars=(_bar(each.cents, max(most, 1)),)),
            )
        )
        for each in sorted(
            report.settings, key=lambda each: (each.episode_type, order.index(each.part), -each.cents, each.setting)
        )
        if each.lines or each.cents
    ]
    return Table(columns, tuple(rows), key="settings", sheet="Settings", label="Cost by setting")


def _pictures(report: EpisodeReport) -> Iterator[AmountBars]:
    """What an episode of a type costs in each setting, beside all of it and its agreed price; the costliest types."""
    own = {kind: each for kind, each in _of_type(report).items() if each}
    costliest = sorted(own, key=lambda kind: (-sum(each.limited_cents for each in own[kind]), kind))
    for kind in costliest[:_MOST_PICTURES]:
        count = len(own[kind])
        cents: Counter[str] = Counter()
        for each in report.settings:
            if each.episode_type == kind and each.part in ("anchor", "post"):
                cents[each.setting] += each.cents
        amounts = [(name.replace("_", " "), _mean(of, count)) for name, of in cents.most_common() if of]
        amounts.append(("Mean cost of an episode", _mean(sum(each.limited_cents for each in own[kind]), count)))
        if kind in report.prices:
            amounts.append(("Agreed price", _dollars(report.prices[kind])))
        label = report.labels.get(kind, kind)
        yield AmountBars(
            f"settings_{kind}",
            f"{label}: dollars an episode by setting",
            tuple(AmountBar(name, amount, USD.show(amount)) for name, amount in amounts if amount is not None),
        )


def _avoidable(report: EpisodeReport) -> Table:
    counts = Counter(each.episode_type for each in report.episodes)
    columns = (
        Column("episode_type", "Type", width=32),
        Column("care", "Care after the anchor", width=24),
        Column("episodes", "Episodes with it", number=True),
        Column("share", "Share of episodes", RATE),
        Column("claims", "Claims", number=True),
        Column("cost", "Cost", USD),
    )
    rows = [
        Row(
            (
                report.labels.get(each.episode_type, each.episode_type),
                AVOIDABLE[each.setting],
                each.episodes,
                rounded(EXACT.divide(Decimal(each.episodes), Decimal(counts[each.episode_type])), 4),
                each.claims,
                _dollars(each.cents),
            )
        )
        for each in report.care
        if each.setting in AVOIDABLE
    ]
    return Table(columns, tuple(rows), key="avoidable", sheet="Avoidable", label="Care that may have been avoided")


def _clinicians(report: EpisodeReport) -> Table:
    """Each clinician of anchors beside the mean of all, type by type: what varies."""
    by: dict[tuple[str, str], list[OneEpisode]] = defaultdict(list)
    means = {
        kind: _mean(sum(each.limited_cents for each in own), len(own)) for kind, own in _of_type(report).items() if own
    }
    for each in report.episodes:
        by[each.episode_type, each.clinician].append(each)
    columns = (
        Column("episode_type", "Type", width=32),
        Column("clinician", "Clinician (NPI)"),
        Column("episodes", "Episodes", number=True),
        Column("mean", "Mean cost", USD),
        Column("beside_all", "Above (+) or below all", USD),
        Column("after_anchor", "Mean after the anchor", USD),
    )
    rows = []
    for (kind, clinician), own in sorted(by.items()):
        mean, of_all = _mean(sum(each.limited_cents for each in own), len(own)), means[kind]
        beside = EXACT.subtract(mean, of_all) if mean is not None and of_all is not None else None
        after = _mean(sum(each.post_cents for each in own), len(own))
        rows.append(Row((report.labels.get(kind, kind), clinician or "not known", len(own), mean, beside, after)))
    return Table(columns, tuple(rows), key="clinicians", sheet="Clinicians", label="Clinicians")


def _outliers(report: EpisodeReport) -> Table:
    """Episodes whose cost was cut off, or counts as the least: what the limit took or added."""
    columns = (
        Column("episode_type", "Type", width=32),
        Column("episode", "Episode", number=True),
        Column("cost", "Cost", USD),
        Column("counts_as", "Counts as", USD),
    )
    rows = [
        Row(
            (
                report.labels.get(each.episode_type, each.episode_type),
                each.number,
                _dollars(each.cents),
                _dollars(each.limited_cents),
            )
        )
        for each in report.episodes
        if each.cents != each.limited_cents
    ]
    return Table(columns, tuple(rows), key="outliers", sheet="Outliers", label="Outliers")


def _dropped(report: EpisodeReport) -> Table:
    columns = (Column("episode_type", "Type", width=32), Column("reason", "Reason"), Column("events", "Events"))
    rows = [
        Row((report.labels.get(kind, kind), reason.replace("_", " "), count)) for kind, reason, count in report.dropped
    ]
    return Table(columns, tuple(rows), key="dropped", sheet="Dropped", label="Events that began no episode")


def _list(report: EpisodeReport) -> Table:
    columns = (
        Column("episode", "Episode", number=True),
        Column("episode_type", "Type", width=32),
        Column("person_id", "Person"),
        Column("code", "Code"),
        Column("anchor_first", "Anchor from"),
        Column("anchor_last", "to"),
        Column("post_last", "Period to"),
        Column("facility", "Facility"),
        Column("clinician", "Clinician (NPI)"),
        *(Column(key, label, USD) for key, label in _AMOUNTS),
    )
    rows = tuple(Row(tuple(_cells(report, each))) for each in report.episodes)
    return Table(columns, rows, key="episodes", sheet="Episodes", label="Episodes", is_long=True, most_rows=40)


_AMOUNTS: Sequence[tuple[str, str]] = (
    ("cost", "Cost"),
    ("counts_as", "Counts as"),
    ("anchor", "Anchor"),
    ("post", "After the anchor"),
    ("excluded", "Excluded"),
    ("monitored", "Monitored"),
)


def _cells(report: EpisodeReport, each: OneEpisode) -> Iterator[Cell]:
    yield Cell(each.number)
    yield Cell(report.labels.get(each.episode_type, each.episode_type))
    yield Cell(each.person_id)
    yield Cell(each.code)
    yield from (Cell(day) for day in (each.anchor_first, each.anchor_last, each.post_last))
    yield Cell(each.facility)
    yield Cell(each.clinician)
    amounts = (
        each.cents, each.limited_cents, each.anchor_cents, each.post_cents, each.excluded_cents, each.monitored_cents
    )  # fmt: skip
    yield from (Cell(_dollars(cents)) for cents in amounts)

"""Random histories net as an independent calculation in plain Python nets them: one record after the other."""

import random
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openvbc.claims.readers.account import OrphanRule
from openvbc.claims.readers.cclf.identifiers import Replacement, resolve_identifiers
from tests.counts import FULL, examples

from .made_up_feed import PERSON, Feed, header, line, paid_by_claim, read

FIRST = date(2025, 1, 1)
DELIVERIES = (date(2025, 6, 10), date(2025, 7, 10), date(2025, 8, 10))

#: Histories of one feed, each of a person of its own.
HISTORIES = 400 if FULL else 150


@dataclass(frozen=True)
class Record:
    claim: int
    line: int
    key: int
    kind: int
    day: int | None
    cents: int
    delivery: int
    denied: bool

    @property
    def effective(self) -> str:
        return "1000-01-01" if self.day is None else (FIRST + timedelta(self.day)).isoformat()


RECORDS = st.lists(
    st.builds(
        Record,
        claim=st.integers(1, 40),
        line=st.sampled_from([1, 1, 1, 2]),
        key=st.sampled_from([1, 1, 2]),
        kind=st.sampled_from([0, 0, 1, 1, 2, 2]),
        day=st.sampled_from([None, 0, 1, 1, 2, 2, 3]),
        cents=st.sampled_from([1000, 1000, 1000, 2050]),
        delivery=st.integers(0, 2),
        denied=st.sampled_from([False, False, False, True]),
    ),
    min_size=4,
    max_size=24,
)


def plain_net(records: list[Record], lines: bool) -> tuple[dict[str, Decimal], dict[str, Decimal]]:
    """Payment by claim under each of the two orphan rules."""
    copies: dict[tuple[int, int, int, int | None], Record] = {}
    for number, record in enumerate(records):
        name = (record.claim, record.line if lines else 0, record.kind, record.day)
        held = copies.get(name)
        if held is None or (record.delivery, -number) > (held.delivery, -records.index(held)):
            copies[name] = record
    groups: dict[tuple[int, int], list[Record]] = defaultdict(list)
    for record in copies.values():
        if not record.denied:
            groups[record.key, record.line if lines else 0].append(record)
    left: list[Record] = []
    for group in groups.values():
        left += pair_off(group)
    pairs = {claim: Decimal(cents) / 100 for claim, cents in _by_claim(left, lines, cancellations=False).items()}
    signed = pairs | {
        f"{claim}-C": Decimal(-cents) / 100 for claim, cents in _by_claim(left, lines, cancellations=True).items()
    }
    return pairs, signed


def pair_off(group: list[Record]) -> list[Record]:
    """Take the cancellations one by one, the oldest first, each with what it removes."""

    def age(record: Record) -> tuple[int, int, int]:
        return (-1 if record.day is None else record.day, record.delivery, record.claim)

    waiting = sorted(group, key=age)
    for cancellation in [each for each in waiting if each.kind == 1]:
        same = [each for each in waiting if each.cents == cancellation.cents]
        taken = next((each for each in same if each.kind == 0), None) or next(
            (each for each in same if each.kind == 2 and age(each)[0] < age(cancellation)[0]), None
        )
        if taken is not None:
            waiting.remove(taken)
            waiting.remove(cancellation)
    return waiting


def _by_claim(left: list[Record], lines: bool, *, cancellations: bool) -> dict[str, int]:
    chosen: dict[tuple[int, int], Record] = {}
    for record in left:
        if (record.kind == 1) is not cancellations:
            continue
        name = (record.claim, record.line if lines else 0)
        held = chosen.get(name)
        now = -1 if record.day is None else record.day
        if held is None or (now, record.delivery) > (-1 if held.day is None else held.day, held.delivery):
            chosen[name] = record
    cents: dict[str, int] = defaultdict(int)
    for (claim, _), record in chosen.items():
        cents[str(claim)] += record.cents
    return dict(cents)


def unambiguous(records: list[Record]) -> list[Record]:
    """Without records that only the order of rows in a file would tell apart: no rule says which of them holds."""
    seen: set[tuple[object, ...]] = set()
    kept = []
    for record in records:
        ties = {
            (record.claim, record.line, record.kind == 1, record.day, record.delivery),
            (record.claim, 0, record.kind == 1, record.day, record.delivery),
        }
        if not ties & seen:
            kept.append(record)
            seen |= ties
    return kept


def written(records: list[Record], file: str, feed: Feed | None = None, person: str = PERSON) -> Feed:
    feed = feed or Feed()
    for record in records:
        paid = str(Decimal(record.cents) / 100)
        if file == "CCLF1":
            denial = {"CLM_MDCR_NPMT_RSN_CD": "N" if record.denied else None}
            row = header(record.claim, record.kind, record.effective, paid, first=f"2025-05-0{record.key}", **denial)
        else:
            row = line(record.claim, record.line, record.kind, record.effective, paid, f"C{record.key}")
            if record.denied:
                row["CLM_CARR_PMT_DNL_CD"] = "0"
        row["BENE_MBI_ID"] = person
        feed.add(DELIVERIES[record.delivery], file, row)
    return feed


@pytest.mark.parametrize("file", ["CCLF1", "CCLF5"])
def test_hundreds_of_histories_in_one_feed_net_as_plain_python_nets_each(file: str, tmp_path: Path) -> None:
    chance = random.Random(967)  # noqa: S311
    feed = Feed()
    pairs: dict[str, Decimal] = {}
    signed: dict[str, Decimal] = {}
    for history in range(HISTORIES):
        records = unambiguous([drawn(chance, 100 * history) for _ in range(chance.randrange(2, 25))])
        written(records, file, feed, person=f"1S{history:03}00AA00")
        paid, net = plain_net(records, lines=file == "CCLF5")
        pairs |= paid
        signed |= net
    paths = feed.write(tmp_path, "fixed")
    assert paid_by_claim(read(paths, OrphanRule.PAIR_BY_AMOUNT).table("medical_claim")) == pairs
    assert paid_by_claim(read(paths, OrphanRule.SIGNED_SUM).table("medical_claim")) == signed
    assert len(pairs) > 2.5 * HISTORIES
    assert len(signed) > len(pairs) + 0.75 * HISTORIES


def drawn(chance: random.Random, offset: int) -> Record:
    return Record(
        claim=offset + chance.randint(1, 40),
        line=chance.choice([1, 1, 1, 2]),
        key=chance.choice([1, 1, 2]),
        kind=chance.choice([0, 0, 1, 1, 2, 2]),
        day=chance.choice([None, 0, 1, 1, 2, 2, 3]),
        cents=chance.choice([1000, 1000, 1000, 2050]),
        delivery=chance.randint(0, 2),
        denied=chance.random() < 0.2,
    )


@examples(25)
@given(records=RECORDS, file=st.sampled_from(["CCLF1", "CCLF5"]), form=st.sampled_from(["fixed", "csv"]))
def test_random_histories_net_as_plain_python_nets_them(records: list[Record], file: str, form: str) -> None:
    records = unambiguous(records)
    expected = dict(zip(OrphanRule, plain_net(records, lines=file == "CCLF5"), strict=True))
    with TemporaryDirectory() as folder:
        paths = written(records, file).write(Path(folder), form)
        for rule, paid in expected.items():
            found = read(paths, rule)
            assert paid_by_claim(found.table("medical_claim")) == paid
            if found.result.steps:
                assert found.result.steps[-1].amount == sum(paid.values(), Decimal(0))


@examples(200)
@given(
    st.dictionaries(
        st.sampled_from("ABCDEFG"), st.builds(Replacement, st.sampled_from("ABCDEFG"), st.integers(1, 3)), max_size=7
    )
)
def test_every_identifier_of_a_chain_or_circle_leads_to_one_that_leads_nowhere_else(
    pairs: dict[str, Replacement],
) -> None:
    pairs = {former: pair for former, pair in pairs.items() if pair.current != former}
    resolved = resolve_identifiers(pairs)
    for former, pair in pairs.items():
        end = resolved.get(former, former)
        assert resolved.get(end, end) == end
        assert resolved.get(pair.current, pair.current) == end


def test_in_a_circle_the_latest_pair_is_true() -> None:
    pairs = {"A": Replacement("B", 1), "B": Replacement("A", 2)}
    assert resolve_identifiers(pairs) == {"B": "A"}

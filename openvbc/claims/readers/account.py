"""What a reader is told of a source, and what it reports of its work; no engine is needed to know them."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from pathlib import Path

from openvbc.claims.findings import Finding
from openvbc.figures import FileDigest


class OrphanRule(StrEnum):
    """What a cancellation does whose original is not there.

    pair_by_amount: it removes only a record of equal amount, so an orphan removes nothing. signed_sum: it counts with
    its sign, so the net payment of its key may be below zero.
    """

    PAIR_BY_AMOUNT = "pair_by_amount"
    SIGNED_SUM = "signed_sum"


@dataclass(frozen=True)
class LoadOptions:
    """What the user says about a source, beside where it is.

    data_source: the name under which its rows are kept ("cclf", "plan_a"); a load that is given none takes the reader's
    name before it asks the reader. payer, plan: names for sources that do not
    hold them. mapping: the file that says how a payer's CSV is to be read. orphan_rule: see OrphanRule.
    zeros_lost: whether zeros in front of TINs and NDCs were lost, so that they are put back.
    """

    data_source: str = ""
    payer: str = ""
    plan: str = ""
    mapping: Path | None = None
    orphan_rule: OrphanRule = OrphanRule.PAIR_BY_AMOUNT
    zeros_lost: bool = False


@dataclass(frozen=True)
class ReadFile:
    """A file that was read. kind: what it holds, in words; rows: data rows; detail: period, delivery or the like."""

    digest: FileDigest
    kind: str
    rows: int
    detail: str = ""


@dataclass(frozen=True)
class Step:
    """One line of the account that a reader gives of its work: rows after the step, and dollars where they matter."""

    name: str
    label: str
    rows: int
    amount: Decimal | None = None


@dataclass(frozen=True)
class ReadResult:
    """What a reader read, what it left unread and why (file name -> reason), its account and its findings."""

    files: tuple[ReadFile, ...]
    not_read: dict[str, str]
    steps: tuple[Step, ...] = ()
    findings: tuple[Finding, ...] = ()

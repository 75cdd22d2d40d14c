"""Aging, journal, true-up and payments from a table: what a finance director asks the books."""

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from openvbc import api
from openvbc.api.books import Posting
from openvbc.errors import FileError, LedgerError
from openvbc.ledger.accounts import Account
from openvbc.ledger.books import Books
from openvbc.ledger.items import open_items
from openvbc.ledger.stamp import user
from openvbc.payment_models.registry import payment_models, published_parameters
from openvbc.settlement.settle import Status
from openvbc.settlement.settlement_record import record_of, settled_again
from tests.command import run
from tests.examples import ONE_SIDED, contract_text
from tests.ledger.made_up import AT, item, payment, post, settlement

POSTING: Posting = {"by": "ann", "at": AT}
MAPPING = """accounts:
  cash: "1010"
  settlement_receivable: "1210"
  settlement_payable: "2210"
  settlement_revenue: "4010"
contracts:
  Contract 2: {settlement_revenue: "4020"}
"""


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """Two contracts: one settled and partly paid, one overpaid."""
    path = tmp_path / "books.db"
    books = Books.make(str(path), "Lakeside ACO")
    post(
        books,
        settlement(60_000, "a", status=Status.INTERIM, on=date(2027, 3, 1)),
        payment(20_000, "EFT 1", on=date(2027, 3, 20)),
        settlement(90_000, "b", on=date(2027, 6, 1)),
        settlement(10_000, "c", of=item(2), on=date(2027, 6, 30)),
        payment(10_400, "EFT 2", of=item(2), on=date(2027, 7, 2)),
    )
    return path


def test_payments_clear_what_was_due_first_and_the_rest_ages(ledger: Path) -> None:
    first, second = open_items(Books.open(str(ledger)), date(2027, 7, 1))
    assert (first.cents, first.by_age, first.due_on) == (70_000, (0, 30_000, 0, 0, 40_000), date(2027, 3, 1))
    assert (second.item.contract, second.cents, second.by_age) == ("Contract 2", 10_000, (0, 10_000, 0, 0, 0))
    overpaid = open_items(Books.open(str(ledger)), date(2027, 7, 2))[1]
    assert (overpaid.cents, overpaid.by_age) == (-400, (-400, 0, 0, 0, 0))
    report = api.open_items(ledger, "2027-07-02")
    assert str(report.documents[0].answer) == "On 2027-07-02 $700.00 is to be received and $4.00 to be paid"
    assert report.to_dicts("by_payer") == [
        {
            "payer": "Northern Health Plan",
            "receivable": Decimal("700.00"),
            "payable": Decimal("4.00"),
            "net": Decimal("696.00"),
        }
    ]


def test_the_journal_adds_up_in_accounts_of_the_general_ledger(ledger: Path, tmp_path: Path) -> None:
    mapping = tmp_path / "accounts.yaml"
    mapping.write_text(MAPPING, encoding="utf-8")
    written = tmp_path / "journal.csv"
    api.journal(ledger, mapping, "2027-06-01", "2027-07-31").write(files={"journal.csv": written})
    rows = list(csv.DictReader(written.read_text(encoding="utf-8").splitlines()))
    debits, credited = (sum(Decimal(row[side] or 0) for row in rows if row["entry"]) for side in ("debit", "credit"))
    assert debits == credited == Decimal("504.00")
    assert {row["account"] for row in rows if row["contract"] == "Contract 2"} == {"1010", "1210", "2210", "4020"}
    mapping.write_text('accounts: {cash: "1010", cashes: "1", settlement_payable: ""}', encoding="utf-8")
    with pytest.raises(FileError, match=r"no account 'cashes'[\s\S]*settlement_payable has no account"):
        api.journal(ledger, mapping, "2027-06-01", "2027-07-31")
    mapping.write_text('accounts: {cash: "1010"}', encoding="utf-8")
    with pytest.raises(LedgerError, match=r"settlement_receivable is mapped to no account[\s\S]*settlement_revenue"):
        api.journal(ledger, mapping, "2027-06-01", "2027-07-31")


def test_a_table_of_payments_is_posted_once_and_whole(ledger: Path, tmp_path: Path) -> None:
    table = tmp_path / "payments.csv"
    head = "reference,contract,period,amount,paid_on\n"
    table.write_text(head + 'EFT 1,Contract 1,2026,200.00,2027-03-20\nEFT 3,Contract 1,2026,"1,000.00",2027-07-09\n')
    posted = api.post_payments(ledger, table, posting=POSTING)
    assert [each.again for each in posted.values] == [True, False]
    table.write_text(
        head + "EFT 4,Contract 7,2026,1,2027-07-09\n,Contract 1,2026,1,2027-07-09\nEFT 5,Contract 1,2026,x,1\n"
    )
    with pytest.raises(FileError, match=r"payments.csv:2: .*'Contract 7'[\s\S]*:3: .*no reference[\s\S]*:4:"):
        api.post_payments(ledger, table, posting=POSTING)
    assert api.verify_ledger(ledger).values.entries == 6


def test_from_interim_to_final_the_bridge_says_what_moved(tmp_path: Path) -> None:
    ledger, text = tmp_path / "books.db", contract_text(ONE_SIDED)
    api.new_ledger(ledger, "Lakeside ACO")
    interim = api.settle(text, {"benchmark": "1000000", "expenditures": "940000"}, period=2026, status="interim")
    final = api.settle(text, {"benchmark": "1000000", "expenditures": "950000"}, period=2026, status="final")
    for each, day in ((interim, "2027-02-01"), (final, "2027-07-01")):
        api.post_settlement(ledger, settled=each, posting={"by": "ann", "at": AT, "on": day, "reason": each.status})
    found = api.true_up(ledger, "Example", 2026)
    (between,) = found.values
    (stream,) = between.streams
    assert [(move.line.name, move.contribution) for move in stream.moves] == [("expenditures", Decimal(-5000))]
    told = found.to_dicts("stated")
    assert [(row["status"], row["amount"], row["change"]) for row in told] == [
        ("interim", Decimal("30000.00"), Decimal("30000.00")),
        ("final", Decimal("25000.00"), Decimal("-5000.00")),
    ]
    assert "Example, Lakeside ACO, 2026 comes to $25,000.00" in str(found)
    api.post_payment(ledger, "Example", 2026, "26000", reference="EFT 1", posting={"by": "ann", "on": "2027-07-02"})
    overview = api.ledger_overview(ledger, "2027-07-02", read_only=True)
    (row,) = overview.to_dicts("contracts")
    assert (row["interim"], row["stated"]) == (Decimal(30000), Decimal(25000))
    assert (row["cash"], row["open"]) == (Decimal(26000), Decimal(-1000))
    assert [each["hcp_lan_category"] for each in overview.to_dicts("categories")] == ["3N"]
    # What is zero, such as something to be received, is not told.
    assert str(overview.documents[0].answer) == (
        "1 contract comes to $25,000.00; $26,000.00 is paid, $1,000.00 is to be paid back"
    )


def test_a_settlement_computed_again_from_its_record_has_the_same_fingerprint() -> None:
    text = contract_text(ONE_SIDED)
    figures = {"benchmark": "1000000", "expenditures": "940000"}
    settled = api.settle(text, figures, period=2026, status="interim").values[0]
    record = record_of(settled)
    again = settled_again(record, payment_models(), published_parameters())
    assert (again.fingerprint, record_of(again)) == (settled.fingerprint, record)
    assert again.net_payment == settled.net_payment


def test_who_reads_exports_and_posts_stands_in_the_audit_log(ledger: Path, tmp_path: Path) -> None:
    mapping = tmp_path / "accounts.yaml"
    mapping.write_text(MAPPING, encoding="utf-8")
    api.open_items(ledger, "2027-07-01")
    api.journal(ledger, mapping, "2027-06-01", "2027-07-31")
    api.show_ledger(ledger, read_only=True)
    found = [(each.who, each.action, each.what) for each in api.access_log(ledger).values]
    me = user()
    assert found == [
        ("ann", "posted", "entries 1 to 5"),
        (me, "read", "open items of 2027-07-01"),
        (me, "exported", "journal from 2027-06-01 to 2027-07-31"),
    ]
    done = run("ledger", "show", ledger, "--read-only", environment={"OPENVBC_AUDIT_LEDGER": str(ledger)})
    assert done.returncode == 0, done.stderr
    last = api.access_log(ledger).values[-1]
    assert (last.action, last.lists_members) == ("ran", False)
    assert last.what.startswith("ledger show")
    assert api.verify_ledger(ledger, read_only=True).values.entries == 5


def test_the_accounts_that_a_mapping_may_name_are_these() -> None:
    """A mapping of a user's hangs on them."""
    assert [each.value for each in Account] == [
        "cash",
        "settlement_receivable",
        "settlement_payable",
        "accrued_receivable",
        "accrued_payable",
        "advances",
        "settlement_revenue",
        "settlement_loss",
        "distributions",
        "distributions_payable",
        "distributions_receivable",
        "held_back",
        "reserve",
        "set_aside",
    ]

"""Premium payments (X12 820): every dollar is a member's and a month's, or an exception; none is left out."""

import warnings
from datetime import date
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

import pytest
from click.testing import CliRunner

import openvbc
from openvbc.cli.premiums import premiums
from openvbc.errors import FileError, UsageError
from openvbc.ledger.premiums import read_premiums
from tests.claims.readers.x12.made_up_interchanges import interchange, write

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # of importlib.resources, while it loads its tables
    from hccinfhir.extractor_820 import extract_payment_820

_SAMPLES = files("hccinfhir") / "sample_files"


def _remittance(*segments: str, paid: str = "500.00", way: str = "C", trace: str = "T1", number: int = 1) -> str:
    head = (f"BPR*I*{paid}*{way}*NON************20260312", f"TRN*3*{trace}", "N1*PE*LAKESIDE", "N1*PR*NORTHERN")
    return interchange(*head, *segments, kind="820", group="RA", number=number)


def _member(own: str, *lines: str, kind: str = "N") -> tuple[str, ...]:
    return ("ENT*1*2J*EI*999999999", f"NM1*IL*1*DOE*JANE****{kind}*{own}", *lines)


def _line(paid: str, month: str = "202601", billed: str = "", *more: str) -> tuple[str, ...]:
    amount = f"RMR*IK*INVOICE**{paid}" + (f"*{billed}" if billed else "")
    return (amount, "REF*18*957", f"DTM*582****RD8*{month}01-{month}28", *more)


@pytest.mark.parametrize("number", range(1, 6))
def test_the_samples_of_another_library_add_up_and_have_its_figures(number: int, tmp_path: Path) -> None:
    text = (_SAMPLES / f"sample_820_0{number}.txt").read_text(encoding="utf-8")
    (theirs,) = extract_payment_820(text)
    found = read_premiums([write(tmp_path, text, "sample.820")])
    (payment,) = found.payments
    assert list(found.exceptions()) == []
    assert (str(payment.paid), payment.paid_on.isoformat()) == (f"{theirs.total_amount:.2f}", theirs.payment_date)
    assert [
        (row.person_id, f"{row.paid:.2f}", str(row.first_day), row.rate_code, row.billed and f"{row.billed:.2f}")
        for row in found.rows
    ] == [
        (
            member.member_id,
            f"{entry.payment_amount:.2f}",
            entry.coverage_period_start,
            entry.rate_code,
            entry.original_amount and f"{entry.original_amount:.2f}",
        )
        for member in theirs.members
        for entry in member.remittance_entries
    ]


def test_dollars_go_to_months_and_the_period_asked_for(tmp_path: Path) -> None:
    text = _remittance(
        *_member("A", *_line("300.00"), *_line("150.00", "202602")),
        *_member("B", *_line("50.00", "202602", "75.00", "ADX*-25.00*53")),
    )
    found = openvbc.read_premiums(
        write(tmp_path, text), first_day=date(2026, 2, 1), last_day=date(2026, 2, 28), contract="Care", period="2026"
    )
    assert found.values.by_month() == {"2026-01": (1, Decimal("300.00")), "2026-02": (2, Decimal("200.00"))}
    assert found.values.of_period == Decimal("200.00")
    assert [each.what for each in found.values.exceptions()] == [
        "A: coverage 2026-01-01 to 2026-01-28 is not of the period"
    ]
    assert str(found).splitlines()[0] == (
        "500.00 USD in 1 payments, 3 premiums; 200.00 USD for coverage in 2026-02-01 to 2026-02-28; 1 exceptions"
    )
    found.write(files={"payments.csv": tmp_path / "payments.csv"})
    assert (tmp_path / "payments.csv").read_text() == (
        "reference,contract,period,amount,paid_on\nT1,Care,2026,500.00,2026-03-12\n"
    )


def test_what_does_not_add_up_is_listed_with_its_dollars(tmp_path: Path) -> None:
    text = _remittance(
        *_member("A", "ADX*-10.00*52", *_line("300.00", "202601", "320.00", "ADX*-15.00*53")),
        *_member("B", "RMR*IK*INVOICE**100.00"),
        *("ENT*1*2L*FI*990000001", "RMR*IK*GROUP**80.00", "DTM*582****RD8*20260101-20260228"),
    )
    found = read_premiums([write(tmp_path, text)])
    told = {each.what: str(each.amount) for each in found.exceptions()}
    assert told == {
        "payment T1: 500.00 were paid, and its premiums and adjustments come to 470.00": "30.00",
        "an adjustment belongs to no premium (reason 52)": "-10.00",
        "A: 320.00 with adjustments of -15.00 are not the 300.00 that were paid": "-5.00",
        "B: no span of coverage": "100.00",
        "GROUP: paid for an organization, not for a member": "80.00",
    }
    assert found.by_month() == {"": (1, Decimal("180.00")), "2026-01": (1, Decimal("300.00"))}


def test_what_is_taken_back_is_below_zero(tmp_path: Path) -> None:
    found = read_premiums([write(tmp_path, _remittance(*_member("A", *_line("-500.00")), way="D"))])
    assert (found.paid, list(found.exceptions())) == (Decimal("-500.00"), [])


@pytest.mark.parametrize(
    ("segments", "arguments", "told"),
    [
        (_member("123456789", *_line("500.00"), kind="34"), {}, "goes by no number of the payer's"),
        (_member("A", *_line("5e2")), {}, "RMR04 is no amount in dollars and cents: '5e2'"),
        (_member("A", *_line("500.001")), {}, "RMR04 is no amount"),
        (_member("A", "RMR*IK*X**500.00", "DTM*582****RD8*20260101-20260231"), {}, "these are no days of coverage"),
        (_member("A", *_line("500.00")), {"paid": ""}, "BPR02 is no amount"),
        (_member("A", *_line("500.00")), {"way": "X"}, "neither C (paid) nor D (taken)"),
    ],
)
def test_what_cannot_be_read_refuses_the_file(
    segments: tuple[str, ...], arguments: dict[str, str], told: str, tmp_path: Path
) -> None:
    with pytest.raises(FileError) as error:
        read_premiums([write(tmp_path, _remittance(*segments, **arguments))])  # type: ignore[arg-type]
    assert told in str(error.value)
    assert "123456789" not in str(error.value)


def test_a_payment_that_stands_twice_and_another_guide_are_refused(tmp_path: Path) -> None:
    text = _remittance(*_member("A", *_line("500.00")))
    twice = [write(tmp_path, text, "one.820"), write(tmp_path, text, "two.820")]
    with pytest.raises(FileError, match="the payment T1 stands twice"):
        read_premiums(twice)
    other = write(tmp_path, text.replace("005010X218", "005010X306"), "exchange.820")
    with pytest.raises(FileError, match="follows the guide 005010X306"):
        read_premiums([other])
    with pytest.raises(FileError, match="there is no 820 in these files"):
        read_premiums([write(tmp_path, interchange("BGN*00*1*20240101"), "other.834")])


def test_the_command_writes_what_the_books_take_and_asks_whose_payments_they_are(tmp_path: Path) -> None:
    file = write(tmp_path, _remittance(*_member("A", *_line("500.00"))))
    out = tmp_path / "payments.csv"
    done = CliRunner().invoke(premiums, [str(file), "--payments", str(out), "--contract", "Care", "--period", "2026"])
    assert done.exit_code == 0, done.output
    assert "2026-01" in done.output
    assert out.read_text().endswith("T1,Care,2026,500.00,2026-03-12\n")
    assert CliRunner().invoke(premiums, [str(file), "--payments", str(out)]).exit_code == 2
    with pytest.raises(UsageError, match="a first and a last day"):
        openvbc.read_premiums(file, first_day=date(2026, 1, 1))

"""`openvbc ledger`: the books of settlements, distributions and payments."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from openvbc import api
from openvbc.cli.counting import CLAIMS, counting, experience_options
from openvbc.cli.periods import period_options, year_or_period
from openvbc.cli.settle import STATUSES
from openvbc.cli.writing import print_result, refuse_overwriting, write_result

_PATH = click.Path(path_type=Path)
_LEDGER = click.argument("ledger")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print for machines.")
_READ_ONLY = click.option("--read-only", is_flag=True, help="Write nothing, not even the audit log.")
_PROVIDER = click.option("--provider", default="", help="Whose, where several providers have one contract.")
_REFERENCE = click.option("--reference", required=True, help="By what it is known, so that it is posted once.")
_REOPENS = click.option("--reopens", is_flag=True, help="It takes the place of a final one; say why with --reason.")


def _posting(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of everything that posts: when it counts and is due, why, and by whom."""
    for option in (
        click.option("--at", type=click.DateTime(), help="When it is posted (UTC); now if left out."),
        click.option("--by", help="Who posts; the user of this computer if left out."),
        click.option("--reason", default="", help="Why."),
        click.option("--due", metavar="DAY", help="When it is to be paid; --on if left out."),
        click.option("--on", metavar="DAY", help="The day on which it counts; the day of posting if left out."),
    ):
        command = option(command)
    return command


def _said(options: dict[str, Any]) -> Any:  # noqa: ANN401  # as the API takes it
    """What was said of a posting."""
    return options


@click.group()
def ledger() -> None:
    """Keep the books of settlements, distributions and payments.

    LEDGER is a file, or postgresql://user@host/database where several people post. Nothing in it is ever changed:
    what was wrong is reversed. Nothing is posted twice.
    """


@click.command("new")
@_LEDGER
@click.option("--organization", required=True, help="Whose books these are.")
@click.option("--side", type=click.Choice(["provider", "payer"]), default="provider", help="Of its contracts.")
def new(ledger: str, organization: str, side: str) -> None:
    """Make the books of an organization."""
    print_result(api.new_ledger(ledger, organization, side=side))


@click.command("post")
@_LEDGER
@click.argument("contract", type=_PATH)
@click.option("--inputs", type=_PATH, help="Headline numbers (.yaml), or one row an organization (.csv, .xlsx).")
@click.option("--claims", type=CLAIMS, help="Project folder from which figures are counted.")
@experience_options
@period_options
@click.option("--status", type=STATUSES, help="interim or final (a .yaml says so itself).")
@_REOPENS
@_posting
@_JSON
def post(
    ledger: str,
    contract: Path,
    *,
    inputs: Path | None,
    claims: str | Path | None,
    participants: Path | None,
    national: Path | None,
    counties: Path | None,
    people: dict[str, Path],
    engine: str,
    recount: bool,
    year: int | None,
    period: str | None,
    status: str | None,
    reopens: bool,
    as_json: bool,
    **posting: Any,  # noqa: ANN401  # what `_posting` asks for
) -> None:
    """Settle a CONTRACT and post it: an interim settlement, the difference to it, a final one, a reopened one."""
    with counting() as progress:
        posted = api.post_settlement(
            ledger,
            contract,
            inputs,
            claims=claims,
            period=year_or_period(year, period),
            status=status,
            reopens=reopens,
            posting=_said(posting),
            participants=participants,
            national=national,
            counties=counties,
            people=people,
            engine=engine,
            recount=recount,
            progress=progress,
        )
    print_result(posted, as_json=as_json)


@click.command("accrue")
@_LEDGER
@click.argument("contract", type=_PATH)
@click.argument("amount")
@period_options
@_REFERENCE
@_PROVIDER
@_posting
@_JSON
def accrue(
    ledger: str,
    contract: Path,
    amount: str,
    *,
    year: int | None,
    period: str | None,
    reference: str,
    provider: str,
    as_json: bool,
    **posting: Any,  # noqa: ANN401
) -> None:
    """Post what a period of a CONTRACT is expected to come to in all, before it is settled (above zero: received)."""
    asked = year_or_period(year, period) or ""
    posted = api.post_accrual(
        ledger, contract, asked, amount, reference=reference, provider=provider, posting=_said(posting)
    )
    print_result(posted, as_json=as_json)


@click.command("advance")
@_LEDGER
@click.argument("contract", type=_PATH)
@click.argument("amount")
@period_options
@click.option("--recouped", is_flag=True, help="Taken back from what the period's settlement pays.")
@_REFERENCE
@_PROVIDER
@_posting
@_JSON
def advance(
    ledger: str,
    contract: Path,
    amount: str,
    *,
    year: int | None,
    period: str | None,
    recouped: bool,
    reference: str,
    provider: str,
    as_json: bool,
    **posting: Any,  # noqa: ANN401
) -> None:
    """Post an AMOUNT that the payer advanced for a period of a CONTRACT, or (--recouped) took back from it."""
    posted = api.post_advance(
        ledger,
        contract,
        year_or_period(year, period) or "",
        amount,
        reference=reference,
        recouped=recouped,
        provider=provider,
        posting=_said(posting),
    )
    print_result(posted, as_json=as_json)


@click.command("distribute")
@_LEDGER
@click.argument("plan", type=_PATH)
@click.option("--settlement", "settled", type=_PATH, multiple=True, help="What `openvbc settle --json` wrote.")
@click.option("--contract", "contracts", type=_PATH, multiple=True, help="A contract to settle first, with --inputs.")
@click.option("--inputs", type=_PATH, multiple=True, help="Headline numbers (.yaml), one file for each --contract.")
@click.option("--participants", type=_PATH, help="Who shares: one row for each group and provider (.csv).")
@click.option("--amounts", type=_PATH, help="Amounts beside the settlement, such as the reserve's balance (.yaml).")
@_REOPENS
@_posting
@_JSON
def distribute(
    ledger: str,
    plan: Path,
    *,
    settled: tuple[Path, ...],
    contracts: tuple[Path, ...],
    inputs: tuple[Path, ...],
    participants: Path | None,
    amounts: Path | None,
    reopens: bool,
    as_json: bool,
    **posting: Any,  # noqa: ANN401
) -> None:
    """Distribute by a PLAN what settlements came to that stand in the books, and post what each participant gets."""
    posted = api.post_distribution(
        ledger,
        plan,
        settled,
        contracts=contracts,
        inputs=inputs,
        participants=participants,
        amounts=amounts,
        reopens=reopens,
        posting=_said(posting),
    )
    print_result(posted, as_json=as_json)


@click.command("pay")
@_LEDGER
@click.argument("contract")
@click.argument("amount")
@period_options
@click.option("--received", "direction", flag_value="received", help="The money came in.")
@click.option("--paid", "direction", flag_value="paid", help="The money went out.")
@click.option("--participant", default="", help="To or from this participant; CONTRACT is then the plan.")
@_REFERENCE
@_PROVIDER
@_posting
@_JSON
def pay(
    ledger: str,
    contract: str,
    amount: str,
    *,
    year: int | None,
    period: str | None,
    direction: str | None,
    participant: str,
    reference: str,
    provider: str,
    as_json: bool,
    **posting: Any,  # noqa: ANN401
) -> None:
    """Post an AMOUNT that was --received or --paid for a period of a CONTRACT, by its name in the books."""
    if direction is None:
        raise click.UsageError("say whether the money was --received or --paid")
    posted = api.post_payment(
        ledger,
        contract,
        year_or_period(year, period) or "",
        amount,
        reference=reference,
        outgoing=direction == "paid",
        participant=participant,
        provider=provider,
        posting=_said(posting),
    )
    print_result(posted, as_json=as_json)


@click.command("payments")
@_LEDGER
@click.argument("payments_file", metavar="FILE", type=_PATH)
@_posting
@_JSON
def payments(ledger: str, payments_file: Path, *, as_json: bool, **posting: Any) -> None:  # noqa: ANN401
    """Post a table of payments: reference, contract, period, amount (+ came in, - went out), paid_on."""
    print_result(api.post_payments(ledger, payments_file, posting=_said(posting)), as_json=as_json)


@click.command("deliver")
@_LEDGER
@click.argument("contract", type=_PATH)
@click.argument("files", nargs=-1, required=True, type=_PATH)
@click.option("--due", metavar="DAY", help="The day on which the contract has it due (`openvbc schedule` lists them).")
@click.option("--about", metavar="DAY", help="A day that it is about, in place of --due.")
@click.option("--feed", default="", help="Which of the contract's feeds and reports, where several are due then.")
@click.option("--on", metavar="DAY", required=True, help="The day on which it was delivered.")
@click.option("--reason", default="", help="What else is to be said of it.")
@click.option("--by", help="Who records it; the user of this computer if left out.")
@click.option("--at", type=click.DateTime(), help="When it is recorded (UTC); now if left out.")
@_JSON
def deliver(
    ledger: str,
    contract: Path,
    files: tuple[Path, ...],
    *,
    due: str | None,
    about: str | None,
    feed: str,
    on: str,
    reason: str,
    by: str | None,
    at: datetime | None,
    as_json: bool,
) -> None:
    """Record that FILES were delivered, as a CONTRACT has them due: data or a report, with the digest of each file."""
    posted = api.record_delivery(
        ledger, contract, files, on=on, due=due, about=about, feed=feed, reason=reason, by=by, at=at
    )
    print_result(posted, as_json=as_json)


@click.command("reverse")
@_LEDGER
@click.argument("entry", type=int)
@_posting
@_JSON
def reverse(ledger: str, entry: int, *, as_json: bool, **posting: Any) -> None:  # noqa: ANN401
    """Post the opposite of an ENTRY, for a --reason."""
    print_result(api.reverse_entry(ledger, entry, posting=_said(posting)), as_json=as_json)


@click.command("close")
@_LEDGER
@click.argument("through", metavar="DAY")
@_posting
@_JSON
def close(ledger: str, through: str, *, as_json: bool, **posting: Any) -> None:  # noqa: ANN401
    """Close the books through a DAY: nothing is posted on it or before it any more."""
    print_result(api.close_ledger(ledger, through, posting=_said(posting)), as_json=as_json)


@click.command("verify")
@_LEDGER
@_READ_ONLY
@click.option("--head", default="", help="A hash noted earlier, which must still be that of an entry.")
@_JSON
def verify(ledger: str, head: str, *, read_only: bool, as_json: bool) -> None:
    """Verify every hash, sum and document of the books; an entry that was changed by hand is named."""
    print_result(api.verify_ledger(ledger, head=head, read_only=read_only), as_json=as_json)


@click.command("show")
@_LEDGER
@_READ_ONLY
@click.option("--contract", default="", help="Only entries of this contract or plan.")
@click.option("--as-of", metavar="DAY", help="Only what counts up to this day.")
@click.option("--csv", type=_PATH, help="Write entries and lines as CSV into a folder.")
@_JSON
def show(ledger: str, contract: str, as_of: str | None, csv: Path | None, *, read_only: bool, as_json: bool) -> None:
    """Show the entries of the books, and what stands on each account."""
    found = api.show_ledger(ledger, contract=contract, as_of=as_of, read_only=read_only)
    write_result(found, csv=csv)
    print_result(found, as_json=as_json)


@click.command("open-items")
@_LEDGER
@_READ_ONLY
@click.option("--as-of", metavar="DAY", required=True, help="The day for which it is told.")
@click.option("--html", type=_PATH, help="Write it as one page.")
@click.option("--excel", type=_PATH, help="Write it as a workbook.")
@_JSON
def open_items(
    ledger: str, as_of: str, html: Path | None, excel: Path | None, *, read_only: bool, as_json: bool
) -> None:
    """Show what is to be received and paid, with its age, by contract, payer and provider."""
    refuse_overwriting((Path(ledger),), {"--html": html, "--excel": excel})
    found = api.open_items(ledger, as_of, read_only=read_only)
    write_result(found, html=html, excel=excel)
    print_result(found, as_json=as_json)


@click.command("overview")
@_LEDGER
@_READ_ONLY
@click.option("--as-of", metavar="DAY", required=True, help="The day for which it is told.")
@click.option("--html", type=_PATH, help="Write it as one page.")
@click.option("--excel", type=_PATH, help="Write it as a workbook.")
@_JSON
def overview(ledger: str, as_of: str, html: Path | None, excel: Path | None, *, read_only: bool, as_json: bool) -> None:
    """Show the books on one page: what each contract comes to, what is paid, what is open and for how long."""
    refuse_overwriting((Path(ledger),), {"--html": html, "--excel": excel})
    found = api.ledger_overview(ledger, as_of, read_only=read_only)
    write_result(found, html=html, excel=excel)
    print_result(found, as_json=as_json)


@click.command("journal")
@_LEDGER
@_READ_ONLY
@click.option("--mapping", type=_PATH, required=True, help="Accounts of the general ledger, by ours (.yaml).")
@click.option("--from", "first", metavar="DAY", required=True, help="The first day.")
@click.option("--through", "last", metavar="DAY", required=True, help="The last day.")
@click.option("--csv", type=_PATH, help="Write the journal as a CSV file.")
@_JSON
def journal(
    ledger: str, mapping: Path, first: str, last: str, csv: Path | None, *, read_only: bool, as_json: bool
) -> None:
    """Write journal entries for the general ledger."""
    refuse_overwriting((Path(ledger), mapping), {"--csv": csv})
    found = api.journal(ledger, mapping, first, last, read_only=read_only)
    write_result(found, files={"journal.csv": csv})
    print_result(found, as_json=as_json)


@click.command("true-up")
@_LEDGER
@_READ_ONLY
@click.argument("contract")
@period_options
@_PROVIDER
@click.option("--html", type=_PATH, help="Write it as one page.")
@_JSON
def true_up(
    ledger: str,
    contract: str,
    *,
    year: int | None,
    period: str | None,
    provider: str,
    html: Path | None,
    read_only: bool,
    as_json: bool,
) -> None:
    """Show a period of a CONTRACT from the first estimate to the final settlement, and what moved between them."""
    refuse_overwriting((Path(ledger),), {"--html": html})
    found = api.true_up(ledger, contract, year_or_period(year, period) or "", provider=provider, read_only=read_only)
    write_result(found, html=html)
    print_result(found, as_json=as_json)


@click.command("access")
@_LEDGER
@_JSON
def access(ledger: str, *, as_json: bool) -> None:
    """Show the audit log: what was read, exported and posted, by whom and when."""
    print_result(api.access_log(ledger), as_json=as_json)


_COMMANDS = (new, post, accrue, advance, distribute, pay, payments, deliver, reverse, close)
_REPORTS = (verify, show, overview, open_items, journal, true_up, access)
for each in (*_COMMANDS, *_REPORTS):
    ledger.add_command(each)

"""The command line: each command is one call of the public API. Commands load only when they are called."""

import errno
import gc
import json
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from io import TextIOWrapper
from typing import Any

import click

from openvbc import __version__
from openvbc.characters import written_out
from openvbc.cli.output import ShownOutput
from openvbc.errors import Fault, FileError, OpenVBCError, UsageError, did_you_mean

#: How many objects are made between two searches for cycles that nothing refers to.
_NEW_OBJECTS = 50_000

#: Command -> module of this package and its line of help, in the order of the work.
COMMANDS = {
    "demo": ("demo", "Settle the example contracts and write their statements and workbooks."),
    "new": ("new", "Write a commented starter contract for a payment MODEL."),
    "check": ("check", "Check a contract file; every fault with its line and what to write instead."),
    "inputs": ("new", "Write an empty file of headline numbers for a CONTRACT."),
    "read": ("read", "Read CMS's own REPORTS to an ACO into the figures of a CONTRACT, and check its printed steps."),
    "load": ("load", "Load files of claims and enrollment into a project folder: all of them, or none."),
    "mapping": ("mapping", "Print the template that describes a payer's own CSV, or check a filled one."),
    "project": ("load", "Show what a project FOLDER holds: loads, tables, findings."),
    "checklist": ("checklist", "Show the eight steps of a CONTRACT as a checklist: done, not met, not known."),
    "factors": ("factors", "Write the files of national and county factors: empty, or counted from a region."),
    "schedule": ("schedule", "Show what a CONTRACT has due and when; on a day, what came, late or not at all."),
    "settle": ("settle", "Settle a CONTRACT from headline numbers, a table, or counted from claims."),
    "explain": ("explain", "Explain a LINE of a CONTRACT, or one ACO of published results, down to the source."),
    "attribution-reconciliation": (
        "attribution_reconciliation",
        "Compare the payer's list of assigned people with ours: who differs, and why.",
    ),
    "distribute": ("distribute", "Distribute what settlements came to by a PLAN: to groups, providers, the reserve."),
    "premiums": ("premiums", "Read premium payments (X12 820 FILES): by member and month, and what does not add up."),
    "episodes": ("episodes", "Group claims into the episodes of a CONTRACT's provider: cost, clinicians, outliers."),
    "ledger": ("ledger", "Keep the books: post settlements, distributions and payments once; verify and report."),
    "portfolio": ("portfolio", "Put all contracts of a PORTFOLIO on one roster: each month and dollar counted once."),
    "pack": ("pack", "Settle a CONTRACT and write all that the settlement rests on: its evidence pack."),
    "verify": ("pack", "Compute the settlement of an evidence PACK again: equal, or where not."),
    "panels": ("panels", "Count whose panel the people of a CONTRACT are on, as a table of participants."),
    "members": ("members", "List every member month behind what a CONTRACT pays by a roster, with its amount."),
    "compare": ("compare", "Compare two settlements of a CONTRACT: what moved and what it contributed."),
    "bridge": ("bridge", "Bridge a CONTRACT's benchmark, or any line between two settlements, in bars that add up."),
    "shadow": ("shadow", "Split the gap between the payer's statement and our settlement of a CONTRACT by cause."),
    "measures": ("measures", "Count quality measures from the claims of a PROJECT, with evidence and open gaps."),
    "sensitivity": ("sensitivity", "Show what quality is worth: dollars per point, cliffs, steepness at mid-market."),
    "probability": ("probability", "Show how likely measures and the quality score reach their thresholds."),
    "review": ("review", "Review a CONTRACT: what its terms may cost whom, and what to ask for instead."),
    "forecast": ("forecast", "Forecast what a CONTRACT pays: chances, spread, what may be booked, what drives it."),
    "negotiate": ("negotiate", "Show what each term of a CONTRACT is worth to provider and payer; solve for a term."),
    "participants": ("participants", "Settle a CONTRACT with participants gone or joined: what each list comes to."),
    "scorecard": ("scorecard", "Show a provider's scorecard: standing, what the next step is worth, open gaps."),
    "evidence": ("evidence", "Check MEMBERS by measure, accept evidence for open gaps, count the figures."),
    "transitions": ("transitions", "List transitions of care from the ADT feeds of a PROJECT: due, and at risk."),
    "utilization": ("utilization", "Report cost and utilization of a population, and its high-cost members."),
    "signs": ("signs", "Find signs of under-service, selection and gaming in claims of a CONTRACT, to look at."),
    "what-if": ("what_if", "Show what the next step is worth: under a CONTRACT, or to one of published results."),
    "replay": ("replay", "Settle published results again and list every miss with its cause."),
    "synth": ("synth", "Make up a region: people, practices and claims of several years, the same for a seed."),
    "export": ("export", "Write a CONTRACT's settlement and attributed members as FHIR: Da Vinci VBPR and ATR."),
    "parameters": ("parameters", "List published values with scope, source, page and status."),
    "schema": ("schema", "Publish the JSON Schema of contract files."),
}

INTERNAL_ERROR = 70
#: Books in whose audit log every command is written.
AUDIT_LEDGER = "OPENVBC_AUDIT_LEDGER"
#: Commands, and options of commands, that list members.
_MEMBER_LISTS = (
    "attribution-reconciliation",
    "evidence",
    "export",
    "measures",
    "scorecard",
    "transitions",
    "utilization",
    "--members",
)


class ReaderGoneError(Exception):
    """Nobody reads what is printed any more, as after `| head`; click itself would make an exit code of 1 of it."""


class LazyGroup(click.Group):
    """A group whose commands are imported when they are first needed, so that start-up stays short."""

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,  # noqa: ANN401  # click's own signature
    ) -> click.Context:
        """Read the command line; help is printed here."""
        try:
            return super().make_context(info_name, args, parent, **extra)
        except BrokenPipeError:
            raise ReaderGoneError from None

    def invoke(self, ctx: click.Context) -> object:
        """Run the command."""
        from openvbc.api.writing import noting_reads  # noqa: PLC0415  # loads when a command runs

        try:
            with noting_reads():
                return super().invoke(ctx)
        except UsageError as error:  # as for options that click itself does not understand
            raise click.UsageError(str(error), self._called(ctx)) from None
        except BrokenPipeError:
            raise ReaderGoneError from None

    def _called(self, ctx: click.Context) -> click.Context:
        """The command that was called, whose usage is told."""
        command = self.get_command(ctx, ctx.invoked_subcommand or "")
        return ctx if command is None else click.Context(command, ctx, ctx.invoked_subcommand)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is meant; of one that there is not, which it may be."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            fix = did_you_mean(args[0], COMMANDS)
            raise click.UsageError(f"there is no command {args[0]!r}; {fix}", ctx)
        return super().resolve_command(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands, in the order of the work."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command."""
        del ctx
        place = COMMANDS.get(cmd_name)
        if place is None:
            return None
        command = getattr(import_module(f"openvbc.cli.{place[0]}"), cmd_name.replace("-", "_"))
        return command if isinstance(command, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, told) for name, (_, told) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="openvbc")
@click.option(
    "--json-schema",
    is_flag=True,
    expose_value=False,
    callback=lambda ctx, _, asked: ctx.meta.update({"--json-schema": True} if asked else {}),
    help="Print the JSON Schema of what the command prints with --json: types, labels, units.",
)
def cli() -> None:
    """Value-based care contracts as code: settle a contract and explain every figure.

    Exit codes: 0 done; 2 the command was written wrongly; 3 a file is missing or is not what its name says;
    4 the contract has faults; 5 no published value fits; 6 figures are missing or impossible; 7 claims cannot
    be counted as they are; 8 there is no settlement; 9 a worksheet is written wrongly; 10 the books do not allow it;
    11 figures look wrong and nobody accepted them; 70 a fault of OpenVBC.
    """


def main() -> None:
    """Run the command line. Errors are told as faults, never as a traceback; that nobody reads on is no error."""
    # What a command imports stays: Python would look through all of it again and again for cycles that are not there.
    gc.set_threshold(_NEW_OBJECTS)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # the words and signs of reports are not those of every code page
            stream.reconfigure(encoding="utf-8", errors="replace")
    if isinstance(sys.stdout, TextIOWrapper):
        lines = sys.stdout.line_buffering
        sys.stdout = ShownOutput(sys.stdout.detach(), encoding="utf-8", errors="replace", line_buffering=lines)
    try:
        code = _run()
        sys.stdout.flush()
        sys.stderr.flush()
    except (BrokenPipeError, ReaderGoneError):
        code = _reader_gone()
    except OSError as error:
        code = _not_written(error)
    sys.exit(code)


def _reader_gone() -> int:
    """What is still to be written goes nowhere, so that nothing is told when the program ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for number in (1, 2):
        os.dup2(nowhere, number)
    return 0


def _not_written(error: OSError) -> int:
    """What is printed could not be written in whole, as on a full disk: told where there is still room."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    reason = error.strerror or str(error)
    tell(FileError(Fault(f"the output was not written in whole: {reason}", "standard output", fix="make room there")))
    return FileError.exit_code


def _run() -> int:
    """Run a command and return the exit code; whatever it raises is told."""
    try:
        result = cli(standalone_mode=False)
        _audited()
    except click.ClickException as error:
        if _for_machines():
            _tell_machines(error.__class__.__name__, [Fault(error.format_message())])
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("stopped", err=True)
        return 130
    except OpenVBCError as error:
        if _for_machines():
            _tell_machines(error.__class__.__name__, error.faults)
        tell(error)
        return error.exit_code
    except (BrokenPipeError, ReaderGoneError):
        raise
    except Exception as error:  # the last door: a user of the command line never meets a traceback
        if os.environ.get("OPENVBC_TRACEBACK") or (isinstance(error, OSError) and error.errno == errno.ENOSPC):
            raise
        click.echo(f"OpenVBC itself failed: {error.__class__.__name__}: {error}", err=True)
        click.echo("    Please report this; set OPENVBC_TRACEBACK=1 to see where it happened.", err=True)
        return INTERNAL_ERROR
    return result if isinstance(result, int) else 0


def _audited() -> None:
    """Write what was carried out into the audit log of the books that the environment names, if it names some."""
    ledger = os.environ.get(AUDIT_LEDGER)
    if ledger:
        from openvbc.api.books import note_command  # noqa: PLC0415  # loads where it is asked for

        words = sys.argv[1:]
        note_command(ledger, " ".join(words), lists_members=any(each in words for each in _MEMBER_LISTS))


def tell(error: OpenVBCError) -> None:
    """Print every fault of an error."""
    count = len(error.faults)
    if count > 1:
        click.echo(f"{count} faults:", err=True)
    for fault in error.faults:
        click.echo(f"error: {written_out(str(fault))}", err=True)


def _for_machines() -> bool:
    """Whether the command line asks for JSON; what follows `--` is no option."""
    words = sys.argv[1:]
    return "--json" in (words[: words.index("--")] if "--" in words else words)


def _tell_machines(error: str, faults: Sequence[Fault]) -> None:
    """Print the kind of error and each of its faults as JSON."""
    told = [{"what": each.what, "where": each.where, "why": each.why, "fix": each.fix} for each in faults]
    click.echo(json.dumps({"error": error, "faults": told}, indent=2, ensure_ascii=False))

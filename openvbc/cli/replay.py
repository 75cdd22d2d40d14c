"""`openvbc replay` and `openvbc explain PROGRAM`: published results settled again, all or one as a statement."""

import inspect
from collections.abc import Callable
from functools import partial
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from openvbc import api
from openvbc.api.published import PublishedProgram, published_program, published_programs
from openvbc.cli.writing import print_result, refuse_overwriting, write_result
from openvbc.errors import did_you_mean


class ProgramGroup(click.Group):
    """A group with one command for each program whose results are published."""

    def __init__(
        self,
        make: Callable[[PublishedProgram], click.Command],
        offers: Callable[[PublishedProgram], bool] = lambda _: True,
        **settings: object,
    ) -> None:
        """offers: whether a program has the command at all."""
        super().__init__(**settings)  # type: ignore[arg-type]  # click's own settings
        self._make, self._offers = make, offers

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The group's own commands, then the programs."""
        programs = [name for name, program in published_programs().items() if self._offers(program)]
        return [*super().list_commands(ctx), *programs]

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The program that is meant; of one that there is not, which it may be."""
        if args and not args[0].startswith("-") and self.get_command(ctx, args[0]) is None:
            hint = did_you_mean(args[0], self.list_commands(ctx))
            raise click.UsageError(f"there is no {args[0]!r} here; {hint}", ctx)
        return super().resolve_command(ctx, args)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The group's own command of that name, or that of the program, also by its shorter name."""
        own = super().get_command(ctx, cmd_name)
        program = published_program(cmd_name)
        return own if own is not None or program is None or not self._offers(program) else self._make(program)


def replay_command(program: PublishedProgram) -> click.Command:
    """`openvbc replay PROGRAM FILE...`."""
    return click.Command(
        program.name,
        callback=partial(_replay, program),
        help=inspect.cleandoc(program.replay_help),
        params=[
            click.Argument(["files"], nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE..."),
            click.Option(["--json", "as_json"], is_flag=True, help="Print for machines."),
            click.Option(["--html"], type=click.Path(path_type=Path), help="Write the report as one HTML file."),
            click.Option(
                ["--csv"], type=click.Path(path_type=Path), help="Write one row an organization, wrong payments first."
            ),
        ],
    )


def explain_command(program: PublishedProgram) -> click.Command:
    """`openvbc explain PROGRAM ORGANIZATION FILE`."""
    return click.Command(
        program.name,
        callback=partial(_explain, program),
        help=inspect.cleandoc(program.explain_help),
        params=[
            click.Argument(["organization"], metavar=program.organization.upper()),
            click.Argument(["file"], type=click.Path(path_type=Path)),
            click.Option(["--year"], type=int, required=True, help="Performance year of the file."),
            click.Option(["--html"], type=click.Path(path_type=Path), help="Write the statement as one HTML file."),
            click.Option(["--excel"], type=click.Path(path_type=Path), help="Write the workbook with live formulas."),
            click.Option(["--json", "as_json"], is_flag=True, help="Print for machines."),
        ],
    )


replay = ProgramGroup(
    replay_command, name="replay", help="Settle published results again and list every miss with its cause."
)


def _replay(
    program: PublishedProgram, files: tuple[Path, ...], *, as_json: bool, html: Path | None, csv: Path | None
) -> None:
    refuse_overwriting(files, {"--html": html, "--csv": csv})
    with _progress() as progress:
        task = progress.add_task("replaying", total=None)
        replayed = api.replay(
            program.name, files, lambda done, total: progress.update(task, completed=done, total=total)
        )
    write_result(replayed, html=html, files={f"{program.rows}.csv": csv})
    print_result(replayed, as_json=as_json)


def _progress() -> Progress:
    """A bar on standard error, gone when it is done; nothing where nobody looks."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)


def _explain(
    program: PublishedProgram,
    organization: str,
    file: Path,
    *,
    year: int,
    html: Path | None,
    excel: Path | None,
    as_json: bool,
) -> None:
    explained = api.explain_published(program.name, organization, file, period=year)
    write_result(explained, html=html, excel=excel)
    print_result(explained, as_json=as_json)

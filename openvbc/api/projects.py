"""Project folders: files of claims into them, and what they hold."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from openvbc.api.arguments import ContractLike, load_contract
from openvbc.api.paths import PathLike, given_path, path_of
from openvbc.api.result import Result
from openvbc.claims.embedded import MEMORY_LIMIT
from openvbc.claims.project.counting import drop_kept_counts
from openvbc.claims.project.load import LoadReport, LoadRequest
from openvbc.claims.project.load import load as load_files
from openvbc.claims.project.project import Project, open_project
from openvbc.claims.readers.account import LoadOptions, OrphanRule
from openvbc.claims.readers.mapped_csv.mapping import missing_minimum_fields, read_mapping
from openvbc.claims.readers.mapped_csv.template import mapping_template
from openvbc.claims.readers.staging.text_file import open_text_file
from openvbc.errors import Fault, FileError, UsageError, did_you_mean
from openvbc.reports.project import load_report, project_report
from openvbc.settlement.deliveries import DutyKept, duties_kept

#: What a cancellation without its original does, by name; the first holds if none is named.
ORPHAN_RULES: Final = tuple(rule.value for rule in OrphanRule)


def load_claims(
    sources: PathLike | Iterable[PathLike],
    project: PathLike,
    *,
    format: str = "",  # noqa: A002  # as the command names it
    data_source: str = "",
    payer: str = "",
    plan: str = "",
    mapping: PathLike | None = None,
    orphan_rule: str = OrphanRule.PAIR_BY_AMOUNT.value,
    restore_zeros: bool = False,
    replace: bool = False,
    day: date | None = None,
    memory_limit: str = MEMORY_LIMIT,
    progress: Callable[[str], None] | None = None,
) -> Result[LoadReport]:
    """Load files and folders of claims and enrollment into a project folder: all of them, or none.

    project: made if it is not there; files that it holds already are passed over. format: the reader's name, where
    files are not recognized. data_source, payer, plan: names where the files hold none. mapping: how a payer's own CSV
    is read. orphan_rule: see ORPHAN_RULES. restore_zeros: put back zeros in front of TINs and NDCs that lost them.
    replace: takes out what earlier loads of the same format and data source brought. day: of the load, to be noted.
    FileError and ClaimsError say what cannot be read or counted.
    """
    listed = [sources] if isinstance(sources, str | Path) else list(sources)
    if orphan_rule not in ORPHAN_RULES:
        fix = did_you_mean(orphan_rule, ORPHAN_RULES)
        raise UsageError(Fault(f"there is no rule {orphan_rule!r} for orphans", fix=fix))
    request = LoadRequest(
        sources=tuple(path_of(each, "a file or folder of claims") for each in listed),
        folder=path_of(project, "a project folder"),
        options=LoadOptions(
            data_source, payer, plan, given_path(mapping, "a mapping"), OrphanRule(orphan_rule), restore_zeros
        ),
        format=format,
        replace=replace,
        day=day,
        memory_limit=memory_limit,
    )
    report = load_files(request, tell=progress)
    return Result(report, load_report(report))


def read_project(
    folder: PathLike,
    *,
    verify: bool = False,
    drop_counts: bool = False,
    contract: ContractLike | None = None,
    as_of: date | None = None,
) -> Result[Project]:
    """What a project folder holds: loads, tables, findings. verify: read every file in full and compare its digest.

    drop_counts: remove what was counted from it and is kept, before it is told what it holds. contract: whose
    data-sharing duties are compared with what was loaded and when, up to the day `as_of`.
    """
    if (contract is None) != (as_of is None):
        raise UsageError(
            Fault(
                "duties to share data are compared up to a day, and nothing here reads the clock",
                fix="give a contract and the day as_of together (--contract, --as-of), or neither",
            )
        )
    opened = open_project(path_of(folder, "a project folder"), verify=verify)
    if drop_counts:
        drop_kept_counts(opened)
    kept: tuple[DutyKept, ...] = ()
    if contract is not None and as_of is not None:
        kept = duties_kept(load_contract(contract), as_of, project=opened)
    return Result(opened, project_report(opened, verified=verify, kept=kept))


def payer_mapping(filled: PathLike | None = None, files: Sequence[PathLike] = ()) -> str:
    """The template with which a payer's own CSV is described; of a filled one, that it names every minimum field.

    FileError tells which minimum fields a filled mapping and the payer's files lack.
    """
    if filled is None:
        if files:
            fix = "name the mapping that they are checked against (--check)"
            raise UsageError(Fault("files are checked against a mapping, and none is named", fix=fix))
        return mapping_template()
    path = path_of(filled, "a mapping")
    agreed = read_mapping(path)
    headers = {}
    for each in (path_of(file, "a payer's file") for file in files):
        delimiter = next((known.delimiter for known in agreed.files if known.fits(each.name)), ",")
        if not each.is_file():
            raise FileError(Fault("there is no such file", str(each), fix="check the path"))
        headers[each.name] = open_text_file(each, each.name, delimiter=delimiter).header
    faults = missing_minimum_fields(agreed, headers)
    if faults:
        raise FileError(faults)
    return f"{path.name} names every minimum field\n"

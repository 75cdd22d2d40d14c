"""One ACO's published year as an ordinary settlement, so that every report of a contract serves it too."""

from openvbc.errors import Fault, SettlementError, did_you_mean
from openvbc.parameters.model import ParameterSet
from openvbc.payment_models.mssp.model import PAYMENT_MODEL
from openvbc.published_results.mssp.replay.contract import contract_of
from openvbc.published_results.mssp.replay.figures import figures_of, settlement_figures
from openvbc.published_results.mssp.replay.run import Replayer
from openvbc.published_results.mssp.results.read import ResultsFile
from openvbc.published_results.mssp.results.row import PublishedRow
from openvbc.settlement.settle import Case, Settlement, Status, settle

#: So many ACOs are named where a part of a name stands in several, and known ones where none is near.
_NAMED_AT_MOST = 8


def row_of(file: ResultsFile, aco: str) -> PublishedRow:
    """The row of an ACO, by its identifier, its name or a part of its name.

    SettlementError if the file has none, if the row is at fault, or if the part stands in several names.
    """
    wanted = aco.strip().casefold()
    found = [row for row in file.rows if wanted in (row.aco.casefold(), row.name.casefold())]
    if found:
        return found[0]
    at_fault = [fault for fault in file.faults if aco.strip() in fault.what.replace(":", " ").split()]
    if at_fault:
        raise SettlementError(at_fault)
    parts = [row for row in file.rows if wanted and wanted in row.name.casefold()]
    if len(parts) == 1:
        return parts[0]
    if parts:
        named = "; ".join(f"{row.aco} {row.name}" for row in parts[:_NAMED_AT_MOST])
        more = f" and {len(parts) - _NAMED_AT_MOST:,} more" if len(parts) > _NAMED_AT_MOST else ""
        what = f"{aco!r} stands in the names of {len(parts):,} ACOs of {file.file.name}"
        raise SettlementError(Fault(what, fix=f"give an identifier, or more of the name: {named}{more}"))
    known = {name for row in file.rows for name in (row.aco, row.name)}
    hint = did_you_mean(aco, known)
    is_near = hint.startswith("did you mean") or len(known) <= _NAMED_AT_MOST
    raise SettlementError(
        Fault(
            f"{file.file.name} (performance year {file.year}) has no ACO {aco!r}",
            fix=hint if is_near else "give its identifier or a part of its name",
        )
    )


def settlement_of(row: PublishedRow, parameters: ParameterSet) -> Settlement:
    """The row settled under the contract that it stands for; the same lines and figures as in the replay."""
    replayer = Replayer(parameters)
    terms = replayer.terms(row)
    contract = contract_of(terms, row.name)
    figures = settlement_figures(figures_of(row, replayer.sheet(terms)))
    organization = f"{row.name} ({row.aco})" if row.name != row.aco else row.aco
    case = Case(organization, row.year, Status.FINAL, figures, {})
    return settle(contract, case, {PAYMENT_MODEL.name: PAYMENT_MODEL}, parameters)


def comparison(row: PublishedRow, parameters: ParameterSet) -> tuple[str, ...]:
    """How each published column of the row compares with what is settled here, one sentence a column."""
    sentences = []
    for scored in Replayer(parameters).replay(row).scores:
        column = row.cells[scored.meaning].header if scored.meaning in row.cells else scored.meaning
        sentence = f"{column}: published {scored.published}, settled here {scored.computed}, {scored.score.value}"
        sentences.append(f"{sentence} ({scored.cause})" if scored.cause else sentence)
    return tuple(sentences)

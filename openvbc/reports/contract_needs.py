"""What a contract without faults is, and the figures that it needs, as a report."""

from collections.abc import Sequence

from openvbc.contract.model import Contract
from openvbc.figures import key_text
from openvbc.periods import PerformanceYear
from openvbc.reports.answer import category_sentence
from openvbc.reports.document.tree import (
    AS_JSON,
    EVERYWHERE,
    IN_TEXT,
    Answer,
    Column,
    Data,
    Document,
    Facts,
    Labeled,
    Row,
    Section,
    Table,
)
from openvbc.settlement.stream_sheets import StreamSheets
from openvbc.worksheet.inputs import members_in_words
from openvbc.worksheet.sheet import Line, LineKind, Worksheet


def contract_needs(contract: Contract, sheets: StreamSheets, cautions: Sequence[str] = ()) -> Document:
    """Years, periods, HCP-LAN category, cautions, and the inputs of each stream's worksheet for the first period."""
    years = contract.agreement.performance_years
    parts = contract.agreement.parts
    first = contract.agreement.settled[0].name
    return Document(
        kind="Contract",
        subject=contract.name,
        title=contract.name,
        answer=Answer(f"{contract.name}: no faults"),
        blocks=(
            Data("contract", contract.name),
            Data("performance_years", tuple(each.year for each in years)),
            Data("periods", tuple(each.name for each in contract.agreement.settled)),
            Data("hcp_lan_category", contract.hcp_lan_category),
            *((Data("cautions", tuple(cautions)),) if cautions else ()),
            Facts(
                (
                    Labeled("Performance years", ", ".join(_year(each) for each in years)),
                    *((Labeled("Settled for", ", ".join(each.name for each in parts)),) if parts else ()),
                    Labeled("Category", category_sentence(contract)),
                    *(Labeled("Caution", each) for each in cautions),
                ),
                forms=EVERYWHERE - AS_JSON,
            ),
            Data("figures", {name: _figures(sheet) for name, sheet in sheets.items()}),
            *(_needs(name, sheet, first) for name, sheet in sheets.items()),
        ),
    )


def _year(performance_year: PerformanceYear) -> str:
    """The year's name; with its days where it is not twelve months, which may be a slip of the pen."""
    return performance_year.name if performance_year.period.months == 12 else str(performance_year)


def _inputs(sheet: Worksheet) -> list[Line]:
    """What must be given; what a stream takes over from the streams above it is no figure of a file."""
    return [line for line in sheet.of_kind(LineKind.INPUT) if not line.of_streams]


def _figures(sheet: Worksheet) -> list[dict[str, object]]:
    return [
        {
            "line": line.name,
            "unit": line.unit.name,
            "label": line.label,
            **({"for": [key_text(key) for key in line.keys]} if line.keys else {}),
        }
        for line in _inputs(sheet)
    ]


def _needs(name: str, sheet: Worksheet, period: str) -> Section:
    """The inputs of one stream: aligned in text, where many of them have no members."""
    columns = (
        Column("stream", forms=EVERYWHERE - IN_TEXT),
        Column("line", "Figure", width=34),
        Column("unit", "Unit", width=26),
        Column("label", "What it is", width=50),
        Column("members", "One for each of", width=50),
    )
    rows = tuple(Row((name, line.name, line.unit.name, line.label, members_in_words(line))) for line in _inputs(sheet))
    table = Table(columns, rows, key="figures", sheet="Figures", forms=EVERYWHERE - AS_JSON)
    return Section(f"Stream {name} needs for {period}:", (table,))

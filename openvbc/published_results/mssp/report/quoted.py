"""Published figures that are quoted in the model's golden cases: settled again without CMS's files."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from importlib.resources import as_file
from pathlib import Path

from openvbc.contract.load import load_contract
from openvbc.figures import Figure, Figures, Origin, Source, Value
from openvbc.money import rounded
from openvbc.parameters.model import ParameterSet
from openvbc.payment_models.mssp.model import PAYMENT_MODEL
from openvbc.payment_models.registry import model_folder
from openvbc.settlement.settle import Case, Status, settle, worksheets
from openvbc.units import Unit
from openvbc.worksheet.evaluate import Override
from openvbc.worksheet.sheet import Line, LineKind
from openvbc.yamlfile import Node, read_yaml

_QUOTED = "published_results.yaml"


@dataclass(frozen=True)
class QuotedFigure:
    """One figure that CMS published beside what is settled here.

    case: which ACO and rule. line: what it is. published, computed: as printed and in the same digits. difference:
    computed less published, before the computed figure is rounded. is_same: the digits agree.
    """

    case: str
    year: int
    line: str
    published: str
    computed: str
    difference: Decimal

    @property
    def is_same(self) -> bool:
        """Whether the computed figure has the published digits."""
        return self.published == self.computed


def quoted_figures(parameters: ParameterSet) -> tuple[QuotedFigure, ...]:
    """Every published figure of the golden cases, settled again."""
    golden = model_folder(PAYMENT_MODEL.name).joinpath("golden").joinpath(_QUOTED)
    with as_file(golden) as path:
        cases = dict(read_yaml(path).items())["cases"].value
    if not isinstance(cases, list):
        raise TypeError(f"{_QUOTED} holds a list of cases")
    return tuple(found for case in cases for found in _figures(case, parameters))


def _figures(node: Node, parameters: ParameterSet) -> Iterator[QuotedFigure]:
    entries = dict(node.items())
    year = int(str(entries["performance_year"].value))
    models = {PAYMENT_MODEL.name: PAYMENT_MODEL}
    folder = model_folder(PAYMENT_MODEL.name).joinpath("contracts")
    with as_file(folder.joinpath(str(entries["contract"].value))) as path:
        contract = load_contract(Path(path), models)
    sheet = next(iter(worksheets(contract, year, models, parameters).values()))
    figures: Figures = {}
    overrides: dict[str, Override] = {}
    for name, each in entries["given"].items():
        value = _value(each, sheet[name].unit)
        if sheet[name].kind is LineKind.INPUT:
            figures[name] = Figure(value, Source(Origin.GIVEN, where=each.where))
        else:
            overrides[name] = Override(value, "the published result")
    settled = settle(contract, Case("", year, Status.FINAL, figures, overrides), models, parameters)
    for name, each in entries["published"].items():
        computed = settled.streams[0].evaluation.value(name)
        if isinstance(computed, Decimal):
            yield _figure(str(entries["case"].value), year, sheet[name], each, computed)


def _figure(case: str, year: int, line: Line, node: Node, computed: Decimal) -> QuotedFigure:
    published = _value(node, line.unit)
    if not isinstance(published, Decimal):
        raise TypeError(f"{line.name} is published as {published!r}")
    exponent = published.as_tuple().exponent
    places = max(0, -exponent) if isinstance(exponent, int) else 0
    shown_places = max(0, places - 2) if line.unit.kind == "rate" else places
    return QuotedFigure(
        case,
        year,
        line.label,
        line.unit.show(published, shown_places),
        line.unit.show(rounded(computed, places), shown_places),
        computed - published,
    )


def _value(node: Node, unit: Unit) -> Value:
    if isinstance(node.value, str):
        return unit.read(node.value)
    if isinstance(node.value, Decimal | bool):
        return node.value
    raise TypeError(f"{node.where}: a figure is meant")

"""Every payment model brings rule texts, examples and golden cases; each line of its worksheets says what it is."""

from contextlib import suppress
from functools import cache
from importlib.resources.abc import Traversable

import pytest

from openvbc.citation import Status
from openvbc.contract.load import contract_from_text
from openvbc.contract.model import Contract
from openvbc.errors import ContractError, ParameterError
from openvbc.payment_models.registry import model_folder, payment_models, published_parameters
from openvbc.settlement.settle import worksheets
from openvbc.worksheet.sheet import Line, LineKind, Worksheet
from tests.architecture.source import PACKAGE

MODELS = sorted(payment_models())


def files_in(model: str, folder: str) -> list[Traversable]:
    found = model_folder(model).joinpath(folder)
    return sorted(found.iterdir(), key=lambda each: each.name) if found.is_dir() else []


EXAMPLES = [(model, file) for model in MODELS for file in files_in(model, "contracts") if file.name.endswith(".yaml")]
NAMES = [f"{model}/{file.name}" for model, file in EXAMPLES]


@cache
def contract_of(model: str, name: str) -> Contract:
    """An example, read once for all tests."""
    text = model_folder(model).joinpath("contracts", name).read_text(encoding="utf-8")
    return contract_from_text(text, name, payment_models())


@cache
def sheets_of(model: str, name: str) -> tuple[Worksheet, ...]:
    """The worksheets of every year that can be settled: a rule or published value may end before the agreement does."""
    contract, found = contract_of(model, name), list[Worksheet]()
    for year in contract.agreement.performance_years:
        with suppress(ParameterError, ContractError):
            found += worksheets(contract, year.year, payment_models(), published_parameters()).values()
    return tuple(found)


def test_every_folder_of_a_payment_model_is_found() -> None:
    folders = {path.parent.name for path in PACKAGE.glob("payment_models/*/model.py")}
    assert folders == set(MODELS)
    assert "shared_savings" in folders


@pytest.mark.parametrize("model", MODELS)
def test_a_payment_model_says_what_it_follows_and_what_it_leaves_out(model: str) -> None:
    readme = model_folder(model).joinpath("README.md").read_text(encoding="utf-8")
    assert readme.startswith("# ")
    assert len(readme.split()) > 50
    assert (model_folder(model).joinpath("__init__.py").read_text(encoding="utf-8")).startswith('"""')


@pytest.mark.parametrize("model", MODELS)
def test_a_payment_model_has_golden_cases_and_example_contracts_with_a_starter(model: str) -> None:
    assert any(file.name.endswith(".yaml") for file in files_in(model, "golden"))
    contracts = [file.name for file in files_in(model, "contracts")]
    assert payment_models()[model].starter in contracts


@pytest.mark.parametrize("model", MODELS)
def test_files_beside_a_payment_model_are_of_their_kind(model: str) -> None:
    for folder in ("parameters", "golden", "contracts", "inputs", "beside_claims"):
        names = [file.name for file in files_in(model, folder)]
        assert all(name.endswith((".yaml", ".csv", ".md")) for name in names), (folder, names)


@pytest.mark.parametrize(("model", "file"), EXAMPLES, ids=NAMES)
def test_an_example_contract_uses_its_model_and_builds_its_worksheets(model: str, file: Traversable) -> None:
    contract = contract_of(model, file.name)
    assert model in {stream.model for stream in contract.streams}
    sheets = sheets_of(model, file.name)
    assert len(sheets) >= len(contract.streams)
    assert all(sheet.outcome in sheet for sheet in sheets)
    assert all(bar.line in sheet for sheet in sheets for bar in sheet.waterfall)


def _lines(model: str, file: Traversable) -> list[Line]:
    return [line for sheet in sheets_of(model, file.name) for line in sheet]


@pytest.mark.parametrize(("model", "file"), EXAMPLES, ids=NAMES)
def test_every_line_has_a_label_and_a_unit_that_people_understand(model: str, file: Traversable) -> None:
    for line in _lines(model, file):
        assert line.label, line.name
        assert line.label == line.label.strip(), line.name
        assert not line.label.endswith("."), line.label
        assert "_" not in line.label, line.label
        assert line.unit.name, line.name


@pytest.mark.parametrize(("model", "file"), EXAMPLES, ids=NAMES)
def test_labels_of_one_worksheet_differ(model: str, file: Traversable) -> None:
    for sheet in sheets_of(model, file.name):
        labels = [line.label for line in sheet]
        assert sorted({label for label in labels if labels.count(label) > 1}) == []


@pytest.mark.parametrize(("model", "file"), EXAMPLES, ids=NAMES)
def test_every_agreed_number_names_its_place_and_every_published_one_its_source(model: str, file: Traversable) -> None:
    published = {value.parameter for value in published_parameters()}
    for line in _lines(model, file):
        if line.kind is LineKind.TERM:
            assert line.clause is not None, line.name
            assert line.clause.where.startswith(f"{file.name}:"), line.name
        if line.kind is LineKind.PARAMETER or published & {table.name for table in line.tables}:
            assert line.rule is not None, line.name
            assert line.rule.source, line.name


def test_every_published_value_can_be_looked_up() -> None:
    values = list(published_parameters())
    assert values
    for value in values:
        assert value.citation.source, value.parameter
        assert isinstance(value.citation.status, Status)
        assert value.label, value.parameter

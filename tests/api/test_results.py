"""What a call gives back: short in a line, a table in a notebook, rows and frames with exact numbers, files or none."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import openvbc
from openvbc.api import frames
from openvbc.api.frames import frame_of
from openvbc.errors import FileError, SettlementError, UsageError
from openvbc.payment_models.registry import model_folder
from tests.distribution.made_up import HEAD

from .lakeside import CONTRACT, FIGURES

QUALITY = Path(str(model_folder("pay_for_performance")))
BOTH = (QUALITY / "contracts/beside_shared_savings.yaml", QUALITY / "inputs/beside_shared_savings.yaml")
COMPUTED = Path(str(model_folder("mssp")))


@pytest.fixture(scope="module")
def settled() -> openvbc.Settled:
    return openvbc.settle(CONTRACT, FIGURES, period=2026, status="final")


@pytest.fixture(scope="module")
def scored() -> openvbc.Settled:
    return openvbc.settle(*BOTH)


@pytest.fixture(scope="module")
def table() -> openvbc.Settled:
    rows = [{"organization": name, **FIGURES, "expenditures": cost} for name, cost in (("North", 480), ("South", 495))]
    return openvbc.settle(CONTRACT, rows, period=2026, status="final")


def test_a_result_is_one_line_in_a_list_and_a_table_in_a_notebook(
    settled: openvbc.Settled, table: openvbc.Settled
) -> None:
    assert repr(settled) == "<Settlement: For performance year 2026, Northern Health Plan pays Lakeside ACO $10.00.>"
    assert repr(table) == "<Settlements: 2 organizations>"
    page = settled._repr_html_()
    assert "pays Lakeside ACO $10.00" in page
    assert "<td style" in page
    assert "<script" not in page
    assert "North" in table._repr_html_()
    assert repr(openvbc.check_contract(CONTRACT)) == "<Contract: Lakeside shared savings: no faults>"


def test_what_a_notebook_shows_is_no_markup_of_the_contracts_own() -> None:
    named = {**CONTRACT, "parties": {"payer": {"name": "<script>x</script>"}, "provider": {"name": "A & B"}}}
    page = openvbc.settle(named, FIGURES, period=2026, status="final")._repr_html_()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_values_of_lines_are_exact(settled: openvbc.Settled) -> None:
    assert settled.value("savings_rate") == settled.value("savings.savings_rate") == Decimal("0.04")
    with pytest.raises(SettlementError, match="did you mean 'savings_rate'"):
        settled.value("saving_rate")
    with pytest.raises(SettlementError, match="one value, without members"):
        settled.value("savings_rate[2026]")


def test_values_over_axes_are_by_member() -> None:
    found = openvbc.settle(COMPUTED / "contracts/computed_2024.yaml", COMPUTED / "inputs/computed_2024.yaml")
    rows = [each for each in found.to_dicts("lines") if each["member"]]
    line, member = str(rows[0]["line"]), str(rows[0]["member"])
    whole = found.value(line)
    assert isinstance(whole, dict)
    assert found.value(f"{line}[{member}]") == rows[0]["value"] == next(iter(whole.values()))
    with pytest.raises(SettlementError, match="has no member"):
        found.value(f"{line}[nowhere]")
    # Members stand in columns of their axes too, so that frames can be grouped by them.
    axes = set(rows[0]) - set(found.explain("benchmark").to_dicts()[0]) - {"organization", "period", "status", "stream"}
    assert axes <= set(found.to_frame("lines", library="pandas").columns)
    two = next(each for each in rows if "," in str(each["member"]))
    assert sorted(str(two["member"]).split(",")) == sorted(
        str(value) for name, value in two.items() if name in _axis_columns(found) and value is not None
    )


def _axis_columns(found: openvbc.Settled) -> set[str]:
    lines = [line for stream in found.values[0].streams for line in stream.evaluation.sheet]
    return {axis.name for line in lines for axis in line.axes}


def test_a_settlement_of_several_asks_which_one(table: openvbc.Settled) -> None:
    with pytest.raises(SettlementError, match="there is no organization"):
        _ = table.net_payment
    with pytest.raises(SettlementError, match="did you mean 'North'"):
        table["Nord"]
    assert [each["organization"] for each in table.to_dicts()] == ["North", "South"]
    assert {each["organization"] for each in table.to_dicts("lines")} == {"North", "South"}


def test_explaining_comparing_and_bridging_are_methods_and_functions_alike() -> None:
    before = openvbc.settle(CONTRACT, FIGURES, period=2026, status="final")
    after = openvbc.settle(CONTRACT, {**FIGURES, "expenditures": 470}, period=2026, status="final")
    (move,) = after.compare(before).to_dicts()
    assert (move["stream"], move["line"], move["before"], move["after"], move["contribution"]) == (
        "savings", "expenditures", Decimal(480), Decimal(470), Decimal(5),
    )  # fmt: skip
    compared = openvbc.compare(CONTRACT, FIGURES, {**FIGURES, "expenditures": 470}, period=2026, status="final")
    assert compared.to_json() == after.compare(before).to_json()
    levels = [each["reached"] for each in after.bridge(before, "savings").to_dicts("bars")]
    assert levels == [20, 30, 30]
    assert str(openvbc.explain("savings", CONTRACT, FIGURES, period=2026, status="final")) == str(
        before.explain("savings")
    )


def test_quality_results_have_rows(scored: openvbc.Settled) -> None:
    card = scored.scorecard()
    assert card.tables[0] == "measures"
    assert [each["measure"] for each in card.to_dicts()] == [
        "breast_cancer_screening",
        "blood_pressure",
        "readmissions",
    ]
    assert all("dollars" not in str(row).lower() for row in card.consumer.to_dicts())
    chances = scored.probability(["70%"])
    assert {"measure", "thresholds"} <= set(chances.to_dicts("measures")[0])
    assert chances.to_json() == openvbc.probability(*BOTH, thresholds=[Decimal("0.7")]).to_json()
    assert scored.sensitivity().to_dicts()
    with pytest.raises(UsageError, match="0 draws"):
        scored.probability(draws=0)


def test_checklists_of_streams_tell_them_apart() -> None:
    found = openvbc.checklists(COMPUTED / "contracts/starter.yaml")
    checks = found.to_dicts("checks")
    assert {row["step"] for row in checks} == set(range(1, 9))
    assert all(row["standing"] in ("done", "not met", "not known") for row in checks)


NUMBERS: list[dict[str, object]] = [
    {"name": "a", "value": Decimal("1234567.89"), "flag": True, "nested": {"x": Decimal("0.5")}},
    {"name": "b", "value": Decimal("0.03512345678901234567890123456789012"), "flag": None, "nested": ("y", "z")},
    {"name": None, "value": True, "flag": False, "nested": None},
]
COLUMNS = ("name", "value", "flag", "nested")


def test_frames_of_pandas_and_arrow_keep_every_digit() -> None:
    frame: pd.DataFrame = frame_of(NUMBERS, COLUMNS, "pandas", floats=False)
    assert frame["value"].tolist() == [Decimal("1234567.89"), NUMBERS[1]["value"], Decimal(1)]
    arrow: pa.Table = frame_of(NUMBERS, COLUMNS, "pyarrow", floats=False)
    assert arrow["value"].to_pylist() == [Decimal("1234567.89"), NUMBERS[1]["value"], Decimal(1)]
    assert arrow["nested"].to_pylist() == ['{"x": "0.5"}', "y; z", None]
    assert arrow["flag"].to_pylist() == [True, None, False]


def test_polars_loses_no_number_that_has_more_digits_than_it_holds() -> None:
    frame: pl.DataFrame = frame_of(NUMBERS, COLUMNS, "polars", floats=False)
    values = frame["value"].to_list()
    assert values[0] == Decimal("1234567.89")
    assert abs(values[1] - Decimal("0.03512345678901234567890123456789012")) < Decimal("1e-30")
    assert values[2] == 1


@pytest.mark.parametrize("library", frames.LIBRARIES)
def test_frames_as_binary_numbers_are_asked_for(library: str) -> None:
    frame: Any = frame_of(NUMBERS, COLUMNS, library, floats=True)
    assert "float" in str(frame.dtypes["value"] if library == "pandas" else frame["value"].type if library == "pyarrow"
                          else frame["value"].dtype).lower() or "double" in str(frame["value"].type)  # fmt: skip


def test_every_table_of_every_result_makes_a_frame(
    settled: openvbc.Settled, table: openvbc.Settled, scored: openvbc.Settled
) -> None:
    results: list[openvbc.Result[Any]] = [
        settled, table, settled.explain("savings"), openvbc.check_contract(CONTRACT), scored.scorecard(),
        openvbc.list_parameters("minimum", "savings"), openvbc.checklists(COMPUTED / "contracts/starter.yaml"),
        scored.probability(), scored.sensitivity(),
    ]  # fmt: skip
    for result in results:
        for name in result.tables:
            rows = result.to_dicts(name)
            for library in frames.LIBRARIES:
                frame = result.to_frame(name, library=library)
                assert frame.shape[0] == len(rows), (result, name, library)


def test_a_table_that_is_not_there_is_told_with_the_nearest(settled: openvbc.Settled) -> None:
    with pytest.raises(UsageError, match="did you mean 'lines'"):
        settled.to_dicts("line")
    with pytest.raises(UsageError, match="did you mean 'polars'"):
        settled.to_frame(library="polar")


@pytest.mark.parametrize("missing", ["narwhals", "pandas"])
def test_without_a_library_for_frames_it_is_said_what_to_install(
    missing: str, settled: openvbc.Settled, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frames, "_is_there", lambda package: package != missing)
    with pytest.raises(UsageError, match=f"needs {missing}, which is not installed"):
        settled.to_frame(library="pandas")
    assert settled.to_dicts()


def test_all_that_is_named_is_written_or_nothing(settled: openvbc.Settled, tmp_path: Path) -> None:
    written = settled.write(
        html=tmp_path / "a/page.html",
        excel=tmp_path / "a/twin.xlsx",
        csv=tmp_path / "a/tables",
        json=tmp_path / "a/told.json",
    )
    assert {each.suffix for each in written} == {".html", ".xlsx", ".csv", ".json"}
    assert (tmp_path / "a/page.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert json.loads((tmp_path / "a/told.json").read_text(encoding="utf-8"))["net_payment"] == "10"
    (tmp_path / "blocked").write_text("", encoding="utf-8")
    with pytest.raises(FileError):
        settled.write(html=tmp_path / "b/page.html", json=tmp_path / "blocked/told.json")
    assert not (tmp_path / "b").exists()
    with pytest.raises(FileError, match="two files would be written here"):
        settled.write(html=tmp_path / "same", json=tmp_path / "same")


def test_results_are_written_one_by_one(settled: openvbc.Settled, table: openvbc.Settled, tmp_path: Path) -> None:
    assert settled.explain("savings").write_html(tmp_path / "line.html").read_text(encoding="utf-8").startswith("<!DOC")
    assert settled.write_excel(str(tmp_path / "twin.xlsx")).read_bytes().startswith(b"PK")
    assert [path.name for path in settled.write_csv(tmp_path / "csv")] == ["lines.csv"]
    assert "index.html" in {path.name for path in table.write(html=tmp_path / "pages")}
    assert "North" in table.html()
    json.loads(settled.write_json(tmp_path / "told.json").read_text(encoding="utf-8"))


def test_contracts_and_forms_are_text() -> None:
    starter = openvbc.starter_contract("shared_savings")
    assert openvbc.check_contract(starter).values.name in starter
    assert openvbc.inputs_form(CONTRACT, "2026 Q3").splitlines()[3] == 'period: "2026 Q3"'
    assert openvbc.contract_schema()["$schema"].endswith("2020-12/schema")
    assert openvbc.payer_mapping().startswith("#")
    with pytest.raises(UsageError, match="there are no published results of 'mspp'"):
        openvbc.replay("mspp", [])


PLAN = """
funds:
  - fund: savings
    kind: savings
    enters: [{stream: savings}]
    splits:
      - level: organization
        pools: [{pool: everybody, share: rest, by: [lives]}]
"""
TABLE = "participant,name,tin,lives\na,Alpha,990000001,3\nb,Beta,990000002,1\n"


def test_what_a_settlement_came_to_is_distributed_from_objects_files_and_figures(
    settled: openvbc.Settled, tmp_path: Path
) -> None:
    plan, table, file = tmp_path / "plan.yaml", tmp_path / "participants.csv", tmp_path / "settled.json"
    plan.write_text(f"{HEAD}{PLAN}", encoding="utf-8")
    table.write_text(TABLE, encoding="utf-8")
    settled.write_json(file)
    found = openvbc.distribute(plan, [settled], participants=table)
    whole = {"performance_year": 2026, "status": "final", "figures": FIGURES}
    again = openvbc.distribute(plan, contracts=[CONTRACT], inputs=[whole], participants=str(table))
    from_file = openvbc.distribute(plan, [file], participants=table)
    for each in (found, again, from_file):
        assert {name: each.distribution.kept[name] for name in ("a", "b")} == {"a": Decimal("7.5"), "b": Decimal("2.5")}
    assert found.statement("a").tables
    assert [path.name for path in found.payments.write_csv(tmp_path / "paid")] == ["payments.csv"]
    assert found.disclosure.html()
    assert openvbc.distribute(plan, [settled], participants=table, others=[plan]).tables
    checked = openvbc.distribute(plan)
    assert "no faults" in repr(checked)
    with pytest.raises(UsageError, match="no settlement is named"):
        checked.statement("a")
    with pytest.raises(UsageError, match="who shares is not said"):
        openvbc.distribute(plan, [settled])

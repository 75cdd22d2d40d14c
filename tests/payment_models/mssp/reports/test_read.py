"""CMS's workbooks read into the figures of a contract: the settlement is that of the same figures by hand."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
import yaml

from openvbc.api import read_reports, settle
from openvbc.api.settled import Settled
from openvbc.errors import OpenVBCError
from tests.command import run
from tests.payment_models.mssp.reports.made_up_workbooks import (
    BY_HAND,
    CONTRACT,
    MARCH,
    STAMP,
    TYPES,
    YEARS,
    annual,
    benchmark,
    figures,
    quarter,
    written,
)

#: In no workbook.
ELSEWHERE = (
    *("demographic_score", "dual_share", "regional_risk_ratio", "regional_demographic_ratio"),
    *("met_quality_standard", "met_alternative_standard", "quality_score", "disaster_relief"),
)


@pytest.fixture(scope="module")
def settled() -> Settled:
    return settle(CONTRACT, BY_HAND)


@pytest.fixture(scope="module")
def printed(settled: Settled) -> dict[str, dict[str, float]]:
    """CMS's own steps, as ours came out: binary numbers of 17 digits."""
    values: Mapping[str, Any] = settled.settlement_of().streams[0].evaluation.values
    found = {
        name: {kind: float(values[name][kind]) for kind in TYPES}
        for name in ("adjusted_benchmark_by_type", "prospective_trend")
    }
    return {**found, "offset_factor": {"": float(values["offset_factor"])}}


def completed(text: str) -> dict[str, Any]:
    """The inputs file as the reports filled it in, with what no report holds from the same figures by hand."""
    held, own = written(text), figures()
    filled = {name: value for name, value in held["figures"].items() if value}
    filled |= {name: own[name] for name in ELSEWHERE}
    filled["risk_score"]["performance_year"] = own["risk_score"]["performance_year"]
    filled = {name: value for name, value in filled.items() if not name.startswith(("prior_", "matching_"))}
    return {**held, "figures": filled}


def test_the_settlement_is_that_of_the_same_figures_by_hand(
    tmp_path: Path, settled: Settled, printed: dict[str, dict[str, float]]
) -> None:
    found = read_reports(CONTRACT, [benchmark(tmp_path, printed=printed), quarter(tmp_path)])
    again = settle(CONTRACT, yaml.dump(completed(found.files["inputs.yaml"])))
    assert again.net_payment == settled.net_payment
    assert {line.name for line in found.values.missing} == {*ELSEWHERE, "risk_score"} - {"quality_score"}
    sources: Mapping[str, Any] = again.settlement_of().streams[0].evaluation.sources
    source = sources["assigned_person_years"]["benchmark_year_2", "aged_dual"]
    assert "BNMRK.D250615.T1234567.xlsx, Table 1 - Historical Benchmark!C10, section [A2], Aged/dual, BY2" in str(
        source
    )


def test_the_programs_own_steps_are_held_against_ours(tmp_path: Path, printed: dict[str, dict[str, float]]) -> None:
    """One printed step is off by a cent, which is told; what rests on figures that are not there is not judged."""
    off = {
        **printed,
        "prospective_trend": {**printed["prospective_trend"], "esrd": printed["prospective_trend"]["esrd"] + 0.01},
    }
    found = read_reports(CONTRACT, [benchmark(tmp_path, printed=off), quarter(tmp_path)])
    by_line = {(each.step.line, each.step.key): each for each in found.values.steps}
    assert by_line["benchmark_risk_ratio", (YEARS[0], "esrd")].agrees
    # Whether the dual share matters to the adjustment is not known without it.
    assert by_line["offset_factor", None].agrees is None
    told = {key: each.agrees for (line, key), each in by_line.items() if line == "prospective_trend"}
    assert set(told.values()) <= {True, False, None}
    if told["esrd"] is not None:
        assert told == {"esrd": False, "disabled": True, "aged_dual": True, "aged_non_dual": True}


def test_a_report_of_march_is_preliminary_and_has_no_trend(tmp_path: Path) -> None:
    found = read_reports(CONTRACT, [benchmark(tmp_path, stamp=MARCH, is_final=False)])
    assert any("preliminary" in note for note in found.values.read.notes)
    assert "prospective_trend_rate" in {line.name for line in found.values.missing}


def test_a_bundle_holds_the_annual_reports_that_repeat_its_years(tmp_path: Path) -> None:
    """They are held against the benchmark report, cell by cell; a decoy beside them is passed over, told."""
    inside = [benchmark(tmp_path), annual(tmp_path, 2023, YEARS[2]), annual(tmp_path, 2022, YEARS[1], off=1)]
    decoy = tmp_path / f"P.A9999.ACO.AASR.Y2023.{STAMP}.xlsx"
    decoy.write_bytes(inside[0].read_bytes())
    bundle = tmp_path / f"P.A9999.ACO.BNMRK.{STAMP}.zip"
    with ZipFile(bundle, "w") as packed:
        for each in (*inside, decoy):
            packed.write(each, each.name)
    found = read_reports(CONTRACT, [bundle])
    wrong = {(each.step.line, each.step.key) for each in found.values.steps if each.agrees is False}
    assert wrong == {("expenditures_per_capita", (YEARS[1], kind)) for kind in TYPES}
    assert any("AASR" in note and "passed over" in note for note in found.values.read.notes)


def test_the_newest_quarter_is_read_and_of_its_deliveries_the_last(tmp_path: Path) -> None:
    paths = [
        quarter(tmp_path, name="2024Q1"),
        quarter(tmp_path),
        quarter(tmp_path, stamp="D250901.T0000001", risen=1.5),
    ]
    found = read_reports(CONTRACT, paths)
    read: Mapping[str, Any] = found.values.read.figures
    figure = read["expenditures_per_capita"]["performance_year", "esrd"]
    assert figure.value == Decimal(87900) * Decimal("1.5")
    assert sum("is read" in note for note in found.values.read.notes) == 2


def renamed(path: Path, name: str) -> Path:
    return path.rename(path.with_name(name))


REFUSED: dict[str, tuple[Callable[[Path], list[Path]], str]] = {
    "no stamp": (lambda folder: [renamed(benchmark(folder), "benchmark.xlsx")], "by its sheets this is a BNMRK report"),
    "reconciliation package": (
        lambda folder: [renamed(benchmark(folder), f"P.A9999.ACO.STLMT.{STAMP}.xlsx")],
        "names of CMS's results file",
    ),
    "another workbook": (lambda folder: [folder / "none.xlsx"], "there is no such file"),
    "two deliveries": (
        lambda folder: [benchmark(folder), benchmark(folder, stamp=MARCH, agreement=1, is_final=False)],
        "2 deliveries of the benchmark",
    ),
    "annual report of another delivery": (
        lambda folder: [benchmark(folder), annual(folder, 2023, YEARS[2], stamp=MARCH)],
        "is of delivery",
    ),
    "another year": (lambda folder: [quarter(folder, name="2025Q2")], "the quarter is 2025Q2"),
    "another agreement": (lambda folder: [benchmark(folder, agreement=2)], "the report is of agreement period 2"),
    "an ACO beside": (
        lambda folder: [
            benchmark(folder),
            renamed(quarter(folder), f"P.A9998.ACO.QEXPU.2024Q2.{STAMP}.xlsx"),
        ],
        "the reports are of 2 ACOs",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_reports_that_cannot_be_taken_are_refused_with_their_reason(case: str, tmp_path: Path) -> None:
    made, words = REFUSED[case]
    with pytest.raises(OpenVBCError) as raised:
        read_reports(CONTRACT, made(tmp_path))
    assert words in str(raised.value)


def test_letters_of_an_unknown_generation_are_refused(tmp_path: Path) -> None:
    path = benchmark(tmp_path)
    content = {}
    with ZipFile(path) as packed:
        content = {name: packed.read(name) for name in packed.namelist()}
    strings = content["xl/sharedStrings.xml"].replace(b"[C] CMS-HCC Risk Score", b"[C] Trended Expenditures")
    with ZipFile(path, "w") as packed:
        for name, data in content.items():
            packed.writestr(name, strings if name == "xl/sharedStrings.xml" else data)
    with pytest.raises(OpenVBCError, match="not those of a benchmark report that is known"):
        read_reports(CONTRACT, [path])


def test_a_contract_may_start_from_the_historical_benchmark_as_cms_printed_it(
    tmp_path: Path, settled: Settled, printed: dict[str, dict[str, float]]
) -> None:
    """[L] and [F] in place of the benchmark years: the same payment, as far as binary numbers of 17 digits go."""
    contract = CONTRACT.read_text().replace("times_adjusted: 1", "starts_from: historical_benchmark")
    found = read_reports(contract, [benchmark(tmp_path, printed=printed), quarter(tmp_path)])
    assert all(each.agrees for each in found.values.steps)
    held = written(found.files["inputs.yaml"])
    own = figures()
    for name in ELSEWHERE:
        if name in held["figures"]:
            held["figures"][name] = own[name]
    held["figures"]["risk_score"]["performance_year"] = own["risk_score"]["performance_year"]
    held["figures"] = {name: value for name, value in held["figures"].items() if value}
    again = settle(contract, yaml.dump(held))
    assert abs(again.net_payment - settled.net_payment) <= Decimal("0.01")


def test_the_command_writes_the_inputs_the_page_and_every_cell(tmp_path: Path) -> None:
    benchmark(tmp_path)
    done = run(
        *("read", str(CONTRACT), ".", "--output", "inputs.yaml", "--html", "read.html", "--cells", "cells.csv"),
        folder=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    assert "figures were read" in done.stdout
    assert "section [A2]" in (tmp_path / "inputs.yaml").read_text()
    assert "Steps that the program printed, beside ours" in (tmp_path / "read.html").read_text()
    assert len((tmp_path / "cells.csv").read_text().splitlines()) > 100

"""The public names are pinned: adding or taking away one is a decision."""

import subprocess
import sys
from pathlib import Path

import openvbc


def test_public_names_are_these() -> None:
    assert sorted(openvbc.__all__) == [
        "Case",
        "Contract",
        "Explanation",
        "OpenVBCError",
        "Settlement",
        "Status",
        "__version__",
        "compare",
        "contract_worksheets",
        "explain",
        "given_figures",
        "load_contract",
        "settle_case",
        "settle_claims",
        "settle_inputs",
        "write_excel",
        "write_html",
    ]
    assert all(hasattr(openvbc, name) for name in openvbc.__all__)


def test_type_checkers_see_the_same_names() -> None:
    stub = Path(openvbc.__file__).with_suffix(".pyi").read_text(encoding="utf-8")
    named = {line.rpartition(" as ")[2] for line in stub.splitlines() if " as " in line}
    assert named | {"__version__"} == set(openvbc.__all__)


def test_settling_headline_numbers_loads_no_engine() -> None:
    program = (
        "import sys, openvbc.api; from openvbc.payment_models.registry import payment_models; payment_models();"
        "print(sorted({'duckdb', 'numpy', 'jinja2', 'xlsxwriter'} & {*sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"

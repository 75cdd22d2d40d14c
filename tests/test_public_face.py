"""The public names are pinned: adding or taking away one is a decision."""

import re
import subprocess
import sys
from pathlib import Path
from pkgutil import iter_modules

import openvbc
from openvbc import api
from openvbc.cli import COMMANDS
from openvbc.cli.ledger import ledger


def test_public_names_are_these() -> None:
    assert sorted(openvbc.__all__) == [
        "Case",
        "Contract",
        "Counting",
        "Delivering",
        "Distributed",
        "OpenVBCError",
        "Picture",
        "Result",
        "Scorecard",
        "Settled",
        "Settlement",
        "Status",
        "__version__",
        "accept_evidence",
        "access_log",
        "bridge",
        "check_contract",
        "checklists",
        "close_ledger",
        "compare",
        "contract_schema",
        "contract_worksheets",
        "count_episodes",
        "count_measures",
        "count_panels",
        "demonstrate",
        "distribute",
        "explain",
        "explain_published",
        "export_fhir",
        "find_signs",
        "forecast",
        "given_figures",
        "inputs_form",
        "journal",
        "ledger_overview",
        "list_members",
        "list_parameters",
        "list_transitions",
        "load_claims",
        "load_contract",
        "make_region",
        "negotiate",
        "new_ledger",
        "open_items",
        "payer_mapping",
        "portfolio",
        "post_accrual",
        "post_advance",
        "post_distribution",
        "post_payment",
        "post_payments",
        "post_settlement",
        "probability",
        "read_premiums",
        "read_project",
        "read_reports",
        "reconcile_attribution",
        "record_delivery",
        "replay",
        "report_utilization",
        "reverse_entry",
        "review_contract",
        "schedule",
        "scorecard",
        "sensitivity",
        "settle",
        "settle_case",
        "settle_claims",
        "settle_inputs",
        "shadow",
        "show_ledger",
        "starter_contract",
        "true_up",
        "try_participants",
        "verify_ledger",
        "verify_pack",
        "what_if",
        "what_if_published",
        "write_factors",
        "write_pack",
    ]
    assert all(hasattr(openvbc, name) for name in openvbc.__all__)


def test_no_public_name_is_that_of_a_room_which_would_take_its_place_once_imported() -> None:
    rooms = {each.name for each in iter_modules(openvbc.__path__)}
    assert rooms & {*openvbc.__all__} == set()


def test_type_checkers_see_the_same_names_in_the_same_places() -> None:
    found = re.compile(r"^from ([\w.]+) import (\w+) as \2$", re.MULTILINE)
    stubs = [Path(str(each.__file__)).with_suffix(".pyi").read_text(encoding="utf-8") for each in (openvbc, api)]
    face, places = ({name: place for place, name in found.findall(stub)} for stub in stubs)
    assert places == api.PLACES
    assert face == dict.fromkeys(api.PLACES, "openvbc.api")


def test_the_page_of_functions_has_every_command_and_every_function() -> None:
    page = (Path(__file__).parents[1] / "docs" / "python.md").read_text(encoding="utf-8")
    rows = [row.split("|")[1:4] for row in page.partition("## The functions")[2].splitlines() if row.startswith("| `")]
    commands = {name for row in rows for name in re.findall(r"`([^`]+)`", row[0])}
    assert {name.partition(" ")[0] for name in commands} >= {*COMMANDS}
    assert {f"ledger {name}" for name in ledger.commands} <= commands
    functions = {name for row in rows for name in re.findall(r"`(\w+)`", row[1])}
    functions |= {*re.findall(r"`(?:openvbc\.)?(\w+)`", page)}
    classes = {name for name in api.PLACES if name[0].isupper()}
    assert {*api.PLACES} - classes - functions == set()


def test_settling_headline_numbers_loads_no_engine_and_no_frames() -> None:
    program = (
        "import sys, openvbc; from tests.api.lakeside import CONTRACT, FIGURES\n"
        "found = openvbc.settle(CONTRACT, FIGURES, period=2026, status='final')\n"
        "repr(found), str(found), found.pictures, found.to_dicts(), found.explain('savings'), found.to_json()\n"
        "print(sorted({'duckdb', 'numpy', 'jinja2', 'xlsxwriter', 'narwhals', 'pandas', 'click'} & {*sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"

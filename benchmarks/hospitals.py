"""Replays a made-up fiscal year of Hospital Value-Based Purchasing, as many hospitals as the program has."""

from pathlib import Path

from openvbc.payment_models.registry import published_parameters
from openvbc.published_results.comparison.compared import Compared
from openvbc.published_results.hospital_vbp.files import read_files
from openvbc.published_results.hospital_vbp.replay import replay_years
from tests.published_results.hospitals.made_up_vbp import make_hospitals, write_hospitals

HOSPITALS = 3_000
YEAR = 2024


def write_fiscal_year(folder: Path) -> list[Path]:
    """The files of one made-up fiscal year."""
    return write_hospitals(folder, YEAR, make_hospitals(YEAR, HOSPITALS, seed=1))


def replay_fiscal_year(files: list[Path]) -> int:
    """Read the files, score every hospital and hold it against what they print; how many figures are missed."""
    parameters = published_parameters()
    years, _ = read_files(files, parameters)
    found = Compared()
    replay_years(years, parameters, found, lambda *_: None)
    return len(found.misses)

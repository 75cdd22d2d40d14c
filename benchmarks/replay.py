"""Replays made-up results of every year of the Medicare Shared Savings Program, as many as CMS has published."""

from pathlib import Path

from openvbc.payment_models.registry import published_parameters
from openvbc.published_results.mssp.replay.run import read_files, replay_files
from tests.published_results.mssp.made_up import make_rows
from tests.published_results.mssp.printing import YEARS, write_results

#: Twelve years of about 440 ACOs are the 5,271 results that CMS published for 2013 to 2024.
ACOS_A_YEAR = 440


def write_all_years(folder: Path) -> list[Path]:
    """One made-up results file a year."""
    return [write_results(folder, year, make_rows(year, ACOS_A_YEAR)) for year in YEARS]


def replay_all_years(files: list[Path]) -> int:
    """Read the files, settle every row and hold it against what they print; how many rows."""
    read, _ = read_files(files)
    return len(replay_files(read, published_parameters()).rows)

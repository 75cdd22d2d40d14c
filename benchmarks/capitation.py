"""A million member months of a roster in forty rate cells, read from a CSV and settled."""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.peak import peak_megabytes
from openvbc.api import settle

MEMBERS, MONTHS, CELLS = 83_334, 12, 40
ROWS = MEMBERS * MONTHS


def contract() -> str:
    """Capitation of forty rate cells."""
    cells = ", ".join(f"{{cell: cell_{number}, rate: {20 + number}.{number:02}}}" for number in range(CELLS))
    return f"""contract: Many members
parties:
  payer: {{name: Northern Health Plan}}
  provider: {{name: Lakeside Physicians}}
agreement: {{start: 2026-01-01, end: 2026-12-31, run_out_months: 3}}
population:
  line_of_business: commercial
  attribution: {{payer_list: true}}
payment_streams:
  - stream: members
    model: capitation
    terms: {{scope: global, rate_cells: [{cells}]}}
"""


def write_roster(path: Path) -> None:
    """A roster of everybody in every month; members move from cell to cell."""
    with path.open("w", encoding="utf-8") as file:
        file.write("person_id,month,rate_cell\n")
        for month in range(1, MONTHS + 1):
            file.writelines(
                f"P{person:06},2026-{month:02},cell_{(person * 7 + month) % CELLS}\n" for person in range(MEMBERS)
            )


def run() -> tuple[float, float, float]:
    """Seconds to settle the roster, processor seconds, and the most megabytes: measured in a process of its own."""
    found = subprocess.run([sys.executable, "-m", "benchmarks.capitation"], check=True, capture_output=True, text=True)
    seconds, processor, megabytes = (float(each) for each in found.stdout.split())
    return seconds, processor, megabytes


def measure() -> tuple[float, float, float]:
    """The same in this process."""
    with tempfile.TemporaryDirectory() as folder:
        roster = Path(folder) / "roster.csv"
        write_roster(roster)
        begun, worked = time.perf_counter(), time.process_time()
        settled = settle(contract(), roster=roster, period=2026, status="final")
        seconds, processor = time.perf_counter() - begun, time.process_time() - worked
        if settled.net_payment <= 0:
            raise RuntimeError("nothing was paid")
    return seconds, processor, peak_megabytes()


if __name__ == "__main__":
    print(*measure())

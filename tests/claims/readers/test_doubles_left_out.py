"""What other rows of a claim say again for certain is left out with its dollars; what is not certain stays."""

from decimal import Decimal
from pathlib import Path

import pytest

from openvbc.claims.readers.account import LoadOptions
from openvbc.claims.readers.reading import Workplace
from openvbc.claims.readers.staging.netting import leave_out_doubles
from openvbc.claims.readers.tuva.reader import TuvaReader

_HEADER = (
    "claim_id,claim_line_number,claim_type,person_id,payer,claim_start_date,claim_end_date,bill_type_code,"
    "revenue_center_code,claim_control_number,paid_amount,allowed_amount,diagnosis_code_type,diagnosis_code_1"
)


def bill(
    claim: str, line: int, paid: str, *, kind: str = "111", revenue: str = "0120", control: str = "", to: str = "P1"
) -> str:
    return (
        f"{claim},{line},institutional,{to},Plan A,2024-03-01,2024-03-05,{kind},{revenue},{control},{paid},{paid},"
        "icd-10-cm,I10"
    )


def left(folder: Path, *lines: str) -> tuple[list[tuple[str, Decimal]], list[str], dict[str, tuple[int, str]]]:
    """Claims with the sum of their lines, claims of diagnoses, and what was told: count and words."""
    file = folder / "medical_claim.csv"
    file.write_text("\n".join((_HEADER, *lines)) + "\n", encoding="utf-8")
    workplace = Workplace(threads=1)
    try:
        TuvaReader().read([file], workplace, LoadOptions("made_up"))
        found = leave_out_doubles(workplace)
        rows = workplace.connection.execute(
            "SELECT claim_id, sum(paid_amount) FROM loaded_medical_claim GROUP BY 1 ORDER BY 1"
        ).fetchall()
        coded = workplace.connection.execute("SELECT claim_id FROM loaded_claim_diagnosis ORDER BY 1").fetchall()
    finally:
        workplace.close()
    return rows, [claim for (claim,) in coded], {each.audit: (each.count, each.what) for each in found}


def test_a_total_that_is_the_sum_of_the_other_lines_is_left_out(tmp_path: Path) -> None:
    lines = [
        bill("A", 1, "300.00"), bill("A", 2, "200.00"), bill("A", 3, "500.00", revenue="0001"),
        # Only on the total; another sum; two totals.
        bill("B", 1, "0.00"), bill("B", 2, "70.00", revenue="0001"),
        bill("C", 1, "10.00"), bill("C", 2, "11.00", revenue="0001"),
        bill("D", 1, "4.00"), bill("D", 2, "4.00", revenue="0001"), bill("D", 3, "0.00", revenue="0001"),
    ]  # fmt: skip
    rows, coded, told = left(tmp_path, *lines)
    assert rows == [("A", 500), ("B", 70), ("C", 21), ("D", 8)]
    assert coded == ["A", "B", "C", "D"]
    assert told["total_lines"][0] == 1
    assert told["total_lines"][1].endswith("left out: $500.00 in all")


@pytest.mark.parametrize(
    ("second", "stays"),
    [
        (bill("B", 1, "500.00", kind="118", control="X"), []),
        (bill("B", 1, "480.00", kind="117", control="X"), [("B", Decimal(480))]),
        # Another amount; another claim; another person; a void that takes back with a minus, which adds up by itself.
        (bill("B", 1, "400.00", kind="118", control="X"), [("A", Decimal(500)), ("B", Decimal(400))]),
        (bill("B", 1, "500.00", kind="118", control="Y"), [("A", Decimal(500)), ("B", Decimal(500))]),
        (bill("B", 1, "500.00", kind="118", control="X", to="P2"), [("A", Decimal(500)), ("B", Decimal(500))]),
        (bill("B", 1, "-500.00", kind="118", control="X"), [("A", Decimal(500)), ("B", Decimal(-500))]),
    ],
    ids=["void", "replacement", "another amount", "another claim", "another person", "with a minus"],
)
def test_a_bill_that_names_what_it_takes_back_is_netted(
    tmp_path: Path, second: str, stays: list[tuple[str, Decimal]]
) -> None:
    rows, coded, told = left(tmp_path, bill("A", 1, "500.00", control="X"), second)
    assert rows == stays
    assert coded == [claim for claim, _ in stays]
    assert ("named_bills" in told) is (len(stays) < 2)

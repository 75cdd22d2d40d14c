"""What other rows of a claim say again for certain is left out with its dollars; what is not certain stays."""

from decimal import Decimal
from pathlib import Path

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
    assert rows == [("A", Decimal(500)), ("B", Decimal(70)), ("C", Decimal(21)), ("D", Decimal(8))]
    assert coded == ["A", "B", "C", "D"]
    assert told["total_lines"][0] == 1
    assert told["total_lines"][1].endswith("left out: $500.00 in all")


def test_a_bill_that_names_what_it_takes_back_is_netted(tmp_path: Path) -> None:
    pairs = [
        ("void", bill("void 2", 1, "500.00", kind="118", control="void")),
        ("replaced", bill("replaced 2", 1, "480.00", kind="117", control="replaced")),
        # Another amount; another claim; another person; a void that takes back with a minus, which adds up by itself.
        ("amount", bill("amount 2", 1, "400.00", kind="118", control="amount")),
        ("claim", bill("claim 2", 1, "500.00", kind="118", control="of its own")),
        ("person", bill("person 2", 1, "500.00", kind="118", control="person", to="P2")),
        ("minus", bill("minus 2", 1, "-500.00", kind="118", control="minus")),
    ]
    lines = [each for name, second in pairs for each in (bill(name, 1, "500.00", control=name), second)]
    rows, coded, told = left(tmp_path, *lines)
    both = [
        (name, Decimal(dollars))
        for first, other in (("amount", "400"), ("claim", "500"), ("person", "500"), ("minus", "-500"))
        for name, dollars in ((first, "500"), (f"{first} 2", other))
    ]
    assert rows == sorted([*both, ("replaced 2", Decimal(480))])
    assert coded == [claim for claim, _ in rows]
    assert told == {"named_bills": (3, told["named_bills"][1])}
    assert told["named_bills"][1].endswith("and the voids: $1,500.00 in all")

"""The list of transitions says who left, what is due and until when a new admission is a readmission."""

from datetime import date
from pathlib import Path

import pytest

from openvbc import api
from openvbc.claims.transitions.transitions import Standing
from tests.claims.readers.adt.made_up_messages import admitted, discharged, message, write

FRIDAY = "20240308"


def stay(person: str, start: str, end: str, *, to: str = "01", **more: object) -> str:
    known = f"{person}^^^NORTHERN^MB"
    visit = f"V{person}{start}"
    return admitted(f"A{visit}", start, person=known, visit=visit, **more) + discharged(
        f"D{visit}", end, start, to, person=known, visit=visit, **more
    )


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("feed")
    write(
        folder,
        stay("P1", "20240305", FRIDAY),
        stay("P2", "20240101", "20240105"),
        stay("P3", "20240301", "20240304") + stay("P3", "20240307", "20240309"),
        stay("P4", "20240301", "20240304", to="02") + stay("P4", "20240304", "20240306", facility="Harbor Hospital"),
        stay("P5", "20240301", "20240305", to="20"),
        stay("P6", "20240307", "20240307", patient_class="E"),
        # An admission that was canceled is no visit; a discharge that was canceled is none.
        admitted("X1", "20240306", person="P7^^^N^MB", visit="V7")
        + message("X2", "A11", "20240306", person="P7^^^N^MB", visit="V7"),
        stay("P8", "20240301", "20240307")
        + message("X3", "A13", "2024030718", person="P8^^^N^MB", visit="VP820240301"),
        admitted("X4", "20240310", person="P9^^^N^MB", visit="V9"),
    )
    api.load_claims(folder / "adt.hl7", folder / "project", payer="Northern Health Plan")
    return folder / "project"


def standing(project: Path, as_of: date) -> dict[tuple[str, str], Standing]:
    found = api.list_transitions(project, as_of=as_of).values.transitions
    return {(each.person_id, each.admission_date.isoformat()): each.standing for each in found}


def test_each_stay_stands_where_the_messages_of_the_day_say(project: Path) -> None:
    assert standing(project, date(2024, 3, 11)) == {
        ("P1", "2024-03-05"): Standing.CONTACT_DUE,
        ("P3", "2024-03-01"): Standing.READMITTED,
        ("P3", "2024-03-07"): Standing.CONTACT_DUE,
        ("P4", "2024-03-01"): Standing.TRANSFERRED,
        ("P4", "2024-03-04"): Standing.VISIT_DUE,
        ("P5", "2024-03-01"): Standing.DIED,
        ("P6", "2024-03-07"): Standing.EMERGENCY_VISIT,
        ("P8", "2024-03-01"): Standing.IN_FACILITY,
        ("P9", "2024-03-10"): Standing.IN_FACILITY,
    }


def test_what_is_told_later_does_not_count(project: Path) -> None:
    found = standing(project, date(2024, 3, 6))
    assert found["P1", "2024-03-05"] is Standing.IN_FACILITY
    assert found["P3", "2024-03-01"] is Standing.CONTACT_DUE
    assert ("P9", "2024-03-10") not in found


def test_days_follow_from_the_discharge_and_weekends_are_no_business_days(project: Path) -> None:
    (one,) = [
        each
        for each in api.list_transitions(project, as_of=date(2024, 3, 11)).values.transitions
        if each.person_id == "P1"
    ]
    assert (one.contact_by, one.early_visit_by, one.visit_by, one.at_risk_until) == (
        date(2024, 3, 12), date(2024, 3, 15), date(2024, 3, 22), date(2024, 4, 7)
    )  # fmt: skip
    assert (one.days_out, one.days_at_risk) == (3, 27)
    later = api.list_transitions(project, as_of=date(2024, 3, 11), holidays=[date(2024, 3, 11)]).values.transitions
    assert next(each.contact_by for each in later if each.person_id == "P1") == date(2024, 3, 13)


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        (date(2024, 3, 12), Standing.CONTACT_DUE),
        (date(2024, 3, 13), Standing.VISIT_DUE),
        (date(2024, 3, 22), Standing.VISIT_DUE),
        (date(2024, 3, 23), Standing.VISIT_OVERDUE),
        (date(2024, 4, 7), Standing.VISIT_OVERDUE),
        (date(2024, 4, 8), None),
    ],
)
def test_a_transition_is_listed_until_its_last_day_of_risk(
    project: Path, as_of: date, expected: Standing | None
) -> None:
    assert standing(project, as_of).get(("P1", "2024-03-05")) is expected


def test_another_payers_people_and_services_are_left_out(project: Path) -> None:
    found = api.list_transitions(project, as_of=date(2024, 3, 11), payers=["Southern"]).values
    assert (found.transitions, found.planned) == ((), ())

"""Where a value stands and where a figure came from are told in full; absence is never taken for no."""

from datetime import date
from decimal import Decimal

import pytest

from openvbc.citation import Citation, Clause, Status
from openvbc.figures import ABSENT, Figure, Origin, Source


def test_a_citation_names_source_pin_and_page() -> None:
    assert str(Citation("42 CFR 425.605", "(b)(1)", "12")) == "42 CFR 425.605 (b)(1), p. 12"
    assert str(Citation("42 CFR 425.605", published=date(2018, 12, 31))) == "42 CFR 425.605"


def test_an_unconfirmed_value_says_so() -> None:
    citation = Citation("a leaflet", status=Status.UNCONFIRMED)
    assert str(citation) == "a leaflet [unconfirmed]"
    assert not citation.confirmed
    assert all(Citation("x", status=status).confirmed for status in Status if status is not Status.UNCONFIRMED)


def test_every_status_has_a_meaning_and_a_letter() -> None:
    assert {status.value for status in Status} == {"V", "C", "S", "U"}
    assert len({status.meaning for status in Status}) == 4


def test_a_clause_is_told_with_its_place() -> None:
    assert str(Clause("Exhibit C 1.2", "contract.yaml:7")) == "clause Exhibit C 1.2, contract.yaml:7"
    assert str(Clause("", "contract.yaml:7")) == "contract.yaml:7"
    assert str(Clause()) == ""


def test_absence_is_neither_true_nor_false() -> None:
    with pytest.raises(TypeError, match="is ABSENT"):
        bool(ABSENT)
    assert repr(ABSENT) == "ABSENT"


def test_a_source_says_how_a_figure_came_here() -> None:
    assert str(Source(Origin.GIVEN, "payer statement", "inputs.yaml:5")) == "given in inputs.yaml:5: payer statement"
    assert str(Source(Origin.COUNTED, "paid amounts", rows=1234)) == "counted: paid amounts (1,234 rows)"
    assert Figure(Decimal(1)).source == Source(Origin.GIVEN)

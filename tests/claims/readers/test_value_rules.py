"""The rules that staged values are held against."""

from collections.abc import Iterator

import pytest

from openvbc.claims.readers.reading import Workplace
from openvbc.claims.readers.staging.loading import prepare_workplace
from openvbc.claims.readers.staging.rules import DAY_FORMATS, READINGS, ZEROS_LOST, Rule, Shape, SourceColumn


@pytest.fixture(scope="module")
def workplace() -> Iterator[Workplace]:
    made = Workplace()
    prepare_workplace(made)
    yield made
    made.close()


COLUMNS = [
    *(SourceColumn("v", rule) for rule in Rule),
    *(SourceColumn("v", Rule.DAY, day_format=written) for written in DAY_FORMATS),
    *(SourceColumn("v", Rule.CODE, shape) for shape in Shape),
    SourceColumn("v", words=("yes", "no")),
]


@pytest.mark.parametrize("column", COLUMNS, ids=lambda each: f"{each.rule.name} {each.shape} {each.day_format}")
def test_what_is_empty_breaks_no_rule_and_no_shape_so_that_empty_columns_need_not_be_looked_at(
    workplace: Workplace, column: SourceColumn
) -> None:
    asked = f"SELECT {column.allowed}, {column.shapely} FROM (SELECT '' AS v)"  # noqa: S608
    assert workplace.connection.execute(asked).fetchall() == [(True, True)]
    for reading in (*READINGS.get(column.shape, ()), *ZEROS_LOST.get(column.shape, ())) if column.shape else ():
        written = f"SELECT regexp_full_match('', '{reading.written}')"
        assert workplace.connection.execute(written).fetchall() == [(False,)]

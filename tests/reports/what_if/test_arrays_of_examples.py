"""The arrays reader, which forecasts rest on, gives every line of every example as the exact reader does."""

from collections.abc import Mapping
from decimal import Decimal

import numpy as np

from openvbc.figures import ABSENT, Keyed, Value
from openvbc.worksheet.arrays import Arrays
from openvbc.worksheet.evaluate import evaluate_in
from openvbc.worksheet.sheet import LineKind
from tests.reports.what_if.random_cases import settled_examples
from tests.worksheet.readings import as_array, each

Held = Value | Mapping[Keyed, Value]


def test_arrays_equal_exact_on_every_line_of_every_example() -> None:
    compared = 0
    for name, settlement in settled_examples():
        for stream in settlement.streams:
            sheet, values = stream.evaluation.sheet, stream.evaluation.values
            fixed: dict[str, Held] = {
                line.name: values[line.name]
                for line in sheet
                if line.kind is not LineKind.COMPUTED or line.name in stream.evaluation.overrides
            }
            found = evaluate_in(Arrays(), sheet, {}, each(as_array, fixed))
            for line, exact in values.items():
                told = exact if isinstance(exact, Mapping) else {"": exact}
                array = found[line]
                scenarios = array if isinstance(array, dict) else {"": array}
                for key, value in told.items():
                    compared += 1
                    scenario = float(scenarios[key])
                    if value is ABSENT:
                        assert np.isnan(scenario), (name, line)
                    elif isinstance(value, Decimal):
                        assert abs(scenario - float(value)) <= 1e-9 * max(1.0, abs(float(value))), (name, line)
                    else:
                        assert scenario == float(value is True), (name, line)
    assert compared > 3_000

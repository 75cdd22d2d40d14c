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
                array = found[line]
                pairs = (
                    [(array[key], exact[key]) for key in exact]
                    if isinstance(exact, Mapping) and isinstance(array, dict)
                    else [(array, exact)]
                )
                for scenario, value in pairs:
                    compared += 1
                    if value is ABSENT:
                        assert np.isnan(scenario), (name, line)
                    elif isinstance(value, Decimal):
                        assert abs(float(scenario) - float(value)) <= 1e-9 * max(1.0, abs(float(value))), (name, line)
                    else:
                        assert float(scenario) == float(value is True), (name, line)
    assert compared > 3_000

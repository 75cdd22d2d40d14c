"""Every example contract with random figures and terms: what the engine makes of them, and what a page must."""

import random
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path

from openvbc.api.demonstration import examples, settle_example
from openvbc.figures import Keyed, Value
from openvbc.money import EXACT, ZERO, plain, rounded
from openvbc.settlement.settle import Settlement
from openvbc.worksheet.evaluate import evaluate_in
from openvbc.worksheet.exact import Exact
from openvbc.worksheet.javascript import key_data, value_data, worksheet_data
from openvbc.worksheet.sheet import Line, LineKind

Held = Value | Mapping[Keyed, Value]


@cache
def settled_examples() -> tuple[tuple[str, Settlement], ...]:
    """Every example that is settled from headline numbers."""
    given = [example for example in examples() if example.inputs is not None]
    return tuple((example.name, settle_example(example, Path())) for example in given)


def data_of(settlement: Settlement) -> dict[str, object]:
    """What the page holds of a settlement."""
    streams = []
    for each in settlement.streams:
        kept = {
            line.name: each.evaluation.values[line.name]
            for line in each.evaluation.sheet
            if line.kind is not LineKind.COMPUTED or line.name in each.evaluation.overrides
        }
        streams.append({"name": each.stream.name, "sheet": worksheet_data(each.evaluation.sheet, kept)})
    return {"streams": streams}


def random_case(settlement: Settlement, seed: int) -> dict[str, object]:
    """Some figures and terms changed at random, and the payment and every line of it, or null where there is none."""
    generator = random.Random(seed)  # noqa: S311  # a test, no secret
    changes: dict[str, object] = {}
    outcomes: dict[str, Value] = {}
    expected: dict[str, object] = {}
    total = ZERO
    try:
        for each in settlement.streams:
            fixed: dict[str, Held] = {}
            for line in each.evaluation.sheet:
                if line.of_streams:
                    fixed[line.name] = {key: outcomes[str(key)] for key in line.keys}
                elif line.kind is not LineKind.COMPUTED or line.name in each.evaluation.overrides:
                    held = each.evaluation.values[line.name]
                    moved = generator.random() < 0.5 and line.kind in (LineKind.INPUT, LineKind.TERM)
                    fixed[line.name] = _moved(line, held, each.stream.name, changes, generator) if moved else held
            values = evaluate_in(Exact(), each.evaluation.sheet, {}, fixed)
            outcome = values[each.evaluation.sheet.outcome]
            if not isinstance(outcome, Decimal):
                return {"changes": changes, "payment": None, "lines": {}}
            outcomes[each.stream.name] = outcome
            total = EXACT.add(total, outcome)
            for name, held in values.items():
                told = held.items() if isinstance(held, Mapping) else [(None, held)]
                expected |= {f"{each.stream.name}/{name}/{key_data(key)}": value_data(value) for key, value in told}
    except ZeroDivisionError:
        return {"changes": changes, "payment": None, "lines": {}}
    return {"changes": changes, "payment": plain(total), "lines": expected}


def _moved(line: Line, held: Held, stream: str, changes: dict[str, object], generator: random.Random) -> Held:
    """The values of a line, some of them moved; what was moved stands among the changes, as the page has them."""

    def moved(value: Value, key: Keyed | None) -> Value:
        if isinstance(value, bool):
            found: Value = generator.random() < 0.5
        elif isinstance(value, Decimal):
            factor = Decimal(generator.randint(0, 30)) / Decimal(generator.choice((10, 20, 15)))
            places = 6 if line.unit.kind == "rate" else 2 if line.unit.kind == "money" else line.unit.places
            found = rounded(value * factor, places)
        else:
            return value
        name = f"{stream}/{line.name}" + (f"/{key_data(key)}" if key is not None else "")
        changes[name] = value_data(found)
        return found

    if isinstance(held, Mapping):
        return {key: moved(value, key) if generator.random() < 0.7 else value for key, value in held.items()}
    return moved(held, None)

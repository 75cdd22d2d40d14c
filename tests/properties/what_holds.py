"""What holds of a made-up contract, each as a function that raises where it does not."""

from decimal import Decimal
from fractions import Fraction

from openvbc.payment_models.registry import payment_models
from openvbc.worksheet.evaluate import evaluate_in
from openvbc.worksheet.exact import Exact, Rational
from tests.examples import YEAR
from tests.worksheet.readings import Held, as_fraction, each

from .made_up_contracts import MadeUpContract
from .plain_calculation import net_payment, reinvested

#: Exact keeps 34 digits; with amounts below a billion this is far more than what it can lose.
LOST = Fraction(1, 10**18)


def plain_calculation_agrees(made: MadeUpContract) -> None:
    """The worksheet, in fractions and exactly, against the plain calculation."""
    values = evaluate_in(Rational(), made.sheet, each(as_fraction, made.inputs))
    found = values["net_payment"]
    assert isinstance(found, Fraction)
    last_year = made.contract.agreement.is_last(YEAR)
    expected = net_payment(made.terms, made.inputs, YEAR, last_year=last_year)
    assert found == expected
    assert evaluate_in(Exact(), made.sheet, made.inputs)["net_payment"] == expected
    if "reinvestment" in made.terms:
        assert values["reinvested"] == reinvested(made.terms, made.inputs, YEAR)


def numbers(made: MadeUpContract, inputs: Held | None = None) -> dict[str, Decimal]:
    """The lines that hold one number each, exactly."""
    values = evaluate_in(Exact(), made.sheet, made.inputs if inputs is None else inputs)
    return {name: value for name, value in values.items() if isinstance(value, Decimal)}


def position(values: dict[str, Decimal]) -> Decimal:
    """What the provider has of the year in all: the payment, and what it holds already where it was paid in advance."""
    return values["net_payment"] + values.get("held_already", Decimal(0))


def _spending_more(made: MadeUpContract, cents: int) -> Held:
    """The inputs with a higher spend. The target calculator moves its target with the ratio of net to allowed spend,
    so there everything that is spent grows alike and the ratio stays.
    """
    more = Decimal(cents).scaleb(-2)
    names = ("expenditures", "total_expenditures", "care_expenditures")
    name = next((each for each in names if each in made.inputs), None)
    if name is not None:
        return {**made.inputs, name: made.inputs[name] + more}
    cohorts = made.inputs.get("cohort_expenditures")
    if cohorts is not None:
        return {**made.inputs, "cohort_expenditures": {**cohorts, "adults": cohorts["adults"] + more}}
    factor = 1 + Decimal(cents).scaleb(-9)
    spent = ("allowed_spend", "customer_expenses", "excess_claims")
    return {**made.inputs, **{each: made.inputs[each] * factor for each in spent}}


def spending_more_earns_no_more(made: MadeUpContract, cents: int) -> None:
    """Unless a cliff of the contract's own says otherwise, and then `openvbc check` warns of it."""
    before, after = numbers(made), numbers(made, _spending_more(made, cents))
    assert after["savings"] < before["savings"]
    if position(after) > position(before):  # a contract's own cliff says so, and then `openvbc check` warns of it
        (stream,) = made.contract.in_year(made.contract.agreement.find(YEAR)).streams
        warned = payment_models()["shared_savings"].cautions(stream.terms)
        assert any("spending more" in caution for caution in warned)


def parts_add_up(made: MadeUpContract) -> None:
    """Provider, payer and what is not shared make up the savings."""
    values = evaluate_in(Rational(), made.sheet, each(as_fraction, made.inputs))
    parts = [values[name] for name in ("provider_part", "payer_part", "not_shared")]
    assert sum(part for part in parts if isinstance(part, Fraction)) == values["savings"]
    exact = numbers(made)
    whole = sum(Fraction(exact[name]) for name in ("provider_part", "payer_part", "not_shared"))
    assert abs(whole - Fraction(exact["savings"])) < LOST


def caps_and_floors_hold(made: MadeUpContract) -> None:
    """Nothing paid or owed is above a cap, nor below a floor."""
    values, half_a_cent = numbers(made), Decimal("0.005")
    for side, paid in (("savings", "shared_savings"), ("losses", "shared_losses")):
        if paid not in values:
            continue
        ends = ("_rate", "_row")
        limits = [name for name in values if name.startswith((f"{side}_pool_cap", f"{side}_payment_cap"))]
        caps = {name: values[name] for name in limits if not name.endswith(ends)}
        assert all(values[paid] <= limit + half_a_cent for limit in caps.values())
        assert all(values[f"{side}_pool"] <= limit for name, limit in caps.items() if "_pool_" in name)
        assert values[paid] <= values[f"{side}_pool"] + half_a_cent
        floor = min([values.get(f"{side}_payment_floor", Decimal(0)), values[f"{side}_pool"], *caps.values()])
        lessened = {"deductions", "haircut", "early_termination", "exogenous_events"} & {*made.terms, *made.terms[side]}
        assert values[paid] == 0 or lessened or values[paid] >= floor - half_a_cent

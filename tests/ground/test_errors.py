"""An error tells what, where, why and what to do, and all faults at once."""

import pytest

from openvbc import errors
from openvbc.errors import (
    ContractError,
    Fault,
    FileError,
    InputError,
    OpenVBCError,
    UsageError,
    did_you_mean,
    raise_all,
)


def test_a_fault_is_told_with_place_reason_and_fix() -> None:
    fault = Fault("a share is missing", "contract.yaml:12", why="nothing can be shared", fix="add `share:`")
    assert str(fault) == "contract.yaml:12: a share is missing\n    nothing can be shared\n    add `share:`"
    assert str(Fault("a share is missing")) == "a share is missing"


def test_an_error_tells_all_its_faults_in_order() -> None:
    error = ContractError([Fault("first", "a:1"), Fault("second", "a:2", fix="fix it")])
    assert str(error) == "a:1: first\na:2: second\n    fix it"
    assert [fault.what for fault in error.faults] == ["first", "second"]


def test_an_error_may_have_one_fault_but_not_none() -> None:
    assert ContractError(Fault("only")).faults == (Fault("only"),)
    with pytest.raises(ValueError, match="says nothing"):
        ContractError([])


def test_raising_all_raises_only_where_there_is_a_fault() -> None:
    raise_all([], InputError)
    with pytest.raises(InputError) as caught:
        raise_all([Fault("a"), Fault("b")], InputError)
    assert len(caught.value.faults) == 2


@pytest.mark.parametrize(
    ("name", "known", "expected"),
    [
        ("savngs", ["savings", "losses"], "did you mean 'savings'?"),
        ("expenditure", ["expenditures", "benchmark"], "did you mean 'expenditures'?"),
        ("xyz", ["savings", "losses"], "known here: losses, savings"),
        ("xyz", [], "nothing is known here"),
    ],
)
def test_the_nearest_word_is_named_or_else_all_of_them(name: str, known: list[str], expected: str) -> None:
    assert did_you_mean(name, known) == expected


def test_every_error_has_an_exit_code_of_its_own() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, OpenVBCError)]
    codes = [kind.exit_code for kind in kinds]
    assert len(kinds) == 11
    assert len(set(codes)) == len(codes)
    assert 0 not in codes
    # What command lines return for wrong usage, and so does what is asked for wrongly; no other error does.
    assert [kind for kind in kinds if kind.exit_code == 2] == [UsageError]


def test_every_error_is_drawn_in_the_tree_of_its_module() -> None:
    tree = errors.__doc__ or ""
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, OpenVBCError)]
    assert all(kind.__name__ in tree for kind in kinds)
    assert FileError in kinds

"""Whatever is done to an input, it is refused or the answer follows: no crash, no hang, nothing written."""

import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from openvbc.errors import OpenVBCError
from tests.fuzz.formats import FORMATS, Format, Read
from tests.fuzz.mutations import mutated

#: Cases a format in the long form, and the seconds of processor time that no case may take.
CASES, SECONDS = 10_000, 20
_FEW = 20


@pytest.fixture(params=list(FORMATS))
def name(request: pytest.FixtureRequest) -> Iterator[str]:
    """A format by its name."""
    chosen = str(request.param)
    yield chosen
    close = getattr(FORMATS[chosen].answer, "close", None)
    if close is not None:
        close()


def test_a_few_changes_to_every_format(name: str, tmp_path: Path) -> None:
    _fuzz(name, FORMATS[name].short, tmp_path)


@pytest.mark.long
def test_ten_thousand_changes_to_every_format(name: str, tmp_path: Path) -> None:
    print(f"{name}: {_fuzz(name, CASES, tmp_path)}")  # noqa: T201  # the figures of `make long`


def _fuzz(name: str, cases: int, folder: Path) -> dict[str, int]:
    """What came of the cases: refused, answered otherwise, answered as before (then nothing of money had changed)."""
    format_ = FORMATS[name]
    path = format_.write(folder)
    sound = path.read_bytes()
    before, plain_before = format_.answer(folder), format_.plain(sound)
    files = set(folder.rglob("*"))
    outcomes: Counter[str] = Counter()
    for seed in range(cases):
        changed = mutated(sound, Random(f"{name} {seed}"), format_.delimiter)  # noqa: S311  # no secret
        path.write_bytes(changed)
        outcomes[_outcome(format_, folder, changed, (before, plain_before), f"{name}, seed {seed}")] += 1
        assert set(folder.rglob("*")) == files, seed
    # So few changes as the short form makes to what is costly to answer may all leave it as it is.
    assert outcomes["refused"] or cases < _FEW
    return dict(outcomes)


def _outcome(format_: Format, folder: Path, changed: bytes, before: tuple[object, object], told: str) -> str:
    begun = time.process_time()
    try:
        answer = format_.answer(folder)
    except OpenVBCError as error:
        assert all(fault.what for fault in error.faults), told  # noqa: PT017  # both outcomes are right
        return "refused"
    except Exception as error:
        raise AssertionError(f"{told} crashed: {changed!r}") from error
    finally:
        assert time.process_time() - begun < SECONDS, told
    if format_.paid is not None and isinstance(answer, Read):
        assert format_.paid(changed) in (None, answer.paid), f"{told} lost money: {changed.decode('latin-1')}"
    if answer != before[0]:
        return "answered otherwise"
    assert format_.plain(changed) in (None, before[1]), f"{told} changed money in silence: {changed.decode('latin-1')}"
    return "answered as before"

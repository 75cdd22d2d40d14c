"""The same seed makes the same region, however the work is cut; fewer people are the first ones of more."""

from pathlib import Path

from openvbc.claims.synthetic.region import Work

from .regions import digests, made


def test_neither_blocks_nor_threads_change_a_row(tmp_path: Path) -> None:
    one = made(tmp_path / "one", 700, 7, Work(block=700, threads=1, audit=False))
    other = made(tmp_path / "other", 700, 7, Work(block=130, threads=3, audit=False))
    assert digests(one.folder) == digests(other.folder)
    assert one.rows == other.rows


def test_the_same_request_writes_the_same_bytes(tmp_path: Path) -> None:
    first, second = (made(tmp_path / name, 300, 7, Work(block=100, threads=2)) for name in ("first", "second"))
    for kind in ("*.parquet", "*.json", "*.csv"):
        files = sorted(path.relative_to(first.folder.parent) for path in first.folder.parent.rglob(kind))
        assert files
        # Names, not bytes, are compared in the end: pytest would look for minutes for where long bytes differ.
        differing = [
            str(file)
            for file in files
            if (first.folder.parent / file).read_bytes() != (second.folder.parent / file).read_bytes()
        ]
        assert differing == []


def test_fewer_people_are_the_first_ones_of_more(tmp_path: Path) -> None:
    few, many = made(tmp_path, 200, 7), made(tmp_path, 500, 7)
    assert digests(few.folder) == digests(many.folder, people=200)
    assert few.participations == many.participations


def test_another_seed_makes_another_region(tmp_path: Path) -> None:
    one, other = digests(made(tmp_path, 200, 7).folder), digests(made(tmp_path, 200, 8).folder)
    # A made-up region has no yearly summaries, further benefits, messages of hospitals or authorizations.
    assert [name for name in one if one[name] == other[name]] == [
        *("annual_expenditure", "provider_attribution"),
        *("covered_benefit", "admission_event", "prior_authorization"),
    ]

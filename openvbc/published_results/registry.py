"""Finds the programs whose results are published, by their folders."""

from functools import cache
from importlib import import_module
from importlib.resources import files

from openvbc.published_results.record import PublishedProgram


@cache
def published_programs() -> dict[str, PublishedProgram]:
    """Every program that has a folder with a `program.py`, by name."""
    folders = [
        each.name for each in files("openvbc.published_results").iterdir() if each.joinpath("program.py").is_file()
    ]
    found = {}
    for folder in sorted(folders):
        record = import_module(f"openvbc.published_results.{folder}.program").PROGRAM
        if not isinstance(record, PublishedProgram) or record.name != folder:
            raise TypeError(f"{folder}/program.py must hold PROGRAM, a PublishedProgram of that name")
        found[record.name] = record
    return found


def published_program(name: str) -> PublishedProgram | None:
    """The program of that name, or of that shorter name; None if there is none."""
    known = published_programs()
    return known.get(name) or next((each for each in known.values() if name in each.also), None)

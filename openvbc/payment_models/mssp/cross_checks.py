"""Faults between terms that are each right by themselves. They look only at which terms are there.

What depends on the agreement's dates is checked in `participation`, where they are known.
"""

from collections.abc import Iterator
from itertools import pairwise

from openvbc.errors import Fault
from openvbc.payment_models.mssp.tracks import ONE_SIDED, TITLES
from openvbc.yamlfile import Node


def cross_faults(terms: Node) -> tuple[Fault, ...]:
    """Every fault between the terms of a Shared Savings Program stream."""
    return (*_minimum_rate(terms), *_glide_path(terms))


def _tracks(terms: Node) -> list[Node]:
    given = dict(terms.items())
    levels = given.get("levels")
    entries = levels.value if levels is not None and isinstance(levels.value, list) else []
    named = [inner["track"] for each in entries if "track" in (inner := dict(each.items()))]
    tracks = [given["track"]] if "track" in given else named
    return [track for track in tracks if isinstance(track.value, str)]  # others have a fault of their own


def _minimum_rate(terms: Node) -> Iterator[Fault]:
    given = dict(terms.items())
    tracks = _tracks(terms)
    one_sided = [track for track in tracks if track.value in ONE_SIDED]
    if tracks and len(one_sided) == len(tracks) and "minimum_rate" in given:
        yield Fault(
            f"a minimum rate is elected, but {tracks[0].value} shares no losses",
            given["minimum_rate"].where,
            why="a one-sided ACO always has the rate of the size table",
            fix="take minimum_rate out, or name a two-sided track",
        )
    if len(one_sided) < len(tracks) and "minimum_rate" not in given and tracks[0].value != "track_2":
        yield Fault(
            "a two-sided track needs minimum_rate",
            next(track.where for track in tracks if track not in one_sided),
            why="which minimum savings and loss rate the ACO chose is not agreed",
            fix="write minimum_rate: {elected: 1%} or minimum_rate: {by_population_size: true}",
        )


def _glide_path(terms: Node) -> Iterator[Fault]:
    levels = dict(terms.items()).get("levels")
    if levels is None or not isinstance(levels.value, list):
        return
    named = []
    for entry in levels.value:
        inner = dict(entry.items())
        if {"performance_year", "track"} <= inner.keys():
            named.append((str(inner["performance_year"].value), inner["track"]))
    steps = {str(track): step for step, track in enumerate(TITLES)}
    named.sort(key=lambda each: each[0])
    for (_, before), (year, after) in pairwise(named):
        if steps.get(str(after.value), 0) < steps.get(str(before.value), 0):
            yield Fault(
                f"the level goes back from {before.value} to {after.value} in {year}",
                after.where,
                why="on the glide path risk stays or rises",
                fix="check the levels and their years",
            )

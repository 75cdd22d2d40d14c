"""The tracks of the program: their names, and which of them share losses."""

from typing import Literal

Track = Literal[
    "track_1",
    "track_1_plus",
    "track_2",
    "track_3",
    "basic_a",
    "basic_b",
    "basic_c",
    "basic_d",
    "basic_e",
    "enhanced",
]

#: Each track as people write it; the levels of the glide path in the order of rising risk.
TITLES: dict[Track, str] = {
    "track_1": "Track 1",
    "track_1_plus": "Track 1+",
    "track_2": "Track 2",
    "track_3": "Track 3",
    "basic_a": "BASIC track, Level A",
    "basic_b": "BASIC track, Level B",
    "basic_c": "BASIC track, Level C",
    "basic_d": "BASIC track, Level D",
    "basic_e": "BASIC track, Level E",
    "enhanced": "ENHANCED track",
}

ONE_SIDED: frozenset[Track] = frozenset({"track_1", "basic_a", "basic_b"})

#: The loss rate is fixed and quality-blind, and losses are limited by revenue too.
LIMITED_BY_REVENUE: frozenset[Track] = frozenset({"track_1_plus", "basic_c", "basic_d", "basic_e"})


def shares_losses(track: Track) -> bool:
    """Whether the track is two-sided."""
    return track not in ONE_SIDED

"""One dialect a year: by which columns a file is known, which it must have, and in which unit rates are printed."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from openvbc.published_results.mssp.results.columns import normal


class RateUnit(StrEnum):
    """How a rate is printed."""

    FRACTION = "a fraction such as 0.0717"
    PERCENT_NUMBER = "a percentage without its sign such as 7.17"
    PERCENT_TEXT = "a percentage such as 7.17%"
    FRACTION_WITH_SIGN = "a fraction with a percent sign such as 0.0717%"


_FRACTION, _NUMBER, _TEXT = RateUnit.FRACTION, RateUnit.PERCENT_NUMBER, RateUnit.PERCENT_TEXT


@dataclass(frozen=True)
class Dialect:
    """The file of one performance year.

    has, has_not: headers by which the year is known. needs: meanings without which nothing can be replayed.
    units: of each rate column, by meaning; several where releases of the year differ, and the data must decide.
    significant_digits: to which amounts are cut whatever decimals they show; None where the decimals say it.
    whole_dollars: meanings of the columns that print part of their amounts to the dollar and then ".00" behind it.
    rounded_twice: meanings of the columns whose numbers were rounded to one digit more before they were printed.
    """

    year: int
    has: frozenset[str]
    has_not: frozenset[str]
    needs: tuple[str, ...]
    units: Mapping[str, tuple[RateUnit, ...]]
    significant_digits: int | None = None
    whole_dollars: frozenset[str] = frozenset()
    rounded_twice: frozenset[str] = frozenset()

    def units_beside(self, meaning: str, known: Mapping[str, RateUnit]) -> tuple[RateUnit, ...]:
        """The units that a rate can have once those of other columns are known: savings have that of their minimum."""
        if meaning in _SAME_UNIT:
            same = [known[other] for other in _SAME_UNIT if other in known and known[other] in self.units[meaning]]
            if same:
                return (same[0],)
        return self.units[meaning]

    def fits(self, headers: frozenset[str]) -> bool:
        """Whether the normalized headers are those of this year."""
        return self.has <= headers and not self.has_not & headers


def _names(*headers: str) -> frozenset[str]:
    return frozenset(normal(header) for header in headers)


#: Rates that a file prints in one and the same unit.
_SAME_UNIT = ("minimum_rate", "savings_rate")
_ALWAYS = ("aco", "start", "assigned", "benchmark", "expenditures", "minimum_rate", "quality_score")
_TRACK_FLAGS = ("is_track_1", "is_track_2")
_NEW_TRACK_FLAGS = (*(f"is_basic_{level}" for level in "abcde"), "is_enhanced")
_PER_CAPITA = ("benchmark_per_capita", "person_years")


def _units(
    rates: RateUnit, quality: RateUnit, share: RateUnit, loss: RateUnit = _FRACTION
) -> dict[str, tuple[RateUnit, ...]]:
    """Units of savings rate and minimum rate (always the same), quality score, sharing rate and loss rate."""
    return {
        "savings_rate": (rates,),
        "minimum_rate": (rates,),
        "quality_score": (quality,),
        "final_share": (share,),
        "final_loss": (loss,),
    }


#: PY2013 has been published under long names, its minimum rate a fraction with a percent sign, and under short ones.
#: Its amounts were cut to ten digits before they were given two decimals: "$613,084,880.40" is known to ten cents.
#: About half of its differences of benchmark and expenditures were cut to dollars: "$5,674,936.00" is not to the cent.
_DIGITS_2013 = 10
_DOLLARS_2013 = frozenset({"difference"})
#: Minimum rates of 2013 and 2014 were rounded to the tenth decimal, then the ninth: 0.02321374046 became 0.023213741.
_TWICE = frozenset({"minimum_rate"})
_LONG_2013 = Dialect(
    2013,
    _names("ACO Identifier", "Track 2 ACO", "Total benchmark expenditures ($)"),
    _names("GenSaveLoss"),
    ("aco", "start", "is_track_2", "assigned", "benchmark", "expenditures", "minimum_rate", "quality_score"),
    {**_units(_FRACTION, _FRACTION, _FRACTION), "minimum_rate": (RateUnit.FRACTION_WITH_SIGN,)},
    _DIGITS_2013,
    _DOLLARS_2013,
    _TWICE,
)
_SHORT_2013 = Dialect(
    2013,
    _names("EarnShrSavings", "OweLosses"),
    _names("GenSaveLoss"),
    ("aco", "start", "is_track_2", "assigned", "benchmark", "expenditures", "minimum_rate", "quality_score"),
    _units(_FRACTION, _FRACTION, _FRACTION),
    _DIGITS_2013,
    _DOLLARS_2013,
    _TWICE,
)

DIALECTS: tuple[Dialect, ...] = (
    _LONG_2013,
    _SHORT_2013,
    Dialect(
        2014,
        _names("Track1", "Track2", "GenSaveLoss", "N_AB_Year"),
        _names("N_AB_Year_PY"),
        (*_ALWAYS, *_TRACK_FLAGS, *_PER_CAPITA, "generated", "earned"),
        _units(_NUMBER, _FRACTION, _FRACTION),
        rounded_twice=_TWICE,
    ),
    Dialect(
        2015,
        _names("Track1", "Track2", "GenSaveLoss", "N_AB_Year_PY"),
        _names("Current_Track_1", "Met_QPS"),
        (*_ALWAYS, *_TRACK_FLAGS, *_PER_CAPITA, "generated", "earned"),
        {**_units(_FRACTION, _NUMBER, _NUMBER), **dict.fromkeys(_SAME_UNIT, (_FRACTION, _NUMBER))},
    ),
    Dialect(
        2016,
        _names("Current_Track_1", "Current_Track_2", "Current_Track_3", "Met_QPS"),
        _names("DisAdj", "Current_BASIC_A", "Current_Track_1_Plus"),
        (*_ALWAYS, *_TRACK_FLAGS, "is_track_3", *_PER_CAPITA, "generated", "earned", "met_standard"),
        _units(_FRACTION, _FRACTION, _FRACTION),
    ),
    Dialect(
        2017,
        _names("Current_Track_1", "Current_Track_2", "Current_Track_3", "Met_QPS", "DisAdj"),
        _names("Current_BASIC_A", "Current_Track_1_Plus", "RevLossLimit"),
        (*_ALWAYS, *_TRACK_FLAGS, "is_track_3", *_PER_CAPITA, "generated", "earned", "met_standard", "disaster"),
        _units(_FRACTION, _FRACTION, _FRACTION),
    ),
    Dialect(
        2018,
        _names("Current_Track_1", "Current_Track_3", "Current_Track_1_Plus", "Met_QPS", "DisAdj", "QualPerfShare"),
        _names("Current_BASIC_A", "Current_ENHANCED"),
        (
            *_ALWAYS,
            *_TRACK_FLAGS,
            "is_track_3",
            "is_track_1_plus",
            *_PER_CAPITA,
            "generated",
            "earned",
            "met_standard",
            "disaster",
        ),
        _units(_FRACTION, _FRACTION, _FRACTION),
    ),
    # One file for the ACOs of January 2019 and one ("2019A") for the half year from July, with the BASIC and ENHANCED
    # tracks. CMS prints rates as fractions in the first, as "5.50%" in the second; a score of 2019 as 98.06 in both.
    Dialect(
        2019,
        _names("Participation_Six_Months", "Met_QPS", "DisAdj", "RecvdMean", "QualPerfShare"),
        _names("Recvd30p", "Current_Track"),
        (*_ALWAYS, *_TRACK_FLAGS, *_NEW_TRACK_FLAGS, *_PER_CAPITA, "generated", "earned", "met_standard", "disaster"),
        {
            **dict.fromkeys(("savings_rate", "minimum_rate", "final_share", "final_loss"), (_FRACTION, _TEXT)),
            "quality_score": (_NUMBER,),
        },
    ),
    # Copies of them without the columns that tell them from 2020.
    Dialect(
        2019,
        _names("Current_Track_1_Plus", "Met_QPS", "DisAdj"),
        _names("QualPerfShare", "RecvdMean", "Recvd30p", "Current_Track"),
        (*_ALWAYS, *_PER_CAPITA, "generated", "earned", "met_standard", "disaster"),
        {**_units(_FRACTION, _FRACTION, _FRACTION), "quality_score": (_FRACTION, _NUMBER)},
    ),
    Dialect(
        2019,
        _names("Current_BASIC_E", "Current_ENHANCED", "Met_QPS", "DisAdj"),
        _names("QualPerfShare", "RecvdMean", "Recvd30p", "Current_Track", "Current_Track_1_Plus"),
        (*_ALWAYS, *_NEW_TRACK_FLAGS, *_PER_CAPITA, "generated", "earned", "met_standard", "disaster"),
        {**_units(_FRACTION, _FRACTION, _FRACTION), "quality_score": (_FRACTION, _NUMBER)},
    ),
    Dialect(
        2020,
        _names("Current_BASIC_E", "Current_ENHANCED", "Met_QPS", "RecvdMean"),
        _names("Recvd30p", "MaxShareRate", "Current_Track", "Participation_Six_Months"),
        (*_ALWAYS, *_TRACK_FLAGS, *_NEW_TRACK_FLAGS, *_PER_CAPITA, "generated", "earned", "met_standard"),
        _units(_FRACTION, _NUMBER, _FRACTION),
    ),
    Dialect(
        2021,
        _names("Current_BASIC_E", "Current_ENHANCED", "Met_QPS", "Recvd30p"),
        _names("RecvdMean", "Current_Track"),
        (*_ALWAYS, *_TRACK_FLAGS, *_NEW_TRACK_FLAGS, *_PER_CAPITA, "generated", "earned", "met_standard"),
        # The release of September 2023 prints scores as "92.81%", that of August 2022 as "91.81".
        {**_units(_TEXT, _NUMBER, _TEXT), "quality_score": (_NUMBER, _TEXT)},
    ),
    Dialect(
        2022,
        _names("Current_Track", "Met_QPS", "Recvd30p"),
        _names("FinalLossRate", "Met_AltQPS", "Recvd40p", "Current_ENHANCED"),
        (*_ALWAYS, "track_letter", *_PER_CAPITA, "generated", "earned", "met_standard"),
        _units(_TEXT, _TEXT, _TEXT),
    ),
    Dialect(
        2023,
        _names("Current_Track", "Met_QPS", "Met_AltQPS", "FinalLossRate", "Recvd30p"),
        _names("FinalAdjCat", "Recvd40p"),
        (
            *_ALWAYS,
            "track_letter",
            *_PER_CAPITA,
            "generated",
            "earned",
            "met_standard",
            "met_alternative",
            "disaster",
            "revenue_class",
        ),
        _units(_TEXT, _TEXT, _TEXT, _TEXT),
    ),
    Dialect(
        2024,
        _names("Current_Track", "Met_QPS", "Met_AltQPS", "FinalLossRate", "FinalAdjCat", "Recvd40p"),
        _names("Recvd30p"),
        (
            *_ALWAYS,
            "track_letter",
            *_PER_CAPITA,
            "generated",
            "earned",
            "met_standard",
            "met_alternative",
            "disaster",
            "revenue_class",
            "guardrail",
        ),
        _units(_NUMBER, _NUMBER, _NUMBER, _NUMBER),
    ),
)

YEARS = tuple(sorted({dialect.year for dialect in DIALECTS}))

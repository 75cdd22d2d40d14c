"""What the columns of results files mean, and under which names they have been published."""

import re
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a cell of a column holds."""

    TEXT = "text"
    DATE = "date"
    FLAG = "flag"
    NUMBER = "number"
    MONEY = "money"
    RATE = "rate"
    RESULT = "result of a quality measure"


@dataclass(frozen=True)
class Column:
    """A meaning, the kind of its cells, and the header names it has had (any case, spaces or underscores).

    meaning: as this package calls it. label: for people. headers: most usual first.
    """

    meaning: str
    label: str
    kind: Kind
    headers: tuple[str, ...]


def normal(header: str) -> str:
    """A header without case, spaces, underscores and signs: `N_AB_Year_PY` and "n ab year py" are the same."""
    return re.sub(r"[^a-z0-9]", "", header.casefold())


_COLUMNS = (
    Column("aco", "ACO", Kind.TEXT, ("ACO_ID", "ACO_Num", "ACO Identifier")),
    Column("name", "name of the ACO", Kind.TEXT, ("ACO_Name",)),
    Column("start", "start of the agreement", Kind.DATE, ("Current_Start_Date", "Start_Date")),
    Column("track_letter", "track", Kind.TEXT, ("Current_Track",)),
    Column("is_track_1", "Track 1", Kind.FLAG, ("Current_Track_1", "Track1")),
    Column("is_track_1_plus", "Track 1+", Kind.FLAG, ("Current_Track_1_Plus",)),
    Column("is_track_2", "Track 2", Kind.FLAG, ("Current_Track_2", "Track2", "Track 2 ACO")),
    Column("is_track_3", "Track 3", Kind.FLAG, ("Current_Track_3",)),
    Column("is_basic_a", "BASIC, Level A", Kind.FLAG, ("Current_BASIC_A",)),
    Column("is_basic_b", "BASIC, Level B", Kind.FLAG, ("Current_BASIC_B",)),
    Column("is_basic_c", "BASIC, Level C", Kind.FLAG, ("Current_BASIC_C",)),
    Column("is_basic_d", "BASIC, Level D", Kind.FLAG, ("Current_BASIC_D",)),
    Column("is_basic_e", "BASIC, Level E", Kind.FLAG, ("Current_BASIC_E",)),
    Column("is_enhanced", "ENHANCED", Kind.FLAG, ("Current_ENHANCED",)),
    Column("six_months", "six-month performance year", Kind.FLAG, ("Participation_Six_Months",)),
    Column("assigned", "assigned beneficiaries", Kind.NUMBER, ("N_AB", "Total number of assigned beneficiaries")),
    Column(
        "person_years",
        "person-years",
        Kind.NUMBER,
        ("N_AB_Year_PY", "N_AB_Year", "Total assigned beneficiary person years"),
    ),
    Column("benchmark_per_capita", "updated benchmark per person-year", Kind.MONEY, ("UpdatedBnchmk",)),
    Column("benchmark", "benchmark", Kind.MONEY, ("ABtotBnchmk", "Total benchmark expenditures ($)")),
    Column(
        "expenditures",
        "expenditures",
        Kind.MONEY,
        (
            "ABtotExp",
            "Total expenditures ($)",
            "Total assigned beneficiary expenditures ($)",
            "Total performance year expenditures ($)",
        ),
    ),
    Column(
        "difference",
        "benchmark less expenditures",
        Kind.MONEY,
        ("BnchmkMinExp", "Total savings/losses ($)", "Total benchmark minus total expenditures ($)"),
    ),
    Column("savings_rate", "savings rate", Kind.RATE, ("Sav_rate",)),
    Column("minimum_rate", "minimum savings rate", Kind.RATE, ("MinSavPerc", "Minimum Savings Rate (%)")),
    Column("generated", "generated savings or losses", Kind.MONEY, ("GenSaveLoss",)),
    Column("earned", "earned savings or owed losses", Kind.MONEY, ("EarnSaveLoss",)),
    Column("earned_savings", "earned savings", Kind.MONEY, ("EarnShrSavings", "Shared Savings ($)")),
    Column("owed_losses", "owed losses", Kind.MONEY, ("OweLosses", "Shared Losses ($)")),
    Column("disaster", "reduction of losses after disasters", Kind.MONEY, ("DisAdj",)),
    Column("dual_share", "share of people with Medicaid", Kind.RESULT, ("Perc_Dual",)),
    Column("quality_score", "quality score", Kind.RATE, ("QualScore", "Quality Score")),
    Column("met_standard", "quality standard met", Kind.FLAG, ("Met_QPS",)),
    Column("met_alternative", "alternative quality standard met", Kind.FLAG, ("Met_AltQPS",)),
    Column("final_share", "final sharing rate", Kind.RATE, ("FinalShareRate", "Final sharing rate")),
    Column("final_loss", "final loss rate", Kind.RATE, ("FinalLossRate",)),
    Column("revenue_class", "high or low revenue", Kind.TEXT, ("Rev_Exp_Cat",)),
    Column("limited_by_revenue", "loss limit by revenue", Kind.FLAG, ("RevLossLimit",)),
    Column("advance", "advance payments", Kind.MONEY, ("Adv_Pay_Amt", "Advanced payment amount")),
    Column("advance_recouped", "advance payments recouped", Kind.MONEY, ("Adv_Pay_Recoup",)),
    Column("aip_balance", "advance investment payments, balance", Kind.MONEY, ("AIPBalance",)),
    Column("aip_recouped", "advance investment payments recouped", Kind.MONEY, ("AIPRecoup",)),
    Column("aip_carried", "advance investment payments carried forward", Kind.MONEY, ("AIPOwe",)),
    Column("regional_adjustment", "regional adjustment", Kind.MONEY, ("RegAdj",)),
    Column("prior_savings_adjustment", "prior savings adjustment", Kind.MONEY, ("PriorSavAdj",)),
    Column("adjustment_category", "category of benchmark adjustment", Kind.TEXT, ("FinalAdjCat",)),
    Column("half_rate", "reduced sharing below the minimum", Kind.FLAG, ("ReducedSS",)),
    Column("guardrail", "guardrail applied", Kind.FLAG, ("Guardrail",)),
    Column("falls", "falls: screening", Kind.RESULT, ("QualityID_318",)),
    Column("influenza", "influenza immunization", Kind.RESULT, ("QualityID_110",)),
    Column("tobacco", "tobacco use: screening and help", Kind.RESULT, ("QualityID_226",)),
    Column("depression", "depression, Web Interface", Kind.RESULT, ("QualityID_134_WI",)),
    Column("depression_ecqm", "depression, eCQM", Kind.RESULT, ("QualityID_134_eCQM",)),
    Column("depression_cqm", "depression, MIPS CQM", Kind.RESULT, ("QualityID_134_MIPSCQM",)),
    Column("depression_medicare_cqm", "depression, Medicare CQM", Kind.RESULT, ("QualityID_134_MedicareCQM",)),
    Column("depression_electronic", "depression, eCQM or MIPS CQM", Kind.RESULT, ("QualityID_134_eCQM-CQM",)),
    Column("colorectal", "colorectal cancer screening", Kind.RESULT, ("QualityID_113",)),
    Column("breast", "breast cancer screening", Kind.RESULT, ("QualityID_112",)),
    Column("diabetes", "diabetes, Web Interface", Kind.RESULT, ("QualityID_001_WI",)),
    Column("diabetes_ecqm", "diabetes, eCQM", Kind.RESULT, ("QualityID_001_eCQM",)),
    Column("diabetes_cqm", "diabetes, MIPS CQM", Kind.RESULT, ("QualityID_001_MIPSCQM",)),
    Column("diabetes_medicare_cqm", "diabetes, Medicare CQM", Kind.RESULT, ("QualityID_001_MedicareCQM",)),
    Column("diabetes_electronic", "diabetes, eCQM or MIPS CQM", Kind.RESULT, ("QualityID_001_eCQM-CQM",)),
    Column("blood_pressure", "blood pressure, Web Interface", Kind.RESULT, ("QualityID_236_WI",)),
    Column("blood_pressure_ecqm", "blood pressure, eCQM", Kind.RESULT, ("QualityID_236_eCQM",)),
    Column("blood_pressure_cqm", "blood pressure, MIPS CQM", Kind.RESULT, ("QualityID_236_MIPSCQM",)),
    Column(
        "blood_pressure_medicare_cqm",
        "blood pressure under control, Medicare CQM",
        Kind.RESULT,
        ("QualityID_236_MedicareCQM",),
    ),
    Column(
        "blood_pressure_electronic",
        "blood pressure under control, eCQM or MIPS CQM",
        Kind.RESULT,
        ("QualityID_236_eCQM-CQM",),
    ),
    Column("cahps_1", "CAHPS 1", Kind.RESULT, ("CAHPS_1",)),
    Column("cahps_2", "CAHPS 2", Kind.RESULT, ("CAHPS_2",)),
    Column("cahps_3", "CAHPS 3", Kind.RESULT, ("CAHPS_3",)),
    Column("cahps_4", "CAHPS 4", Kind.RESULT, ("CAHPS_4",)),
    Column("cahps_5", "CAHPS 5", Kind.RESULT, ("CAHPS_5",)),
    Column("cahps_6", "CAHPS 6", Kind.RESULT, ("CAHPS_6",)),
    Column("cahps_8", "CAHPS 8", Kind.RESULT, ("CAHPS_8",)),
    Column("cahps_9", "CAHPS 9", Kind.RESULT, ("CAHPS_9",)),
    Column("cahps_11", "CAHPS 11", Kind.RESULT, ("CAHPS_11",)),
    Column("readmissions", "readmissions", Kind.RESULT, ("Measure_479",)),
    Column("admissions", "admissions of people with several conditions", Kind.RESULT, ("Measure_484", "Measure_MCC1")),
    Column("aco_13", "measure ACO-13", Kind.RESULT, ("ACO13",)),
    Column("aco_14", "measure ACO-14", Kind.RESULT, ("ACO14",)),
    Column("aco_17", "measure ACO-17", Kind.RESULT, ("ACO17",)),
    Column("aco_19", "measure ACO-19", Kind.RESULT, ("ACO19",)),
    Column("aco_20", "measure ACO-20", Kind.RESULT, ("ACO20",)),
    Column("aco_27", "measure ACO-27", Kind.RESULT, ("ACO27",)),
    Column("aco_28", "measure ACO-28", Kind.RESULT, ("ACO28",)),
    Column("agreement_number", "number of the agreement period", Kind.NUMBER, ("Agreement_Period_Num",)),
    Column("got_mean_score", "quality score is the mean, after a disaster", Kind.FLAG, ("RecvdMean",)),
    Column("affected_quality", "quality affected by a disaster", Kind.FLAG, ("DisAffQual",)),
    Column("reported_web_interface", "reported by the Web Interface", Kind.FLAG, ("Report_WI",)),
    Column("reported_electronic", "reported electronic measures", Kind.FLAG, ("Report_eCQM_CQM",)),
    Column("reported_ecqm", "reported eCQM", Kind.FLAG, ("Report_eCQM",)),
)

#: Every column by its meaning.
COLUMNS: dict[str, Column] = {column.meaning: column for column in _COLUMNS}

_BY_HEADER = {normal(header): column for column in _COLUMNS for header in column.headers}


def column_of(header: str) -> Column | None:
    """The column that a header names; None for the many columns that a settlement does not need."""
    return _BY_HEADER.get(normal(header))

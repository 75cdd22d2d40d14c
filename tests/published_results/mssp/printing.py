"""Made-up rows printed as CMS prints each year: its headers, its units, its digits."""

import csv
import io
from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from random import Random

from .made_up import LETTERS, NEW, OLD, Row

D = Decimal
TRACK_FLAGS = {
    "track_1": "Current_Track_1",
    "track_2": "Current_Track_2",
    "track_3": "Current_Track_3",
    "track_1_plus": "Current_Track_1_Plus",
    **{f"basic_{level}": f"Current_BASIC_{level.upper()}" for level in "abcde"},
    "enhanced": "Current_ENHANCED",
}


def digits(value: Decimal, places: int) -> str:
    """A number with so many decimals, halves away from zero, as a spreadsheet prints it."""
    return f"{value.quantize(D(1).scaleb(-places), ROUND_HALF_UP):f}"


def dollars(value: Decimal) -> str:
    """Whole dollars."""
    text = digits(value, 0)
    return "0" if text == "-0" else text


def fraction(places: int) -> Callable[[Decimal], str]:
    return lambda value: digits(value, places)


def percent_number(places: int) -> Callable[[Decimal], str]:
    return lambda value: digits(value * 100, places)


def percent_text(value: Decimal) -> str:
    return f"{digits(value * 100, 2)}%"


def printed(row: Row) -> dict[str, str]:
    """The row's cells under the headers of its year."""
    return {**_common(row), **_YEARS[row.facts.year](row)}


def _common(row: Row) -> dict[str, str]:
    facts, settled = row.facts, row.settled
    part = D("0.5") if facts.half_year else D(1)
    earned = settled.result
    return {
        "ACO_Name": f"Made-up ACO {row.number}",
        "N_AB": str(facts.people),
        "BnchmkMinExp": dollars((facts.benchmark - facts.expenditures) * part),
        "GenSaveLoss": dollars(settled.generated),
        "EarnSaveLoss": dollars(earned),
        "UpdatedBnchmk": dollars(row.capita),
        "ABtotBnchmk": dollars(facts.benchmark * part),
        "ABtotExp": dollars(facts.expenditures * part),
    }


def _rates(
    row: Row, rate: Callable[[Decimal], str], quality: Callable[[Decimal], str], share: Callable[[Decimal], str]
) -> dict[str, str]:
    facts, settled = row.facts, row.settled
    return {
        "Sav_rate": rate((facts.benchmark - facts.expenditures) / facts.benchmark),
        "MinSavPerc": rate(settled.minimum),
        "QualScore": quality(facts.quality),
        "FinalShareRate": share(settled.share_rate),
    }


def _start(row: Row) -> str:
    year = row.facts.start_year
    month = {2012: "07/01", 2019: "07/01" if row.facts.track in NEW else "01/01"}.get(year, "01/01")
    return f"{month}/{year}"


def _advance(row: Row) -> dict[str, str]:
    advance = row.facts.advance
    return {
        "Adv_Pay_Amt": dollars(advance) if advance else "",
        "Adv_Pay_Recoup": dollars(row.settled.recouped) if advance else "",
    }


def _2013(row: Row) -> dict[str, str]:
    facts, settled = row.facts, row.settled

    def cents(value: Decimal) -> str:
        places = min(2, 9 - value.adjusted())
        return "$" + digits(value.quantize(D(1).scaleb(-places), ROUND_HALF_UP), 2)

    return {
        "ACO Identifier": f"A9{row.number:04d}",
        "ACO Name": f"Made-up ACO {row.number}",
        "Start Date": _start(row),
        "Track 2 ACO": str(int(facts.track == "track_2")),
        "Advanced payment amount": dollars(facts.advance) if facts.advance else "",
        "Quality Score": str(facts.quality),
        "Final sharing rate": f"{settled.share_rate:f}",
        "Minimum Savings Rate (%)": f"{digits(settled.minimum, 9)}%",
        "Total benchmark expenditures ($)": cents(facts.benchmark),
        "Total expenditures ($)": cents(facts.expenditures),
        "Total savings/losses ($)": cents(facts.benchmark - facts.expenditures),
        "Shared Savings ($)": cents(max(settled.result, D(0))),
        "Shared Losses ($)": cents(min(settled.result, D(0))) if facts.track == "track_2" else "",
        "Total number of assigned beneficiaries": str(facts.people),
        "Total assigned beneficiary person years": digits(row.years, 5),
    }


def _early(row: Row, years: str) -> dict[str, str]:
    facts = row.facts
    return {
        "ACO_Num": f"A9{row.number:04d}",
        "Start_Date": _start(row),
        "Track1": str(int(facts.track == "track_1")),
        "Track2": str(int(facts.track == "track_2")),
        years: digits(row.years, 5),
        **_advance(row),
    }


def _2014(row: Row) -> dict[str, str]:
    cells = {
        **_early(row, "N_AB_Year"),
        **_rates(row, percent_number(9), fraction(9), fraction(9)),
    }
    return {**cells, "QualScore": "P4R"} if row.facts.reporter else cells


def _2015(row: Row) -> dict[str, str]:
    cells = {
        **_early(row, "N_AB_Year_PY"),
        **_rates(row, fraction(9), percent_number(2), percent_number(2)),
    }
    return {**cells, "QualScore": ""} if row.facts.reporter else cells


def _flags(row: Row, tracks: tuple[str, ...]) -> dict[str, str]:
    return {TRACK_FLAGS[track]: str(int(row.facts.track == track)) for track in tracks}


def _middle(row: Row, tracks: tuple[str, ...], key: str) -> dict[str, str]:
    return {
        key: f"A9{row.number:04d}",
        "Current_Start_Date": f"{_start(row)} 0:00",
        **_flags(row, tracks),
        "Met_QPS": str(int(row.facts.met)),
        "N_AB_Year_PY": digits(row.years, 0),
        **_advance(row),
    }


def _relief(row: Row, *, full: bool = False) -> dict[str, str]:
    relief = row.settled.relief * (2 if full and row.facts.half_year else 1)
    return {"DisAdj": dollars(-relief) if relief else ""}


def _2016(row: Row) -> dict[str, str]:
    rates = _rates(row, fraction(9), fraction(4), fraction(4))
    return {**_middle(row, OLD, "ACO_Num"), **rates}


def _2017(row: Row) -> dict[str, str]:
    return {**_2016(row), **_relief(row)}


def _2018(row: Row) -> dict[str, str]:
    return {
        **_middle(row, (*OLD, "track_1_plus"), "ACO_ID"),
        **_rates(row, fraction(9), fraction(4), fraction(4)),
        **_relief(row),
        "QualPerfShare": "0.5",
        "RecvdMean": "0",
        "RevLossLimit": "0",
    }


def _2019(row: Row) -> dict[str, str]:
    cells = {
        **_middle(row, (*OLD, "track_1_plus", *NEW), "aco_id"),
        **_rates(row, fraction(4), fraction(4), fraction(2)),
        **_relief(row, full=True),
        "RevLossLimit": "0",
    }
    return {name.lower(): text for name, text in cells.items()}


def _2020(row: Row) -> dict[str, str]:
    return {
        **_middle(row, (*OLD, "track_1_plus", *NEW), "aco_id"),
        **_rates(row, fraction(4), percent_number(2), fraction(2)),
        **_relief(row),
        "QualPerfShare": "0.5",
        "RecvdMean": "0",
        "RevLossLimit": "0",
    }


def thousands(text: str) -> str:
    """Whole dollars with separators, as PY2021 prints them."""
    return f"{int(text):,}" if text.lstrip("-").isdigit() else text


def _2021(row: Row) -> dict[str, str]:
    common = {name: thousands(text) for name, text in _common(row).items() if name not in ("ACO_Name", "N_AB")}
    rates = _rates(row, percent_text, percent_number(2), percent_text)
    rates["Sav_Rate"] = rates.pop("Sav_rate")
    return {
        **common,
        **_middle(row, (*OLD, "track_1_plus", *NEW), "ACO_ID"),
        **rates,
        **{name: thousands(text) for name, text in _relief(row).items()},
        "MaxShareRate": "50.00%",
        "Recvd30p": "0",
        "RevLossLimit": "0",
    }


def _late(row: Row) -> dict[str, str]:
    facts = row.facts
    return {
        "ACO_ID": f"A9{row.number:04d}",
        "Current_Start_Date": _start(row).lstrip("0"),
        "Current_Track": LETTERS[facts.track],
        "Rev_Exp_Cat": "Low Revenue" if facts.low_revenue else "High Revenue",
        "Met_QPS": str(int(facts.met)),
        "N_AB_Year_PY": digits(row.years, 0),
    }


def _2022(row: Row) -> dict[str, str]:
    return {
        **_late(row),
        **_rates(row, percent_text, percent_text, percent_text),
        **_relief(row),
        "Recvd30p": "0",
        "Prorate_Shared_Losses": "0",
    }


def _loss_rate(row: Row, show: Callable[[Decimal], str], none: str) -> dict[str, str]:
    one_sided = row.facts.track in ("basic_a", "basic_b")
    return {"FinalLossRate": none if one_sided else show(row.settled.loss_rate)}


def _2023(row: Row) -> dict[str, str]:
    return {
        **_late(row),
        **_rates(row, percent_text, percent_text, percent_text),
        **_relief(row),
        **_loss_rate(row, percent_text, ""),
        "Met_AltQPS": str(int(row.facts.alternative)) if not row.facts.met else "-",
        "Recvd30p": "0",
    }


def _2024(row: Row) -> dict[str, str]:
    facts, settled = row.facts, row.settled
    new = facts.start_year >= 2024
    advance = facts.advance if new else D(0)
    return {
        **_late(row),
        **_rates(row, percent_number(2), percent_number(2), percent_number(2)),
        **_relief(row),
        **_loss_rate(row, percent_number(2), "-"),
        **_adjustment(row),
        "Met_AltQPS": str(int(facts.alternative)) if not facts.met else "0",
        "Recvd40p": "0",
        "Guardrail": str(int(facts.guardrail)) if new else "-",
        "ReducedSS": str(int(settled.half_rate)),
        "AIPBalance": dollars(advance) if advance else "-",
        "AIPRecoup": dollars(settled.recouped) if advance else "-",
        "AIPOwe": dollars(advance - settled.recouped) if advance else "-",
    }


def _adjustment(row: Row) -> dict[str, str]:
    """Agreements from before 2024 have the regional adjustment of either sign; later ones the higher above zero."""
    random = Random(row.number)  # noqa: S311  # made-up figures, no secrets
    regional, prior = random.randint(-300, 500), random.choice((None, random.randint(1, 400)))
    category = "Regional Adjustment"
    if row.facts.start_year >= 2024 and max(regional, prior or 0) <= 0:
        category = "No Adjustment"
    elif row.facts.start_year >= 2024 and (prior or 0) > regional:
        category = "Prior Savings Adjustment"
    return {"RegAdj": str(regional), "PriorSavAdj": "-" if prior is None else str(prior), "FinalAdjCat": category}


_YEARS: Mapping[int, Callable[[Row], dict[str, str]]] = {
    2013: _2013,
    2014: _2014,
    2015: _2015,
    2016: _2016,
    2017: _2017,
    2018: _2018,
    2019: _2019,
    2020: _2020,
    2021: _2021,
    2022: _2022,
    2023: _2023,
    2024: _2024,
}
YEARS = tuple(_YEARS)
_NOT_IN_2013 = (
    "ACO_Name",
    "N_AB",
    "BnchmkMinExp",
    "GenSaveLoss",
    "EarnSaveLoss",
    "UpdatedBnchmk",
    "ABtotBnchmk",
    "ABtotExp",
)


def table_of(year: int, rows: list[Row]) -> list[dict[str, str]]:
    """The cells of every row."""
    cells = [printed(row) for row in rows]
    if year == 2013:
        cells = [{name: text for name, text in each.items() if name not in _NOT_IN_2013} for each in cells]
    if year == 2019:
        cells = [{name.lower(): text for name, text in each.items()} for each in cells]
    return cells


def csv_text(cells: list[dict[str, str]]) -> str:
    """The rows as CMS writes them."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(cells[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(cells)
    return text.getvalue()


def write_results(folder: Path, year: int, rows: list[Row]) -> Path:
    """One made-up file of a year."""
    path = folder / f"made_up_results_{year}.csv"
    path.write_text(csv_text(table_of(year, rows)), encoding="utf-8")
    return path

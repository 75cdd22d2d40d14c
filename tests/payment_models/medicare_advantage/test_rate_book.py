"""County rate books of made-up rates in every layout, and the inputs file that is filled in from them."""

from pathlib import Path

import pytest

from openvbc.api import inputs_form, settle
from openvbc.errors import ContractError, FileError, InputError

CONTRACT = """
contract: Medicare Advantage plan payment
parties: {{payer: {{name: CMS}}, provider: {{name: Meadow Health Plan}}}}
agreement: {{start: {year}-01-01, end: {year}-12-31, run_out_months: 12}}
population: {{line_of_business: medicare_advantage, attribution: {{payer_list: true}}}}
payment_streams:
  - stream: plan_payment
    model: medicare_advantage
    terms:
      plan_payment: {{counties: ["01000", "99020"], county_rates: rate_book, risk_scores: stated}}
"""
#: Lines about the file, and the rows of two counties, by year; the class of 4 stars and its rate in the first county.
BOOKS = {
    2010: (9, "Code,State,County,A,B,A,B,ESRD,Risk", [
        "1000,ALABAMA,AUTAUGA,300,310,290,280,6000,801.25", "99020,WHERE,ELSE,1,1,1,1,1,900",
    ], "801.25"),
    2014: (3, "Code,State,County,5,4.5,4,3.5,3,under 3,ESRD,", [
        '01000,ALABAMA,"AUTAUGA, OLD",850,845,840,835,830,820,6100,', "99020,WHERE,ELSE,9,8,7,6,5,4,3",
    ], "840"),
    2023: (2, "Code,State,County,5%,3.5%,0%,ESRD", [
        '01000,ALABAMA,AUTAUGA,"1,013.33",998.41,963.50,7001.2', "99020,WHERE,ELSE,700,690,680,#N/A",
    ], "1013.33"),
}  # fmt: skip


def book(year: int, folder: Path) -> Path:
    about, header, rows, _ = BOOKS[year]
    path = folder / f"CountyRate{year}.csv"
    lines = [*("About the file,2,3" for _ in range(about)), header, *rows, "", "A note,,"]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def contract(year: int) -> str:
    return CONTRACT.format(year=year)


@pytest.mark.parametrize("year", sorted(BOOKS))
def test_rates_of_the_contracts_counties_fill_the_inputs_file_with_their_place(year: int, tmp_path: Path) -> None:
    told = inputs_form(contract(year), published=book(year, tmp_path))
    assert f'value: {BOOKS[year][3]}, source: "CountyRate{year}.csv:{BOOKS[year][0] + 2}"' in told
    assert '"99020":' in told


@pytest.mark.parametrize(("stars", "rate"), [("3.5", 963.50), ("4", 1013.33), ("5", 1013.33)])
def test_the_worksheet_takes_the_class_of_the_plans_stars(stars: str, rate: float, tmp_path: Path) -> None:
    form = inputs_form(contract(2023), published=book(2023, tmp_path))
    lines = []
    for line in form.splitlines():
        name = line.strip().split(":")[0]
        values = {"bid": "900", "star_rating": stars, "risk_score": "1", "member_months": "10"}
        lines.append(f"  {name}: {values[name]}" if name in values else line)
    text = "\n".join(lines)
    head, _, tail = text.partition("projected_member_months:")
    tail = tail.replace('"01000":', '"01000": 10', 1).replace('"99020":', '"99020": 0', 1)
    found = settle(contract(2023), f"{head}projected_member_months:{tail}")
    benchmark = found.values[0].streams[0].evaluation.values["plan_benchmark"]
    assert str(benchmark) == f"{rate:.2f}".rstrip("0").rstrip(".") or str(benchmark) == f"{rate:.2f}"


def test_what_a_rate_book_lacks_is_told(tmp_path: Path) -> None:
    path = book(2023, tmp_path)
    path.write_text(path.read_text(encoding="utf-8").replace("99020", "99021"), encoding="utf-8")
    with pytest.raises(InputError, match="the rate book has no county 99020"):
        inputs_form(contract(2023), published=path)
    with pytest.raises(InputError, match="county 01000 has no rate bonus_0"):
        inputs_form(contract(2023), published=book(2014, tmp_path))
    path.write_text("nothing,of,the,kind\n", encoding="utf-8")
    with pytest.raises(FileError, match="no row that begins with a county's code"):
        inputs_form(contract(2023), published=path)


def test_a_contract_whose_streams_read_no_published_file_says_so(tmp_path: Path) -> None:
    starter = Path("openvbc/payment_models/net_settlement/contracts/two_pools.yaml")
    with pytest.raises(ContractError, match="reads a published file"):
        inputs_form(starter, published=book(2023, tmp_path))

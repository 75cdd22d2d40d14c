"""What cannot be counted is named with counts and examples, and stops where money would be wrong."""

from pathlib import Path

import duckdb
import pytest

from openvbc.api import settle_claims
from openvbc.claims.engine.embedded_engine import EmbeddedEngine
from openvbc.claims.synthetic.region import Region, write_region
from openvbc.claims.tables.catalog import CANONICAL_TABLES
from openvbc.contract.model import Contract
from openvbc.errors import ClaimsError, ContractError, FileError, InputError, OpenVBCError
from openvbc.experience.request import ExperienceFigures, ExperienceRequest
from openvbc.payment_models.record import WorksheetRequest
from openvbc.payment_models.registry import payment_models, published_parameters
from openvbc.payment_models.shared_savings.counting.inputs import count_inputs
from openvbc.settlement.experience_options import ExperienceOptions
from openvbc.settlement.settle import Status
from tests.payment_models.shared_savings.counting.agreed import BENCHMARKS, COUNTING, STEPWISE, contract_with
from tests.payment_models.shared_savings.counting.plain_region import PlainRegion


def refused(contract: Contract, region: Region, kind: type[OpenVBCError], **options: object) -> str:
    chosen = ExperienceOptions(**{"participants": region.participants, **options})  # type: ignore[arg-type]
    with pytest.raises(kind) as caught:
        settle_claims(contract, region.folder, 2024, Status.FINAL, None, chosen)
    return str(caught.value)


def test_an_organization_that_no_participant_names(region: Region) -> None:
    contract = contract_with("own_history", attribution=STEPWISE.replace("A9002", "A9O02"))
    told = refused(contract, region, ContractError)
    assert "does not name the organization 'A9O02'" in told
    assert "did you mean 'A9002'?" in told


def test_no_list_of_participants(region: Region) -> None:
    told = refused(contract_with("own_history"), region, ContractError, participants=None)
    assert "no list of participants is given" in told
    assert "--participants" in told


def test_an_organization_of_the_control_group_that_nobody_knows(region: Region) -> None:
    contract = contract_with(BENCHMARKS["control_group"].replace("A9003", "A9033"))
    told = refused(contract, region, ContractError)
    assert "'A9033'" in told
    assert "did you mean" in told


def test_the_providers_own_organization_in_a_group_without_own_members(region: Region) -> None:
    contract = contract_with(BENCHMARKS["control_group"].replace("A9003", "A9002"))
    assert "leaves its own members out" in refused(contract, region, ContractError)


@pytest.mark.parametrize(
    ("benchmark", "missing"),
    [
        (BENCHMARKS["control_group"].replace("          organizations: [A9001, A9003]\n", ""), "its organizations"),
        (BENCHMARKS["matched"].replace("          people: alike\n", ""), "its list of people"),
    ],
)
def test_a_comparator_in_words_only_cannot_be_counted(benchmark: str, missing: str, region: Region) -> None:
    assert f"does not name {missing}" in refused(contract_with(benchmark), region, ContractError)


def test_a_list_that_is_not_given_or_called_otherwise(region: Region, alike: Path) -> None:
    contract = contract_with("matched")
    assert "--people alike=FILE" in refused(contract, region, ContractError)
    assert "did you mean 'alikes'?" in refused(contract, region, ContractError, people={"alikes": alike})


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("person\nX\n", "list.csv:1: there is no column 'person_id'"),
        ("person_id,period\nX,2042\n", "list.csv:2: '2042' is no year that is counted"),
        ("person_id\nX\nY\nX\n", "list.csv:4: a person of line 2 stands here again for 2024"),
        ("person_id,period\n,2024\n", "list.csv:2: person_id is empty"),
        ("person_id\n", "list.csv: the list names nobody"),
    ],
)
def test_a_list_of_people_that_cannot_be_read(text: str, told: str, region: Region, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(text, encoding="utf-8")
    assert told in refused(contract_with("matched"), region, FileError, people={"alike": path})


def test_people_on_a_list_whom_the_data_do_not_know(region: Region, plain: PlainRegion, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    people = [*plain.enrolled(2024)[:50], "unknown-1", "unknown-2", "unknown-3"]
    path.write_text("person_id\n" + "\n".join(people), encoding="utf-8")
    told = refused(contract_with("matched"), region, ClaimsError, people={"alike": path})
    assert "list.csv: people on the list have no enrollment in the data (3): unknown-1, unknown-3, ..." in told


@pytest.mark.parametrize(
    ("counting", "told"),
    [
        ("", "does not say how its figures are counted"),
        (COUNTING.replace("pharmacy: true", "pharmacy: false"), "takes out fills, which `pharmacy: false`"),
        (COUNTING.replace(', hcpcs: ["99214"]', ""), "says neither a category nor codes"),
    ],
)
def test_terms_that_cannot_be_counted(counting: str, told: str, region: Region) -> None:
    assert told in refused(contract_with("own_history", counting=counting), region, ContractError)


def test_a_county_of_another_state(region: Region) -> None:
    contract = contract_with("own_history", attribution="    geographic: {states: [IN], counties: ['36060']}\n")
    assert "county 36060 lies in OH, which the contract does not name" in refused(contract, region, ContractError)


def test_figures_that_only_the_parties_know_are_asked_for(region: Region) -> None:
    assert "Benchmark per member per month" in refused(contract_with("given"), region, InputError)


def test_a_base_year_before_the_data(tmp_path: Path) -> None:
    short = write_region(tmp_path / "short", people=60, seed=1, years=(2023, 2024))
    contract = contract_with("own_history", attribution="    geographic: {states: [IN, OH]}\n")
    told = refused(contract, short, ClaimsError)
    assert "nobody is enrolled in months that are counted (12): 202201; 202202;" in told
    assert "2023" not in told


def test_a_window_of_services_before_the_data(tmp_path: Path) -> None:
    short = write_region(tmp_path / "short", people=200, seed=1, years=(2022, 2023, 2024))
    told = refused(contract_with("own_history"), short, ClaimsError)
    assert "nobody is enrolled in months that are counted (12): 202101; 202102;" in told


def counted(region: Region, tmp_path: Path, kept: dict[str, str]) -> ExperienceFigures:
    """Count a region of whose tables only some rows are kept."""
    contract = contract_with("own_history")
    (stream,) = contract.streams
    year = contract.agreement.performance_year(2024)
    request = WorksheetRequest(stream, contract.agreement, year, published_parameters(), None)
    asked = ExperienceRequest(
        covered=contract.file.population, performance_year=year, run_out_months=3, participants=region.participants
    )
    assert payment_models()["shared_savings"].experience is not None
    with EmbeddedEngine(threads=1) as engine, duckdb.connect() as connection:
        for name, table in CANONICAL_TABLES.items():
            files = sorted((region.folder / "tables" / name).glob("*.parquet"))
            if name in kept:
                rest = tmp_path / f"{name}.parquet"
                text = f"COPY (SELECT * FROM read_parquet('{files[0]}') WHERE {kept[name]}) TO '{rest}'"  # noqa: S608
                connection.execute(text)
                files = [rest]
            engine.attach(table, files)
        return count_inputs(request, engine, asked)


def test_a_base_year_without_claims_of_some_months(region: Region, tmp_path: Path) -> None:
    kept = {"medical_claim": "claim_start_date NOT BETWEEN DATE '2023-03-01' AND DATE '2023-04-30'"}
    with pytest.raises(ClaimsError, match=r"months that are counted have no claims \(2\): 202303; 202304"):
        counted(region, tmp_path, kept)


def test_a_base_year_without_enrollment_in_some_months(region: Region, tmp_path: Path) -> None:
    kept = {"eligibility": "enrollment_start_date > DATE '2023-05-01' OR enrollment_end_date < DATE '2023-05-01'"}
    with pytest.raises(ClaimsError, match=r"nobody is enrolled in months that are counted \(1\): 202305"):
        counted(region, tmp_path, kept)


def test_claims_of_people_who_were_never_enrolled_are_told_with_their_dollars(
    region: Region, plain: PlainRegion, tmp_path: Path
) -> None:
    whole = counted(region, tmp_path, {})
    gone = min(plain.lines)
    told = counted(region, tmp_path, {"eligibility": f"person_id <> '{gone}'"})
    (note,) = [each for each in told.notes if "no month that counts when they were served" in each]
    assert "2023: " in note
    assert "$" in note
    assert whole.figures.keys() == told.figures.keys()


def test_a_final_settlement_whose_payments_end_early(region: Region, tmp_path: Path) -> None:
    told = counted(region, tmp_path, {"medical_claim": "paid_date <= DATE '2025-01-31'"})
    (note,) = [each for each in told.notes if "the last payment in the data" in each]
    assert "counted through 2025-03-31" in note

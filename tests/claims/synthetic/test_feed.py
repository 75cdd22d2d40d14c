"""Records of a region, delivered as CCLF and loaded again, net to exactly the claims of its tables."""

import io
import zipfile
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from openvbc.claims.project.load import LoadReport, LoadRequest, load
from openvbc.claims.readers.account import LoadOptions
from openvbc.claims.readers.cclf.control import read_control_totals
from openvbc.claims.readers.cclf.layout import layouts
from openvbc.claims.readers.cclf.naming import DeliveryKind, read_name
from openvbc.claims.readers.cclf.writing import write_cclf
from openvbc.claims.synthetic.cclf import FeedOptions, write_feed
from openvbc.claims.synthetic.deliveries import plan_deliveries
from openvbc.errors import ClaimsError
from tests.counts import FULL

from .regions import asked, opened, region

PEOPLE, SEED = 250 if FULL else 120, 5


@pytest.fixture(scope="module")
def feed(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("feed")
    return write_feed(region(PEOPLE, SEED), folder, "A9001", FeedOptions(everybody=True, everything=True))


@pytest.fixture(scope="module")
def loaded(feed: list[Path], tmp_path_factory: pytest.TempPathFactory) -> LoadReport:
    options = LoadOptions(data_source="cclf", payer="Medicare", plan="Original Medicare")
    return load(LoadRequest(tuple(feed), tmp_path_factory.mktemp("loaded") / "project", options))


#: What a feed tells of each row, by table; sequestration and what the person owes are told otherwise (see below).
#: Of equipment it names neither modifier nor TIN nor who ordered it, of institutional claims no TIN.
TOLD = {
    "medical_claim": "claim_id, claim_line_number, claim_type, person_id, claim_start_date, claim_end_date, "
    "claim_line_start_date, admission_date, discharge_date, admit_source_code, admit_type_code, "
    "discharge_disposition_code, place_of_service_code, bill_type_code, drg_code, revenue_center_code, hcpcs_code, "
    "paid_date, paid_amount, facility_ccn, facility_npi, source_claim_type_code, adjustment_type_code, "
    "coalesce(indirect_medical_education_amount, 0), coalesce(disproportionate_share_amount, 0), "
    "coalesce(uncompensated_care_amount, 0), "
    "CASE WHEN source_claim_type_code <> '82' THEN (hcpcs_modifier_1, rendering_specialty_code, rendering_npi) END, "
    "CASE WHEN claim_type = 'professional' AND source_claim_type_code <> '82' THEN (rendering_tin, billing_tin) END",
    "claim_diagnosis": "claim_id, diagnosis_sequence, person_id, diagnosis_code, claim_start_date, claim_end_date",
    "claim_procedure": "claim_id, person_id, procedure_code, procedure_date",
    "pharmacy_claim": "claim_id, person_id, prescribing_provider_npi, dispensing_provider_npi, dispensing_date, "
    "ndc_code, quantity, days_supply, refills, paid_date, copayment_amount",
}
#: Claims for equipment carry no diagnoses in the feed.
LEFT_OUT = {
    "claim_diagnosis": "WHERE claim_id NOT IN (SELECT claim_id FROM medical_claim WHERE source_claim_type_code = '82')"
}


@pytest.mark.parametrize("table", TOLD)
def test_records_net_to_the_claims_they_were_made_from(loaded: LoadReport, table: str) -> None:
    question = f"SELECT {TOLD[table]} FROM {table} {LEFT_OUT.get(table, '')} ORDER BY ALL"  # noqa: S608
    with opened(region(PEOPLE, SEED).folder) as made, opened(loaded.project.folder) as netted:
        before, after = asked(made, question), asked(netted, question)
    assert len(before) > 3
    assert after == before


def test_sequestration_deductible_and_coinsurance_come_back_claim_by_claim(loaded: LoadReport) -> None:
    question = """
        SELECT claim_id, sum(sequestration_amount), sum(deductible_amount),
            sum(coinsurance_amount) FILTER (WHERE claim_type = 'institutional'), sum(paid_amount)
        FROM medical_claim GROUP BY claim_id ORDER BY claim_id
    """
    with opened(region(PEOPLE, SEED).folder) as made, opened(loaded.project.folder) as netted:
        assert asked(netted, question) == asked(made, question)


def test_a_history_has_cancellations_adjustments_denials_and_redeliveries(loaded: LoadReport) -> None:
    rows = {step.name: step.rows for step in loaded.loads[0].steps}
    for kind in ("part_a", "part_b"):
        received, once, granted, final = (
            rows[f"{kind}_{name}"] for name in ("received", "without_copies", "without_denied", "without_pairs")
        )
        assert received > once > granted > final
        # Of a hundred final claims about five have a cancelled record, and one record in a hundred comes twice.
        assert 0.02 < (granted - final) / 2 / final < 0.10
        assert 0.003 < (received - once) / once < 0.025
    findings = {finding.audit for finding in loaded.loads[0].findings}
    assert not any("control" in name or "orphan" in name for name in findings)


def test_numbers_that_changed_are_resolved(feed: list[Path], loaded: LoadReport) -> None:
    former = Counter(
        line[19:21]
        for folder in feed
        for file in folder.glob("*.ZC1*")
        for line in file.read_text(encoding="ascii").splitlines()
    )
    assert former["2S"] > 0
    with opened(loaded.project.folder) as tables:
        assert asked(tables, "SELECT count(*) FROM medical_claim WHERE person_id NOT LIKE '1S00%'") == [(0,)]


def test_files_have_cms_names_lengths_and_control_totals(feed: list[Path]) -> None:
    assert len(feed) == 14
    for folder in feed:
        files = {path.name: path for path in folder.iterdir()}
        names = {name: read_name(name) for name in files}
        control = next(name for name, read in names.items() if read is not None and read.control)
        totals = {each.file: each for each in read_control_totals(files[control], control)}
        assert len(totals) == 11
        for name, path in files.items():
            read = names[name]
            assert read is not None
            assert read.organization_id == "A9001"
            if not read.control:
                lines = path.read_bytes().split(b"\n")
                assert lines.pop() == b""
                assert len(lines) == totals[read.file].records > 0
                assert {len(line) for line in lines} == {totals[read.file].length} == {layouts()[read.file].length}


def test_records_are_those_that_the_readers_own_writer_would_write(feed: list[Path]) -> None:
    """Each record is taken apart by the layout and written again by the writer beside the reader."""
    (folder,) = [each for each in feed if each.name.endswith("D240212.T1012300")]
    for path in folder.iterdir():
        read = read_name(path.name)
        assert read is not None
        if read.control:
            continue
        fields = layouts()[read.file].fields
        lines = path.read_text(encoding="ascii").splitlines()[:40]
        rows = [{field.name: line[field.start - 1 : field.end].rstrip() for field in fields} for line in lines]
        output = io.BytesIO()
        write_cclf(output, read.file, rows)
        assert output.getvalue().decode("ascii").splitlines() == lines


def test_deliveries_follow_the_performance_year() -> None:
    plan = plan_deliveries((2022, 2023))
    assert [each.delivered_on.month for each in plan] == [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 2, 3, 4]
    assert [each.run_out for each in plan] == [False] * 11 + [True] * 3
    assert plan[0].processed_through == date(2023, 1, 31)
    run_out = read_name(plan[-1].file_name("A9002", "5"))
    assert run_out is not None
    assert (run_out.kind, run_out.year, run_out.file) == (DeliveryKind.RUN_OUT, "23", "CCLF5")


def test_an_organization_gets_its_own_people_only_and_packed_files_hold_the_same(tmp_path: Path) -> None:
    made = region(PEOPLE, SEED)
    loose = write_feed(made, tmp_path / "loose", "A9002")
    packed = write_feed(made, tmp_path / "packed", "A9002", FeedOptions(packed=True))
    assert [path.name for path in packed] == [f"{path.name}.zip" for path in loose]
    for folder, archive in zip(loose, packed, strict=True):
        with zipfile.ZipFile(archive) as content:
            assert {name: content.read(name) for name in content.namelist()} == {
                path.name: path.read_bytes() for path in folder.iterdir()
            }
    demographics = next(iter(loose[0].glob("*.ZC8*"))).read_text(encoding="ascii").splitlines()
    assert 20 < len(demographics) < PEOPLE


def test_an_unknown_organization_is_told() -> None:
    with pytest.raises(ClaimsError, match="no organization 'A9000'") as caught:
        write_feed(region(PEOPLE, SEED), Path("nowhere"), "A9000")
    assert "did you mean 'A900" in str(caught.value)

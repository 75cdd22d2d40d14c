"""Signs of a contract's own members, counted from a made-up region in which all are treated alike."""

from datetime import date
from pathlib import Path

import pytest

from openvbc.api import find_signs
from openvbc.claims.signs.count import Group
from openvbc.claims.synthetic.region import Region
from openvbc.errors import ClaimsError, UsageError
from tests.payment_models.shared_savings.counting.agreed import OWN, contract_with
from tests.payment_models.shared_savings.counting.plain_region import PlainRegion


def test_own_members_are_those_of_the_contract_and_a_region_treated_alike_shows_no_sign(
    region: Region, plain: PlainRegion, tmp_path: Path
) -> None:
    found = find_signs(
        contract_with(OWN),
        region.folder,
        period=2024,
        participants=region.participants,
        only=["annual_wellness_visit"],
        least_people=11,
    )
    people = {name for name, whose in plain.members(2024, date(2025, 3, 31)).items() if whose == "A9002"}
    own = {each.comparison.own: each for each in found.values.compared}
    stays = own[Group("own", "2024", "use", "inpatient")]
    assert stays.own_people == len(people)
    # Whoever had a compared service with anyone, but for own members.
    assert 200 < stays.other_people < len(plain.enrolled(2024)) - stays.own_people
    assert found.values.found == ()
    text = str(found)
    assert text.startswith("No sign to look at among ")
    assert "All intervals hold together with 95% confidence" in text
    assert "No risk score: the model scores Medicare's months only." in text
    found.write_html(tmp_path / "signs.html")
    found.write_excel(tmp_path / "signs.xlsx")
    assert "This page names nobody." in (tmp_path / "signs.html").read_text(encoding="utf-8")
    assert not any(person in found.to_json() for person in people)


def test_what_cannot_be_asked_is_refused_before_anything_is_counted(region: Region) -> None:
    agreed = contract_with(OWN)
    with pytest.raises(UsageError, match="signs that rest on 10 people"):
        find_signs(agreed, region.folder, period=2024, participants=region.participants, least_people=10)
    with pytest.raises(UsageError, match="confidence lies between"):
        find_signs(agreed, region.folder, period=2024, participants=region.participants, confidence="100%")
    with pytest.raises(UsageError, match="risk_by is 'scores'"):
        find_signs(agreed, region.folder, period=2024, participants=region.participants, risk_by="scores")


def test_a_score_that_no_model_gives_divides_nobody(region: Region) -> None:
    with pytest.raises(ClaimsError, match="people cannot be divided by risk score"):
        find_signs(contract_with(OWN), region.folder, period=2024, participants=region.participants, risk_by="score")

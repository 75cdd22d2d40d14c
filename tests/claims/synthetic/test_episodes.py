"""A region with episodes: surgery with and without a stay, what goes wrong after it, and conditions that worsen."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from openvbc.claims.engine.embedded_engine import EmbeddedEngine
from openvbc.claims.engine.engine import Engine
from openvbc.claims.engine.named_queries import NamedQuery
from openvbc.claims.episodes.definition import CodeKind, EpisodePeriod, Trigger
from openvbc.claims.episodes.group import group_episodes
from openvbc.claims.episodes.overlaps import GAVE_WAY, IN_AN_EARLIER_ONE
from openvbc.claims.expenditures.codes import code_range
from openvbc.claims.project.project import open_project
from openvbc.claims.synthetic.episodes import SURGERIES
from openvbc.claims.synthetic.region import Region, Work, write_region
from tests.claims.episodes.made_up import DEFINITION
from tests.claims.synthetic.regions import asked, opened

_PEOPLE, _SEED, _YEARS = 700, 2026, (2022, 2023)
#: What a definition begins episodes with: the made-up one without codes that the region has nobody for.
_GROUPS = {"joint": ("469-470", "521-522"), "heart": ("291",), "sepsis": ("871",), "pci": ("236",), "fusion": ("460",)}


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> Region:
    folder = tmp_path_factory.mktemp("episodes") / "region"
    return write_region(folder, people=_PEOPLE, seed=_SEED, years=_YEARS, acos=1, episodes=True, work=Work(audit=False))


@pytest.fixture(scope="module")
def grouped(region: Region) -> Iterator[Engine]:
    triggers = [
        Trigger(kind, CodeKind.DRG, tuple(code_range(each) for each in codes), "inpatient")
        for kind, codes in _GROUPS.items()
    ]
    others = [each for each in DEFINITION.triggers if each.kind is not CodeKind.DRG and each.episode_type != "pci"]
    definition = replace(DEFINITION, triggers=(*triggers, *others))

    year = EpisodePeriod(date(2022, 7, 1), date(2023, 6, 30), date(2023, 12, 31), date(2024, 6, 30))
    with EmbeddedEngine(threads=1) as engine, open_project(region.folder).attached(engine):
        group_episodes(engine, definition, year)
        yield engine


def test_surgery_is_done_with_and_without_a_stay(grouped: Engine) -> None:
    joints = [row["setting"] for row in grouped.table("grouped_episode").records if row["episode_type"] == "joint"]
    assert {"inpatient", "outpatient"} == {*joints}


def test_there_are_chronic_episodes_too(grouped: Engine) -> None:
    kinds = {row["episode_type"] for row in grouped.table("limited_episode").records}
    assert {"diabetes", "joint", "heart"} <= kinds


def test_what_goes_wrong_comes_after_surgery(region: Region) -> None:
    surgery = ", ".join(f"'{each.drg}'" for each in SURGERIES)
    question = f"""
        SELECT count(DISTINCT later.claim_id)
        FROM medical_claim AS stay
        JOIN medical_claim AS later ON later.person_id = stay.person_id
        WHERE (stay.drg_code IN ({surgery}) OR stay.hcpcs_code IN ('27447', '27130'))
        AND later.drg_code IN ('863', '176', '467')
        AND later.claim_start_date BETWEEN stay.claim_end_date AND stay.claim_end_date + 90
    """  # noqa: S608  # groups of the program's own
    with opened(region.folder) as connection:
        ((complications,),) = asked(connection, question)
    assert complications >= 1


def test_some_are_transferred_and_some_come_back(region: Region, grouped: Engine) -> None:
    legs = [row["leg"] for row in grouped.table(NamedQuery.ADMISSION_LEG).records]
    assert max(legs) >= 2
    heart = """
        SELECT count(*)
        FROM (
            SELECT person_id FROM medical_claim WHERE drg_code = '291' GROUP BY ALL HAVING count(DISTINCT claim_id) > 1
        )
    """
    with opened(region.folder) as connection:
        assert asked(connection, heart)[0][0] >= 3


def test_episodes_overlap_and_give_way(grouped: Engine) -> None:
    reasons = {row["reason"] for row in grouped.rows(NamedQuery.LIST_DROPPED_CANDIDATES).records}
    assert {IN_AN_EARLIER_ONE, GAVE_WAY} <= reasons


def test_what_happens_anyway_is_the_same_people(region: Region, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Episodes come to what happens anyway; who the people are, and when they are enrolled, does not change."""
    folder = tmp_path_factory.mktemp("plain") / "region"
    plain = write_region(folder, people=100, seed=_SEED, years=_YEARS, acos=1, work=Work(audit=False))
    spans = "SELECT person_id, enrollment_start_date, enrollment_end_date, birth_date FROM eligibility ORDER BY ALL"
    with opened(region.folder) as one, opened(plain.folder) as other:
        people = asked(other, spans)
        assert asked(one, spans)[: len(people)] == people

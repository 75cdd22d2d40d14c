"""The made-up region that the tests count."""

from pathlib import Path

import pytest

from openvbc.claims.synthetic.region import Region, write_region
from tests.payment_models.shared_savings.counting.plain_region import PlainRegion


@pytest.fixture(scope="session")
def region(tmp_path_factory: pytest.TempPathFactory) -> Region:
    return write_region(tmp_path_factory.mktemp("region") / "made", people=700, seed=11)


@pytest.fixture(scope="session")
def plain(region: Region) -> PlainRegion:
    return PlainRegion(region.folder, region.participants)


@pytest.fixture(scope="session")
def alike(plain: PlainRegion, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A list of every third person of the region, own members among them."""
    path = tmp_path_factory.mktemp("lists") / "alike.csv"
    people = plain.enrolled(2024)[::3]
    path.write_text("person_id\n" + "".join(f"{each}\n" for each in people), encoding="utf-8")
    return path

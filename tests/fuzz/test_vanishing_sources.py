"""A source that vanishes, or is cut to nothing, while it is loaded is told as a fault; nothing is kept."""

from pathlib import Path

import pytest

from openvbc.claims.project.load import LoadRequest, load
from openvbc.claims.readers.account import LoadOptions, OrphanRule
from openvbc.errors import OpenVBCError
from tests.fuzz.formats import FORMATS

CLAIMS = ("Tuva medical claims", "CCLF of fixed width", "CCLF as CSV", "RIF", "DE-SynPUF", "FHIR", "assignment list")


@pytest.mark.parametrize("name", [*CLAIMS, "a payer's own claims"])
@pytest.mark.parametrize("gone", [True, False])
def test_a_source_that_vanishes_while_it_is_loaded(name: str, gone: bool, tmp_path: Path) -> None:
    sources = tmp_path / "in"
    sources.mkdir()
    path = FORMATS[name].write(sources)
    mapping = sources / "mapping.yaml"
    options = LoadOptions(mapping=mapping, orphan_rule=OrphanRule.SIGNED_SUM) if mapping.exists() else LoadOptions()

    def vanish(step: str) -> None:
        if step.startswith("reading"):
            path.unlink() if gone else path.write_bytes(b"")

    with pytest.raises(OpenVBCError) as caught:
        load(LoadRequest((sources,), tmp_path / "project", options), tell=vanish)
    assert any(path.name in str(fault) for fault in caught.value.faults), str(caught.value)
    assert not list(tmp_path.glob("project/**/*.parquet*"))
    assert not (tmp_path / "project" / "manifest.json").exists()

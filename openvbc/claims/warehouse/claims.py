"""Claims that an engine holds while they are counted, wherever they came from."""

from collections.abc import Mapping
from dataclasses import dataclass

from openvbc.claims.engine.engine import Engine
from openvbc.claims.findings import Finding
from openvbc.claims.project.manifest import KeptLoad
from openvbc.errors import Fault
from openvbc.figures import FileDigest


@dataclass(frozen=True)
class OpenClaims:
    """Claims that an engine holds while they are counted.

    findings: what was found in the data; unsound: what stops any count, where that was to be told and not raised.
    source_files: what the claims came from; counted_files: what a figure rests on. fingerprint: the same for the same
    data. rows: by canonical table. loads: those of a project.
    """

    engine: Engine
    findings: tuple[Finding, ...]
    unsound: tuple[Fault, ...]
    source_files: tuple[FileDigest, ...]
    counted_files: tuple[FileDigest, ...]
    fingerprint: str
    rows: Mapping[str, int]
    loads: tuple[KeptLoad, ...]

"""Whether a project may be counted for a settlement."""

from openvbc.claims.audits.audit import audit_tables, audits_digest
from openvbc.claims.embedded import MEMORY_LIMIT
from openvbc.claims.engine.embedded_engine import EmbeddedEngine
from openvbc.claims.findings import Finding, raise_blocking
from openvbc.claims.project.project import Project
from openvbc.errors import ClaimsError, Fault


def require_sound(
    project: Project, *, memory_limit: str = MEMORY_LIMIT, threads: int | None = None
) -> tuple[Finding, ...]:
    """What is told beside a settlement about the data; ClaimsError with every finding that stops one.

    The audits of the last load count; they run anew where this version of OpenVBC has others. A project without loads
    is refused: nothing counted would look like an answer.
    """
    if not project.manifest.standing:
        what = "this project holds no loads"
        raise ClaimsError(Fault(what, str(project.folder), fix="load files: openvbc load FILES --project FOLDER"))
    findings = project.findings
    if project.manifest.audited.audits != audits_digest():
        of_readers = findings[: len(findings) - len(project.manifest.audited.findings)]
        with EmbeddedEngine(memory_limit=memory_limit, threads=threads) as engine, project.attached(engine):
            findings = of_readers + audit_tables(engine)
    raise_blocking(findings)
    return findings

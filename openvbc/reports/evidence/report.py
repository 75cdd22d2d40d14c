"""What verifying an evidence pack found, as a report."""

from openvbc import __version__
from openvbc.reports.document.tree import Answer, Block, Column, Data, Document, Labeled, Row, Sentence, Table
from openvbc.reports.evidence.verify import LineThatDiffers, PackVerdict


def verdict_report(found: PackVerdict) -> Document:
    """Equal, or each figure that is not, with the version that gave it."""
    manifest = found.pack.manifest
    what = f"{manifest['contract']}, {manifest['organization']}, {manifest['period']}, {manifest['status']}"
    version = str(manifest["version"])
    if found.equal:
        answer = f"Equal: {found.lines:,} figures of {found.pack.name}"
    elif found.refused:
        answer = f"Not verified: version {__version__} cannot settle {found.pack.name}"
    elif found.differences:
        answer = f"Not equal: {len(found.differences):,} of {found.lines:,} figures of {found.pack.name} differ"
    else:
        answer = f"Not equal: the figures of {found.pack.name} are equal, and its reports or sources are not"
    blocks: list[Block] = [Data("equal", found.equal), Data("fingerprint", manifest["fingerprint"])]
    if found.refused:
        blocks.append(Sentence(found.refused, is_warning=True))
    if not found.same_version:
        blocks.append(
            Sentence(
                f"The pack was computed by version {version}, and verified by version {__version__};"
                " the figures are compared, not the fingerprints."
            )
        )
    elif found.equal:
        blocks.append(Sentence("The fingerprint, the statement and the workbook are the same, byte for byte."))
    if found.entries:
        blocks.append(Sentence(f"{found.entries} entries of the books have the hashes that they say."))
    if found.differences:
        blocks.append(Sentence(_net_payment(found, version)))
        columns = (
            Column("stream", "Stream"),
            Column("line", "Line", width=44),
            Column("member", "Member"),
            Column("packed", f"Version {version} (the pack)", number=True),
            Column("now", f"Version {__version__} (now)", number=True),
        )
        rows = tuple(Row((each.stream, each.line, each.member, *_sides(each))) for each in found.differences)
        blocks.append(Table(columns, rows, key="differences", label="Figures that differ"))
    return Document(
        "Verification",
        f"Evidence pack of {what}",
        Answer(answer),
        tuple(blocks),
        subject=what,
        facts=(Labeled("Net payment in the pack", str(manifest["net_payment"]), key="net_payment"),),
    )


def _net_payment(found: PackVerdict, version: str) -> str:
    """What the settlement comes to by either version."""
    for each in found.differences:
        if each.line == "net_payment" and not each.stream:
            packed, now = _sides(each)
            return f"Net payment: {packed} by version {version}, {now} by version {__version__}."
    return f"Net payment: {found.pack.manifest['net_payment']} by both versions."


def _sides(each: LineThatDiffers) -> tuple[str, str]:
    packed = "no such line" if each.only_now else _shown(each.packed)
    now = "no such line" if each.only_packed else _shown(each.recomputed)
    return packed, now


def _shown(value: str | bool | None) -> str:
    return "absent" if value is None else str(value)

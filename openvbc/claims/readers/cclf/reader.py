"""Reads CMS's Claim and Claim Line Feed and nets it to final action."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from openvbc.claims.findings import raise_blocking
from openvbc.claims.readers.account import LoadOptions, ReadFile, ReadResult
from openvbc.claims.readers.cclf.control import ControlTotal, ReadRecords, control_findings, read_control_totals
from openvbc.claims.readers.cclf.deliveries import leave_out_known
from openvbc.claims.readers.cclf.layout import PACKAGE, layouts
from openvbc.claims.readers.cclf.naming import Delivery
from openvbc.claims.readers.cclf.netting import net
from openvbc.claims.readers.cclf.records import read_records
from openvbc.claims.readers.cclf.source_files import ControlFile, FeedFile, Found, find_feed_files, is_feed
from openvbc.claims.readers.cclf.summary import feed_findings
from openvbc.claims.readers.reading import Reader, Workplace
from openvbc.claims.readers.staging.loading import prepare_workplace
from openvbc.claims.work_folder import WorkFolder
from openvbc.errors import Fault, FileError, raise_all
from openvbc.figures import FileDigest


@dataclass
class _Reading:
    """What has been read so far."""

    files: list[ReadFile] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    totals: dict[object, list[ControlTotal]] = field(default_factory=lambda: defaultdict(list))
    records: dict[object, list[ReadRecords]] = field(default_factory=lambda: defaultdict(list))


class CclfReader(Reader):
    """Reads CCLF0 to CCLF9, CCLFA and CCLFB, in fixed width or as CSV with CMS's field names, packed (zip) or not.

    Every load nets all deliveries of its data source anew, so that a later delivery can cancel what an earlier brought.
    """

    name = "cclf"
    label = "CMS Claim and Claim Line Feed (CCLF)"
    received = tuple(layout.table for layout in layouts().values())
    rebuilds = True
    name_tells_delivery = True

    def recognize(self, files: Sequence[Path]) -> list[Path]:
        """The files with names like P.A9999.ACO.ZC5Y24.D240612.T0915300, and CSV files with CMS's field names."""
        return [path for path in files if is_feed(path)]

    def read(self, files: Sequence[Path], workplace: Workplace, options: LoadOptions) -> ReadResult:
        """Read the files into the received tables and net everything into the canonical ones."""
        with WorkFolder() as unpacked:
            found = find_feed_files(files, unpacked.path)
            reading = _read_all(found, workplace)
        raise_all(reading.faults, FileError)
        controlled = [
            finding
            for together, totals in reading.totals.items()
            for finding in control_findings(totals, reading.records.get(together, ()))
        ]
        raise_blocking(controlled)
        known = leave_out_known(workplace)
        netted = net(workplace, options)
        findings = (*controlled, *feed_findings(workplace, netted, known, options))
        return ReadResult(tuple(reading.files), found.not_read, netted.steps, findings)


def _read_all(found: Found, workplace: Workplace) -> _Reading:
    reading = _Reading(faults=list(found.faults))
    prepare_workplace(workplace)
    workplace.run(PACKAGE, "field_rules")
    for control in found.controls:
        _read_control(control, reading)
    for feed in found.feeds:
        try:
            _read_feed(feed, workplace, reading)
        except FileError as error:
            reading.faults.extend(error.faults)
    return reading


def _read_control(control: ControlFile, reading: _Reading) -> None:
    try:
        totals = read_control_totals(control.path, control.name)
    except FileError as error:
        reading.faults.extend(error.faults)
        return
    reading.totals[control.delivery.together].extend(totals)
    kind = "CCLF0, control totals"
    reading.files.append(
        ReadFile(FileDigest(control.name, control.sha256), kind, len(totals), _detail(control.delivery))
    )


def _read_feed(feed: FeedFile, workplace: Workplace, reading: _Reading) -> None:
    together = feed.delivery.together if feed.delivery else None
    stated = next((each.length for each in reading.totals.get(together, ()) if each.file == feed.layout.file), None)
    shape = read_records(workplace, feed, stated)
    kind = f"{feed.layout.file}, {feed.layout.holds}"
    detail = _detail(feed.delivery) if feed.delivery else "deliveries as its rows say"
    reading.files.append(ReadFile(FileDigest(feed.name, feed.sha256), kind, shape.records, detail))
    if feed.delivery is not None and feed.delivery.file:
        reading.records[together].append(ReadRecords(feed.name, feed.delivery, shape.records, shape.longest))


def _detail(delivery: Delivery) -> str:
    test = "test " if delivery.test else ""
    return f"{test}{delivery.kind.value.replace('_', '-')} delivery of {delivery.day} for {delivery.organization_id}"

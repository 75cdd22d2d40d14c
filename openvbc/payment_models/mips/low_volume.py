"""The low-volume test: who bills little to Medicare Part B, or has few of its patients, is not adjusted by MIPS."""

from openvbc.money import ZERO
from openvbc.payment_models.mips.terms import LowVolume
from openvbc.payment_models.mips.worksheet_builder import WorksheetBuilder
from openvbc.units import CASES, USD, YES_OR_NO
from openvbc.worksheet.formula import Axis, Member, all_of, any_of, at, first_present, when
from openvbc.worksheet.sheet import Line

#: The two parts of the determination period. Who began in the second has no figures of the first.
SEGMENTS = Axis(
    "segments", "Segment", (Member("segment_1", "First twelve months"), Member("segment_2", "Second twelve months"))
)


def add_low_volume(builder: WorksheetBuilder, agreed: LowVolume) -> Line:
    """The line `is_low_volume`: a threshold is not exceeded in a segment, and nobody opted in who may."""
    sheet, published = builder.sheet, builder.published
    sheet.section("low_volume", "Low-volume threshold")
    exceeded = []
    for figure, parameter, words, unit in (
        ("allowed_charges", "charges", "Allowed charges for covered professional services", USD),
        ("part_b_patients", "patients", "Medicare Part B patients", CASES),
        ("covered_services", "services", "Covered professional services", CASES),
    ):
        threshold = published.line(f"mips_low_volume_{parameter}", f"low_volume_{parameter}")
        found = sheet.input(figure, words, unit, axis=SEGMENTS, at_least=ZERO, optional=True, stated=True)
        label = f"{words}: more than the threshold"
        exceeded.append(sheet.line(f"exceeds_{parameter}", label, YES_OR_NO, found > threshold, rule=threshold.rule))
    rule = exceeded[0].rule
    whole = sheet.line("exceeds_all", "All three are exceeded", YES_OR_NO, all_of(*exceeded), rule=rule)
    part = sheet.line("exceeds_some", "At least one is exceeded", YES_OR_NO, any_of(*exceeded), rule=rule)
    needed = part if agreed.opts_in else whole
    # Of a segment without figures nothing is asked.
    enough = all_of(*(first_present(at(needed, SEGMENTS, key), otherwise=True) for key in SEGMENTS.keys))
    return sheet.line(
        "is_low_volume", "Below the low-volume threshold, and not adjusted", YES_OR_NO,
        when(enough, then=False, otherwise=True), clause=builder.clause("mips", "low_volume", "opts_in"), rule=rule,
    )  # fmt: skip

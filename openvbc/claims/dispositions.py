"""Where people went when a stay ended, as far as it says whether a stay or a readmission can follow."""

from typing import Final

#: Dispositions after which nobody can be readmitted: died (20, 40 to 42), sent to another hospital for acute care (02,
#: 05, 43, 66 and the same with a planned return), still a patient (30).
INDEX_EXCLUSIONS: Final = (
    *((code, "died") for code in ("20", "40", "41", "42")),
    *((code, "transferred") for code in ("02", "05", "43", "66", "82", "85", "88", "94")),
    ("30", "still_patient"),
)

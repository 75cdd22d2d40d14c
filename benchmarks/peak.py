"""The most memory that a process has taken."""

import resource
import sys
from pathlib import Path
from typing import Final

_STATUS: Final = Path("/proc/self/status")
_PEAK: Final = "VmHWM:"


def peak_megabytes() -> float:
    """The most memory of this process so far, in megabytes.

    Linux hands the peak of a process on to those that it starts, so that `getrusage` would tell that of the parent;
    the status of the process itself begins anew with its program.
    """
    if _STATUS.is_file():
        (kilobytes,) = (line.split()[1] for line in _STATUS.read_text().splitlines() if line.startswith(_PEAK))
        return int(kilobytes) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024)

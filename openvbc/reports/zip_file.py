"""Several files in one zip; equal files give equal bytes."""

import io
import zipfile
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Final

#: The day of every file in a zip, so that it says nothing of when it was written.
_NO_DAY: Final = (1980, 1, 1, 0, 0, 0)
#: What is packed already.
_PACKED: Final = (".xlsx", ".zip")


def zipped(files: Iterable[tuple[PurePosixPath, bytes]]) -> bytes:
    """The zip of files by their place."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for place, content in files:
            stored = zipfile.ZIP_STORED if place.suffix in _PACKED else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(str(place), _NO_DAY), content, stored)
    return packed.getvalue()

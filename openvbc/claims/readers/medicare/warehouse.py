"""Tables of CMS's Integrated Data Repository, which are known and not read."""

from pathlib import Path
from typing import Final

from openvbc.claims.readers.staging.text_file import first_line

#: What such a table is, and what to load instead.
WAREHOUSE_TABLE: Final = "a table of CMS's data warehouse (Integrated Data Repository)"
WHY_NOT_READ: Final = (
    "there a claim lies over a dozen tables, with each of its versions, so that no table alone holds final claims"
)
INSTEAD: Final = (
    "load what CMS delivers from it: the claim feed (CCLF), research files (RIF), or FHIR of Blue Button or BCDA"
)

_SUFFIXES: Final = (".csv", ".csv.gz", ".txt", ".txt.gz", ".psv")


def is_warehouse_table(path: Path) -> bool:
    """Whether a file's header is that of a warehouse table: it has the warehouse's moments or its own keys.

    Their other columns are called as those of the claim feed, which is how one is mistaken for the other.
    """
    if not path.name.lower().endswith(_SUFFIXES):
        return False
    header = first_line(path).removeprefix("\ufeff").replace('"', "").replace("|", ",").split(",")
    return any(name.strip().startswith("IDR_") or name.strip().endswith("_SK") for name in header)

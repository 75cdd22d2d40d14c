"""Names for cells and sheets that Excel accepts, each once. Excel takes no difference between small and capital."""

import re

_LOOKS_LIKE_A_CELL = re.compile(r"[A-Z]{1,3}\d+|R?\d*C?\d*|R\d*C\d*|TRUE|FALSE", re.IGNORECASE)
_LONGEST_SHEET_NAME = 31
_LONGEST_NAME = 255


class Taken:
    """The names that are given away already."""

    def __init__(self, *names: str) -> None:
        self._names = {name.casefold() for name in names}

    def unique(self, name: str, longest: int) -> str:
        """`name`, or `name_2`, `name_3` ... if it is taken, cut to `longest` characters."""
        found, number = name[:longest], 1
        while found.casefold() in self._names:
            number += 1
            suffix = f"_{number}"
            found = name[: longest - len(suffix)] + suffix
        self._names.add(found.casefold())
        return found

    def sheet(self, name: str) -> str:
        """A name for a worksheet."""
        return self.unique(name, _LONGEST_SHEET_NAME)

    def cell(self, *parts: str) -> str:
        """A defined name of these parts: letters, digits and underscores, never one that reads as a cell (`py2026`)."""
        name = "_".join(re.sub(r"[^A-Za-z0-9_]", "_", part) for part in parts)
        if not re.match(r"[A-Za-z_]", name) or _LOOKS_LIKE_A_CELL.fullmatch(name):
            name = f"_{name}"
        return self.unique(name, _LONGEST_NAME)

"""Standard output of the command line."""

import os
import sys
from io import TextIOWrapper

from openvbc.characters import written_out


class ShownOutput(TextIOWrapper):
    """What is printed, with characters written out that would hide or turn around what stands beside them."""

    def write(self, text: str) -> int:
        """Print a text."""
        return super().write(written_out(text))

    def write_styled(self, text: str) -> int:
        """Print a text whose words are written out already, and whose styles a terminal is to follow."""
        return super().write(text)


def terminal_size() -> os.terminal_size:
    """Columns and lines of the terminal that shows what is printed; those of a common one where it says none."""
    try:
        return os.get_terminal_size(sys.stdout.fileno())
    except (OSError, ValueError):
        return os.terminal_size((80, 24))

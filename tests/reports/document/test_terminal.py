"""What a terminal shows: the same words and figures as a pipe gets, drawn to its width, with no number cut."""

import io
import re
import sys
from decimal import Decimal
from unittest.mock import patch

import pytest

from openvbc.characters import written_out
from openvbc.cli import main
from openvbc.reports.document.terminal import document_on_terminal
from openvbc.reports.document.text import document_text
from openvbc.reports.document.tree import Answer, Cell, Column, Document, Notes, Row, Section, Sentence, Table, Tone
from openvbc.units import USD
from tests.command import run
from tests.quality.test_commands import BOTH

_STYLE = re.compile(r"\x1b\[[0-9;]*m")
HOSTILE = "North\x1b[31m ACO \u202e[bold]"
OWED = Decimal("-123456789.01")
DOCUMENT = Document(
    "Report",
    "Report",
    Answer("Two organizations owe."),
    (
        Section(
            "Amounts of the year",
            (
                Sentence("What each owes."),
                Table(
                    (
                        Column("name", "Organization"),
                        Column("amount", "Amount that is owed", USD),
                        Column("standing", "Standing"),
                        Column("words", "What is to be done next"),
                    ),
                    (
                        Row(
                            (
                                HOSTILE,
                                Cell(Decimal("-123456789.01"), owed=True),
                                Cell("open", tone=Tone.WARN),
                                "pay " * 20,
                            )
                        ),
                        Row(("Together", OWED, "", ""), is_sum=True),
                    ),
                    title="By organization",
                    most_rows=1,
                    and_more=", in the file",
                ),
                Notes(("first", "second")),
            ),
        ),
    ),
)


@pytest.mark.parametrize("width", [20, 60, 100, 160])
def test_words_and_figures_are_those_of_a_pipe_and_no_number_is_cut(width: int) -> None:
    told = _STYLE.sub("", document_on_terminal(DOCUMENT, width=width))
    for text in (
        "Two organizations owe.",
        "Amounts of the year",
        "What each owes.",
        "By organization",
        "-$123,456,789.01",
    ):
        assert text in told
    assert "... and 1 more, in the file" in told
    plain = set(re.findall(r"\w+", written_out(document_text(DOCUMENT))))
    assert plain <= set(re.findall(r"\w+", told)) | {"x1b", "u202e", "u001b"}
    if width >= 100:
        assert max(map(len, told.splitlines())) <= width


def test_what_a_name_smuggles_in_is_written_out_and_never_followed() -> None:
    told = document_on_terminal(DOCUMENT, width=120)
    assert "\u202e" not in told
    assert "\x1b[31m ACO" not in told
    assert "[bold]" in told


def test_colors_are_left_out_where_the_user_wants_none(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b[31m" in document_on_terminal(DOCUMENT, width=120).replace("\x1b[1;31m", "\x1b[31m")
    monkeypatch.setenv("NO_COLOR", "1")
    assert not re.search(r"\x1b\[[0-9;]*3[0-9]", document_on_terminal(DOCUMENT, width=120))


class Screen(io.BytesIO):
    """Standard output that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_the_command_draws_on_a_terminal_and_is_plain_in_a_pipe() -> None:
    screen = Screen()
    with (
        patch.object(sys, "argv", ["openvbc", "sensitivity", *map(str, BOTH)]),
        patch.object(sys, "stdout", io.TextIOWrapper(screen, encoding="utf-8")),
    ):
        with pytest.raises(SystemExit) as ended:
            main()
        sys.stdout.flush()
        drawn = screen.getvalue().decode()
    assert ended.value.code == 0
    plain = run("sensitivity", *BOTH).stdout
    assert _STYLE.search(drawn)
    assert not _STYLE.search(plain)
    amounts = re.compile(r"[+-]?\$[\d,.]+\d")
    assert sorted(amounts.findall(_STYLE.sub("", drawn))) == sorted(amounts.findall(plain))

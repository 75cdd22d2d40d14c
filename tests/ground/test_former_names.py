"""Files that people wrote under former names are read; nothing in the project is spelled the British way."""

import re
import subprocess
from pathlib import Path

from openvbc.former_names import FORMER_NAMES, former_names, present_name
from openvbc.yamlfile import parse_yaml

ROOT = Path(__file__).parents[2]
#: `aria-labelledby` is the name that the web's standard gave.
BRITISH = re.compile(
    r"organis|enrolment|utilis|catalogue|recognis|normalis|modell(?:ed|ing)|labell(?:ed(?!by)|ing)|annualis|colour|summaris"
    r"|categoris|standardis|materialis|behaviour|neighbour|judgement|authoris|capitalis|prioritis|\bcentre",
    re.IGNORECASE,
)
#: Where former names stand on purpose.
ALLOWED = {
    "openvbc/former_names.py",
    "CHANGELOG.md",  # the table of renamed lines says what they were called
    "tests/recorded/examples_before_the_house.json",  # lines as they were called when they were recorded
    "openvbc/claims/synthetic/enrollment.py",  # names of draws, which are part of their seeds
    "tests/ground/test_former_names.py",
}


def test_former_keys_and_words_are_read_as_those_of_today() -> None:
    node = parse_yaml("organisation: A\nmonths: any_enrolment\nnote: 'any_enrolment'\n", Path("inputs.yaml"))
    assert node.plain() == {"organization": "A", "months": "any_enrollment", "note": "any_enrolment"}


def test_a_name_of_today_is_itself_and_knows_what_it_was_called() -> None:
    assert present_name("benchmark") == "benchmark"
    assert former_names("medicare_advantage") == ("private_plan",)
    assert all(present_name(each) == each for each in FORMER_NAMES.values())


def test_names_keys_and_texts_are_spelled_as_cms_spells_them() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True).stdout  # noqa: S607
    found = []
    for name in sorted({*tracked.splitlines()} - ALLOWED):
        path = ROOT / name
        if not path.is_file() or path.name == "LICENSE":
            continue
        lines = path.read_text(encoding="utf-8", errors="ignore").splitlines()
        found += [f"{name}:{at}: {line.strip()}" for at, line in enumerate([name, *lines]) if BRITISH.search(line)]
    assert found == []

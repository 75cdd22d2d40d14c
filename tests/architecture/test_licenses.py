"""Every locked package is licensed as CONTRIBUTING asks; what is not is an extra that says why."""

import re
from email.message import Message
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import cast

import pytest

ROOT = Path(__file__).parent.parent.parent
#: Words of licenses that ask for nothing but their own text beside the code, or (MPL) for changes to their own files.
ALLOWED = re.compile(
    r"MIT(-CMU| License)?|(0|2-Clause |3-Clause )?BSD.*|BSD( 2-Clause| 3-Clause)?( License)?.*"
    r"|Apache([- ]2\.0)?( Software License)?( WITH LLVM-exception)?|MPL-2\.0|Mozilla Public License 2\.0 \(MPL 2\.0\)"
    r"|PSF-2\.0|Python Software Foundation License|Zlib|CC0-1\.0"
)
#: Others, and why they are allowed: extras that a user chooses, never part of OpenVBC nor needed by it.
EXTRAS = {
    "psycopg": "LGPL-3.0: the extra `postgres` only; used unchanged, by import",
    "psycopg-binary": "LGPL-3.0: the extra `postgres` only; used unchanged, by import",
}


def locked(name: str) -> list[str]:
    text = ROOT.joinpath("requirements", f"{name}.txt").read_text(encoding="utf-8")
    return sorted(set(re.findall(r"^([A-Za-z0-9_.-]+)==", text, re.MULTILINE)))


def licenses_of(name: str) -> list[str]:
    """What a distribution says of its license, most binding first; [] if it is not installed on this system."""
    try:
        told = cast("Message", metadata(name))
    except PackageNotFoundError:
        return []
    if expression := told.get_all("License-Expression"):
        return re.split(r" AND | OR ", str(expression[0]))
    classifiers = [each for each in told.get_all("Classifier") or [] if each.startswith("License ::")]
    if classifiers:
        return [each.rpartition("::")[2].strip() for each in classifiers]
    named = str((told.get_all("License") or [""])[0]).splitlines() or ["none told"]
    return re.split(r" AND | OR ", named[0])


@pytest.mark.parametrize("name", locked("development"))
def test_every_locked_package_has_an_allowed_license_or_is_an_extra_that_says_why(name: str) -> None:
    other = [each for each in licenses_of(name) if not ALLOWED.fullmatch(each)]
    assert not other or name in EXTRAS, other


def test_what_is_installed_with_openvbc_needs_no_exception() -> None:
    assert not set(locked("runtime")) & EXTRAS.keys()
    contributing = ROOT.joinpath("CONTRIBUTING.md").read_text(encoding="utf-8")
    assert all(name.partition("-")[0] in contributing for name in EXTRAS)

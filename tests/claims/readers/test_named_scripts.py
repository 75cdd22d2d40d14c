"""Every script of readers and made-up regions: it parses, its header tells what it does, the code runs it by name."""

import re
import sys
from importlib.resources import files
from pathlib import Path

import duckdb
import pytest

from openvbc.claims.named_scripts import named_script, named_scripts

CLAIMS = Path(str(files("openvbc.claims")))
PACKAGES = sorted(
    {".".join(("openvbc.claims", *path.parent.relative_to(CLAIMS).parts)) for path in CLAIMS.rglob("*.sql")}
    - {f"openvbc.claims.sql.{room.name}" for room in (CLAIMS / "sql").iterdir()}
)
SCRIPTS = [(package, name) for package in PACKAGES for name in named_scripts(package)]
CODE = "\n".join(path.read_text(encoding="utf-8") for path in CLAIMS.rglob("*.py"))
_WIDEST = 120

each_script = pytest.mark.parametrize(("package", "name"), SCRIPTS, ids=lambda value: value.rpartition(".")[2])


def test_the_rooms_have_scripts() -> None:
    assert {"cclf", "tuva", "rif", "desynpuf", "fhir_eob", "mapped_csv", "medicare", "staging", "synthetic"} <= {
        package.rpartition(".")[2] for package in PACKAGES
    }


@each_script
def test_it_parses(package: str, name: str) -> None:
    with duckdb.connect() as connection:
        assert connection.extract_statements(named_script(package, name))


@each_script
def test_its_header_tells_in_words_what_it_does(package: str, name: str) -> None:
    header = re.match(r"(-- [^\n]+\n)+", named_script(package, name))
    assert header is not None
    assert len(header[0].split()) >= 5


@pytest.mark.parametrize("name", sorted({name for _, name in SCRIPTS}))
def test_the_code_runs_it_by_its_name(name: str) -> None:
    # A layout runs the script that is named after its table, a made-up feed that of each file, and what is left out
    # is first found and then taken by scripts of one name.
    after_a_table = f'f"{name.partition("_")[0]}_{{' in CODE
    of_a_file = name.startswith("cclf") and "file.lower()" in CODE
    found = name.startswith(("find_", "leave_out_")) and f'"{re.sub("^(find|leave_out)_", "", name)}"' in CODE
    assert f'"{name}"' in CODE or after_a_table or of_a_file or found


def test_no_script_is_wider_than_a_screen() -> None:
    wide = [
        f"{path.name}:{number}"
        for path in sorted({*CLAIMS.glob("readers/*/*.sql"), *CLAIMS.glob("synthetic/*.sql")})
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if len(line) > _WIDEST
    ]
    assert wide == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("SELECT 1\n-- name: late\nSELECT 2\n", "does not begin with the name"),
        ("-- name: one\nSELECT 1\n\n-- name: one\nSELECT 2\n", "two scripts called one"),
    ],
)
def test_scripts_without_a_name_of_their_own_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, told: str
) -> None:
    (tmp_path / "nameless_room").mkdir()
    (tmp_path / "nameless_room" / "__init__.py").write_text("")
    (tmp_path / "nameless_room" / "scripts.sql").write_text(text)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "nameless_room", raising=False)
    named_scripts.cache_clear()
    with pytest.raises(ValueError, match=told):
        named_scripts("nameless_room")
    named_scripts.cache_clear()

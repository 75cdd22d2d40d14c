"""Writes the pages that are made from code, or (with --check) says which of them are out of date.

Run `make docs` after a change; `make test` runs it with --check, so that no page can fall behind.
"""

import ast
import re
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import click
import grimp

from openvbc import errors, settle
from openvbc.claims.audits.catalog import AUDITS
from openvbc.claims.engine.query import all_queries
from openvbc.claims.findings import Severity
from openvbc.claims.project.checking import TOO_MUCH
from openvbc.claims.tables.catalog import CANONICAL_TABLES
from openvbc.claims.tables.dictionary import FIRST_DAY, LAST_DAY, ColumnOrigin
from openvbc.cli import COMMANDS, cli
from openvbc.errors import OpenVBCError
from openvbc.payment_models.registry import published_parameters
from openvbc.published_results.mssp.report.how_exact import how_exact_page
from openvbc.reports.parameter_list import parameter_list
from openvbc.worksheet import formula
from openvbc.worksheet.formula import Operation

DOCS = Path(__file__).parent
_SEVERITIES = {each.value for each in Severity}
_BLOCK = re.MULTILINE | re.DOTALL
BEGIN, END = "<!-- generated: begin -->", "<!-- generated: end -->"


def main() -> None:
    """Write every generated page, or check it."""
    checking = "--check" in sys.argv
    stale = []
    for path, text in pages().items():
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        if checking:
            stale.append(path.relative_to(DOCS.parent).as_posix())
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    if stale:
        print(f"out of date: {', '.join(stale)}\n    run `make docs`")
        sys.exit(1)


def pages() -> dict[Path, str]:
    """Every generated page with its text."""
    architecture, checked = DOCS / "architecture.md", DOCS / "what_is_checked.md"
    return {
        architecture: between_marks(architecture.read_text(encoding="utf-8"), import_graph()),
        checked: between_marks(checked.read_text(encoding="utf-8"), what_is_checked()),
        DOCS / "how_exact.md": how_exact_page(published_parameters()),
        DOCS / "reference" / "command_line.md": command_line(),
        DOCS / "reference" / "errors.md": error_page(),
        DOCS / "reference" / "operations.md": operations(),
        DOCS / "reference" / "parameters.md": parameters(),
        DOCS / "reference" / "tables.md": data_dictionary(),
        DOCS / "reference" / "queries.md": queries(),
        DOCS / "pictures" / "waterfall.svg": waterfall(),
    }


def waterfall() -> str:
    """The picture on the first screen of README, of the contract and the figures that stand below it there."""
    files = dict(
        re.findall(r"^```yaml file=(\w+)\.yaml\n(.*?)^```$", (DOCS.parent / "README.md").read_text("utf-8"), _BLOCK)
    )
    return settle(files["lakeside"], files["figures"]).pictures[0].svg


def between_marks(page: str, generated: str) -> str:
    """The page with its generated part replaced."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{generated}\n{END}{after}"


def what_is_checked() -> str:
    """The rules of the data dictionary, the audits, and every finding that readers and counts can have."""
    parts = ["## Every row of every table\n"]
    parts += [f"- {told}." for told in _dictionary_rules()]
    for severity in Severity:
        parts.append(f"\n## Audits after every load: {severity.value}\n")
        audits = [each for each in AUDITS if each.severity is severity]
        parts += [
            f"- **{each.what}** (`{each.query}`): {each.why}. {each.remedy[:1].upper()}{each.remedy[1:]}."
            for each in audits
        ] or ["None."]
    rooms = {"What readers find": ("claims/readers",), "What counts find": ("claims", "experience")}
    seen: set[Path] = set()
    for title, folders in rooms.items():
        parts.append(f"\n## {title}\n")
        paths = [path for folder in folders for path in sorted((DOCS.parent / "openvbc" / folder).rglob("*.py"))]
        for path in dict.fromkeys(paths):
            if path not in seen and _place(path) != "claims/audits/catalog.py":
                seen.add(path)
                parts += _findings_in(path)
    return "\n".join(parts)


def _dictionary_rules() -> list[str]:
    columns = [column for table in CANONICAL_TABLES.values() for column in table.columns]
    required = sum(column.required for column in columns)
    keys = "; ".join(f"`{table.name}`: {', '.join(table.key)}" for table in CANONICAL_TABLES.values())
    return [
        f"{required} of the {len(columns)} columns of the data dictionary must be filled; none of them is empty",
        f"days lie between {FIRST_DAY} and {LAST_DAY}",
        f"no line is of {TOO_MUCH:,} dollars or more",
        "codes have no dots, and no blanks around them",
        f"keys stand once ({keys})",
    ]


def _findings_in(path: Path) -> list[str]:
    """A line for each finding that a module can have: wherever a severity stands beside words, in its order."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    makers = {each.name: made for each in functions if (made := _severity_made(each))}
    found: dict[tuple[int, str], None] = {}
    for scope in (*functions, tree):
        assigned = [
            (node.lineno, node.targets[0].id, node.value)
            for node in ast.walk(scope)
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
        ]
        names = {
            id(value): _words(key, {})
            for node in ast.walk(scope)
            if isinstance(node, ast.Dict)
            for key, value in zip(node.keys, node.values, strict=True)
            if key is not None
        }
        for node in ast.walk(scope):
            if isinstance(node, ast.Tuple | ast.Call):
                known = {
                    name: value
                    for line, name, value in sorted(assigned, key=lambda each: each[0])
                    if line < node.lineno
                }
                words = [_words(each, known) for each in (node.elts if isinstance(node, ast.Tuple) else node.args)]
                made = makers.get(ast.unparse(node.func), "") if isinstance(node, ast.Call) else ""
                severity = made or next((each for each in words if each.split(" or ")[0] in _SEVERITIES), "")
                after = words[words.index(severity) + 1 :] if severity in words else words
                what = next((each for each in (*after, *words) if " " in each and each != severity), "")
                name = names.get(id(node)) or next((each for each in words if " " not in each and each != "..."), "")
                if severity and set(what) - set(". :,"):
                    called = f"`{name}`, " if name not in ("", "...", *_SEVERITIES) else ""
                    found.setdefault((node.lineno, f"{severity}: {what} ({called}in `{_place(path)}`)"))
    return [f"- {line}" for line in dict.fromkeys(line for _, line in sorted(found))]


def _severity_made(function: ast.FunctionDef) -> str:
    """The severity of the finding that a function makes of its arguments alone; '' if it is no such function."""
    last, arguments = function.body[-1], function.args.args
    call = last.value if isinstance(last, ast.Return) else None
    if not arguments or not isinstance(call, ast.Call) or ast.unparse(call.func) != "Finding":
        return ""
    made = _words(call.args[1], {})
    return made if ast.unparse(call.args[0]) == arguments[0].arg and made in _SEVERITIES else ""


def _place(path: Path) -> str:
    return path.relative_to(DOCS.parent / "openvbc").as_posix()


def _words(node: ast.expr, known: Mapping[str, ast.expr]) -> str:
    """What an expression can say: text as it stands, what is filled in as `...`, alternatives with `or`."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(_words(each, known) if isinstance(each, ast.Constant) else "..." for each in node.values)
    if isinstance(node, ast.IfExp):
        told = (_words(node.body, known), _words(node.orelse, known))
        return " or ".join(dict.fromkeys(each for each in told if each))
    if isinstance(node, ast.BinOp):
        return f"{_words(node.left, known)}{_words(node.right, known)}"
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Severity":
        return Severity[node.attr].value
    if isinstance(node, ast.Name) and node.id in known:
        return _words(known[node.id], {name: value for name, value in known.items() if name != node.id})
    return "..."


def import_graph() -> str:
    """Which room imports which, counted from the code: one row a room, highest first."""
    graph = grimp.build_graph("openvbc", include_external_packages=False, cache_dir=None)
    arrows: Counter[tuple[str, str]] = Counter()
    modules: Counter[str] = Counter()
    for module in graph.modules:
        if module == "openvbc":
            continue
        modules[room(module)] += 1
        for imported in graph.find_modules_directly_imported_by(module):
            if imported != "openvbc" and room(imported) != room(module):
                arrows[room(module), room(imported)] += 1
    floors = floors_of(set(modules), set(arrows))
    rows = ["| floor | room | modules | imports |", "| --- | --- | --- | --- |"]
    for name in sorted(modules, key=lambda each: (-floors[each], each)):
        below = sorted(target for source, target in arrows if source == name)
        rows.append(f"| {floors[name]} | `{name}` | {modules[name]} | {', '.join(below) or 'nothing'} |")
    return "\n".join(rows)


def room(module: str) -> str:
    """The room of a module: the folder or file right below the package."""
    return module.split(".")[1]


def floors_of(rooms: set[str], arrows: set[tuple[str, str]]) -> dict[str, int]:
    """How high each room stands: one above the highest that it imports. A circle would never end, so it raises."""
    floors: dict[str, int] = {}
    while len(floors) < len(rooms):
        ready = {
            name
            for name in rooms - floors.keys()
            if all(target in floors for source, target in arrows if source == name)
        }
        if not ready:
            raise SystemExit(f"rooms import each other in a circle: {', '.join(sorted(rooms - floors.keys()))}")
        for name in ready:
            floors[name] = 1 + max((floors[target] for source, target in arrows if source == name), default=0)
    return floors


def command_line() -> str:
    """The help of every command."""
    parts = ["# Command line\n\nMade from the program's own help.\n"]
    context = click.Context(cli, info_name="openvbc", max_content_width=110)
    parts.append(f"## openvbc\n\n```text\n{cli.get_help(context)}\n```\n")
    for name in COMMANDS:
        command = cli.get_command(context, name)
        if command is not None:
            parts += help_of(command, f"openvbc {name}")
    return "\n".join(parts)


def help_of(command: click.Command, name: str) -> list[str]:
    """The help of a command, and of its sub-commands."""
    context = click.Context(command, info_name=name, max_content_width=110)
    parts = [f"## {name}\n\n```text\n{command.get_help(context)}\n```\n"]
    if isinstance(command, click.Group):
        context = click.Context(command, info_name=name)
        for inner in sorted(command.list_commands(context)):
            found = command.get_command(context, inner)
            parts += help_of(found, f"{name} {inner}") if found is not None else []
    return parts


def error_page() -> str:
    """Every kind of error with its exit code."""
    rows = [
        f"| `{each.__name__}` | {each.exit_code} | {(each.__doc__ or '').strip()} |"
        for each in sorted(OpenVBCError.__subclasses__(), key=lambda kind: kind.exit_code)
    ]
    intro = (errors.__doc__ or "").strip().splitlines()[0]
    return "\n".join([f"# Errors\n\n{intro}\n", "| error | exit code | when |", "| --- | --- | --- |", *rows, ""])


def operations() -> str:
    """The closed list of operations of a worksheet."""
    rows = []
    for each in Operation:
        meaning = getattr(formula, each.value).__doc__ if each.value.isidentifier() else ""
        rows.append(f"| `{each.name.lower()}` | `{each.value}` | {' '.join(meaning.split())} |")
    head = (
        "# Operations of a worksheet\n\nThe list is closed; each is read by every reader. Lines repeat over named axes"
        " (years, types, counties): lines in one formula meet by the names of their axes, and `total`, `at` and"
        " `by_member` say over which. The literal `absent()` stands for a figure that is not there.\n"
    )
    return "\n".join([head, "| operation | written | meaning |", "| --- | --- | --- |", *rows, ""])


def data_dictionary() -> str:
    """The canonical tables, from the code that checks every load against them."""
    head = (
        "# Canonical tables\n\nMade from the data dictionary that every load is checked against. Names are those of"
        " Tuva's input layer; columns marked *own* are OpenVBC's. Text and codes are empty where the source says"
        " nothing, other columns NULL.\n"
    )
    parts = [head]
    for table in CANONICAL_TABLES.values():
        parts.append(f"## {table.name}\n\nGrain: {table.grain}.  \nKey: {', '.join(table.key)}.\n")
        parts.append("| column | holds | needed | meaning |\n| --- | --- | --- | --- |")
        for column in table.columns:
            own = " *own*" if column.origin is ColumnOrigin.OPENVBC else ""
            needed = "yes" if column.required else ""
            parts.append(f"| `{column.name}`{own} | {column.type.value} | {needed} | {column.meaning} |")
        parts.append("")
    return "\n".join(parts)


def queries() -> str:
    """Every query of the engine: what it builds, from what, and the rule it follows."""
    head = (
        "# Queries\n\nEvery count is one of these queries, static SQL in `openvbc/claims/sql`. `openvbc explain` prints"
        " them as they ran. The same text runs on every engine.\n"
    )
    parts = [head]
    for room in sorted({query.room for query in all_queries().values()}):
        parts.append(f"## {room.replace('_', ' ')}\n")
        for query in sorted(all_queries().values(), key=lambda each: each.name):
            if query.room == room:
                reads = ", ".join((*query.inputs, *(f"${name}" for name in query.parameters)))
                parts.append(f"**{query.name}**: {query.grain}  \n{query.rule}  \n*Reads {reads}.*\n")
    return "\n".join(parts)


def parameters() -> str:
    """Every published value with its source."""
    listed = parameter_list(list(published_parameters()))
    return f"# Published values\n\nThe same list as `openvbc parameters` prints.\n\n```text\n{listed}\n```\n"


if __name__ == "__main__":
    main()

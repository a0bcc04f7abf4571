"""The rules of the house that a linter does not know: sizes, names, words, signs on doors, sentences for errors.

Each test gathers all offenders and prints them, so that one run tells everything.
"""

from __future__ import annotations

import ast
import os
import re
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from models.enums import Health

ROOT = Path(__file__).resolve().parent.parent
FLOORS = ("automation", "desktop", "models", "resources")
SOURCES = (*FLOORS, "tests")
FILE_LINES, FUNCTION_LINES, PIPELINE_LINES = 300, 40, 80
# A name that says nothing about what is in the room.
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}
# Put together here, so that this file does not hold them itself.
FORBIDDEN_WORDS = (
    *(".".join(host) for host in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("yarnpkg", "com"))),
    *("/".join(("", *parts, "")) for parts in (("work", "main"), ("work", "shared"), ("root",), ("opt", "wheels"))),
    ".".join(("", "library")) + "/",
)
SKIPPED_FOLDERS = {".git", ".venv", ".hypothesis", "build", "dist", "node_modules", "demo-report", "__pycache__"}


def python_files(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def report(offenders: list[str]) -> None:
    if offenders:
        pytest.fail("\n".join(sorted(offenders)), pytrace=False)


def test_files_are_short() -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in python_files(*SOURCES)}
    report([f"{name_of(path)}: {n} lines, at most {FILE_LINES}" for path, n in lengths.items() if n > FILE_LINES])


def test_functions_are_short() -> None:
    report(
        [
            f"{name_of(path)}:{node.lineno}: {node.name} has {length} lines, at most {FUNCTION_LINES}"
            for path in python_files(*SOURCES)
            for node in functions(tree_of(path))
            if (length := node.end_lineno - node.lineno + 1) > FUNCTION_LINES
        ]
    )


def test_the_pipeline_fits_on_one_screen() -> None:
    path = ROOT / "automation" / "pipeline.py"
    lines = len(path.read_text(encoding="utf-8").splitlines())
    report([f"automation/pipeline.py: {lines} lines, at most {PIPELINE_LINES}"] if lines > PIPELINE_LINES else [])


def test_every_room_has_a_telling_name() -> None:
    rooms = {part for path in python_files(*SOURCES) for part in path.relative_to(ROOT).with_suffix("").parts}
    classes = {
        (name_of(path), node.name)
        for path in python_files(*SOURCES)
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ClassDef)
    }
    named = [f"{room}: a name that says nothing" for room in rooms if EMPTY_NAMES & set(room.lower().split("_"))]
    ends = re.compile("(" + "|".join(EMPTY_NAMES) + ")$", re.IGNORECASE)
    report(named + [f"{path}: class {name} says nothing" for path, name in classes if ends.search(name)])


def test_every_package_has_a_sign_on_its_door() -> None:
    doors = [path for path in python_files(*FLOORS) if path.name == "__init__.py"]
    folders = {path.parent for path in python_files(*FLOORS)}
    bare = [f"{name_of(path)}: no docstring" for path in doors if ast.get_docstring(tree_of(path)) is None]
    report(bare + [f"{name_of(folder)}: no __init__.py" for folder in folders - {path.parent for path in doors}])


def test_every_module_says_what_it_is() -> None:
    return report(
        [f"{name_of(path)}: no docstring" for path in python_files(*FLOORS) if ast.get_docstring(tree_of(path)) is None]
    )


def project_files() -> Iterator[Path]:
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [
            name for name in folders if name not in SKIPPED_FOLDERS and not name.endswith(("_cache", "-info"))
        ]
        yield from (Path(folder, name) for name in names)


def test_no_registry_and_no_machine_is_named() -> None:
    offenders = []
    for path in project_files():
        text = path.read_bytes()
        offenders += [f"{name_of(path)}: holds {word}" for word in FORBIDDEN_WORDS if word.encode() in text]
    report(offenders)


def imported_packages(path: Path) -> set[str]:
    """The top-level names that a file imports, lazily or not."""
    names = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names.add(node.module or "")
    return {name.partition(".")[0] for name in names}


def test_what_is_imported_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    # What the product can do with more than its dependencies is an extra; the others are for those who work on it.
    lines = [*project["dependencies"], *project["optional-dependencies"]["postgres"]]
    declared = {re.split(r"[<>=~! \[]", line)[0].lower() for line in lines}
    installed = packages_distributions()
    used = set().union(*(imported_packages(path) for path in python_files(*FLOORS))) - set(FLOORS)
    offered = {name: {dist.lower().replace("_", "-") for dist in installed.get(name, [name])} for name in used}
    foreign = {name: offers for name, offers in offered.items() if name not in sys.stdlib_module_names}
    report([f"{name}: imported, but not among the dependencies" for name, o in foreign.items() if not o & declared])
    named = set().union(*foreign.values())
    report([f"{name}: a dependency that nothing imports" for name in declared - named - {"python-multipart"}])


def error_classes() -> set[str]:
    """StewardError and everything below it, by name, wherever it is defined."""
    bases = {
        node.name: {base.id if isinstance(base, ast.Name) else getattr(base, "attr", "") for base in node.bases}
        for path in python_files(*FLOORS)
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ClassDef)
    }
    known = {"StewardError"}
    while grown := {name for name, above in bases.items() if above & known} - known:
        known |= grown
    return known


def called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def named_values(tree: ast.Module, name: str) -> Iterator[ast.expr]:
    """All that a name of a module is ever set to, or that a function of that name returns."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and any(getattr(target, "id", "") == name for target in node.targets):
            yield node.value
        elif isinstance(node, ast.FunctionDef) and node.name == name:
            yield from (part.value for part in ast.walk(node) if isinstance(part, ast.Return) and part.value)


def texts(node: ast.expr | None, tree: ast.Module, depth: int = 4) -> Iterator[str]:
    """The constant texts that an expression may come to, followed through names, tables and small functions."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp | ast.Dict):
        for part in (node.body, node.orelse) if isinstance(node, ast.IfExp) else node.values:
            yield from texts(part, tree, depth)
    elif isinstance(node, ast.Subscript):
        yield from texts(node.value, tree, depth)
    elif depth and isinstance(node, ast.Name | ast.Call):
        name = node.id if isinstance(node, ast.Name) else getattr(node.func, "id", "")
        for value in named_values(tree, name):
            yield from texts(value, tree, depth - 1)


def code_of(node: ast.Call, position: int) -> ast.expr | None:
    named = [keyword.value for keyword in node.keywords if keyword.arg == "code"]
    return named[0] if named else (node.args[position] if len(node.args) > position else None)


def codes_in(path: Path, positions: dict[str, int]) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call) and called(node) in positions:
            for code in texts(code_of(node, positions[called(node)]), tree_of(path)):
                yield code, f"{name_of(path)}:{node.lineno}"


def test_every_code_has_a_sentence() -> None:
    sentences = tomllib.loads((ROOT / "resources" / "messages.toml").read_text(encoding="utf-8"))
    positions = dict.fromkeys(error_classes(), 0) | {"RuleAnswer": 2}
    codes = {pair for path in python_files(*FLOORS) for pair in codes_in(path, positions)}
    codes |= {(health.value, "models/enums.py: Health") for health in Health}
    said = {code for code, parts in sentences.items() if parts.get("what")}
    report([f"{where}: {code} has no sentence in resources/messages.toml" for code, where in codes if code not in said])

"""The size budget of CONTRIBUTING.md: no file over 300 lines, no function over 50, and no room that says nothing."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("evalplatform", "exports", "external_api", "integrations", "sdk", "tests")
SOURCES = [
    path
    for package in PACKAGES
    for path in sorted((ROOT / package).rglob("*.py"))
    if not {"migrations", "node_modules", ".venv", "build"} & set(path.parts)
]
SAY_NOTHING = {"utils", "util", "helpers", "common", "misc", "extras", "managers"}


def _functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_file_and_its_functions_are_small(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 300
    assert [name for name, lines in _functions(path) if lines > 50] == []


def test_every_room_has_a_name_that_says_what_is_in_it() -> None:
    assert [path for path in SOURCES if SAY_NOTHING & {path.stem, path.parent.name}] == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_module_says_what_it_is_for(path: Path) -> None:
    tree = ast.parse(path.read_text())
    is_test_module = path.name.startswith("test_") and "tests" in path.parts
    assert ast.get_docstring(tree) or not tree.body or is_test_module or path.name == "apps.py"

"""Finds the stable codes of failures in the source: every text that reaches a parameter, field or attribute named `code`."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from tests.architecture.test_size import ROOT

# Two functions of one name may take the code at different places; what is found at the other place is a sentence or a level.
CODE = re.compile(r"[a-z0-9_]+")
LEVELS = {"error", "warning"}
APPS = ("evalplatform", "exports", "integrations", "external_api")
# what only a person at the server's own command line sees
COMMAND_LINE = ("evalplatform/account.py", "evalplatform/embedded.py", "evalplatform/management/")


class Source(NamedTuple):
    modules: dict[str, ast.Module]
    classes: dict[str, ast.ClassDef]
    takers: dict[str, set[int]]  # name of a function or class -> where among its positional arguments the code stands

    def status(self, name: str) -> int | None:
        """The HTTP status of an error class, its own or inherited."""
        if (declared := self.classes.get(name)) is None:
            return None
        own = [value for names, value in _assigned(declared.body) if {"status", "status_code"} & names]
        inherited = (self.status(base) for base in _bases(declared))
        declared_here = (one.value for one in own if isinstance(one, ast.Constant) and isinstance(one.value, int))
        return next(declared_here, next((one for one in inherited if one), None))

    def places(self, name: str) -> set[int]:
        """Where a call of this name takes its code; a class without `__init__` does as its base does."""
        inherits = name in self.classes and _init(self.classes[name]) is None
        bases = _bases(self.classes[name]) if inherits else []
        return self.takers.get(name) or {place for base in bases for place in self.places(base)}


def read() -> Source:
    paths = [path for app in APPS for path in sorted((ROOT / app).rglob("*.py")) if "migrations" not in path.parts]
    source = Source({str(path.relative_to(ROOT)): ast.parse(path.read_text()) for path in paths}, {}, defaultdict(set))
    for module in source.modules.values():
        for node in ast.walk(module):
            if isinstance(node, ast.ClassDef):
                source.classes[node.name] = node
                _note(source, node.name, _fields(node))
                _note(source, node.name, _parameters(_init(node)))
            elif isinstance(node, ast.FunctionDef) and node.name != "__init__":
                _note(source, node.name, _parameters(node))
    return source


def _note(source: Source, name: str, parameters: list[str]) -> None:
    if "code" in parameters:
        source.takers[name].add(parameters.index("code"))


def _fields(declared: ast.ClassDef) -> list[str]:
    """Of a dataclass: it takes them in their order."""
    return [one.target.id for one in declared.body if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name)]


def _parameters(function: ast.FunctionDef | None) -> list[str]:
    return [one.arg for one in function.args.args if one.arg not in ("self", "cls")] if function else []


def _init(declared: ast.ClassDef) -> ast.FunctionDef | None:
    return next((one for one in declared.body if isinstance(one, ast.FunctionDef) and one.name == "__init__"), None)


def codes(source: Source) -> dict[str, set[int]]:
    """Every code, with the statuses of the error classes that are raised with it; none for one that stands only in a body or a row."""
    found: dict[str, set[int]] = defaultdict(set)
    for path, module in source.modules.items():
        if not path.startswith(COMMAND_LINE):
            for value, status in (*_declared(source, module), *_passed(source, module)):
                for code in _texts(value, module):
                    if CODE.fullmatch(code) and code not in LEVELS:
                        found[code] |= {status} if status else set()
    return found


def _declared(source: Source, module: ast.Module) -> Iterator[tuple[ast.expr, int | None]]:
    """Defaults of parameters and fields, and attributes of classes."""
    for node in ast.walk(module):
        if isinstance(node, ast.ClassDef):
            values = [value for names, value in _assigned(node.body) if {"code", "default_code"} & names]
            yield from ((value, source.status(node.name)) for value in values)
        elif isinstance(node, ast.arguments):
            given = [*zip(node.args[::-1], node.defaults[::-1], strict=False), *zip(node.kwonlyargs, node.kw_defaults, strict=True)]
            yield from ((value, None) for one, value in given if one.arg == "code" and value)


def _passed(source: Source, module: ast.Module) -> Iterator[tuple[ast.expr, int | None]]:
    """What calls hand over; `super().__init__(…)` counts as a call of the base, with the status of the class that it stands in."""
    inside = {call: node for node in ast.walk(module) if isinstance(node, ast.ClassDef) for call in ast.walk(node)}
    for node in ast.walk(module):
        if isinstance(node, ast.Call):
            own = inside[node] if ast.unparse(node.func) == "super().__init__" else None
            called = _bases(own) if own else [_name(node)]
            status = source.status(own.name if own else _name(node))
            yield from ((node.args[place], status) for one in called for place in source.places(one) if place < len(node.args))
            yield from ((one.value, status) for one in node.keywords if one.arg == "code")


def _name(call: ast.Call) -> str:
    return str(getattr(call.func, "id", getattr(call.func, "attr", "")))


def _texts(value: ast.expr, module: ast.Module) -> Iterator[str]:
    """The texts that the expression can be: itself, both arms of a choice, what a name was set to, or a name made of a parameter."""
    match value:
        case ast.Constant(value=str(text)) if text:
            yield text
        case ast.IfExp():
            yield from (*_texts(value.body, module), *_texts(value.orelse, module))
        case ast.Name(id=name):
            for node in ast.walk(module):
                if isinstance(node, ast.Assign) and any(isinstance(one, ast.Name) and one.id == name for one in node.targets):
                    yield from () if isinstance(node.value, ast.Name) else _texts(node.value, module)
        case ast.JoinedStr(values=[ast.Constant(value=str(start)), ast.FormattedValue(value=ast.Name(id=name))]):
            yield from (start + text for text in _arguments(name, value, module))


def _arguments(name: str, within: ast.expr, module: ast.Module) -> Iterator[str]:
    """The constants that the function around the expression gets for its parameter `name`."""
    around = [node for node in ast.walk(module) if isinstance(node, ast.FunctionDef) and within in ast.walk(node)]
    function = next(one for one in around if name in _parameters(one))
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and _name(node) == function.name:
            yield from _texts(node.args[_parameters(function).index(name)], module)


def _assigned(body: list[ast.stmt]) -> Iterator[tuple[set[str], ast.expr]]:
    for one in body:
        if isinstance(one, ast.Assign):
            yield {target.id for target in one.targets if isinstance(target, ast.Name)}, one.value
        elif isinstance(one, ast.AnnAssign) and one.value and isinstance(one.target, ast.Name):
            yield {one.target.id}, one.value


def _bases(declared: ast.ClassDef) -> list[str]:
    return [getattr(base, "id", getattr(base, "attr", "")) for base in declared.bases]

"""`json` has no equality: PostgreSQL refuses DISTINCT, UNION, GROUP BY, ORDER BY and = over it, but only when the query runs."""

import ast

import pytest
from django.apps import apps

from evalplatform.tracing.columns import RawJson
from tests.architecture.test_size import ROOT, SOURCES

RAW = {field.name for model in apps.get_models() for field in model._meta.get_fields() if isinstance(field, RawJson)}
PRODUCT = [path for path in SOURCES if "tests" not in path.relative_to(ROOT).parts]


def test_the_columns_are_the_payloads() -> None:
    assert {"input", "output", "reference", "tools", "scores", "attributes", "operations", "results"} == RAW


@pytest.mark.parametrize("path", PRODUCT, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_compares_orders_or_groups_them(path: object) -> None:
    """The keywords of filter(), exclude() and get(), and the names in order_by() and values().distinct()."""
    calls = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]  # type: ignore[attr-defined]
    for call in calls:
        method = call.func.attr  # type: ignore[attr-defined]
        keywords = {(word.arg or "").removesuffix("__in") for word in call.keywords}
        names = {one.value.removeprefix("-") for one in call.args if isinstance(one, ast.Constant) and isinstance(one.value, str)}
        if method in {"filter", "exclude", "get"}:
            assert not keywords & RAW, ast.unparse(call)
        if method in {"order_by", "distinct"}:
            assert not names & RAW, ast.unparse(call)
        assert method not in {"union", "intersection", "difference"} or not _is_query(call), ast.unparse(call)


def _is_query(call: ast.Call) -> bool:
    return "objects" in ast.unparse(call)

from typing import Any

import pytest
from evalplatform_sdk.cli import paths
from hypothesis import given
from hypothesis import strategies as st

from integrations.ci import changes, globs
from tests.vectors import vectors

VECTORS = vectors("paths")
GLOBS = st.lists(st.sampled_from(["a", "b", "é", "/", "*", "**", "?", "[ab]", "[!a]", "[a-c]", "[", "]", "-", "!", "."]), max_size=8).map(
    "".join
)
PATHS = st.lists(st.sampled_from(["a", "b", "c", "é", "/", "[", "-", "."]), min_size=1, max_size=8).map("".join)


@pytest.mark.parametrize("number", range(len(VECTORS["depends"])))
@pytest.mark.timeout(10)
def test_depends(number: int) -> None:
    case = VECTORS["depends"][number]
    assert paths.depends(case["globs"], case["path"]) is case["depends"], case


@pytest.mark.parametrize("case", VECTORS["changes"], ids=lambda case: str(case["name"]))
def test_touched(case: dict[str, Any]) -> None:
    assert paths.touched(case["files"], case["suites"]) == case["touched"]


@given(GLOBS, PATHS)
def test_the_server_finds_the_same(glob: str, path: str) -> None:
    assert paths.fits(glob, path) is globs.fits(glob, path)


@given(st.lists(GLOBS, max_size=3), PATHS)
def test_the_server_decides_the_same(several: list[str], path: str) -> None:
    assert paths.depends(several, path) is changes.depends(several, path)


def test_documentation_is_what_the_server_takes_for_it() -> None:
    assert paths.DOCUMENTATION == changes.DOCUMENTATION


@pytest.mark.parametrize("glob", ["a" + "*a" * 100 + "b", "**/" * 100 + "x", "/".join(["**", "a"] * 50)])
@pytest.mark.timeout(30)
def test_no_glob_takes_for_ever(glob: str) -> None:
    assert not paths.fits(glob, "/".join(["a" * 50] * 40))

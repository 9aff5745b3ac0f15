from uuid import UUID

import pytest

from integrations.ci.changes import Touched, Watched, depends, is_branch, touched
from integrations.ci.globs import fits

FIRST, SECOND = UUID(int=1), UUID(int=2)


@pytest.mark.parametrize(
    ("glob", "path", "wanted"),
    [
        ("prompts/**", "prompts/a/b.md", True),
        ("prompts/**", "prompts", False),
        ("prompts/", "prompts/a/b.md", True),
        ("*.py", "a/b/c.py", True),
        ("src/*.py", "src/a.py", True),
        ("src/*.py", "src/a/b.py", False),
        ("src/**/*.py", "src/b.py", True),
        ("src/**/*.py", "src/a/b/c.py", True),
        ("/*.md", "a.md", True),
        ("/*.md", "docs/a.md", False),
        ("**", "a/b", True),
        ("a?c", "abc", True),
        ("a?c", "a/c", False),
        ("[a-c]x", "bx", True),
        ("[!a-c]x", "bx", False),
        ("[z-a]", "q", False),
        ("[", "[", True),
        ("a.c", "abc", False),
        ("prömpts/*", "prömpts/é.txt", True),
        ("README", "readme", False),
    ],
)
def test_globs(glob: str, path: str, wanted: bool) -> None:
    assert fits(glob, path) is wanted


@pytest.mark.parametrize("glob", ["a" + "*a" * 100 + "b", "**/" * 100 + "x", "/".join(["**", "a"] * 50)])
@pytest.mark.timeout(30)  # one that goes back and forth would take longer than anybody lives
def test_no_glob_takes_for_ever(glob: str) -> None:
    assert not fits(glob, "/".join(["a" * 50] * 40))


def test_a_suite_is_touched_by_what_it_names() -> None:
    suites = [Watched(FIRST, ["prompts/**"]), Watched(SECOND, ["src/**", "!src/tests/"])]
    assert touched(["prompts/a.md", "src/tests/b.py"], suites) == [Touched(FIRST, ("prompts/a.md",))]


def test_what_is_not_known_touches_all() -> None:
    assert touched(None, [Watched(FIRST, ["prompts/**"])]) == [Touched(FIRST)]


def test_no_files_touch_nothing() -> None:
    assert touched([], [Watched(FIRST, [])]) == []


def test_documentation_touches_only_who_names_it() -> None:
    files = ["README.md", "docs/a/b.png", "LICENSE", "CHANGELOG.md", "sub/README.rst"]
    assert touched(files, [Watched(FIRST, []), Watched(SECOND, ["docs/**"])]) == [Touched(SECOND, ("docs/a/b.png",))]
    assert depends([], "prompts/system.md")


def test_only_the_first_paths_are_kept() -> None:
    (found,) = touched([f"src/{n}" for n in range(9)], [Watched(FIRST, [])])
    assert found.by == ("src/0", "src/1", "src/2", "src/3", "src/4")


def test_exceptions_alone_mean_everything_else() -> None:
    assert (depends(["!docs/"], "src/a"), depends(["!docs/"], "docs/a")) == (True, False)


@pytest.mark.parametrize(("name", "wanted"), [("main", True), ("release/1", True), ("release/1/2", False), ("x/main", False)])
def test_branches(name: str, wanted: bool) -> None:
    assert is_branch(["main", "release/*"], name) is wanted

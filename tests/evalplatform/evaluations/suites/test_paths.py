from typing import Any

import pytest

from evalplatform.evaluations.reading import Reader
from evalplatform.evaluations.suites.paths import read_paths


def test_globs_keep_their_order() -> None:
    reader = Reader({"paths": ["prompts/**", "!/docs/*.md", "häuser/[a-z].txt", "data/"]})
    assert read_paths(reader) == reader.body["paths"]
    assert (read_paths(Reader({})), read_paths(Reader({"paths": None})), reader.problems) == ([], [], [])


@pytest.mark.parametrize(
    "glob", ["", "!", "/", "!/", "a\\b", "./a", "a/../b", "..", "a\nb", "x" * 501, 7, None], ids=lambda value: ascii(value)[:12]
)
def test_what_can_fit_nothing_is_refused(glob: Any) -> None:
    reader = Reader({"paths": ["a", glob]})
    read_paths(reader)
    assert [(one.pointer, one.code) for one in reader.problems] == [("/paths/1", "invalid_glob")]


@pytest.mark.parametrize("given", ["a", {}, ["a"] * 201], ids=["text", "object", "many"])
def test_paths_are_a_list(given: Any) -> None:
    reader = Reader({"paths": given})
    assert (read_paths(reader), reader.problems[0].pointer) == ([], "/paths")

"""The globs of a repository's paths that a suite depends on, as a request names them."""

from typing import Any

from evalplatform.errors import Problem
from evalplatform.evaluations.reading import Reader

MAX_PATHS, MAX_GLOB = 200, 500


def read_paths(reader: Reader, key: str = "paths") -> list[str]:
    """Globs in their order, which says which of them decides; problems are in the reader."""
    given = reader.json(key)
    if given is None:
        return []
    if not isinstance(given, list) or len(given) > MAX_PATHS:
        reader.refuse(key, f"{key} is a list of at most {MAX_PATHS} globs, such as prompts/**.", "wrong_type")
        return []
    for index, glob in enumerate(given):
        if problem := _problem(glob):
            reader.problems.append(Problem(f"{reader.pointer}/{key}/{index}", problem, "invalid_glob"))
    return [glob for glob in given if isinstance(glob, str)]


def _problem(glob: Any) -> str:
    if not isinstance(glob, str) or len(glob) > MAX_GLOB or not glob.isprintable():
        return f"A glob is a text of at most {MAX_GLOB} characters on one line."
    parts = glob.removeprefix("!").split("/")
    if not any(parts):
        return "This glob is empty. Name files or folders, such as prompts/**, and with a ! before it what does not count."
    if "\\" in glob or "." in parts or ".." in parts:
        return "A glob is written from the top of the repository, with / between folders and without \\, . and .. as one of them."
    return ""

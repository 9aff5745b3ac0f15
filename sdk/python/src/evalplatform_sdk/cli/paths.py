"""Which suites a change touches, by the globs of their paths: as the server decides it (tests/vectors/paths.json holds both to it). Pure.

`*` and `?` stay within a folder, `**` goes through folders, `[abc]`, `[a-z]` and `[!abc]` are one character. A glob without a slash
matches in any folder, one that ends in a slash all that is below; a slash at its start holds it to the top. The time grows with
glob times path and no faster.
"""

import re
from collections.abc import Callable, Mapping, Sequence

# what a suite that names no paths does not depend on
DOCUMENTATION = ("docs/", "/*.md", "/*.rst", "README*", "CHANGELOG*", "CONTRIBUTING*", "CODE_OF_CONDUCT*", "SECURITY*", "LICENSE*")
_PIECE = re.compile(r"\[.[^\]]*\]|.", re.DOTALL)  # a choice in brackets, or one character


def touched(files: Sequence[str] | None, suites: Mapping[str, Sequence[str]]) -> list[str]:
    """Names of the suites that a change of these files touches, in their order; all where the files are not known (None)."""
    return [name for name, globs in suites.items() if files is None or any(depends(globs, path) for path in files)]


def depends(globs: Sequence[str], path: str) -> bool:
    """The last glob that fits decides, and `!` before it says no. Where the first says no already, all else is meant."""
    if not globs:
        return not any(fits(glob, path) for glob in DOCUMENTATION)
    deciding = next((glob for glob in reversed(globs) if fits(glob.removeprefix("!"), path)), None)
    return globs[0].startswith("!") if deciding is None else not deciding.startswith("!")


def fits(glob: str, path: str) -> bool:
    """Whether the glob matches the whole path."""
    return _matches(_folders(glob), path.strip("/").split("/"), "**", lambda one, name: _matches(_PIECE.findall(one), name, "*", _is_one))


def _folders(glob: str) -> list[str]:
    parts = [part for part in glob.split("/") if part]
    through_all = "/" not in glob.rstrip("/")
    parts = [*(["**"] if through_all else []), *parts, *(["**"] if glob.endswith("/") else [])]
    return [*parts, "*"] if parts[-1:] == ["**"] else parts  # `docs/**` is not the file docs itself


def _is_one(piece: str, character: str) -> bool:
    if len(piece) == 1:
        return piece in ("?", character)
    choice = piece[1:-1]
    is_not = choice.startswith("!")
    return _is_among(choice[is_not:], character) is not is_not


def _is_among(choice: str, character: str) -> bool:
    spans = re.findall(r"(.)-(.)|(.)", choice, re.DOTALL)
    return any(low <= character <= high if low else one == character for low, high, one in spans)


def _matches(wanted: Sequence[str], given: Sequence[str], star: str, is_same: Callable[[str, str], bool]) -> bool:
    """Row by row: which beginnings of `given` the beginning of `wanted` matches. No glob makes this go back and forth."""
    reached = [True] + [False] * len(given)
    for one in wanted:
        if one == star:
            first = reached.index(True) if True in reached else len(reached)
            reached = [at >= first for at in range(len(reached))]
        else:
            reached = [False, *(ok and is_same(one, part) for ok, part in zip(reached, given, strict=False))]
    return reached[-1]

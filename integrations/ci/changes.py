"""Which suites a change touches, by the globs of their paths. Pure."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple
from uuid import UUID

from integrations.ci.globs import fits

# what a suite that names no paths does not depend on
DOCUMENTATION = ("docs/", "/*.md", "/*.rst", "README*", "CHANGELOG*", "CONTRIBUTING*", "CODE_OF_CONDUCT*", "SECURITY*", "LICENSE*")
SHOWN = 5


class Watched(NamedTuple):
    """A suite, and the globs of what it depends on; none: everything but documentation."""

    id: UUID
    paths: Sequence[str]


class Touched(NamedTuple):
    """A suite, and the first of the paths that touch it; none where it is not known what has changed."""

    id: UUID
    by: tuple[str, ...] = ()


def touched(files: Sequence[str] | None, suites: Iterable[Watched]) -> list[Touched]:
    """The suites that a change of these files touches, in their order; all of them where the files are not known (None)."""
    if files is None:
        return [Touched(suite.id) for suite in suites]
    found = ((suite, [path for path in files if depends(suite.paths, path)]) for suite in suites)
    return [Touched(suite.id, tuple(paths[:SHOWN])) for suite, paths in found if paths]


def depends(globs: Sequence[str], path: str) -> bool:
    """Whether who names these globs depends on the path. The last one that fits decides; `!` before it says no.

    Where the first says no already, everything is meant that no glob takes out.
    """
    if not globs:
        return not any(fits(glob, path) for glob in DOCUMENTATION)
    found = globs[0].startswith("!")
    for glob in globs:
        if fits(glob.removeprefix("!"), path):
            found = not glob.startswith("!")
    return found


def is_branch(globs: Iterable[str], name: str) -> bool:
    """Whether a branch is one of these: `main`, `release/*`."""
    return any(fits("/" + glob.lstrip("/"), name) for glob in globs)

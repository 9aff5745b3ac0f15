"""What git knows of the folder that the command runs in: what has changed, and which commit this is."""

import re
import subprocess

_REMOTE = re.compile(r"(?:^[a-z+]+://[^/]+/|^[^/:]+:)(?P<path>.+?)(?:\.git)?/?$")


class NoGit(Exception):
    """There is no git, or no repository here; the text says which and what to do."""


def changed_paths(since: str) -> list[str] | None:
    """Paths that differ from where this commit left `since`, deleted and moved ones too; None where that is not known.

    It is not known in a shallow clone, after a forced push, and for the zeros that a new branch has come from. Raises NoGit.
    """
    _run("rev-parse", "--git-dir", needed=True)
    if not since.strip("0") or _run("rev-parse", "--verify", "--quiet", "--end-of-options", f"{since}^{{commit}}") is None:
        return None
    found = _run("diff", "--name-only", "--no-renames", "--no-ext-diff", "-z", "--end-of-options", f"{since}...HEAD", "--")
    return None if found is None else [path for path in found.split("\0") if path]


def head() -> dict[str, str]:
    """`sha`, `branch` and `repository`, those of them that are known."""
    try:
        found = {"sha": _run("rev-parse", "HEAD"), "branch": _run("symbolic-ref", "--quiet", "--short", "HEAD")}
        remote = _REMOTE.match((_run("remote", "get-url", "origin") or "").strip())
    except NoGit:
        return {}
    known = {name: value.strip() for name, value in found.items() if value}
    return {**known, "repository": remote["path"]} if remote else known


def _run(*arguments: str, needed: bool = False) -> str | None:
    """What it writes; None when it fails, and NoGit where it must not."""
    try:
        done = subprocess.run(("git", *arguments), capture_output=True, check=False, timeout=120)  # noqa: S603, S607 (the user's own git)
    except FileNotFoundError:
        raise NoGit("There is no git here. Install it, or name what has changed by --path.") from None
    if done.returncode and needed:
        raise NoGit("This is no folder of a git repository. Go to one, or name what has changed by --path.")
    return None if done.returncode else done.stdout.decode("utf-8", "surrogateescape")

"""What a delivery of a provider tells: a change that may be evaluated, or why it is none."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

MAX_FILES = 3000  # of a change; one with more is taken to touch everything


class Trigger(StrEnum):
    """What sets evaluations off."""

    PUSH = "push"
    PULL_REQUEST = "pull_request"
    TAG = "tag"
    RELEASE = "release"
    PIPELINE = "pipeline"
    REQUEST = "request"


@dataclass(frozen=True)
class Change:
    """A commit and where it stands. `target_branch` is the branch that a pull request is to go into, else the commit's own.

    `files` None: they are not told. Then `base` is the commit to compare with; without it everything may have changed. Without `sha` the
    `tag` says which commit it is.
    """

    trigger: Trigger
    repository: str
    sha: str
    branch: str = ""
    default_branch: str = ""
    target_branch: str = ""
    pull_request: int | None = None
    author: str = ""
    title: str = ""
    url: str = ""
    base: str = ""
    tag: str = ""
    files: tuple[str, ...] | None = None


class Ignored(NamedTuple):
    """A delivery that sets nothing off, and why."""

    code: str
    message: str


class Malformed(Exception):
    """The body is not what the provider documents; the text says what is missing."""

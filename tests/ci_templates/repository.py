"""A user's repository: a program that answers the questions of suites, and commits that make it better or worse."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.sdk.python.cli.command import EXAMPLES, write_outputs

ANSWER = 'cp "answers/$(echo "$EVALPLATFORM_SUITE" | tr " " -).jsonl" outputs.jsonl'
SUITES = {"answers": "answers", "other-things": "other"}


@dataclass(frozen=True)
class Repository:
    path: Path

    def start(self) -> None:
        (self.path / "answers").mkdir(parents=True)
        (self.path / "other").mkdir()
        self._git("init", "-qb", "main")
        self._git("remote", "add", "origin", "https://forge.example/acme/bot.git")
        for name in SUITES:
            write_outputs(self.path / "answers" / f"{name}.jsonl")
        self._commit()

    @property
    def head(self) -> str:
        return self._git("rev-parse", "HEAD")

    def change(self, path: str) -> None:
        self.add(path, self.head)

    def answer(self, *, right: int = EXAMPLES) -> None:
        """A commit after which so many answers are right."""
        write_outputs(self.path / "answers" / "answers.jsonl", right=right)
        (self.path / "answers" / "note").write_text(self.head)
        self._commit()

    def add(self, path: str, text: str) -> None:
        file = self.path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        self._commit()

    def _commit(self) -> None:
        self._git("add", "-A")
        self._git("-c", "user.name=A", "-c", "user.email=a@example.com", "commit", "-qm", "change")

    def _git(self, *words: str) -> str:
        return subprocess.run(("git", *words), cwd=self.path, check=True, capture_output=True, text=True).stdout.strip()

"""What a Dockerfile says, done in a folder without an engine: copies, runs, and the command at the end."""

import fnmatch
import json
import os
import re
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from tests.tools import ROOT

NEEDS_ROOT = ("useradd", "apt-get")  # what changes the system; the folders it makes are made by `Image`


@dataclass
class Image:
    """The folder stands for the image's root: an absolute path of the Dockerfile is one below it."""

    folder: Path
    stages: list[list[tuple[str, str]]] = field(default_factory=list)
    environment: dict[str, str] = field(default_factory=dict)
    entrypoint: list[str] = field(default_factory=list)
    command: list[str] = field(default_factory=list)
    user: str = ""
    work: str = "/"
    ignore: Path = ROOT / ".dockerignore"
    more: dict[str, str] = field(default_factory=dict)  # what `run` steps see beside the image's own

    def build(self, python: str) -> None:
        """Do all steps with `python` in the place of the image's own."""
        for name in ("data", "bin"):
            (self.folder / name).mkdir(parents=True)
        (self.folder / "bin" / "python").symlink_to(python)
        for stage in self.stages:
            for instruction, rest in stage:
                getattr(self, f"_{instruction.lower()}", self._other)(rest)

    def inside(self, text: str) -> str:
        """The text with its absolute paths below our folder."""
        return re.sub(r"(?<![\w./])/(opt|app|data)\b", lambda found: f"{self.folder}/{found[1]}", text)

    def environment_of(self, **more: str) -> dict[str, str]:
        found = {name: self.inside(value).replace("$PATH", os.environ["PATH"]) for name, value in self.environment.items()}
        return {"PATH": os.environ["PATH"], **found, **more}

    def _run(self, rest: str) -> None:
        if any(name in rest for name in NEEDS_ROOT):
            return
        path = f"{self.folder}/bin:{os.environ['PATH']}"
        environment = {**{name: value for name, value in os.environ.items() if name.startswith(("PIP_", "HOME"))}, "PATH": path}
        environment |= self.more
        shell = ["/bin/sh", "-ec", self.inside(rest)]
        done = subprocess.run(shell, cwd=self._place(), env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{rest}\n{done.stdout}\n{done.stderr}"

    def _copy(self, rest: str) -> None:
        if rest.startswith("--from="):
            return  # the stages share our folder
        *sources, target = rest.split()
        for source in sources:
            assert is_sent(source, self.ignore), f"{source} is kept out by {self.ignore.name}"
            place = self._place() / target
            if (ROOT / source).is_dir():
                shutil.copytree(ROOT / source, place, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(ROOT / source, place)

    def _workdir(self, rest: str) -> None:
        self.work = rest
        self._place().mkdir(parents=True, exist_ok=True)

    def _env(self, rest: str) -> None:
        self.environment |= dict(pair.split("=", 1) for pair in rest.split())

    def _user(self, rest: str) -> None:
        self.user = rest

    def _entrypoint(self, rest: str) -> None:
        self.entrypoint = json.loads(rest)

    def _cmd(self, rest: str) -> None:
        self.command = json.loads(rest)

    def _other(self, rest: str) -> None:
        """EXPOSE, VOLUME, STOPSIGNAL: for the engine."""

    def _place(self) -> Path:
        return Path(self.inside(self.work))


def read(folder: Path, *, file: Path = ROOT / "Dockerfile", ignore: Path = ROOT / ".dockerignore") -> Image:
    text = file.read_text().replace("\\\n", "")
    image = Image(folder, ignore=ignore)
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        instruction, rest = line.split(None, 1)
        if instruction == "FROM":
            image.stages.append([])
        else:
            image.stages[-1].append((instruction, rest.strip()))
    return image


def is_sent(path: str, ignore: Path = ROOT / ".dockerignore") -> bool:
    """Whether .dockerignore lets the path through to the builder: the last rule that fits decides."""
    sent = True
    for rule in ignore.read_text().splitlines():
        pattern = rule.removeprefix("!")
        if rule and not rule.startswith("#") and fnmatch.fnmatch(path, pattern):
            sent = rule.startswith("!")
    return sent

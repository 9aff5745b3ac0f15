"""Runs the jobs of a GitHub workflow on this machine: each `run` line by bash, in a folder and with an environment like the runner's.

The actions that the templates use are done here: a checkout is a clone, an artifact a folder. Jobs run one after the other. What installs
the command line is done once for all jobs, since it takes seconds.
"""

import itertools
import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.ci_templates.expressions import as_text, filled, worked_out
from tests.tools import ROOT

ACTION = ROOT / "ci_templates" / "github" / "setup" / "action.yml"
INSTALL = yaml.safe_load(ACTION.read_text())["runs"]["steps"][0]["run"]
GOES_ON = "cancelled()"  # in a condition: it is asked after a failure too


@dataclass
class Leg:
    """One run of a job, for one member of its matrix."""

    matrix: dict[str, Any]
    index: int
    folder: Path
    environment: dict[str, str]
    path: list[str] = field(default_factory=list)
    steps: dict[str, dict[str, Any]] = field(default_factory=dict)
    codes: list[int] = field(default_factory=list)
    log: str = ""

    @property
    def is_good(self) -> bool:
        return not any(self.codes)

    @property
    def summary(self) -> str:
        return (self.folder / "summary").read_text()


@dataclass
class Run:
    """One run of a workflow. `earlier` are the artifacts of other runs, by their ids."""

    folder: Path
    repository: Path
    github: dict[str, Any]
    environment: dict[str, str]
    installed: Path
    inputs: dict[str, Any] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)
    earlier: Mapping[int, Path] = field(default_factory=dict)
    jobs: dict[str, list[Leg]] = field(default_factory=dict)
    needs: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def artifacts(self) -> Path:
        return self.folder / "artifacts"

    def do(self, workflow: Path) -> None:
        said = yaml.safe_load(workflow.read_text())
        self.inputs = {**_defaults(said[True]["workflow_call"]["inputs"]), **self.inputs}  # YAML 1.1 takes `on` for true
        self.artifacts.mkdir(parents=True)
        (self.folder / "event.json").write_text(json.dumps(self.github["event"]))
        for name, job in said["jobs"].items():
            self._job(name, job)

    def _job(self, name: str, job: dict[str, Any]) -> None:
        needed = job.get("needs", [])
        needs = {one: self.needs[one] for one in ([needed] if isinstance(needed, str) else needed)}
        contexts = {"github": self.github, "inputs": self.inputs, "secrets": self.secrets, "needs": needs}
        are_good = all(one["result"] == "success" for one in needs.values())
        self.jobs[name] = []
        if not _is_wanted(job.get("if"), contexts, is_good=are_good):
            self.needs[name] = {"result": "skipped", "outputs": {}}
            return
        outputs: dict[str, Any] = {}
        for index, member in enumerate(_members(job, contexts)):
            leg = self._leg(name, member, index)
            within = {**contexts, "matrix": member, "strategy": {"job-index": index}, "runner": {"temp": leg.environment["RUNNER_TEMP"]}}
            self._steps(leg, job["steps"], within)
            outputs |= {key: filled(value, {**within, "steps": leg.steps}) for key, value in job.get("outputs", {}).items()}
            self.jobs[name].append(leg)
        result = "success" if all(leg.is_good for leg in self.jobs[name]) else "failure"
        self.needs[name] = {"result": result, "outputs": outputs}

    def _leg(self, name: str, member: dict[str, Any], index: int) -> Leg:
        folder = self.folder / f"{name}-{index}"
        for part in ("work", "temp"):
            (folder / part).mkdir(parents=True)
        files = {"GITHUB_OUTPUT": folder / "output", "GITHUB_STEP_SUMMARY": folder / "summary"}
        for file in files.values():
            file.touch()
        said = {name: str(file) for name, file in files.items()}
        places = {"RUNNER_TEMP": str(folder / "temp"), "GITHUB_EVENT_PATH": str(self.folder / "event.json"), "HOME": str(folder)}
        return Leg(member, index, folder, {**self.environment, **said, **places})

    def _steps(self, leg: Leg, steps: list[dict[str, Any]], contexts: dict[str, Any]) -> None:
        for step in steps:
            now = {**contexts, "steps": leg.steps}
            if _is_wanted(step.get("if"), now, is_good=leg.is_good):
                leg.codes.append(self._run(leg, step, now) if "run" in step else self._use(leg, step, now))

    def _run(self, leg: Leg, step: dict[str, Any], contexts: dict[str, Any]) -> int:
        if step["run"] == INSTALL:
            leg.path.append(str(self.installed))
            return 0
        assert "${{" not in step["run"], "what a stranger wrote would become part of the program"
        more = {name: as_text(filled(value, contexts)) for name, value in step.get("env", {}).items()}
        path = ":".join([*reversed(leg.path), leg.environment["PATH"]])
        script = leg.folder / "temp" / "step.sh"
        script.write_text(step["run"])
        done = subprocess.run(
            ("bash", "-e", str(script)),
            cwd=leg.folder / "work",
            env={**leg.environment, **more, "PATH": path},
            capture_output=True,
            text=True,
            check=False,
            timeout=100,
        )
        leg.log += f"--- {step.get('name', step['run'])}: {done.returncode}\n{done.stdout}{done.stderr}"
        said = (line.partition("=") for line in (leg.folder / "output").read_text().splitlines())
        leg.steps[step.get("id", "")] = {"outputs": {name: value for name, _, value in said}}
        return done.returncode

    def _use(self, leg: Leg, step: dict[str, Any], contexts: dict[str, Any]) -> int:
        said = {name: filled(value, contexts) for name, value in step.get("with", {}).items()}
        action = step["uses"].partition("@")[0].rpartition("/")[2]
        does = {"checkout": self._check_out, "upload-artifact": self._upload, "download-artifact": self._download}[action]
        return 0 if does(leg, said) else 1

    def _check_out(self, leg: Leg, said: dict[str, Any]) -> bool:
        depth = () if said.get("fetch-depth") == 0 else ("--depth", "1")
        clone = ("git", "clone", "-q", *depth, f"file://{self.repository}", ".")
        return subprocess.run(clone, cwd=leg.folder / "work", check=False).returncode == 0

    def _upload(self, leg: Leg, said: dict[str, Any]) -> bool:
        found = list((leg.folder / "work").glob(said["path"]))
        if not found:
            return bool(said.get("if-no-files-found") == "ignore")
        target = self.artifacts / said["name"]
        assert not target.exists(), f"two artifacts {target.name}"
        target.mkdir()
        for path in found:
            if path.is_dir():
                shutil.copytree(path, target, dirs_exist_ok=True)
            else:
                shutil.copy(path, target)
        return True

    def _download(self, leg: Leg, said: dict[str, Any]) -> bool:
        """One by its name goes into the folder, those of a pattern into folders of their own below it."""
        source = self.earlier[said["run-id"]] if "run-id" in said else self.artifacts
        target = leg.folder / "work" / said["path"]
        if "name" in said:
            is_there = (source / said["name"]).is_dir()
            return is_there and bool(shutil.copytree(source / said["name"], target, dirs_exist_ok=True))
        for artifact in source.glob(said["pattern"]):
            shutil.copytree(artifact, target / artifact.name)
        return True


def runners_environment(repository: str, ref: str, api: str, **more: str) -> dict[str, str]:
    """What GitHub's runner says to every step, and no variable of ours but the path."""
    kind, name = ref.removeprefix("refs/").split("/", 1)
    said = {"GITHUB_ACTIONS": "true", "CI": "true", "GITHUB_REPOSITORY": repository, "GITHUB_REF": ref, "GITHUB_API_URL": api}
    return {"PATH": os.environ["PATH"], **said, "GITHUB_REF_NAME": name if kind else "", **more}


def _defaults(inputs: dict[str, Any]) -> dict[str, Any]:
    return {name: one["default"] for name, one in inputs.items() if "default" in one}


def _is_wanted(condition: str | None, contexts: Mapping[str, Any], *, is_good: bool) -> bool:
    if condition is None:
        return is_good
    text = condition.removeprefix("${{").removesuffix("}}")
    return (is_good or GOES_ON in text) and bool(worked_out(text, contexts))


def _members(job: dict[str, Any], contexts: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    matrix = {name: filled(value, contexts) for name, value in job.get("strategy", {}).get("matrix", {}).items()}
    if "include" in matrix:
        yield from matrix["include"]
        return
    for values in itertools.product(*matrix.values()):
        yield dict(zip(matrix, values, strict=True))

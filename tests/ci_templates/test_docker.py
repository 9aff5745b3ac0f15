import subprocess
import sys
from pathlib import Path

from tests.deployment.dockerfile import is_sent, read
from tests.tools import ROOT

FOLDER = ROOT / "ci_templates" / "docker"
IGNORE = FOLDER / "Dockerfile.dockerignore"


def test_the_steps_make_a_command_that_runs(installing: dict[str, str], tmp_path: Path) -> None:
    """All but the engine and the download: what the package needs is our own, seen by its path."""
    image = read(tmp_path / "image", file=FOLDER / "Dockerfile", ignore=IGNORE)
    without_isolation = {"PIP_NO_BUILD_ISOLATION": "0"}  # what builds the wheel is our own too; pip takes 0 for yes here
    image.more = {**installing, **without_isolation, "PATH": f"{tmp_path}/image/bin:{installing['PATH']}"}
    image.build(sys.executable)
    environment = image.environment_of(PYTHONPATH=installing["PYTHONPATH"])
    command = [str(tmp_path / "image/opt/evalplatform/bin/evalplatform"), *image.command[1:]]
    done = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, image.command[0], image.user) == (0, "evalplatform", "evalplatform"), done.stderr
    assert "Exit codes: 0 fine, or the gate passed; 1 the gate failed" in " ".join(done.stdout.split())


def test_only_the_sdk_is_sent_to_the_builder() -> None:
    names = [path.name for path in ROOT.iterdir()]
    assert [name for name in names if is_sent(name, IGNORE)] == []
    assert (is_sent("sdk/python", IGNORE), is_sent("sdk/javascript", IGNORE)) == (True, False)

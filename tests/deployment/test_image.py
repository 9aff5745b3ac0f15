import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.deployment.dockerfile import is_sent, read
from tests.evalplatform.management.commands.running import Up


@pytest.mark.redis
@pytest.mark.timeout(900)
def test_the_steps_make_a_server_that_is_ready(tmp_path: Path, shared: dict[str, str]) -> None:
    """All but the engine: the packages are installed as the image has them, and nothing of the checkout is seen."""
    image = read(tmp_path / "image")
    image.build(sys.executable)
    assert image.user not in ("", "root", "0")
    up = Up(tmp_path / "image" / "data", **shared)
    up.environment = image.environment_of(**shared, DATA_DIR=str(up.data_dir), PORT=str(up.port), TMPDIR=up.temporary)
    start = [str(tmp_path / "image/opt/venv/bin/python"), str(tmp_path / "image/app/manage.py")]
    assert image.entrypoint == ["python", "manage.py"]
    try:
        done = subprocess.run([*start, "prepare"], env=up.environment, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        up.start(*start, *(word.replace("0.0.0.0", "127.0.0.1") for word in image.command))  # noqa: S104
        assert up.get("/readyz") == 200
        assert up.get("/admin/login/") == 200
        assert up.get("/static/unfold/css/styles.css") == 200
    finally:
        up.end()


def test_nothing_but_the_program_is_sent_to_the_builder() -> None:
    assert [name for name in sorted(os.listdir(Path(__file__).parents[2])) if is_sent(name)] == [
        *("constraints.txt", "evalplatform", "exports", "external_api", "integrations", "manage.py", "pyproject.toml", "templates")
    ]

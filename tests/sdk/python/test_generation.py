import subprocess
import sys
from pathlib import Path

from tests.tools import ROOT

SDK = ROOT / "sdk" / "python"


def texts(folder: Path) -> dict[str, str]:
    rooms = [folder / "models", folder / "operations"]
    return {f"{room.name}/{path.name}": path.read_text() for room in rooms for path in sorted(room.glob("*.py"))}


def test_what_is_made_of_the_schema_is_what_is_here(tmp_path: Path) -> None:
    subprocess.run((sys.executable, "-m", "generation", tmp_path), cwd=SDK, check=True)
    made, here = texts(tmp_path), texts(SDK / "src" / "evalplatform_sdk")
    advice = "docs/openapi.json has changed: run `python -m generation` in sdk/python"
    assert [name for name in sorted(made.keys() | here.keys()) if made.get(name) != here.get(name)] == [], advice

"""Write the modules: `python -m generation [FOLDER]` in sdk/python; without a folder, where they belong."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from generation.models import modules_of_models
from generation.operations import modules_of_operations
from generation.schema import operations_of

HERE = Path(__file__).resolve().parent
SCHEMA = HERE.parents[2] / "docs" / "openapi.json"
PACKAGE = HERE.parent / "src" / "evalplatform_sdk"


def write(folder: Path) -> None:
    """All modules in `folder`, in place of those that are there."""
    schema: dict[str, Any] = json.loads(SCHEMA.read_bytes())
    operations = list(operations_of(schema))
    models, home = modules_of_models(schema["components"]["schemas"], operations)
    for room, modules in (("models", models), ("operations", modules_of_operations(operations, home))):
        place = folder / room
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        for name, text in modules.items():
            (place / f"{name}.py").write_text(text, encoding="utf-8", newline="\n")
    rooms = [str(folder / "models"), str(folder / "operations")]
    ruff = [sys.executable, "-m", "ruff"]
    settings = ["--no-cache", "--config", str(HERE.parents[2] / "pyproject.toml")]
    known_here = ["--config", "lint.isort.known-first-party=['evalplatform_sdk']"]  # wherever the folder stands
    subprocess.run([*ruff, "check", "-q", "--fix-only", *settings, *known_here, *rooms], check=True)  # noqa: S603 (words of our own)
    subprocess.run([*ruff, "format", "-q", *settings, *rooms], check=True)  # noqa: S603 (words of our own)


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else PACKAGE)

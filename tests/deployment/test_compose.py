import re
import subprocess
import sys
from typing import Any

import pytest
import yaml

from evalplatform.management.processes import PARTS
from tests.architecture.test_documents import SETTING
from tests.tools import ROOT

COMPOSE = ROOT / "compose.yaml"


@pytest.fixture(scope="module")
def composed() -> Any:
    return yaml.safe_load(COMPOSE.read_text())


def test_it_keeps_the_schema_of_compose() -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(COMPOSE)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_each_part_has_a_service(composed: Any) -> None:
    served = [service["command"][1] for service in composed["services"].values() if service.get("command", [""])[0] == "serve"]
    assert sorted(served) == sorted(PARTS)


def test_the_web_is_seen_from_this_machine_alone(composed: Any) -> None:
    ports = {name: service["ports"] for name, service in composed["services"].items() if "ports" in service}
    assert ports == {"web": ["127.0.0.1:${PORT:-8000}:8000"]}


def test_what_it_sets_is_a_setting(composed: Any) -> None:
    names = set(SETTING.findall((ROOT / "evalplatform" / "settings.py").read_text()))
    assert set(composed["services"]["worker"]["environment"]) <= names


def test_no_secret_stands_in_it() -> None:
    values = re.findall(r"(?:PASSWORD|SECRET\w*|TOKEN|KEY): (.*)", COMPOSE.read_text())
    assert len(values) >= 5
    assert all(value.startswith("${") and (":?" in value or value.endswith(":-}")) for value in values)


def test_who_needs_the_database_waits_for_the_migration(composed: Any) -> None:
    for name in ("web", "worker", "beat"):
        assert composed["services"][name]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"
    assert composed["services"]["migrate"]["command"] == ["prepare"]

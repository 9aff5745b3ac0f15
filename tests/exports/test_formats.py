import os
import subprocess
import sys
from typing import Any

import pytest
from django.conf import settings

from evalplatform.fields import Kind
from evalplatform.filtering import operators
from exports import formats, resources, spec
from exports.compressors import COMPRESSORS
from exports.encoders import ENCODERS


@pytest.fixture
def told() -> dict[str, Any]:
    return formats.document()


def test_every_resource_is_named(told: dict[str, Any]) -> None:
    assert list(told["resources"]) == list(settings.EXPORT_RESOURCES)


@pytest.mark.parametrize("name", resources.names())
def test_every_field_and_family_is_named(told: dict[str, Any], name: str) -> None:
    declared, shown = resources.get(name), told["resources"][name]
    assert [field["name"] for field in shown["fields"]] == [field.name for field in declared.fields]
    assert [field["name"] for field in shown["fields"] if field["listed"]] == [field.name for field in declared.listed]
    assert [family["prefix"] for family in shown["families"]] == [family.prefix for family in declared.families]


def test_every_format_compression_shape_priority_and_kind_is_named(told: dict[str, Any]) -> None:
    assert [one["name"] for one in told["formats"]] == list(ENCODERS)
    assert all([one["name"] for one in format["compressions"]] == list(COMPRESSORS) for format in told["formats"])
    assert (told["shapes"], told["priorities"]) == (list(spec.SHAPES), list(spec.PRIORITIES))
    assert told["operators"] == {kind.value: list(operators(kind)) for kind in Kind}
    assert set(told["options"]) == set(spec._OPTIONS)


def test_a_field(told: dict[str, Any]) -> None:
    fields = {field["name"]: field for field in told["resources"]["traces"]["fields"]}
    assert fields["status"] == {
        "name": "status", "kind": "text", "description": "ok or error", "choices": ["ok", "error"],
        "operators": list(operators(Kind.TEXT)), "listed": True,
    }  # fmt: skip
    assert (fields["spans"]["operators"], fields["spans"]["listed"]) == ([], False)


def test_a_family(told: dict[str, Any]) -> None:
    family = next(one for one in told["resources"]["traces"]["families"] if one["prefix"] == "score.")
    assert (family["example"], family["kind"], family["operators"]) == ("score.<name>", "number", list(operators(Kind.NUMBER)))


def test_extensions(told: dict[str, Any]) -> None:
    extensions = {(one["name"], inner["name"]): inner["extension"] for one in told["formats"] for inner in one["compressions"]}
    assert extensions["csv", "gzip"] == ".csv.gz"
    assert extensions["parquet", "zstd"] == ".parquet"


@pytest.mark.parametrize("format", ENCODERS)
def test_the_default_compression_is_what_a_request_gets(told: dict[str, Any], format: str) -> None:
    shown = next(one for one in told["formats"] if one["name"] == format)
    assert spec.parse({"resource": "traces", "format": format}).compression == shown["default_compression"]


def test_pyarrow_stays_away() -> None:
    script = "import sys, django; django.setup(); from exports import formats; formats.document(); sys.exit('pyarrow' in sys.modules)"
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "evalplatform.settings"}
    assert subprocess.run([sys.executable, "-c", script], env=environment, check=False).returncode == 0

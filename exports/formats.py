"""All that a request can choose from, made from the tables in code, so that it names whatever is added to them."""

from typing import Any

from django.conf import settings

from evalplatform.fields import MAX_COLUMN_NAME_BYTES, Family, Field, Kind, Resource
from evalplatform.filtering import operators
from evalplatform.filtering.comparisons import MAX_VALUES
from evalplatform.filtering.language import MAX_CONDITIONS, MAX_DEPTH
from exports import resources, spec
from exports.compressors import COMPRESSORS
from exports.encoders import COMPRESS_INSIDE, ENCODERS, encoder_for
from exports.finetuning import choices


def document() -> dict[str, Any]:
    """Resources with their fields, formats, shapes, priorities, options, limits and the operators of filters."""
    return {
        "resources": {name: _resource(resources.get(name)) for name in resources.names()},
        "operators": {kind.value: list(operators(kind)) for kind in Kind},
        "formats": [_format(name) for name in ENCODERS],
        "shapes": list(spec.SHAPES),
        "training": choices.document(),
        "priorities": list(spec.PRIORITIES),
        "options": {
            "csv_formula_guard": {"type": "boolean", "default": True},
            "chunk_rows": {
                "type": "integer",
                "default": spec.DEFAULT_CHUNK_ROWS,
                "minimum": spec.MIN_CHUNK_ROWS,
                "maximum": spec.MAX_CHUNK_ROWS,
            },
        },
        "limits": {
            "fields": spec.MAX_FIELDS,
            "column_name_bytes": MAX_COLUMN_NAME_BYTES,
            "rows_per_file_minimum": spec.MIN_ROWS_PER_FILE,
            "filter_conditions": MAX_CONDITIONS,
            "filter_depth": MAX_DEPTH,
            "filter_values": MAX_VALUES,
            "streams": settings.EXPORT_MAX_STREAMS,
        },
    }


def _resource(declared: Resource) -> dict[str, Any]:
    return {"fields": [_field(field) for field in declared.fields], "families": [_family(family) for family in declared.families]}


def _field(field: Field) -> dict[str, Any]:
    return {
        "name": field.name,
        "kind": field.kind.value,
        "description": field.description,
        "choices": list(field.choices),
        "operators": list(operators(field.kind)) if field.filterable else [],
        "listed": field.listed,
    }


def _family(family: Family) -> dict[str, Any]:
    """Fields without end: the name of one begins with `prefix`."""
    any_one = family.resolve("name")
    kind = any_one.kind if any_one else Kind.VALUE
    return {
        "prefix": family.prefix,
        "example": family.example,
        "kind": kind.value,
        "description": family.description,
        "operators": list(operators(kind)),
        "listed": False,
    }


def _format(name: str) -> dict[str, Any]:
    encoder = encoder_for(name, (), formula_guard=True)
    inside = name in COMPRESS_INSIDE
    return {
        "name": name,
        "media_type": encoder.media_type,
        "compressions": [
            {"name": compression, "extension": f".{encoder.extension}{'' if inside else suffix}"}
            for compression, (_, suffix) in COMPRESSORS.items()
        ],
        "default_compression": "zstd" if inside else "none",
        "compresses_inside": inside,
    }

"""How drf-spectacular makes the OpenAPI document: its settings, which name the parts of ours that it calls."""

from typing import Any

SETTINGS: dict[str, Any] = {
    "TITLE": "evalplatform",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "DESCRIPTION": "Traces and evaluation results in; checked training files, exports and CI verdicts out.",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "validatorUrl": None},  # a validator would get the address of the document
    "SERVE_AUTHENTICATION": [],
    "SERVE_PERMISSIONS": [],
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": {
        "ConnectionKind": "integrations.models.ConnectionKind",
        "ConnectionState": "integrations.models.ConnectionState",
        "DeliveryState": "integrations.models.DeliveryState",
        "DestinationKind": "exports.models.DestinationKind",
        "EndpointKind": "integrations.models.EndpointKind",
        "EndpointState": "integrations.models.EndpointState",
        "ExportDedupe": "exports.serializers.exports.DEDUPE",
        "ExportFormat": "exports.encoders.ENCODERS",
        "ExportPriority": "exports.spec.PRIORITIES",
        "ExportShape": "exports.spec.SHAPES",
        "FieldKind": "exports.serializers.preview.KINDS",
        "FileCompression": "exports.compressors.COMPRESSORS",
        "JobKind": "exports.job_requests.KINDS",
        "JobState": "exports.models.State",
        "ReceiptState": "integrations.models.ReceiptState",
        "Scope": "external_api.scopes.SCOPES",
        "ScoreSource": "evalplatform.tracing.models.ScoreSource",
        "SpanKind": "evalplatform.tracing.models.SpanKind",
        "TraceStatus": "evalplatform.tracing.models.Status",
        "WindowKind": "exports.models.WindowKind",
    },
    "POSTPROCESSING_HOOKS": ["drf_spectacular.hooks.postprocess_schema_enums", "external_api.schema.document.complete"],
}

"""How one says who one is, for the OpenAPI document. drf-spectacular finds these classes by itself once they are imported."""

from typing import Any

from django.conf import settings
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema

_AUTHENTICATION = "external_api.authentication"


class ApiKeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = f"{_AUTHENTICATION}.api_keys.ApiKeyAuthentication"
    name = ["apiKey", "apiKeyHeader"]

    def get_security_requirement(self, auto_schema: AutoSchema) -> list[dict[str, list[Any]]]:
        return [{name: []} for name in self.name]  # either header does

    def get_security_definition(self, auto_schema: AutoSchema) -> list[dict[str, Any]]:
        return [
            {"type": "apiKey", "in": "header", "name": "Authorization", "description": "`Api-Key` and the key"},
            {"type": "apiKey", "in": "header", "name": "X-API-Key", "description": "the key alone"},
        ]


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = f"{_AUTHENTICATION}.people.TokenAuthentication"
    name = "bearerToken"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        description = "a person's token, of `POST /api/external/auth/token`"
        return {"type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": description}


class SessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = f"{_AUTHENTICATION}.people.SessionOfDashboard"
    name = "dashboardSession"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        description = "the dashboard's session; what changes something needs its CSRF token too, in the header `X-CSRFToken`"
        return {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME, "description": description}

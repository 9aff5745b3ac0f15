"""Pages that show the OpenAPI document, made of files that we serve ourselves; the browser is told to load nothing from elsewhere."""

from typing import Any

from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularRedocView, SpectacularSwaggerSplitView
from rest_framework.request import Request
from rest_framework.response import Response

# both pages make styles as they run, and Redoc a worker; the logo that Redoc would fetch from its makers stays away
POLICY = "; ".join(
    (
        *("default-src 'none'", "script-src 'self'", "style-src 'self' 'unsafe-inline'", "img-src 'self' data:", "font-src 'self' data:"),
        *("connect-src 'self'", "worker-src 'self' blob:", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"),
    )
)


class SwaggerView(SpectacularSwaggerSplitView):
    @extend_schema(exclude=True)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return _closed(super().get(request, *args, **kwargs))  # type: ignore[no-untyped-call]


class RedocView(SpectacularRedocView):
    @extend_schema(exclude=True)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return _closed(super().get(request, *args, **kwargs))  # type: ignore[no-untyped-call]


def _closed(answer: Response) -> Response:
    answer["Content-Security-Policy"] = POLICY
    return answer

"""Bodies that can be sent as they stand, for the OpenAPI document; a test sends each of them."""

from typing import Any

from drf_spectacular.utils import OpenApiExample


def _body(name: str, value: dict[str, Any]) -> OpenApiExample:
    return OpenApiExample(name, value, request_only=True)


CONNECTION = [
    _body(
        "a repository at GitHub", {"kind": "github", "name": "bot", "repositories": ["acme/bot"], "token": "github_pat_of-the-repository"}
    ),
    _body(
        "a project on a GitLab server of one's own",
        {
            "kind": "gitlab",
            "name": "bot on gitlab",
            "base_url": "https://gitlab.example/api/v4",
            "repositories": ["acme/research/bot"],
            "branches": ["main", "release/*"],
            "token": "glpat-of-the-project",
        },
    ),
    _body(
        "an export that a signed message starts",
        {
            "kind": "generic",
            "name": "nightly job",
            "template": {"export": {"resource": "traces", "filter": {"field": "model", "op": "eq", "value": "{{model}}"}}},
        },
    ),
]
CONNECTION_CHANGE = [_body("only releases", {"triggers": ["release"]})]
TRIGGER = [
    _body(
        "an export with a variable",
        {
            "export": {"resource": "traces", "filter": {"field": "model", "op": "eq", "value": "{{model}}"}},
            "variables": {"model": "gpt-4o-mini"},
        },
    )
]

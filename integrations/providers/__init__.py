"""The providers of repositories: one room each, always with the same files, and the one table that names them."""

from typing import cast

from django.utils.module_loading import import_string

from integrations.providers.protocol import Provider

PROVIDERS = {
    "github": "integrations.providers.github.PROVIDER",
    "gitlab": "integrations.providers.gitlab.PROVIDER",
}


def provider_of(kind: str) -> Provider:
    """Raises KeyError for a kind that is no provider of repositories."""
    return cast(Provider, import_string(PROVIDERS[kind]))

"""The table of resources that can be exported: name to declaration, found through the settings and imported on first use."""

from django.conf import settings
from django.utils.module_loading import import_string

from evalplatform.fields import Resource


def names() -> tuple[str, ...]:
    return tuple(settings.EXPORT_RESOURCES)


def get(name: str) -> Resource:
    """The resource of that name. Raises KeyError."""
    resource: Resource = import_string(settings.EXPORT_RESOURCES[name])
    return resource

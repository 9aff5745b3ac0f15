"""How signed links look over HTTP."""

from typing import Any

from rest_framework import serializers

MAX_NAMES = 1000


class ExportLinksRequestSerializer(serializers.Serializer[Any]):
    """Which files the links are for. Nothing is required."""

    names = serializers.ListField(
        child=serializers.CharField(max_length=200), default=list, max_length=MAX_NAMES, help_text="names of files; none is every file"
    )

    class Meta:
        ignores_unknown = True


class ExportLinkSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    url = serializers.URLField()
    expires_at = serializers.DateTimeField()


class ExportLinksSerializer(serializers.Serializer[Any]):
    links = ExportLinkSerializer(many=True)

"""How the document of all choices looks over HTTP; exports/formats.py makes it."""

from typing import Any

from rest_framework import serializers

_Base = serializers.Serializer[Any]


class ChoiceFieldSerializer(_Base):
    """A field, or a family of fields."""

    kind = serializers.CharField()
    description = serializers.CharField()
    operators = serializers.ListField(child=serializers.CharField(), help_text="how filters compare it; none: they cannot")
    listed = serializers.BooleanField(help_text="in a row when no fields are chosen")


class FormatsFieldSerializer(ChoiceFieldSerializer):
    name = serializers.CharField()
    choices = serializers.ListField(child=serializers.CharField(), help_text="all values there are; empty: any")


class FormatsFamilySerializer(ChoiceFieldSerializer):
    prefix = serializers.CharField()
    example = serializers.CharField()


class FormatsResourceSerializer(_Base):
    fields = FormatsFieldSerializer(many=True)  # type: ignore[assignment]
    families = FormatsFamilySerializer(many=True)


class FormatsCompressionSerializer(_Base):
    name = serializers.CharField()
    extension = serializers.CharField()


class FormatsFormatSerializer(_Base):
    name = serializers.CharField()
    media_type = serializers.CharField(help_text="without compression")
    compressions = FormatsCompressionSerializer(many=True)
    default_compression = serializers.CharField()
    compresses_inside = serializers.BooleanField(help_text="the compression is within the file, and its name does not say so")


class FormatsSerializer(_Base):
    resources = serializers.DictField(child=FormatsResourceSerializer())
    operators = serializers.DictField(child=serializers.ListField(child=serializers.CharField()), help_text="by kind of field")
    formats = FormatsFormatSerializer(many=True)
    shapes = serializers.ListField(child=serializers.CharField())
    priorities = serializers.ListField(child=serializers.CharField())
    options = serializers.DictField(child=serializers.DictField())
    limits = serializers.DictField(child=serializers.IntegerField())

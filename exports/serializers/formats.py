"""How the document of all choices looks over HTTP; exports/formats.py makes it."""

from typing import Any

from rest_framework import serializers

from exports.finetuning.targets import Needs, Status

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


class FormatsRuleSerializer(_Base):
    name = serializers.CharField(help_text="as `rejects.jsonl` has it")
    description = serializers.CharField()


class FormatsTargetSerializer(_Base):
    """A format of training files. Its limits are null where its source says nothing."""

    name = serializers.CharField()
    title = serializers.CharField()
    status = serializers.CharField(help_text=", ".join(Status))
    rules_version = serializers.CharField(help_text="year and month in which the rules were last compared with their source")
    source = serializers.CharField()  # type: ignore[assignment]
    deprecated_after = serializers.DateField(allow_null=True)
    needs = serializers.CharField(help_text=f"what a line is made of: {', '.join(Needs)}")
    limits = serializers.DictField(child=serializers.IntegerField(allow_null=True))
    repairs = serializers.ListField(child=serializers.CharField())
    rules = FormatsRuleSerializer(many=True)


class FormatsTrainingSerializer(_Base):
    """What training files can choose from."""

    targets = FormatsTargetSerializer(many=True)
    repairs = serializers.DictField(child=serializers.CharField())
    dedupe = serializers.ListField(child=serializers.CharField())
    redact_modes = serializers.ListField(child=serializers.CharField())
    redact_kinds = serializers.ListField(child=serializers.CharField())
    too_long = serializers.ListField(child=serializers.CharField())
    vocabularies = serializers.ListField(child=serializers.CharField())


class FormatsSerializer(_Base):
    resources = serializers.DictField(child=FormatsResourceSerializer())
    operators = serializers.DictField(child=serializers.ListField(child=serializers.CharField()), help_text="by kind of field")
    formats = FormatsFormatSerializer(many=True)
    shapes = serializers.ListField(child=serializers.CharField())
    training = FormatsTrainingSerializer()
    priorities = serializers.ListField(child=serializers.CharField())
    options = serializers.DictField(child=serializers.DictField())
    limits = serializers.DictField(child=serializers.IntegerField())

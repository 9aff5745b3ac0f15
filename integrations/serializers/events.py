"""How events and their types look over HTTP."""

from typing import Any

from rest_framework import serializers

from evalplatform.events.models import Event


class EventSerializer(serializers.ModelSerializer[Event]):
    """What happened. `position` rises from event to event."""

    payload = serializers.DictField()
    position = serializers.IntegerField()

    class Meta:
        model = Event
        fields = ["id", "position", "type", "payload", "created_at"]


class EventsSerializer(serializers.Serializer[Any]):
    results = EventSerializer(many=True)
    after = serializers.CharField(help_text="what to send as `after` the next time, also when there was nothing new")
    has_more = serializers.BooleanField(help_text="there is more at once")


class EventTypeSerializer(serializers.Serializer[Any]):
    type = serializers.CharField()
    description = serializers.CharField()
    schema = serializers.DictField(help_text="JSON Schema of the payload, which a message has under `data`")
    example = serializers.DictField(help_text="a message of the kind standard, as it is sent")


class EventTypesSerializer(serializers.Serializer[Any]):
    results = EventTypeSerializer(many=True)

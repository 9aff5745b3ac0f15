"""What can be filtered, listed and exported of usage: a row for each caller, endpoint and hour."""

from django.db.models import F

from evalplatform.fields import Field, Kind, Resource

USAGE = Resource(
    name="usage",
    model="external_api.UsageHour",
    scope="usage:read",
    fields=(
        Field("id", Kind.UUID, F("id"), "the server's own id; rises with time"),
        Field("hour", Kind.TIMESTAMP, F("hour"), "when the hour begins, in UTC"),
        Field("caller", Kind.TEXT, F("caller"), "who called: a key's prefix, or `user:` and the person's id"),
        Field("endpoint", Kind.TEXT, F("endpoint"), "method and path with placeholders"),
        Field("requests", Kind.INTEGER, F("requests"), "calls"),
        Field("ok", Kind.INTEGER, F("ok"), "answers below 400"),
        Field("client_errors", Kind.INTEGER, F("client_errors"), "answers from 400 to 499"),
        Field("server_errors", Kind.INTEGER, F("server_errors"), "answers from 500 on, and streams that broke"),
        Field("items", Kind.INTEGER, F("items"), "things sent or fetched: traces, scores, spans, rows of a page"),
        Field("bytes_in", Kind.INTEGER, F("bytes_in"), "of bodies, as they came"),
        Field("bytes_out", Kind.INTEGER, F("bytes_out"), "of bodies, as they left"),
        Field("seconds", Kind.NUMBER, F("seconds"), "the sum of the times of all answers"),
        Field("slowest_seconds", Kind.NUMBER, F("slowest_seconds"), "the longest of them"),
    ),
)

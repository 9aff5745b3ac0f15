import pytest
from django.http import QueryDict

from evalplatform.errors import InvalidInput
from exports import spec, stream_requests


def body(query: str) -> dict[str, object]:
    return stream_requests.body_of(QueryDict(query))


def test_the_keys_of_a_body() -> None:
    assert body('resource=traces&format=csv&filter={"field":"model","op":"eq","value":"m"}&rename={"id":"key"}') == {
        "resource": "traces",
        "format": "csv",
        "filter": {"field": "model", "op": "eq", "value": "m"},
        "rename": {"id": "key"},
    }


@pytest.mark.parametrize("query", ["id,metadata.a", "id&fields=metadata.a", '["id","metadata.a"]', "id, metadata.a,"])
def test_fields_as_one_likes(query: str) -> None:
    assert body(f"fields={query}") == {"fields": ["id", "metadata.a"]}


def test_a_name_with_a_comma_is_an_array() -> None:
    assert body('exclude=["metadata.a,b"]') == {"exclude": ["metadata.a,b"]}


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ("filter={", ("/filter", "malformed")),
        ("filter=", ("/filter", "malformed")),
        ("options=NaN", ("/options", "malformed")),
        ("fields=[1", ("/fields", "malformed")),
        ("format=csv&format=json", ("/format", "malformed")),
        ("rows_per_file=100", ("/rows_per_file", "not_streamed")),
        ("shape=openai-chat", ("/shape", "not_streamed")),
        ('curate={"sample":10}', ("/curate", "not_streamed")),
        ('destination="x"', ("/destination", "not_streamed")),
    ],
)
def test_refuses_with_pointer(query: str, problem: tuple[str, str]) -> None:
    with pytest.raises(InvalidInput) as caught:
        body(query)
    assert [(one.pointer, one.code) for one in caught.value.problems] == [problem]


def test_what_is_unknown_is_left_to_the_spec() -> None:
    with pytest.raises(InvalidInput) as caught:
        spec.parse(body("resource=traces&colour=red"))
    assert [(one.pointer, one.code) for one in caught.value.problems] == [("/colour", "unknown_field")]


def test_every_key_of_a_body_can_be_said() -> None:
    texts = {"resource", "shape", "format", "compression", "priority"}
    assert texts | {*stream_requests.OBJECTS, *stream_requests.LISTS, *stream_requests.NOT_STREAMED} >= set(spec._KEYS)

import json
from collections.abc import Iterable
from typing import Any, cast

import pytest
from rest_framework.test import APIClient

from evalplatform.tracing.models import LanguageModel, Trace
from tests.external_api.batches.batching import get, send

URL = "/api/external/traces"
pytestmark = pytest.mark.django_db(transaction=True)
USED = {"input_tokens": 1000, "output_tokens": 100}


@pytest.fixture(autouse=True)
def catalogue(transactional_db: None) -> None:
    LanguageModel.objects.create(provider="acme", name="swift", input_price="2", output_price="10")


def add(api: APIClient, **usage: Any) -> str:
    body = {"external_id": "a", "model": "swift", "input": 1, "usage": usage or None}
    return f"{URL}/{api.post(URL, body, format='json').json()['results'][0]['id']}"


def exported(api: APIClient) -> dict[str, Any]:
    answer: Any = api.get("/api/exports/stream?resource=traces")
    (line,) = b"".join(cast(Iterable[bytes], answer.streaming_content)).splitlines()
    answer.close()
    return dict(json.loads(line))


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        (USED, {**USED, "cost_usd": None, "computed_cost_usd": "0.003"}),
        ({**USED, "cost_usd": "1.50"}, {**USED, "cost_usd": "1.5", "computed_cost_usd": None}),
        ({"input_tokens": 7}, {"input_tokens": 7, "output_tokens": None, "cost_usd": None, "computed_cost_usd": None}),
        ({}, None),
    ],
    ids=["tokens", "a cost", "too little", "nothing"],
)
def test_what_it_cost_stands_beside_what_was_sent(api: APIClient, sent: dict[str, Any], shown: Any) -> None:
    path = add(api, **sent)
    (listed,) = api.get(URL).json()["results"]
    (batched,) = send(api, get("a")).json()["results"]
    assert (api.get(path).json()["usage"], listed["usage"], batched["body"]["usage"]) == (shown, shown, shown)


def test_an_export_has_what_was_sent(api: APIClient) -> None:
    add(api, **USED)
    assert exported(api)["usage"] == {**USED, "cost_usd": None}


@pytest.mark.parametrize("source", ["answer", "export"])
def test_what_comes_out_can_be_loaded_back_and_changes_nothing(api: APIClient, source: str) -> None:
    add(api, **USED)
    before = exported(api)
    sent = api.get(URL).json()["results"][0] if source == "answer" else before
    assert api.post(URL, sent, format="json").json()["unchanged"] == 1
    assert exported(api) == before


def test_what_a_client_says_of_the_computed_cost_is_no_cost(api: APIClient) -> None:
    add(api, **USED, computed_cost_usd="99")
    assert Trace.objects.values_list("cost_usd", "computed_cost_usd").get()[0] is None
    assert api.get(URL).json()["results"][0]["usage"]["computed_cost_usd"] == "0.003"

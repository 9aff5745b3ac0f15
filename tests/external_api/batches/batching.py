"""Operations of batches for the tests."""

from typing import Any

from rest_framework.test import APIClient

URL = "/api/external/batch"


def create(external_id: str = "", **more: Any) -> dict[str, Any]:
    named = {"external_id": external_id} if external_id else {}
    return {"op": "traces.create", "body": {"input": "q", **named, **more}}


def score(external_id: str, value: float = 1, name: str = "correct") -> dict[str, Any]:
    return {"op": "traces.add_scores", "external_id": external_id, "body": {"name": name, "value": value}}


def get(external_id: str) -> dict[str, Any]:
    return {"op": "traces.get", "external_id": external_id}


def delete(external_id: str) -> dict[str, Any]:
    return {"op": "traces.delete", "external_id": external_id}


def send(client: APIClient, *operations: Any, **more: Any) -> Any:
    return client.post(URL, {"operations": list(operations), **more}, format="json")


def statuses(answer: Any) -> list[int]:
    return [one["status"] for one in answer.json()["results"]]


def put(external_id: str | None = None, input: Any = "q", *, dataset: str = "sums", **more: Any) -> dict[str, Any]:
    """An example."""
    options = {"publish": more.pop("publish")} if "publish" in more else {}
    named = {} if external_id is None else {"external_id": external_id}
    return {"op": "examples.create", "dataset": dataset, "body": {"input": input, **named, **more}, **options}


def take(external_id: str, *, dataset: str = "sums", **more: Any) -> dict[str, Any]:
    return {"op": "examples.delete", "dataset": dataset, "external_id": external_id, **more}


def bodies(answer: Any, key: str) -> list[Any]:
    """Of each result the value under the key of its body, or the code of its problem."""
    return [one["body"][key] if one.get("body") else one["problem"]["code"] for one in answer.json()["results"] if one["status"] != 204]

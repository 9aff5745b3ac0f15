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
